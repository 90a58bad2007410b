"""Facts that end the right to a tow or a disposal that was lawful before."""

from datetime import date

import pytest

from rules.library import find_edition
from rules.rulings import right_lost
from rules.vehicles import names_another
from rules.verification import exemption_ends
from schemas import impound, mail, tow_dispatch, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.mail import FurtherStep
from schemas.messages import Actor, Fact, Request
from schemas.reporting import DescriptionCorrected, EnterRecordsCheck
from schemas.words import Detail, Finding, Gate, Registration, Stage, Stolen, Task, VehicleStatus, WithdrawReason
from tests.rules import cars
from tests.rules.cars import DESK, LAW, OFFICER, SUPERVISOR, SYSTEM, on, reason, refusal_of
from tests.schemas.lives import START, changed, go_on, hooked_up, inspected, live, records_checked, reported
from tests.tasks import next_task

ORDER = tow_dispatch.OrderTow()
TOW_GATE = waiting_periods.OpenGate(gate=Gate.TOW)
END_GATE = waiting_periods.OpenGate(gate=Gate.DISPOSAL)
LAST_YEAR = date(2025, 6, 30)
LONG_EXPIRED = records_checked(registration=Registration.EXPIRED, registration_expired=LAST_YEAR)
BOTH_EXPIRED = inspected(Finding.ABANDONED, clause="inoperable", inspection_expired=LAST_YEAR, exempt="both_expired")


def guard_against(case: Case, request: Request) -> str | None:
    """The guard that refuses the request of the dispatcher."""
    refusal = refusal_of(case, request, DESK)
    return refusal.guard if refusal else None


@pytest.mark.parametrize(("case", "request_", "actor"), [(cars.READY, ORDER, DESK), (cars.NOTICED, TOW_GATE, SYSTEM)])
def test_a_car_whose_owner_won_the_hearing_is_not_towed(case: Case, request_: Request, actor: Actor) -> None:
    heard = on(case, 20, impound.HearingRequested(party=1))
    lost, won = (
        on(heard, 21, impound.HearingDecided(requested=heard.number, lawful=lawful)) for lawful in (False, True)
    )

    refusal = refusal_of(lost, request_, actor)

    assert refusal is not None
    assert (refusal.guard, refusal.reason) == ("G4", "Required: No hearing was decided for the owner.")
    assert refusal_of(won, request_, actor) is None


@pytest.mark.parametrize("registration", list(Registration))
@pytest.mark.parametrize("last_day", [LAST_YEAR, START.date(), None])
def test_only_a_registration_that_is_as_old_as_it_was_keeps_the_exemption_that_rests_on_it(
    registration: Registration, last_day: date | None
) -> None:
    exempt = live(reported(), LONG_EXPIRED, BOTH_EXPIRED)
    answer = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=registration, registration_expired=last_day)
    still = (registration, last_day) == (Registration.EXPIRED, LAST_YEAR)

    assert exemption_ends(exempt, answer, LAW, START) is not still
    assert not exemption_ends(cars.HAZARD, answer, LAW, START)
    assert not exemption_ends(exempt.with_(towed=hooked_up(9)), answer, LAW, START)


def test_a_car_whose_exemption_ended_goes_back_to_its_notice() -> None:
    exempt = live(reported(), LONG_EXPIRED, BOTH_EXPIRED)
    younger = records_checked(registration=Registration.EXPIRED).model_copy(update={"ends_exemption": True})

    told = go_on(exempt, younger)

    assert (exempt.stage, told.stage, told.exempt, told.tow_gate) == (Stage.TOW, Stage.NOTICE, None, None)
    assert next_task(told, LAW).task is Task.PARTIES


OTHER = inspected(Finding.STILL_THERE, vehicle_known=True, other_vehicle=True)


@pytest.mark.parametrize(
    ("known", "read", "other"),
    [
        ((None, None), ("LMN4821", None), True),
        ((None, None), (None, None), False),
        (("LMN4821", None), ("LMN4821", None), False),
        (("LMN4821", None), (None, "1M8GDM9AXKP042788"), False),
        (("LMN4821", None), ("KXR1107", None), True),
        (("LMN4821", "1M8GDM9AXKP042788"), ("LMN4821", "5N1NJ01CXST000001"), True),
    ],
)
def test_a_plate_or_a_vin_may_name_another_car_than_was_known(
    known: tuple[str | None, str | None], read: tuple[str | None, str | None], *, other: bool
) -> None:
    assert names_another(known, read) is other


def test_records_are_checked_and_owners_notified_again_when_the_car_is_another_one() -> None:
    other = go_on(cars.READY, OTHER)

    assert (other.stage, other.parties, other.owner, other.records_check) == (Stage.NOTICE, None, None, None)
    assert next_task(other, LAW).task is Task.PARTIES
    assert guard_against(go_on(cars.HAZARD, records_checked(), OTHER), ORDER) is None, "a hazard does not wait"


CORRECTED = DescriptionCorrected(corrected=(Detail.PLATE,), vehicle_known=True, other_vehicle=True)
RECOLORED = DescriptionCorrected(corrected=(Detail.COLOR,))


