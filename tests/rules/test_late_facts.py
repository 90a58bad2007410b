"""A fact that is recorded late counts for the time at which it happened, and does not replace newer ones."""

from datetime import timedelta

import pytest

from rules.dates import HAPPENED
from schemas import amendments, casework, disposal, mail, reporting, tow_dispatch, verification, waiting_periods
from schemas import owner_notice as notice
from schemas.after import after
from schemas.case import Case
from schemas.law import Duty
from schemas.messages import Actor, Fact, Request
from schemas.words import (
    Finding,
    Gate,
    Hold,
    MilitaryStatus,
    Notice,
    Outcome,
    PlateKind,
    Registration,
    ReviewSubject,
    Route,
    Stage,
    Stolen,
    Task,
    VehicleStatus,
)
from tests.rules import cars
from tests.rules.cars import (
    ALLOWED,
    DESK,
    GATED,
    LAW,
    NORTH,
    OFFICER,
    PHOTO,
    READY,
    SALE,
    SERVES_NOT,
    STILL_THERE,
    SUPERVISOR,
    UNCLAIMED,
    classified,
    day,
    look,
    on,
    reason,
    refusal_of,
)
from tests.schemas.lives import inspected, live, recorded, records_checked, reported
from tests.tasks import next_task

ORDERS = tow_dispatch.OrderTow()
SEEN_AGAIN = LAW.duties[Duty.REINSPECTION].text
NOBODY_INSIDE = "No person or animal was inside the car at the last inspection"
LOOKED_WHETHER_MOVED = "An officer has checked whether the car was moved, as the owner says"
REGISTER = "The stolen-vehicle check, made after the owner's notice period, is clear"
REGISTER_AT_THE_END = "The stolen-vehicle check, made after the reclaim period, is clear"
ASKED_ABOUT_SERVICE = "The military-status check was made after the reclaim period"


LOOKS = verification.RecordInspection(finding=Finding.STILL_THERE, photos=PHOTO)
STATES_WORD = disposal.AuthorityRecorded(route=Route.AUCTION, reference=1)
MINUTE = timedelta(minutes=1)


def told_late(case: Case, fact: Fact, number: float) -> Case:
    """The case after a fact that is recorded now and happened on that day."""
    return after(case, recorded(case.number + 1, fact, day(number)))


@pytest.mark.parametrize("number", [0.5, 19, 20.5])
def test_an_officer_may_record_an_inspection_late(number: float) -> None:
    assert refusal_of(READY, LOOKS.model_copy(update={"at": day(number)}), OFFICER) is None


def test_inspections_are_sorted_by_when_they_were_made() -> None:
    case = told_late(told_late(READY, inspected(Finding.GONE), 5), STILL_THERE, 5)

    assert [each.at for each in case.inspections] == sorted(each.at for each in case.inspections)
    assert [each.finding for each in case.inspections if each.at == day(5)] == [Finding.GONE, Finding.STILL_THERE]
    assert case.last_inspection == READY.last_inspection


def test_a_car_stays_occupied_until_a_newer_inspection_finds_it_empty() -> None:
    occupied = on(READY, 21, inspected(Finding.STILL_THERE, occupied=True))

    assert reason(occupied, ORDERS, DESK) == NOBODY_INSIDE
    assert reason(told_late(occupied, STILL_THERE, 20.5), ORDERS, DESK) == NOBODY_INSIDE
    assert reason(told_late(occupied, STILL_THERE, 21.5), ORDERS, DESK) is None


@pytest.mark.parametrize("occupied", [{"occupied": True}, {}])
def test_a_car_is_not_declared_by_an_inspection_from_before_it_was_occupied(occupied: dict[str, bool]) -> None:
    seen = on(cars.SEEN_ONCE, 4, inspected(Finding.STILL_THERE, occupied=not occupied))

    assert reason(seen, look(at=day(3.5), **occupied), OFFICER) == NOBODY_INSIDE
    assert reason(seen, look(at=day(4.5)), OFFICER) is None


def test_only_an_inspection_after_the_notice_period_shows_that_the_car_is_still_there() -> None:
    asked = on(GATED, 20, records_checked())
    late = told_late(asked, STILL_THERE, 3)

    assert reason(late, ORDERS, DESK) == SEEN_AGAIN
    assert next_task(late, LAW).task is Task.REINSPECTION
    assert reason(told_late(late, STILL_THERE, 20), ORDERS, DESK) is None


def test_an_older_inspection_does_not_undo_one_that_found_the_car_gone() -> None:
    gone = on(READY, 22, inspected(Finding.GONE))

    assert refusal_of(told_late(gone, STILL_THERE, 21), ORDERS, DESK) is not None
    assert next_task(told_late(gone, STILL_THERE, 21), LAW).task is Task.CLOSING


def test_a_car_that_turns_out_to_have_been_gone_before_it_was_seen_again_begins_again() -> None:
    assert told_late(READY, inspected(Finding.GONE), 19).stage is Stage.VERIFICATION


