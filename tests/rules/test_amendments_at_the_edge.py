"""What decides about an amendment at its edges: the first notice, the instant of the new law, the latest of several.

The new law is in force from Friday, November 27, 2026, 00:00 in Philadelphia. The car is reported on Tuesday,
November 24, at 15:00 UTC; day 1 is Wednesday, day 4 is Saturday.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.amending import Compared, Effect, Fate, side_by_side
from rules.amendments import edition_asked_for, in_force, lapsing
from rules.authorization import asked_of
from rules.library import find_edition, list_editions
from rules.next_task import list_tasks
from rules.rulings import evaluate
from schemas.amendments import AmendmentApplied
from schemas.case import Case
from schemas.mail import LetterMailed
from schemas.owner_notice import PartiesRecorded
from schemas.waiting_periods import ExtensionAsked, ExtensionDecided
from schemas.words import Finding, Notice, Stage, Task
from tests.new_laws import LONGER, TAKES_ALL, Shelf, newer
from tests.rules import cars
from tests.rules.cars import LATER, LAW, SUPERVISOR, day, letter, on, refusal_of
from tests.rules.test_amendments import FIRST_DAY, GO_BACK, GO_OVER, put
from tests.schemas.lives import EDITION, START, at_fact, changed, go_on, inspected

BANK_TOO = go_on(cars.DECLARED, PartiesRecorded(owner=1, lienholders=(2,)))
UNKNOWN_OWNER = changed(cars.KNOWN, "parties", owner=None)
TO_OWNER, TO_BANK = letter(1, Notice.PRE_TOW), letter(2, Notice.PRE_TOW, 2)
ON_THE_FIRST_INSTANT = (FIRST_DAY - START) / timedelta(days=1)


def stays(case: Case) -> bool:
    """Whether the new law leaves this case under the old one."""
    refusal = refusal_of(case, GO_OVER, SUPERVISOR, LATER)
    return refusal is not None and refusal.guard == "transition"


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (on(on(BANK_TOO, 1, TO_OWNER, TO_BANK, LetterMailed(letter=1)), 4, LetterMailed(letter=2)), True),
        (on(on(cars.KNOWN, 1, TO_OWNER), 4, LetterMailed(letter=1)), False),
        (on(cars.KNOWN, ON_THE_FIRST_INSTANT, TO_OWNER, LetterMailed(letter=1)), False),
        (UNKNOWN_OWNER.with_(sticker=at_fact(9, day(1))), True),
        (UNKNOWN_OWNER.with_(sticker=at_fact(9, day(4))), False),
        (UNKNOWN_OWNER.with_(published=at_fact(9, day(1))), True),
    ],
    ids=["the first of two", "written before, mailed later", "at that instant", "sticker", "late sticker", "published"],
)
def test_a_case_stays_if_the_first_notice_was_given_before_the_new_law(
    shelf: Shelf, case: Case, *, expected: bool
) -> None:
    put(shelf)

    assert stays(case) is expected


def test_an_edition_of_the_same_day_is_not_older(shelf: Shelf) -> None:
    put(shelf)
    same_day = LAW.model_copy(update={"effective_from": date(2026, 11, 27)})
    next_day = LAW.model_copy(update={"effective_from": date(2026, 11, 28)})

    assert [each.met for each in in_force(LONGER, same_day, LATER)] == [True] * 5
    assert [each.met for each in in_force(LONGER, next_day, LATER)] == [True, True, True, False, True]


BETWEEN = "us-pa-philadelphia.2026-11-26"
TWICE = go_on(cars.KNOWN, AmendmentApplied(edition=BETWEEN, was=EDITION), AmendmentApplied(edition=LONGER, was=BETWEEN))


def test_taking_back_leads_to_the_law_before_the_latest_amendment(shelf: Shelf) -> None:
    law = put(shelf)

    refusal = refusal_of(TWICE, GO_BACK, SUPERVISOR, law=law)

    assert edition_asked_for(TWICE, GO_BACK) == BETWEEN
    assert refusal is not None
    assert refusal.reason == f"Required: The edition {BETWEEN} is still installed."


def test_an_act_before_the_latest_amendment_keeps_nobody_from_taking_that_back(shelf: Shelf) -> None:
    shelf.put(BETWEEN, newer(BETWEEN, TAKES_ALL), enact=True)
    law = put(shelf, TAKES_ALL)
    between = TWICE.with_(sold=at_fact(TWICE.number - 1))

    assert refusal_of(between, GO_BACK, SUPERVISOR, law=law) is None
    assert refusal_of(between.with_(sold=at_fact(TWICE.number + 1)), GO_BACK, SUPERVISOR, law=law) is not None


def test_what_the_other_law_must_have_rests_on_the_declaration(shelf: Shelf) -> None:
    put(shelf, TAKES_ALL)
    proof = evaluate(asked_of(cars.HAZARD, GO_OVER, LAW, LATER, actor=SUPERVISOR)).proof
    asked = next(each for each in proof if each.guard == "carried_over").requirements

    assert cars.HAZARD.declared is not None
    assert [each.fact for each in asked] == [cars.HAZARD.declared.fact] * 3


def test_a_letter_lapses_by_the_day_it_was_written_and_also_if_it_is_not_mailed_yet(shelf: Shelf) -> None:
    says = LAW.notices[Notice.PRE_TOW].says
    law = put(shelf, TAKES_ALL)
    more = law.notices[Notice.PRE_TOW].model_copy(update={"says": (*says, "firearms")})
    stricter = law.model_copy(update={"notices": {**law.notices, Notice.PRE_TOW: more}})
    written = go_on(cars.KNOWN, TO_OWNER)
    mailed_later = go_on(written, inspected(Finding.STILL_THERE), LetterMailed(letter=1))

    assert lapsing(written, LAW, stricter) == (Notice.PRE_TOW,)
    assert lapsing(mailed_later, LAW, stricter, since=written.number - 1) == (Notice.PRE_TOW,)
    assert lapsing(mailed_later, LAW, stricter, since=written.number + 1) == ()


def test_the_earliest_time_is_the_last_of_all_that_must_pass(shelf: Shelf) -> None:
    """Ten days end on December 4; the extension lasts until December 20."""
    until = datetime(2026, 12, 20, tzinfo=UTC)
    extended = go_on(cars.NOTICED, ExtensionAsked(), ExtensionDecided(until=until))

    assert side_by_side(extended, LAW, put(shelf, TAKES_ALL), day(5)).before.earliest == until


def test_a_case_that_stays_is_not_called_one_that_cannot_go_over(shelf: Shelf) -> None:
    """The owner was notified before, and the new law lacks the clause: the first reason is the transition."""
    shelf.put(LONGER, newer(LONGER).replace("[clauses.inoperable]", "[clauses.wrecked]"), enact=True)
    law = find_edition(LONGER)

    told = side_by_side(cars.NOTICED, LAW, law, day(13))

    assert told.fate is Fate.STAYS
    assert told.kept is not None
    assert told.kept.citation == law.transition.citation


@pytest.mark.parametrize(
    ("fate", "effect", "expected"),
    [
        (Fate.GOES, Effect.SAME, False),
        (Fate.GOES, Effect.NOT_BEGUN, False),
        (Fate.GOES, Effect.LONGER, True),
        (Fate.GOES, Effect.SHORTER, True),
        (Fate.STAYS, Effect.SAME, True),
        (Fate.CANNOT, Effect.SAME, True),
    ],
)
def test_a_person_reviews_what_stays_or_changes_the_owners_time(
    shelf: Shelf, fate: Fate, effect: Effect, *, expected: bool
) -> None:
    side = side_by_side(cars.SEEN_ONCE, LAW, put(shelf), day(5)).before

    told = Compared("26-000001", Stage.NOTICE, fate, None, side, side, effect)

    assert told.makes_a_difference is expected


IN_THE_LOT = go_on(cars.TAKEN_IN, PartiesRecorded(owner=1))


@pytest.mark.parametrize("code", list_editions())
@pytest.mark.parametrize("notice", [Notice.PRE_TOW, Notice.HAZARD_TOW, Notice.SECOND, Notice.SALE])
def test_a_letter_that_an_earlier_law_asked_for_is_still_to_be_mailed(code: str, notice: Notice) -> None:
    law = find_edition(code)
    case = on(cars.KNOWN if notice is Notice.PRE_TOW else IN_THE_LOT, 11, letter(1, notice)).with_(edition=code)

    tasks = list_tasks(case, law, LATER)

    assert Task.MAILING in {each.task for each in tasks.tasks}