def test_a_corrected_plate_of_another_car_drops_records_check_and_parties_and_takes_the_order_back() -> None:
    other = on(cars.TAKEN, 21, CORRECTED)

    assert (other.parties, other.records_check) == (None, None)
    assert right_lost(other, CORRECTED, LAW, cars.day(21)) is WithdrawReason.CORRECTION
    assert right_lost(on(cars.TAKEN, 21, RECOLORED), RECOLORED, LAW, cars.day(21)) is None


def test_the_parties_of_another_car_in_the_lot_are_found_again_and_get_the_whole_time() -> None:
    gone_on = on(cars.ALLOWED, 60, CORRECTED)
    again = on(gone_on, 61, notice.PartiesRecorded(owner=7))

    assert (cars.ALLOWED.stage, gone_on.stage, gone_on.authority) == (Stage.DISPOSAL, Stage.IMPOUND, None)
    assert next_task(gone_on, LAW).task is Task.PARTIES
    assert next_task(again, LAW).task is Task.LETTERS
    assert refusal_of(again, END_GATE, SYSTEM, cars.day(62)) is not None


def test_a_correction_after_the_car_has_left_changes_nothing_that_was_done() -> None:
    for case in (cars.SOLD, on(cars.TOLD, 13, cars.HOME)):
        after = on(case, 70, CORRECTED)

        assert (after.parties, after.records_check, after.stage) == (case.parties, case.records_check, case.stage)


def test_a_car_of_an_unknown_owner_is_not_towed_once_its_plate_is_read() -> None:
    unknown = live(reported(known=False), cars.STILL_THERE, cars.ABANDONED)
    unknown = on(go_on(unknown, notice.PartiesRecorded(), notice.StickerPosted()), 20, cars.GATE, cars.STILL_THERE)

    assert refusal_of(unknown, ORDER, DESK) is None
    assert next_task(go_on(unknown, OTHER), LAW).task is Task.PARTIES


def end_of(case: Case, published: float | None = None) -> Case:
    """Classified as salvage by both parties; the request to open its gate."""
    case = cars.classified(case, 14, VehicleStatus.SALVAGE)
    step = mail.FurtherStepTaken(step=FurtherStep.PUBLICATION)
    return case if published is None else on(case, published, step)


def test_an_owner_who_was_notified_is_not_removed_by_entering_no_party() -> None:
    unnamed = on(cars.TOLD, 13, notice.PartiesRecorded())
    never = changed(cars.TOLD, "parties", owner=None, lienholders=()).with_(letters=())

    assert reason(end_of(unnamed), END_GATE, SYSTEM, cars.day(15)) == (
        "A notice was published, because no party is known"
    )
    assert next_task(end_of(unnamed), LAW).task is Task.FURTHER_STEPS
    assert refusal_of(end_of(unnamed, 16), END_GATE, SYSTEM, cars.day(40)) is not None
    assert refusal_of(end_of(unnamed, 16), END_GATE, SYSTEM, cars.day(60)) is None
    assert refusal_of(end_of(never), END_GATE, SYSTEM, cars.day(15)) is None


@pytest.mark.parametrize("place", ["tx", "ca", "wa", "ny-new-york-city"])
def test_a_hazard_waits_for_the_stolen_vehicle_check_if_the_law_exempts_none(place: str) -> None:
    law = cars.patient(find_edition(f"us-{place}.2026-01-01"))
    case = live(
        reported(), records_checked(), inspected(Finding.ABANDONED, clause=next(iter(law.clauses)), hazard=True)
    )
    case = go_on(case, notice.StickerPosted(), cars.GATE, cars.STILL_THERE, hours=200)

    refusal = refusal_of(case, ORDER, DESK, law=law)

    assert refusal is not None
    assert refusal.guard == "G5"
    assert refusal_of(go_on(case, records_checked(), hours=200), ORDER, DESK, law=law) is None


def test_no_person_overrides_a_guard_and_acts_on_it() -> None:
    unseen = go_on(cars.GATED, records_checked())
    aside = waiting_periods.GuardOverridden(guard="seen_again", question="may_tow")
    granted = on(unseen, 21, aside, actor="supervisor-1")

    refusal = refusal_of(granted, ORDER, SUPERVISOR)

    assert refusal is not None
    assert refusal.guard == "seen_again"
    assert refusal_of(granted, ORDER, DESK) is None


@pytest.mark.parametrize(
    ("asked", "request_", "actor"),
    [
        ((), waiting_periods.AskExtension(), DESK),
        ((waiting_periods.ExtensionAsked(),), waiting_periods.DecideExtension(until=cars.day(300)), SUPERVISOR),
        ((), notice.PostSticker(), OFFICER),
    ],
)
def test_a_hooked_up_car_does_not_return_to_the_notice_period(
    asked: tuple[Fact, ...], request_: Request, actor: Actor
) -> None:
    refusal = refusal_of(on(cars.HOOKED, 21, *asked), request_, actor)

    assert refusal is not None
    assert (refusal.guard, refusal.reason) == ("on_the_street", "Required: The car has not been hooked up yet.")


def test_the_day_of_a_notice_on_the_car_is_not_made_later_by_a_second_one() -> None:
    posted = go_on(cars.KNOWN, notice.StickerPosted())

    assert reason(posted, notice.PostSticker(), OFFICER) == "No notice is on the car yet"
    assert refusal_of(cars.KNOWN, notice.PostSticker(), OFFICER) is None
