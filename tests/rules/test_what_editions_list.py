"""What every edition lists: who gets which letter and what it says, papers, fees, waivers, orders, and other choices.

`what_editions_list.toml` was written beside the editions: an entry that is lost in one of them is missing in the other.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.law import Edition
from rules.library import find_edition, list_editions

LISTED: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("what_editions_list.toml").read_text())
FIELDS = {
    "clauses": ("on", "signed_form", "older_than"),
    "exemptions": ("needs", "waives", "notice", "expired_for_days"),
    "notices": ("to", "sent_by", "within", "not_before", "in_time", "says"),
    "fees": ("cents", "per", "runs_from", "to_state"),
    "waivers": ("fees",),
    "papers": ("needs",),
    "disposal": ("routes", "floors", "without_notice_where_nobody_is_known"),
    "duties": ("before",),
    "periods": ("ends_on_working_day",),
    "retention": ("years",),
}
"""What is compared of each entry of a section."""


def listed(law: Edition) -> Iterator[tuple[str, str]]:
    """Each place of an edition that says something, and what it says there."""
    for section, fields in FIELDS.items():
        for name, entry in getattr(law, section).items():
            yield from ((f"{section}.{name}.{field}", _words(getattr(entry, field))) for field in fields)
    yield from ((f"bounds.{provision}", bound.words) for provision, bound in law.bounds.items())
    yield "proceeds.order", _words(law.proceeds.order)
    yield "holidays.in_doubt", _words(law.holidays.in_doubt)
    yield "transition.stays", _words(law.transition.stays)


def _words(value: object) -> str:
    """A list as its words; empty for what is not said."""
    if isinstance(value, tuple | frozenset):
        return " ".join(value if isinstance(value, tuple) else sorted(value))
    return "" if value in (None, False, 0) else "yes" if value is True else str(value)


def test_every_edition_is_listed() -> None:
    assert list(LISTED) == sorted(list_editions())


@pytest.mark.parametrize("code", LISTED)
def test_an_edition_lists_what_was_read_and_no_more(code: str) -> None:
    assert {place: words for place, words in listed(find_edition(code)) if words} == LISTED[code]
