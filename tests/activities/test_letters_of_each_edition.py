"""Every letter of every edition says this edition's law, and no sentence of another one."""

from itertools import product

import pytest

from activities.letter_parts import of_a_hearing, sentence
from activities.letter_press import CannotPrint, print_letter
from rules.law import Edition, Said
from rules.library import find_edition, list_editions
from schemas.words import Notice, Party
from tests.activities.test_letter_press import letter, read
from tests.rules import cars

PHONE = "215-555-0143"
EDITIONS = {code: find_edition(code) for code in sorted(list_editions())}
CODES: tuple[Said, ...] = ("who_hears", "how_to_ask", "burden", "silence", "how_to_oppose", "surplus")
HEARD: tuple[Said, ...] = ("who_hears", "how_to_ask", "burden")
SAYS: dict[Notice, tuple[Said, ...]] = {
    Notice.PRE_TOW: HEARD,
    Notice.HAZARD_TOW: (*HEARD, "silence"),
    Notice.IMPOUND: (*HEARD, "silence"),
    Notice.SECOND: (*HEARD, "silence"),
    Notice.SALE: (*HEARD, "how_to_oppose", "surplus"),
    Notice.CORRECTION: (),
}
LETTERS = [(code, notice) for code, law in EDITIONS.items() for notice in law.notices]


def of_the_edition(law: Edition) -> dict[str, str]:
    """The parts of a letter in the words of this edition."""
    own = {"silence": sentence(law, "silence"), "surplus": sentence(law, "surplus")}
    return own | {"opposing": sentence(law, "how_to_oppose", PHONE)} | of_a_hearing(cars.TOLD, law, PHONE)


def all_said(law: Edition) -> dict[str, str]:
    """The sentences of an edition as a letter prints them."""
    return {code: sentence(law, code, PHONE) for code in CODES if code in law.sentences}


@pytest.mark.parametrize(("code", "notice"), LETTERS)
@pytest.mark.parametrize("party", Party)
async def test_a_letter_says_the_law_of_its_edition_and_of_no_other(code: str, notice: Notice, party: Party) -> None:
    law = EDITIONS[code]
    said = read(await print_letter(letter(notice, party, **of_the_edition(law))))

    own = all_said(law)
    foreign = {text for other in EDITIONS.values() for text in all_said(other).values()} - set(own.values())
    assert [own[each] for each in SAYS[notice] if each in own and own[each] not in said] == []
    assert [text for text in foreign if text in said] == []


@pytest.mark.parametrize("notice", [each for each in Notice if each is not Notice.PRE_TOW])
async def test_a_letter_about_a_towed_car_says_when_and_by_whom_it_was_towed(notice: Notice) -> None:
    said = read(await print_letter(letter(notice)))

    assert "When and by whom it was towed: 9:15 a.m. on Monday, April 27, 2026, by North Salvage" in said
    with pytest.raises(CannotPrint, match="it lacks towed"):
        await print_letter(letter(notice, towed=None))


def test_in_washington_and_texas_a_court_hears_and_is_asked_in_writing() -> None:
    for code, words in product(("us-wa.2026-01-01", "us-tx.2026-01-01"), ("court", "in writing")):
        parts = of_a_hearing(cars.TOLD, EDITIONS[code], PHONE)
        assert words in parts["hearing"]
        assert "court" in parts["heard_by"]


def test_only_pennsylvania_takes_silence_for_consent_to_every_end_and_texas_for_a_waiver() -> None:
    consent = {code for code, law in EDITIONS.items() if "as if the owner and every" in law.sentences["silence"].text}
    waiver = {code for code, law in EDITIONS.items() if "waiver of all right" in law.sentences["silence"].text}

    assert consent == {"us-pa-philadelphia.2026-01-01"}
    assert waiver == {"us-tx.2026-01-01"}


def test_every_edition_has_every_sentence_that_its_letters_print() -> None:
    missing = [(code, each) for code, law in EDITIONS.items() for each in CODES if each not in law.sentences]

    assert {each for _, each in missing} <= {"burden"}
