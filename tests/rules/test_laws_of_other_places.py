"""What cases wait for under the editions of other places: nothing that cannot be done, and nothing too early."""

import pytest

from rules.disposal_options import asks_more, status_asks_more
from rules.law import Edition
from rules.library import find_edition
from rules.owner_notice import owed_letters
from rules.waiting_periods import floor
from schemas import disposal, impound, mail, tow_dispatch, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.words import (
    Finding,
    Gate,
    Hold,
    HoldEffect,
    Notice,
    ReleaseTo,
    Role,
    Stage,
    Task,
    TowResult,
    VehicleStatus,
)
from tests.rules import cars
from tests.rules.cars import OFFICER, look, on, refusal_of, ruling
from tests.rules.test_other_laws import FREE_TOWING, settled, unknown
from tests.schemas.lives import inspected, live, records_checked, reported
from tests.tasks import next_task, offered_to, tasks_of

CHICAGO, NEW_YORK, CALIFORNIA, TEXAS, WASHINGTON = (
    find_edition(f"us-{place}.2026-01-01") for place in ("il-chicago", "ny-new-york-city", "ca", "tx", "wa")
)
TOWED = on(live(reported(), records_checked(), cars.ABANDONED), 4, cars.GATE, cars.ORDER, cars.OFFER, cars.ACCEPTED)
IN_LOT = on(
    TOWED,
    5,
    cars.ON_THE_HOOK,
    cars.ARRIVED,
    tow_dispatch.TowEnded(order=1, contractor="north-salvage", result=TowResult.TOWED),
    impound.IntakeRecorded(lot="river-lot", inventory=1),
)
KNOWN = on(IN_LOT, 5, notice.PartiesRecorded(owner=1))
PRICED = settled(settled(KNOWN, "fees.towing", 17_500), "fees.storage", 2_500)


def told(case: Case, *notices: Notice) -> Case:
    """The owner is written to, on one day."""
    for number, kind in enumerate(notices, 1):
        case = on(case, 6, cars.letter(number, kind), mail.LetterMailed(letter=number))
    return on(case, 6, records_checked())


def test_one_inspection_is_enough_if_the_clause_has_no_interval() -> None:
    fresh = live(reported(), records_checked())

    assert refusal_of(fresh, look(clause="disrepair"), OFFICER, law=CHICAGO) is None
    assert refusal_of(fresh, look(clause="deserted"), OFFICER, law=CHICAGO) is not None


def test_a_second_inspection_without_interval_is_not_described_as_0_hours_later() -> None:
    seen = live(reported(), records_checked(), inspected(Finding.STILL_THERE))

    assert next_task(seen, CHICAGO).why == "A second inspection shows that the car has not moved."
    assert (
        next_task(seen, TEXAS).why == "A second inspection, 48 hours after the first, shows that the car has not moved."
    )


def test_a_letter_waits_for_the_day_that_it_has_to_name() -> None:
    asked = next_task(KNOWN, NEW_YORK)

    assert (asked.task, asked.by) == (Task.LAW_QUESTION, Role.SUPERVISOR)
    assert asked.why == "The law leaves a question open that counsel must answer: A hearing may be asked for."
    assert next_task(settled(PRICED, "periods.ask_hearing", 10), NEW_YORK).task is Task.LETTERS
    assert next_task(PRICED, TEXAS).task is Task.LETTERS


@pytest.mark.parametrize("law", [CALIFORNIA, TEXAS, WASHINGTON], ids=lambda law: law.place)
def test_a_letter_waits_for_the_amounts_that_it_has_to_name(law: Edition) -> None:
    asked = tasks_of(KNOWN, law)
    counsel = [each for each in asked.tasks if each.task is Task.LAW_QUESTION]
    letters = next(each for each in asked.tasks if each.task is Task.LETTERS)

    assert [each.why.rpartition("is charged: ")[2] for each in counsel] == ["towing.", "storage."]
    assert asked.codes.index(Task.LAW_QUESTION) < asked.codes.index(Task.LETTERS)
    assert asked.own_act is None
    assert tasks_of(PRICED, law).own_act is Task.LETTERS
    assert {each.due_at for each in counsel} == {letters.due_at}
    assert letters.why.endswith("They wait for counsel's answer.")
    written = next(each for each in tasks_of(PRICED, law).tasks if each.task is Task.LETTERS)
    assert written.why == "The letters to the owner and lienholders are being written."


