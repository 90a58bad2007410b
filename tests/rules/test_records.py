"""What the answers of a records service settle, what goes to a person, and when the system asks at all."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rules.next_task import list_tasks, out_of_turn
from rules.records import (
    AGAIN,
    KnownVehicle,
    doubt_about_vin,
    evaluate_vehicle,
    in_words,
    questions_about,
)
from schemas.after import after
from schemas.case import Case
from schemas.messages import Fact
from schemas.records import (
    HITS,
    AnswerOutcome,
    AnswerReferred,
    AskedBy,
    RecordsQuestion,
    ReferAnswer,
    VehicleAnswer,
)
from schemas.reporting import DescriptionCorrected, EnterRecordsCheck
from schemas.tow_dispatch import OrderTow
from schemas.waiting_periods import HoldPlaced
from schemas.words import Detail, Hold, Registration, Role, Stage, Stolen, Task
from tests.rules import cars
from tests.schemas.lives import START, go_on, live, newest, recorded, records_checked, reported

ON = date(2027, 3, 1)
CAR = KnownVehicle("ABC1234", "PA", "1M8GDM9AXKP042788")
VEHICLE = RecordsQuestion.VEHICLE
ASKS = cars.LAW.model_copy(update={"asks": frozenset({RecordsQuestion.VEHICLE})})
NEW = live(reported())


def answered(outcome: AnswerOutcome = AnswerOutcome.CLEAR, **said: Any) -> VehicleAnswer:
    """An answer: clear, not stolen, and registered until the last day of the year, unless it says otherwise."""
    car = {"vin": CAR.vin, "plate": CAR.plate, "plate_state": CAR.plate_state}
    clear = {"stolen": "no", "registered_until": date(2027, 12, 31), **car} if outcome is AnswerOutcome.CLEAR else {}
    given = {"request_id": "q", "outcome": outcome, "as_of": datetime(2027, 3, 1, tzinfo=UTC)}
    return VehicleAnswer.model_validate(given | clear | said)


def test_a_car_is_asked_about_by_vin_and_by_plate_each_with_a_number_that_a_retry_repeats() -> None:
    first, second = questions_about(CAR, VEHICLE, "26-000001-3", ON)

    assert (first.request_id, first.asked_by, first.vin, first.plate) == (
        "26-000001-3-vehicle-vin",
        "vin",
        CAR.vin,
        None,
    )
    assert (second.request_id, second.plate, second.plate_state) == ("26-000001-3-vehicle-plate", "ABC1234", "PA")
    assert [*questions_about(CAR, VEHICLE, "26-000001-3", ON)] == [first, second]
    assert [each.asked_by for each in questions_about(CAR._replace(vin=None), VEHICLE, "x", ON)] == [AskedBy.PLATE]
    assert [each.asked_by for each in questions_about(CAR._replace(plate=None), VEHICLE, "x", ON)] == [AskedBy.VIN]


HONDA = KnownVehicle("ABC1234", "PA", "1HGCM82633A004352")
"""A Honda Accord of 2003."""


@pytest.mark.parametrize(
    ("seen", "said", "doubt"),
    [
        ({"make": "Ford"}, {}, "The VIN is that of a 2003 HONDA Accord. On record: Ford."),
        ({"model_year": 2011}, {}, "The VIN is that of a 2003 HONDA Accord. On record: 2011."),
        ({}, {"make": "CHEV", "year": 2003}, "The VIN is that of a 2003 HONDA Accord. Answered: 2003 CHEV."),
        ({}, {"year": 1989}, "The VIN is that of a 2003 HONDA Accord. Answered: 1989."),
        ({"make": "honda", "model_year": 2004}, {"make": "HOND", "year": 2003}, None),
        ({"make": "grey sedan"}, {"make": "STRN"}, None),
    ],
)
def test_a_make_or_a_year_that_is_not_that_of_the_vin_needs_a_person_who_sees_both_sides(
    seen: dict[str, Any], said: dict[str, Any], doubt: str | None
) -> None:
    car, answers = HONDA._replace(**seen), (answered(vin=HONDA.vin, **said),)

    evaluated = evaluate_vehicle(car, answers, ON)

    assert doubt_about_vin(car, answers, ON) == doubt
    assert (evaluated is AnswerOutcome.OTHER_VEHICLE) is bool(doubt)


def test_a_service_that_is_away_is_asked_again_whatever_the_vin_says() -> None:
    away = (answered(AnswerOutcome.UNAVAILABLE),)

    assert evaluate_vehicle(HONDA._replace(make="Ford"), away, ON) is AnswerOutcome.UNAVAILABLE


def test_the_vin_of_an_answer_counts_where_the_case_knows_none() -> None:
    plate_only = HONDA._replace(vin=None, make="Ford")

    assert evaluate_vehicle(plate_only, (answered(vin=HONDA.vin),), ON) is AnswerOutcome.OTHER_VEHICLE


@pytest.mark.parametrize(
    ("until", "registration", "last_day"),
    [
        (date(2027, 3, 1), Registration.VALID, None),
        (date(2027, 2, 28), Registration.EXPIRED, date(2027, 2, 28)),
    ],
)
def test_clear_answers_enter_the_check_and_a_registration_is_valid_through_its_last_day(
    until: date, registration: Registration, last_day: date | None
) -> None:
    both = (answered(registered_until=until, vin=CAR.vin), answered(registered_until=until, plate="abc-1234"))

    evaluated = evaluate_vehicle(CAR, both, ON)

    check = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=registration, registration_expired=last_day)
    assert evaluated == check


O = AnswerOutcome  # noqa: E741
CLEAR = answered()


@pytest.mark.parametrize(
    "other",
    [
        answered(plate=None),
        answered(vin=None),
        answered(as_of=datetime(2027, 2, 28, tzinfo=UTC)),
        answered(as_of=datetime(2027, 3, 2, 23, 59, tzinfo=UTC)),
    ],
)
def test_beside_an_answer_that_names_both_one_may_name_the_vin_or_the_plate_and_be_a_day_off(
    other: VehicleAnswer,
) -> None:
    check = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.VALID)

    assert evaluate_vehicle(CAR, (CLEAR, other), ON) == check


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ((CLEAR, answered(O.HIT)), O.HIT),
        ((answered(O.POSSIBLE_HIT), answered(O.UNAVAILABLE)), O.POSSIBLE_HIT),
        ((CLEAR, answered(stolen="yes")), O.POSSIBLE_HIT),
        ((CLEAR, answered(vin="5N1NJ01CXST000001")), O.OTHER_VEHICLE),
        ((answered(vin="5N1NJ01CXST000001"),), O.OTHER_VEHICLE),
        ((CLEAR, answered(plate="XYZ9999")), O.OTHER_VEHICLE),
        ((CLEAR, answered(plate="ABC1234", plate_state="NJ")), O.OTHER_VEHICLE),
        ((CLEAR, answered(O.SEVERAL)), O.SEVERAL),
        ((CLEAR, answered(registered_until=date(2026, 1, 1))), O.SEVERAL),
        ((CLEAR, answered(O.NOT_FOUND)), O.NOT_FOUND),
        ((CLEAR, answered(O.PARTIAL)), O.PARTIAL),
        ((answered(registered_until=None),), O.PARTIAL),
        ((CLEAR, answered(stolen="unknown")), O.PARTIAL),
        ((CLEAR, answered(O.REFUSED)), O.REFUSED),
        ((CLEAR, answered(O.UNAVAILABLE)), O.UNAVAILABLE),
        ((), O.PARTIAL),
        ((CLEAR, answered(as_of=datetime(2027, 2, 27, 23, tzinfo=UTC))), O.PARTIAL),
        ((answered(O.UNAVAILABLE, as_of=datetime(2020, 1, 1, tzinfo=UTC)),), O.UNAVAILABLE),
        ((answered(O.REFUSED, as_of=datetime(2020, 1, 1, tzinfo=UTC)),), O.REFUSED),
        ((answered(plate=None), answered(vin=None)), O.PARTIAL),
        ((answered(plate=None, vin=None), CLEAR), O.PARTIAL),
        ((answered(make="FORD"), answered(make="TESLA")), O.OTHER_VEHICLE),
        ((answered(year=2001), answered(year=2024)), O.OTHER_VEHICLE),
        ((CLEAR, answered(as_of=datetime(2027, 3, 3, tzinfo=UTC))), O.PARTIAL),
        ((CLEAR, answered(as_of=datetime.min.replace(tzinfo=UTC))), O.PARTIAL),
    ],
)
def test_anything_but_clear_answers_that_agree_goes_to_a_person(
    answers: tuple[VehicleAnswer, ...], outcome: AnswerOutcome
) -> None:
    assert evaluate_vehicle(CAR, answers, ON) is outcome


def test_two_answers_about_two_cars_are_noticed_even_if_the_case_knew_neither() -> None:
    plate_only = CAR._replace(vin=None)

    assert (
        evaluate_vehicle(plate_only, (answered(vin=CAR.vin), answered(vin="5N1NJ01CXST000001")), ON) is O.OTHER_VEHICLE
    )


def test_what_is_kept_of_an_answer_says_everything_that_it_said() -> None:
    told = in_words(answered(O.HIT, stolen="yes", vin=CAR.vin, entering_agency="Sample PD"), AskedBy.VIN)

    assert told.startswith("By VIN: Hit. Stolen: yes; VIN: 1M8GDM9AXKP042788; Entered by: Sample PD; As of: 2027-03-01")


def referred(outcome: AnswerOutcome, *, late: bool = False) -> AnswerReferred:
    """An answer of the records service that settles nothing."""
    return AnswerReferred(task=Task.RECORDS_CHECK, outcome=outcome, late=late)


def test_the_system_checks_records_only_where_the_city_lets_it() -> None:
    by_person, by_system = list_tasks(NEW, cars.LAW, START), list_tasks(NEW, ASKS, START)

    assert (by_person.own_act, by_person.next.by) == (None, Role.DISPATCHER)
    assert (by_system.own_act, by_system.wake_at, by_system.next.by) == (Task.RECORDS_CHECK, None, Role.SYSTEM)
    assert "The records service is asked." in by_system.next.why


@pytest.mark.parametrize("outcome", [each for each in AnswerOutcome if each is not AnswerOutcome.UNAVAILABLE])
def test_an_answer_that_settles_nothing_is_a_persons_task_and_is_not_asked_for_again(outcome: AnswerOutcome) -> None:
    case = go_on(NEW, referred(outcome))

    tasks = list_tasks(case, ASKS, cars.LATER)

    assert (tasks.next.task, tasks.next.by, tasks.own_act) == (Task.RECORDS_CHECK, Role.DISPATCHER, None)
    assert bool(case.open_holds) is (outcome in HITS)


def test_a_service_that_did_not_answer_is_asked_again_after_an_hour_unless_somebody_has_answered() -> None:
    case = go_on(NEW, referred(O.UNAVAILABLE))
    at = case.referrals[0].at

    tasks = list_tasks(case, ASKS, at)
    assert (tasks.next.by, tasks.own_act, tasks.wake_at) == (Role.DISPATCHER, Task.RECORDS_CHECK, at + AGAIN[0])
    assert list_tasks(case, ASKS, at + AGAIN[0]).wake_at is None
    after = go_on(case, records_checked())
    assert (after.referrals, after.stage) == ((), Stage.VERIFICATION)
    assert list_tasks(after, ASKS, at + AGAIN[0]).own_act is None


def test_a_service_that_stays_away_is_asked_less_and_less_often_down_to_once_a_day() -> None:
    case, pauses = NEW, []
    for _ in range(5):
        case = go_on(case, referred(O.UNAVAILABLE))
        wake = list_tasks(case, ASKS, case.referrals[0].at).wake_at
        assert wake is not None
        pauses.append(wake - case.referrals[0].at)

    assert pauses == [timedelta(hours=1), timedelta(hours=4), *[timedelta(days=1)] * 3]
    other = go_on(case, referred(O.PARTIAL), referred(O.UNAVAILABLE))
    assert list_tasks(other, ASKS, other.referrals[0].at).wake_at == other.referrals[0].at + timedelta(hours=1)


def test_the_check_before_the_tow_is_made_by_the_system_before_it_offers_the_order() -> None:
    ordered = cars.on(cars.GATED, 21, cars.ORDER)

    assert list_tasks(ordered, ASKS, cars.day(21)).own_act is Task.RECORDS_CHECK
    checked = cars.on(ordered, 21, records_checked(), cars.STILL_THERE)
    assert list_tasks(checked, ASKS, cars.day(21)).own_act is Task.OFFER


def test_behind_a_hold_that_stops_the_tow_nothing_is_asked() -> None:
    held = cars.on(cars.GATED, 21, HoldPlaced(hold=Hold.POLICE_EVIDENCE))

    assert list_tasks(cars.GATED, ASKS, cars.day(21)).own_act is Task.RECORDS_CHECK
    assert list_tasks(held, ASKS, cars.day(21)).own_act is None


def refer(outcome: AnswerOutcome) -> ReferAnswer:
    """The system refers an answer to a person."""
    return ReferAnswer(task=Task.RECORDS_CHECK, outcome=outcome)


@pytest.mark.parametrize("outcome", list(AnswerOutcome))
def test_after_a_person_has_answered_only_a_possible_theft_is_news_and_only_once(outcome: AnswerOutcome) -> None:
    case = go_on(NEW, records_checked())

    refused = out_of_turn(case, ASKS, refer(outcome), cars.LATER)
    again = out_of_turn(go_on(case, referred(outcome, late=True)), ASKS, refer(outcome), cars.LATER)

    assert (refused is None) is (outcome in HITS)
    assert again is not None


def by_system(case: Case, fact: Fact) -> Case:
    """The case after a fact of the system."""
    return cars.on(case, (newest(case) - START) / timedelta(days=1), fact, actor="system")


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("before", [NEW, cars.DECLARED, cars.UNCLAIMED])
def test_a_possible_theft_holds_the_car_until_a_person_has_checked_it(before: Case, *, late: bool) -> None:
    case = by_system(before, referred(O.POSSIBLE_HIT, late=late))

    assert [each.hold for each in case.open_holds] == [Hold.POLICE_EVIDENCE]
    assert case.stolen == before.stolen
    for stolen in Stolen:
        checked = go_on(case, records_checked(stolen))
        assert (checked.open_holds, checked.referrals, checked.stolen) == ((), (), stolen)


def test_a_check_that_was_made_before_the_suspicion_does_not_end_it() -> None:
    case = by_system(cars.GATED, referred(O.HIT))

    earlier = after(case, recorded(case.number + 1, records_checked(), case.open_holds[0].at - timedelta(minutes=1)))

    assert len(earlier.open_holds) == 1


def test_the_hold_of_a_person_is_not_ended_by_a_check() -> None:
    case = go_on(NEW, HoldPlaced(hold=Hold.POLICE_EVIDENCE), records_checked())

    assert len(case.open_holds) == 1


def test_a_suspected_theft_is_the_first_task_even_while_officers_inspect() -> None:
    seen = go_on(by_system(NEW, referred(O.HIT)), cars.STILL_THERE)

    tasks = list_tasks(seen, ASKS, cars.day(3))

    assert (seen.stage, tasks.next.task, tasks.next.by) == (Stage.VERIFICATION, Task.POLICE, Role.SUPERVISOR)
    assert "may be stolen" in tasks.next.why
    hazardous = go_on(by_system(NEW, referred(O.HIT)), cars.HAZARDOUS)
    assert "hold" in str(cars.reason(hazardous, OrderTow(), cars.DESK, cars.day(3)))


def test_what_the_police_have_said_is_not_asked_again_by_the_system() -> None:
    stolen = go_on(cars.TAKEN_IN, records_checked(Stolen.STOLEN))

    for each in (stolen, go_on(cars.GATED, records_checked(Stolen.STOLEN))):
        assert list_tasks(each, ASKS, cars.LATER).own_act is not Task.RECORDS_CHECK


def test_the_systems_answer_is_refused_once_a_person_has_answered() -> None:
    check = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)

    assert out_of_turn(NEW, ASKS, check, cars.LATER) is None
    assert out_of_turn(go_on(NEW, records_checked()), ASKS, check, cars.LATER) is not None
    assert out_of_turn(NEW, cars.LAW, check, cars.LATER) is not None


def test_another_car_is_asked_about_again() -> None:
    other = DescriptionCorrected(corrected=(Detail.PLATE,), vehicle_known=True, other_vehicle=True)
    case: Case = go_on(NEW, referred(O.NOT_FOUND), other)

    assert case.referrals == ()
    assert list_tasks(case, ASKS, cars.LATER).own_act is Task.RECORDS_CHECK
