"""What the sample users read: the end that a story has under an edition, and what the case asks for."""

from typing import Unpack

import pytest

from sample.scene import Scene
from schemas.case import Case
from schemas.case_changes import CaseChanges
from schemas.importing import Story
from schemas.impound import HearingDecided, IntakeRecorded
from schemas.mail import LetterMailed
from schemas.owner_notice import PartiesRecorded
from schemas.words import Condition, Finding, Notice, Outcome, Route, VehicleStatus
from tests.city_law import law_here
from tests.rules.cars import ASKED, HOME, LATER, TOWED, letter, on
from tests.schemas.lives import inspected, live, records_checked, reported
from tests.tasks import next_task
from workers.scenes import ScenePart, end_of, scene_of

PLATED = live(reported(), records_checked(), inspected(Finding.ABANDONED))
BARE = live(reported(known=False), inspected(Finding.ABANDONED, conditions=(Condition.NO_PLATE,)))
SALVAGE, JUNK = VehicleStatus.SALVAGE, VehicleStatus.NONREPAIRABLE


def law_of(place: str) -> str:
    """The code of the edition of this place."""
    return f"us-{place}.2026-01-01"


def seen(case: Case, place: str, outcome: Outcome = Outcome.AUCTIONED, /, **changes: Unpack[CaseChanges]) -> Scene:
    """The scene of a case under the edition of this place."""
    case = case.with_(edition=law_of(place)).with_(**changes)
    waits = next_task(case, law_here(case.edition)).model_dump(mode="json")
    return scene_of(ScenePart(Story(outcome=outcome)), {"state": case.model_dump(mode="json"), "tasks": [waits]}, LATER)


@pytest.mark.parametrize(
    ("place", "case", "outcome", "status", "route"),
    [
        ("pa-philadelphia", PLATED, Outcome.DISMANTLED, SALVAGE, Route.DISMANTLE),
        ("tx", PLATED, Outcome.DISMANTLED, JUNK, Route.DISMANTLE),
        ("ca", PLATED, Outcome.CRUSHED, JUNK, Route.CRUSH),
        ("wa", PLATED, Outcome.DISMANTLED, JUNK, Route.DISMANTLE),
        ("il-chicago", PLATED, Outcome.AUCTIONED, VehicleStatus.WITH_VALUE, Route.DISMANTLE),
        ("ny-new-york-city", BARE, Outcome.DISMANTLED, SALVAGE, Route.DISMANTLE),
        ("ny-new-york-city", PLATED, Outcome.CRUSHED, JUNK, Route.AUCTION),
    ],
)
def test_a_story_ends_as_written_or_by_the_nearest_option_that_the_law_has(
    place: str, case: Case, outcome: Outcome, status: VehicleStatus, route: Route
) -> None:
    end = end_of(Story(outcome=outcome), case, law_here(law_of(place)))

    assert (end.status, end.route) == (status, route)


def test_the_clauses_are_those_of_the_place_where_the_car_stands() -> None:
    assert seen(PLATED, "tx").clauses == ("inoperable", "illegally_parked", "right_of_way")
    assert seen(PLATED, "tx", private_property=True).clauses == ("private_property",)


def test_open_questions_are_read_from_the_task_of_the_case() -> None:
    known = on(TOWED, 11, IntakeRecorded(lot="river-lot", inventory=1), PartiesRecorded(owner=1))

    assert seen(known, "ny-new-york-city").unknown == ("periods.ask_hearing",)
    assert seen(known, "pa-philadelphia").unknown == ()


def test_the_notice_that_expires_is_that_of_the_cars_disposal_option() -> None:
    assert seen(PLATED, "ca").lapsed is Notice.SALE
    assert seen(PLATED, "ca", Outcome.CRUSHED).lapsed is None
    assert seen(PLATED, "wa").lapsed is None


def test_a_letter_that_missed_its_time_reissues_the_notice_it_adds_to() -> None:
    owner = on(TOWED, 11, IntakeRecorded(lot="river-lot", inventory=1), PartiesRecorded(owner=1))
    told = on(owner, 12, letter(1, Notice.IMPOUND), letter(2, Notice.SECOND), LetterMailed(letter=1))

    assert seen(on(told, 13, LetterMailed(letter=2)), "il-chicago").lapsed is None
    assert seen(on(told, 60, LetterMailed(letter=2)), "il-chicago").lapsed is Notice.IMPOUND


def test_the_refund_is_what_was_paid_and_is_not_owed() -> None:
    home = on(ASKED, 15, HOME.model_copy(update={"paid": 25_000, "owed": 25_000}))
    won = on(home, 16, HearingDecided(requested=ASKED.number, lawful=False))

    assert [seen(each, "pa-philadelphia").refund for each in (home, won)] == [0, 25_000]
