"""Letters that have a time of their own: not before it, not after it. The dates are worked on paper first."""

from datetime import timedelta

import pytest

from rules.next_thing import next_thing
from rules.rulings import asked_of, rule
from rules.waiting_periods import floor
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.words import Notice, Party, Role, Step, Thing
from tests.rules import cars
from tests.rules.cars import ENGINE, on, refusal_of
from tests.rules.paper import instant
from tests.rules.test_laws_of_other_places import KNOWN, PRICED, WASHINGTON, told

MINUTE = timedelta(minutes=1)

CUSTODY = """
Mon 2026-06-01 10:00 | Sat 2026-06-06 10:00 | Sun 2026-06-07 10:00 | Mon 2026-06-22 24:00 | the 15th is a Sunday
Fri 2026-10-30 12:00 | Wed 2026-11-04 11:00 | Thu 2026-11-05 11:00 | Thu 2026-11-19 24:00 | the hour that Sunday wins
Fri 2026-03-06 12:00 | Wed 2026-03-11 13:00 | Thu 2026-03-12 13:00 | Thu 2026-03-26 24:00 | the hour that Sunday loses
"""
"""Taken; the notice of custody and sale not before; and by; the auction not before, if mailed at the first instant."""


def taken(case: Case, at: str) -> Case:
    """The car was taken at this hour of Seattle."""
    return case.with_(hooked_at=instant(at, WASHINGTON.tz))


SALE_LETTER = notice.WriteLetter(notice=Notice.SALE, party=Party.OWNER, addressee=1)


@pytest.mark.parametrize("row", CUSTODY.strip().splitlines())
def test_in_washington_the_notice_of_the_sale_comes_after_the_hours_of_custody_and_the_auction_15_days_after_it(
    row: str,
) -> None:
    at, *ends, _ = (each.strip() for each in row.split("|"))
    first, last, auction = (instant(each, WASHINGTON.tz) for each in ends)
    case = taken(told(PRICED, Notice.IMPOUND), at)

    waits = next_thing(case, WASHINGTON)
    early = rule(asked_of(case, SALE_LETTER, WASHINGTON, first - MINUTE, actor=ENGINE))
    written = on(case, 0, cars.letter(9, Notice.SALE))
    mailed = written.with_(letters=(case.letters[0], written.letters[1].model_copy(update={"mailed_at": first})))

    assert (waits.thing, waits.by, waits.step) == (Thing.LETTERS, Role.ENGINE, Step.WRITE_LETTERS)
    assert (waits.not_before, waits.wake_at, waits.due_at) == (first, first, last)
    assert [each.citation for each in early.missing] == ["RCW 46.55.010, WAC 308-61-135"]
    assert early.ask_again == first
    assert rule(asked_of(case, SALE_LETTER, WASHINGTON, first, actor=ENGINE)).allowed
    assert (next_thing(written, WASHINGTON).thing, next_thing(written, WASHINGTON).due_at) == (Thing.MAILING, last)
    assert floor(mailed, WASHINGTON, "reclaim") == auction


def test_in_washington_the_letter_of_the_impoundment_waits_for_nothing() -> None:
    waits = next_thing(KNOWN, WASHINGTON)
    impound = notice.WriteLetter(notice=Notice.IMPOUND, party=Party.OWNER, addressee=1)

    assert KNOWN.hooked_at is not None
    assert (waits.thing, waits.step, waits.wake_at) == (Thing.LETTERS, Step.WRITE_LETTERS, None)
    assert waits.due_at == KNOWN.hooked_at + timedelta(hours=24)
    assert refusal_of(KNOWN, impound, ENGINE, KNOWN.hooked_at + MINUTE, WASHINGTON) is None