@pytest.mark.parametrize(("number", "answered"), [(20.5, False), (21, True), (22, True)])
def test_a_reported_move_is_answered_by_an_inspection_after_the_report(number: float, answered: bool) -> None:
    moved = on(READY, 21, waiting_periods.MoveClaimed())

    case = told_late(moved, STILL_THERE, number)

    assert reason(case, ORDERS, DESK) == (None if answered else LOOKED_WHETHER_MOVED)
    assert (case.move_claimed is None) == answered


def test_a_second_claim_that_is_dated_back_makes_the_first_no_older() -> None:
    twice = told_late(on(READY, 21, waiting_periods.MoveClaimed()), waiting_periods.MoveClaimed(), 19)

    assert reason(told_late(twice, STILL_THERE, 20.5), ORDERS, DESK) == LOOKED_WHETHER_MOVED


def test_no_interval_runs_through_a_time_at_which_the_car_was_gone() -> None:
    gone = on(live(reported(), records_checked()), 1, inspected(Finding.GONE))
    late = told_late(gone, STILL_THERE, 0.5)

    assert reason(late, look(), OFFICER, day(2.6)) == "A second inspection more than 48 hours after the first"
    seen_again = on(late, 1.5, STILL_THERE)
    assert reason(seen_again, look(), OFFICER, day(3.5)) is not None
    assert reason(seen_again, look(), OFFICER, day(3.51)) is None


def test_an_inspection_recorded_late_counts_from_when_it_was_made() -> None:
    late = told_late(on(live(reported(), records_checked()), 2, STILL_THERE), STILL_THERE, 0.5)

    assert reason(late, look(), OFFICER, day(2.5)) is not None
    assert reason(late, look(), OFFICER, day(2.51)) is None


def test_a_car_is_not_declared_by_an_inspection_from_before_it_was_found_gone() -> None:
    gone = on(cars.SEEN_ONCE, 4, inspected(Finding.GONE))

    assert reason(gone, look(at=day(3.5)), OFFICER) == "A second inspection more than 48 hours after the first"


def test_a_late_inspection_is_reviewed_after_it_was_recorded() -> None:
    special = on(READY, 21, inspected(Finding.STILL_THERE, plate_kind=PlateKind.DISABLED))
    cleared = on(special, 21, verification.ReviewRecorded(matter=ReviewSubject.PLATE, clear=True))
    late = told_late(cleared, inspected(Finding.STILL_THERE, plate_kind=PlateKind.CONSULAR), 20.5)

    assert reason(cleared, ORDERS, DESK) is None
    assert reason(late, ORDERS, DESK) == "A supervisor has reviewed what the plate stands for and cleared the tow"


def test_a_check_from_before_the_end_of_the_notice_period_does_not_clear_the_car() -> None:
    seen = on(GATED, 20, STILL_THERE)

    assert reason(told_late(seen, records_checked(), 3), ORDERS, DESK) == REGISTER
    assert reason(told_late(seen, records_checked(), 20), ORDERS, DESK) is None


def test_a_check_from_before_the_tow_does_not_allow_the_release() -> None:
    """The hook-up was on day 10, so a check of day 9 was not made while the car was in custody."""
    asked = "The stolen-vehicle check was made after the hook-up"
    before, since = (told_late(cars.TAKEN_IN, records_checked(), number) for number in (9, 10))

    assert asked in cars.missing(cars.ruling("may_release", before))
    assert asked not in cars.missing(cars.ruling("may_release", since))


def test_an_older_records_check_does_not_replace_a_newer_one() -> None:
    stolen = on(READY, 21, records_checked(Stolen.STOLEN, Registration.VALID))
    late = told_late(stolen, records_checked(), 20.5)

    assert (late.stolen, late.registration, late.records_check) == (
        Stolen.STOLEN,
        Registration.VALID,
        stolen.records_check,
    )
    assert told_late(READY, records_checked(Stolen.STOLEN), 19).found_stolen is not None
    assert told_late(stolen, records_checked(), 21).stolen is Stolen.CLEAR


@pytest.mark.parametrize(
    ("fact", "says"), [(records_checked(), REGISTER_AT_THE_END), (SERVES_NOT, ASKED_ABOUT_SERVICE)]
)
def test_no_answer_from_before_the_time_to_reclaim_was_over_counts_at_the_end(fact: Fact, says: str) -> None:
    other = SERVES_NOT if isinstance(fact, reporting.RecordsChecked) else records_checked()
    case = classified(on(UNCLAIMED, 60, other), 61, VehicleStatus.WITH_VALUE)
    case = on(case, 62, STATES_WORD)

    assert reason(told_late(case, fact, 59), SALE, DESK) == says
    assert reason(told_late(case, fact, 60), SALE, DESK) is None


