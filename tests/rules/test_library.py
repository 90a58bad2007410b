"""An edition is used as it was enacted, once it checks; else it is refused in a sentence."""

import pytest

from rules.library import (
    BadEditionError,
    ChangedEditionError,
    UnknownEditionError,
    find_edition,
    fingerprint,
    list_editions,
)
from tests.new_laws import Shelf
from tests.rules.law_texts import CA, LAYER, TX, line_with, planted, text_of


def test_an_edition_that_does_not_check_is_refused_with_file_line_and_reason(shelf: Shelf) -> None:
    text = planted(TX, "waivers.hearing_won", '"storage"', '"tip"')
    shelf.put(TX, text, enact=True)

    with pytest.raises(BadEditionError) as refused:
        find_edition(TX)

    line = line_with(text, "[waivers.hearing_won]") + 2
    assert str(refused.value) == (f"rules/editions/{TX}.toml:{line}: waivers.hearing_won.fees: There is no fee 'tip'.")


def test_a_refused_edition_says_how_many_more_faults_it_has(shelf: Shelf) -> None:
    shelf.put(TX, planted(TX, "proceeds", '"preservation", "storage"', '"tip", "tea"'), enact=True)

    with pytest.raises(BadEditionError, match=rf"'tip'\. \(1 more: towpath editions check {TX}\)$"):
        find_edition(TX)


def test_a_file_that_is_no_toml_is_refused_with_its_line_and_the_others_go_on(shelf: Shelf) -> None:
    shelf.put(TX, "code = \n", enact=True)

    with pytest.raises(BadEditionError, match=r"us-tx\.2026-01-01\.toml:1: This is not TOML"):
        find_edition(TX)
    assert find_edition(CA).name == "California"


@pytest.mark.parametrize("edited", [TX, LAYER])
def test_an_enacted_file_that_was_edited_is_refused_by_name(shelf: Shelf, edited: str) -> None:
    shelf.put(edited, text_of(edited) + "# a word more\n", enact=False)

    with pytest.raises(ChangedEditionError, match=rf"rules/editions/{edited}\.toml was edited after it was enacted"):
        find_edition(TX)


def test_a_layer_is_no_edition_that_a_case_can_carry() -> None:
    assert LAYER not in list_editions()
    with pytest.raises(UnknownEditionError):
        find_edition(LAYER)


def test_an_unknown_edition_has_no_fingerprint() -> None:
    with pytest.raises(UnknownEditionError):
        fingerprint("us-nj.2026-01-01")