def test_a_letter_that_names_no_amount_waits_for_none() -> None:
    assert next_task(cars.KNOWN, FREE_TOWING).task is Task.LETTERS


def test_a_letter_before_the_tow_waits_for_the_day_by_which_the_car_has_to_be_moved() -> None:
    law = unknown("owner_notice")

    asked = next_task(cars.KNOWN, law)

    assert (asked.task, asked.citation) == (Task.LAW_QUESTION, law.periods["owner_notice"].citation)
    assert next_task(settled(cars.KNOWN, "periods.owner_notice", 10), law).task is Task.LETTERS
    assert next_task(cars.KNOWN, cars.LAW).task is Task.LETTERS


@pytest.mark.parametrize("law", [CHICAGO, NEW_YORK, CALIFORNIA, TEXAS, WASHINGTON], ids=lambda law: law.place)
def test_an_owner_who_has_won_is_written_to_once_it_is_known_for_how_long_the_car_is_free_of_charge(
    law: Edition,
) -> None:
    heard = on(KNOWN, 6, impound.HearingRequested(party=1))
    won = on(heard, 7, impound.HearingDecided(requested=heard.number, lawful=False))
    reported_to_state = on(won, 7, impound.StateReported())

    asked = next_task(reported_to_state, law)

    assert (asked.task, asked.citation) == (Task.LAW_QUESTION, law.periods["free_retrieval"].citation)
    assert next_task(settled(reported_to_state, "periods.free_retrieval", 48), law).task is Task.LETTERS


ANNOUNCED = on(told(PRICED, Notice.IMPOUND, Notice.SALE), 7, cars.named(VehicleStatus.WITH_VALUE, by_salvor=False))


def test_an_advertisement_that_grows_old_is_the_last_thing_before_a_sale() -> None:
    over = floor(ANNOUNCED, WASHINGTON, "reclaim")

    waits = next_task(ANNOUNCED, WASHINGTON)
    advertised = on(ANNOUNCED, 30, disposal.SaleAdvertised())

    assert (waits.task, waits.not_before) == (Task.ADVERTISEMENT, over)
    assert next_task(advertised, WASHINGTON).task is Task.RECLAIM_PERIOD


def test_an_advertisement_that_does_not_grow_old_appears_at_once() -> None:
    worth = on(ANNOUNCED, 7, impound.StateReported(), disposal.VehicleAppraised(value=135_000, model_year=2004))

    waits = next_task(worth, CALIFORNIA)

    assert (waits.task, waits.not_before) == (Task.ADVERTISEMENT, None)


def test_a_sale_that_is_advertised_again_waits_for_the_new_period() -> None:
    advertised = on(ANNOUNCED, 30, disposal.SaleAdvertised())
    gone_by = on(advertised, 34, cars.DISPOSAL_GATE, records_checked(), cars.SERVES_NOT)
    again = on(gone_by, 60, disposal.SaleAdvertised())

    waits = next_task(again, WASHINGTON)

    assert (waits.task, waits.not_before) == (Task.DISPOSAL, floor(again, WASHINGTON, "advertised"))
    assert refusal_of(again, cars.SALE, cars.DESK, cars.day(61), WASHINGTON) is not None
    assert refusal_of(again, cars.SALE, cars.DESK, waits.not_before or cars.LATER, WASHINGTON) is None
    assert "must be repeated" in waits.why


CHEAP = on(
    told(on(PRICED, 6, impound.StateReported()), Notice.IMPOUND),
    7,
    disposal.VehicleAppraised(value=50_000, model_year=2004),
    cars.named(VehicleStatus.WITH_VALUE, by_salvor=False),
)