def test_an_older_word_on_military_service_takes_no_newer_ones_place_and_still_protects_who_served() -> None:
    served = on(UNCLAIMED, 60, disposal.ServiceChecked(service=MilitaryStatus.ENDED, ended=day(50)))

    late = told_late(served, SERVES_NOT, 59)
    serving = told_late(served, disposal.ServiceChecked(service=MilitaryStatus.SERVES), 59)

    assert late.service_checked is not None
    assert (late.service_checked.service, late.service_checked.ended) == (MilitaryStatus.ENDED, day(50))
    assert serving.service_checked is not None
    assert (serving.service_checked.service, [each.hold for each in serving.open_holds]) == (
        MilitaryStatus.ENDED,
        [Hold.SERVICEMEMBER],
    )


HELD = on(cars.NOTICED, 1, waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE))
SPECIAL = on(READY, 21, inspected(Finding.STILL_THERE, plate_kind=PlateKind.DISABLED))
CLEARED = verification.RecordReview(matter=ReviewSubject.PLATE, clear=True, note="Her plate.")
CLOSED = on(cars.SEEN_ONCE, 5, inspected(Finding.GONE), casework.CaseClosed(outcome=Outcome.GONE_ON_ARRIVAL))
REOPENED = on(CLOSED, 30, casework.CaseReopened(stage=Stage.VERIFICATION))
ACCEPTED_LATE = on(cars.OFFERED, 20.2, cars.ACCEPTED)
SAYS_SO = disposal.RecordAuthority(route=Route.AUCTION, reference="The word of before.")
HOOKS = tow_dispatch.ReportHookedUp(order=1, place=cars.HERE)


@pytest.mark.parametrize(
    ("case", "asked", "actor", "number", "what"),
    [
        (HELD, waiting_periods.ReleaseHold(placed=HELD.number, note="Paper 1."), SUPERVISOR, 1, "the hold was placed"),
        (ACCEPTED_LATE, HOOKS, NORTH, 20.2, "the contractor accepted the order"),
        (cars.OFFERED, tow_dispatch.AcceptOffer(order=1), NORTH, 20, "the tow was offered to this contractor"),
        (SPECIAL, CLEARED, SUPERVISOR, 21, "the inspection that raised the question"),
        (REOPENED, LOOKS, OFFICER, 30, "the case was reopened"),
        (cars.AGREED, SAYS_SO, DESK, 60, "the reclaim period ended"),
    ],
)
def test_nothing_is_dated_before_what_it_answers(
    case: Case, asked: Request, actor: Actor, number: float, what: str
) -> None:
    refusal = refusal_of(case, asked.model_copy(update={"at": day(number) - 3 * MINUTE}), actor)

    assert refusal is not None
    assert refusal.reason == f"This is dated before {what}."
    assert (refusal.code, refusal.citation, refusal.earliest) == (
        "before_its_ground",
        HAPPENED.citation,
        day(number),
    )
    for at in (day(number) - MINUTE, day(number), None):
        assert refusal_of(case, asked.model_copy(update={"at": at}), actor) is None


def test_no_contractor_begins_the_storage_before_it_had_the_order() -> None:
    refusal = refusal_of(ACCEPTED_LATE, HOOKS.model_copy(update={"at": day(1)}), NORTH)

    assert refusal is not None
    assert refusal.earliest == ACCEPTED_LATE.orders[0].accepted_at


def test_a_missing_hold_is_refused_by_its_guard_and_not_by_its_date() -> None:
    lifts = waiting_periods.ReleaseHold(placed=99, note="Paper 1.", at=day(2))

    assert reason(HELD, lifts, SUPERVISOR) == "Fact 99 placed a hold that is still open"
    assert reason(cars.OFFERED, HOOKS.model_copy(update={"at": day(20)}), NORTH) is not None


@pytest.mark.parametrize(
    "comes",
    [
        notice.PartiesRecorded(owner=7),
        notice.NoticeLapsed(notice=Notice.IMPOUND),
        amendments.AmendmentApplied(edition=ALLOWED.edition, was=ALLOWED.edition, shuts=Gate.DISPOSAL),
    ],
)
def test_the_states_authorization_ends_when_another_party_gets_a_new_period(comes: Fact) -> None:
    again = on(ALLOWED, 63, comes)

    assert (again.stage, again.authority, again.authority_route) == (Stage.IMPOUND, None, None)


def test_a_car_of_a_new_owner_is_sold_only_after_a_new_authorization() -> None:
    told = (cars.letter(number, kind, 7) for number, kind in ((8, Notice.HAZARD_TOW), (9, Notice.IMPOUND)))
    mailed = (mail.LetterMailed(letter=8), mail.LetterMailed(letter=9))
    case = on(ALLOWED, 63, notice.PartiesRecorded(lienholders=(7,)), *told, *mailed)
    over = on(case, 110, cars.DISPOSAL_GATE, records_checked(), SERVES_NOT)

    refusal = refusal_of(over, SALE, DESK)

    assert refusal is not None
    assert refusal.guard == "authority"
    assert next_task(over, LAW).task is Task.AUTHORITY
    assert reason(on(over, 111, STATES_WORD), SALE, DESK) is None
