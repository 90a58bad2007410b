"""What cases wait for under the editions of other places: nothing that cannot be done, and nothing too early."""

import pytest

from rules.law import Edition
from rules.library import find_edition
from rules.next_thing import next_thing
from rules.waiting_periods import floor
from schemas import disposal, impound, tow_dispatch, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.words import Finding, Gate, Hold, Notice, Role, Stops, Thing, TowResult, VehicleStatus
from tests.rules import cars
from tests.rules.cars import OFFICER, look, on, refusal_of, ruling
from tests.rules.test_other_laws import settled, unknown
from tests.schemas.lives import inspected, live, looked_up, reported

CHICAGO, NEW_YORK, CALIFORNIA, TEXAS, WASHINGTON = (
    find_edition(f"us-{place}.2026-01-01") for place in ("il-chicago", "ny-new-york-city", "ca", "tx", "wa")
)
TOWED = on(live(reported(), looked_up(), cars.ABANDONED), 4, cars.GATE, cars.ORDER, cars.OFFER, cars.ACCEPTED)
IN_LOT = on(
    TOWED,
    5,
    cars.ON_THE_HOOK,
    cars.ARRIVED,
    tow_dispatch.TowEnded(order=1, contractor="north-salvage", result=TowResult.TOWED),
    impound.IntakeRecorded(lot="river-lot", inventory=1),
)
KNOWN = on(IN_LOT, 5, notice.PartiesRecorded(owner=1))


def told(case: Case, *notices: Notice) -> Case:
    """The owner is written to, on one day."""
    for number, kind in enumerate(notices, 1):
        case = on(case, 6, cars.letter(number, kind), notice.LetterMailed(letter=number))
    return on(case, 6, looked_up())


def test_where_the_clause_asks_for_no_interval_one_look_is_enough() -> None:
    fresh = live(reported(), looked_up())

    assert refusal_of(fresh, look(clause="disrepair"), OFFICER, law=CHICAGO) is None
    assert refusal_of(fresh, look(clause="deserted"), OFFICER, law=CHICAGO) is not None


def test_a_second_look_that_may_follow_at_once_is_not_one_of_0_hours_later() -> None:
    seen = live(reported(), looked_up(), inspected(Finding.STILL_THERE))

    assert next_thing(seen, CHICAGO).why == "A second look proves that the car stands there."
    assert next_thing(seen, TEXAS).why == "A second look, 48 hours after the first, proves that the car stands there."


def test_a_letter_waits_for_the_day_that_it_has_to_name() -> None:
    asked = next_thing(KNOWN, NEW_YORK)

    assert (asked.thing, asked.by) == (Thing.LAW_QUESTION, Role.SUPERVISOR)
    assert asked.why == "What the edition does not know is for counsel: A hearing may be asked for."
    assert next_thing(settled(KNOWN, "periods.ask_hearing", 10), NEW_YORK).thing is Thing.LETTERS
    assert next_thing(KNOWN, TEXAS).thing is Thing.LETTERS


def test_a_letter_before_the_tow_waits_for_the_day_by_which_the_car_has_to_be_moved() -> None:
    law = unknown("owner_notice")

    asked = next_thing(cars.KNOWN, law)

    assert (asked.thing, asked.citation) == (Thing.LAW_QUESTION, law.periods["owner_notice"].citation)
    assert next_thing(settled(cars.KNOWN, "periods.owner_notice", 10), law).thing is Thing.LETTERS
    assert next_thing(cars.KNOWN, cars.LAW).thing is Thing.LETTERS


@pytest.mark.parametrize("law", [CHICAGO, NEW_YORK, CALIFORNIA, TEXAS, WASHINGTON], ids=lambda law: law.place)
def test_an_owner_who_has_won_is_written_to_once_it_is_known_for_how_long_the_car_is_free_of_charge(
    law: Edition,
) -> None:
    heard = on(KNOWN, 6, impound.HearingRequested())
    won = on(heard, 7, impound.HearingDecided(requested=heard.number, lawful=False))
    reported_to_state = on(won, 7, impound.StateReported())

    asked = next_thing(reported_to_state, law)

    assert (asked.thing, asked.citation) == (Thing.LAW_QUESTION, law.periods["free_retrieval"].citation)
    assert next_thing(settled(reported_to_state, "periods.free_retrieval", 48), law).thing is Thing.LETTERS


PRICED = settled(settled(KNOWN, "fees.towing", 17_500), "fees.storage", 2_500)
ANNOUNCED = on(told(PRICED, Notice.IMPOUND, Notice.SALE), 7, cars.named(VehicleStatus.WITH_VALUE, by_salvor=False))


def test_an_advertisement_that_grows_old_is_the_last_thing_before_a_sale() -> None:
    over = floor(ANNOUNCED, WASHINGTON, "reclaim")

    waits = next_thing(ANNOUNCED, WASHINGTON)
    advertised = on(ANNOUNCED, 30, disposal.SaleAdvertised())

    assert (waits.thing, waits.not_before) == (Thing.ADVERTISEMENT, over)
    assert next_thing(advertised, WASHINGTON).thing is Thing.RECLAIM_PERIOD


def test_an_advertisement_that_does_not_grow_old_appears_at_once() -> None:
    worth = on(ANNOUNCED, 7, impound.StateReported(), disposal.VehicleAppraised(value=135_000, model_year=2004))

    waits = next_thing(worth, CALIFORNIA)

    assert (waits.thing, waits.not_before) == (Thing.ADVERTISEMENT, None)


def test_a_sale_that_is_advertised_anew_waits_for_the_time_after_it() -> None:
    advertised = on(ANNOUNCED, 30, disposal.SaleAdvertised())
    gone_by = on(advertised, 34, cars.DISPOSAL_GATE, looked_up(), cars.SERVES_NOT)
    anew = on(gone_by, 60, disposal.SaleAdvertised())

    waits = next_thing(anew, WASHINGTON)

    assert (waits.thing, waits.not_before) == (Thing.DISPOSAL, floor(anew, WASHINGTON, "advertised"))
    assert refusal_of(anew, cars.SALE, cars.DESK, cars.day(61), WASHINGTON) is not None
    assert refusal_of(anew, cars.SALE, cars.DESK, waits.not_before or cars.LATER, WASHINGTON) is None
    assert "announced anew" in waits.why


def test_in_california_an_opposed_sale_waits_for_the_court_and_its_notice_grows_old_meanwhile() -> None:
    """The owner is not kept from the car, and the days of the notice of the sale run on."""
    rule, sold = CALIFORNIA.holds[Hold.OPPOSITION], CALIFORNIA.disposal["up_to_4000"]
    opposed = on(ANNOUNCED, 12, waiting_periods.HoldPlaced(hold=Hold.OPPOSITION))
    opens = waiting_periods.OpenGate(gate=Gate.DISPOSAL)

    refusal = refusal_of(opposed, opens, cars.ENGINE, law=CALIFORNIA)
    release = ruling("may_release", opposed, law=CALIFORNIA)

    assert (rule.citation, rule.stops, rule.stands_still) == ("Cal. Civil Code 3071, 3072", (Stops.DISPOSAL,), ())
    assert refusal is not None
    assert "courts" in [branch.guard for branch in ruling("may_open_disposal_gate", opposed, law=CALIFORNIA).proof]
    assert "courts" not in [branch.guard for branch in release.proof]
    assert [floor(opposed, CALIFORNIA, code) for code in sold.floors] == [
        floor(ANNOUNCED, CALIFORNIA, code) for code in sold.floors
    ]
    assert "hold on an opposed sale" in sold.source
