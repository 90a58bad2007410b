"""The owner's page says what the letter says: the same dates and papers, and nothing of the city's own work."""

from datetime import timedelta

import pytest

from activities.letter_language import in_words
from activities.letter_periods import deadline
from rules.disposal_options import if_appraised, if_classified
from rules.library import find_edition
from schemas import impound, waiting_periods
from schemas.mail import LetterMailed
from schemas.owner_notice import PartiesRecorded, WriteLetter
from schemas.words import Hold, Notice, Party, ReleaseTo, Stage, Task, VehicleStatus
from tests.rules import cars
from tests.rules.cars import on
from tests.tasks import next_task
from web.owner_told import STAGES, WAITS, days_told, where

CALIFORNIA = find_edition("us-ca.2026-01-01")
TOLD = on(cars.REPORTED, 12, PartiesRecorded(owner=1), cars.letter(1, Notice.IMPOUND), LetterMailed(letter=1)).with_(
    edition=CALIFORNIA.code
)
MOMENT = timedelta(minutes=1)


@pytest.mark.parametrize(("label", "code"), [("Reclaim it by", "reclaim"), ("Ask for a hearing by", "ask_hearing")])
@pytest.mark.parametrize("place", ["us-ca.2026-01-01", "us-tx.2026-01-01", "us-il-chicago.2026-01-01"])
def test_the_page_names_the_days_of_the_letter(label: str, code: str, place: str) -> None:
    law = find_edition(place)
    asked = WriteLetter(notice=Notice.IMPOUND, party=Party.OWNER, addressee=1)

    days = {day.label: day for day in days_told(TOLD, law, next_task(TOLD, law), cars.day(13))}

    assert in_words(days[label].moment, law.tz) == deadline(TOLD, law, code, cars.day(12), asked=asked).until
    assert not days[label].over


def test_a_date_of_a_later_letter_is_not_shown_before_it_is_mailed() -> None:
    washington = find_edition("us-wa.2026-01-01")

    days = [day.label for day in days_told(TOLD, washington, next_task(TOLD, washington), cars.day(13))]

    assert days == ["Ask for a hearing by"]


def test_after_a_hold_the_owner_has_a_later_date_than_in_the_letter() -> None:
    held = on(TOLD, 13, waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE))
    lifted = on(held, 16, waiting_periods.HoldReleased(hold=Hold.POLICE_EVIDENCE, placed=held.number))

    before, after = (
        next(
            day.moment
            for day in days_told(case, CALIFORNIA, next_task(case, CALIFORNIA), cars.day(17))
            if "Recl" in day[0]
        )
        for case in (TOLD, lifted)
    )

    assert after - before >= timedelta(days=3) - MOMENT


def test_the_days_of_a_sale_are_those_of_its_notice() -> None:
    worth = if_classified(if_appraised(TOLD, 320_000, 2007), VehicleStatus.WITH_VALUE, by_salvor=False)
    announced = on(worth, 20, cars.letter(2, Notice.SALE), LetterMailed(letter=2))
    asked = WriteLetter(notice=Notice.SALE, party=Party.OWNER, addressee=1)

    days = {
        day.label: in_words(day.moment, CALIFORNIA.tz)
        for day in days_told(announced, CALIFORNIA, next_task(announced, CALIFORNIA), cars.day(21))
    }

    for label, code in (("Oppose the sale by", "oppose_sale"), ("Not sold before", "sale_notice")):
        assert days[label] == deadline(announced, CALIFORNIA, code, cars.day(20), asked=asked).until


def test_a_date_that_has_passed_is_marked() -> None:
    days = {day.label: day.over for day in days_told(TOLD, CALIFORNIA, next_task(TOLD, CALIFORNIA), cars.day(60))}

    assert days["Ask for a hearing by"] is True
    assert "Reclaim it by" not in days


def test_an_owner_with_a_pending_hearing_reads_its_date() -> None:
    heard = on(TOLD, 13, impound.HearingRequested(party=1))
    waits = next_task(heard, CALIFORNIA)

    days = {day.label: day.moment for day in days_told(heard, CALIFORNIA, waits, cars.day(13))}

    assert days["Hearing held by"] == waits.due_at
    assert "Ask for a hearing by" not in days


def test_a_vehicle_that_has_left_the_lot_is_not_shown_as_held_there() -> None:
    released = on(TOLD, 14, impound.VehicleReleased(to=ReleaseTo.OWNER, papers=(), paid=0, owed=0))
    given_up = on(TOLD, 14, impound.VehicleSurrendered(papers=()))

    told = [where(case.with_(stage=Stage.IMPOUND)) for case in (TOLD, released, given_up)]

    assert told == [STAGES["impound"], "The vehicle was released.", "You gave up the vehicle."]
    days = days_told(released, CALIFORNIA, next_task(released, CALIFORNIA), cars.day(14))
    assert [day.label for day in days] == ["Ask for a hearing by"]


def test_an_owner_who_won_does_not_read_that_the_time_of_free_retrieval_has_passed() -> None:
    heard = on(cars.TOLD, 13, impound.HearingRequested(party=1))
    won = on(heard, 14, impound.HearingDecided(requested=heard.number, lawful=False))

    soon, late = (days_told(won, cars.LAW, next_task(won, cars.LAW), cars.day(at)) for at in (15, 30))

    assert [day.label for day in soon] == ["Free of charge until"]
    assert late == ()


@pytest.mark.parametrize("task", list(WAITS))
def test_the_owner_reads_no_internal_terms(task: Task) -> None:
    told = f" {WAITS[task].lower()} "

    assert [each for each in ("edition", "counsel", "the owner", "dispatcher", "supervisor") if each in told] == []