@pytest.mark.parametrize(("value", "asks"), [(50_001, True), (400_001, True), (50_000, False), (100, False)])
def test_a_car_appraised_again_at_the_end_gets_the_periods_of_its_new_option(value: int, asks: bool) -> None:
    """A car worth $500 or less is dismantled without a notice of sale; one worth more is sold with it."""
    end = on(CHEAP, 40, cars.DISPOSAL_GATE, records_checked(), cars.SERVES_NOT)
    more = asks_more(end, CALIFORNIA, value=value, model_year=2004)

    again = on(end, 41, disposal.VehicleAppraised(value=value, model_year=2004, asks_more=more))

    assert next_task(end, CALIFORNIA).task is Task.DISPOSAL
    assert more is asks
    assert (again.stage, next_task(again, CALIFORNIA).task) == (
        (Stage.IMPOUND, Task.LETTERS) if asks else (Stage.DISPOSAL, Task.DISPOSAL)
    )


def test_a_new_classification_at_the_end_gives_the_periods_of_its_option_only_if_longer() -> None:
    """In Texas a newer car that is only fit to be junked waits for one more period than any other one."""
    newer = on(KNOWN, 7, disposal.VehicleAppraised(value=100_000, model_year=2020))
    valued = on(newer, 7, cars.named(VehicleStatus.WITH_VALUE, by_salvor=False))

    assert status_asks_more(valued, TEXAS, VehicleStatus.NONREPAIRABLE, by_salvor=False)
    assert not status_asks_more(valued, TEXAS, VehicleStatus.SALVAGE, by_salvor=False)
    assert not status_asks_more(newer, TEXAS, VehicleStatus.NONREPAIRABLE, by_salvor=False)


def test_no_letter_is_due_and_no_form_offered_for_a_car_that_has_left_the_lot() -> None:
    worth = on(CHEAP, 8, disposal.VehicleAppraised(value=50_001, model_year=2004))
    home = on(worth, 9, impound.VehicleReleased(to=ReleaseTo.OWNER, papers=(), owed=0, paid=0))

    offered = {disposal.RecordAdvertisement, disposal.AnswerServiceCheck, notice.RenewNotice}

    assert [each.notice for each in owed_letters(worth, CALIFORNIA)] == [Notice.SALE]
    assert owed_letters(home, CALIFORNIA) == ()
    assert {disposal.RecordAdvertisement, disposal.AnswerServiceCheck} <= offered_to(worth, cars.DESK, CALIFORNIA)
    assert not offered & offered_to(home, cars.DESK, CALIFORNIA)


def test_that_storage_waits_for_the_report_to_the_state_is_said_only_where_it_does() -> None:
    told = {law.place: next_task(IN_LOT, law) for law in (cars.LAW, CALIFORNIA)}

    assert [each.task for each in told.values()] == [Task.STATE_REPORT, Task.STATE_REPORT]
    assert [each.why.endswith("storage is charged only from then.") for each in told.values()] == [True, False]


def test_in_california_an_opposed_sale_waits_for_the_court_and_its_notice_grows_old_meanwhile() -> None:
    """The owner is not kept from the car, and the days of the notice of the sale run on."""
    rule, sold = CALIFORNIA.holds[Hold.OPPOSITION], CALIFORNIA.disposal["up_to_4000"]
    opposed = on(ANNOUNCED, 12, waiting_periods.HoldPlaced(hold=Hold.OPPOSITION))
    opens = waiting_periods.OpenGate(gate=Gate.DISPOSAL)

    refusal = refusal_of(opposed, opens, cars.SYSTEM, law=CALIFORNIA)
    release = ruling("may_release", opposed, law=CALIFORNIA)

    assert (rule.citation, rule.stops, rule.stands_still) == ("Cal. Civil Code 3071, 3072", (HoldEffect.DISPOSAL,), ())
    assert refusal is not None
    assert "courts" in [
        guard_result.guard for guard_result in ruling("may_open_disposal_gate", opposed, law=CALIFORNIA).proof
    ]
    assert "courts" not in [guard_result.guard for guard_result in release.proof]
    assert [floor(opposed, CALIFORNIA, code) for code in sold.floors] == [
        floor(ANNOUNCED, CALIFORNIA, code) for code in sold.floors
    ]
    assert "hold on an opposed sale" in sold.source
