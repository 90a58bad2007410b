"""Journeys from the lot to the end: reclaimed, hearing, surrendered, sold, crushed; and reopened."""

from datetime import datetime

import pytest
from temporalio.testing import TimeSkipper

from activities.notifying import TemporalClient
from activities.services import Services
from rules.disposal import divide
from rules.fees import owed
from rules.owner_notice import unmailed
from schemas.casework import CloseCase, Reopen
from schemas.disposal import RecordAuthority, RecordCertificate, RecordSale, ReportDisposal
from schemas.impound import DecideHearing, RefundFees, ReleaseVehicle, RequestHearing, SurrenderVehicle
from schemas.mail import FurtherStep, MailReturn, RecordFurtherStep, RecordMailing, RecordReturn
from schemas.waiting_periods import PlaceHold, ReleaseHold
from schemas.words import Hold, Notice, Outcome, Paper, Role, Route, Stage, Task, VehicleStatus
from tests.car import CaseDriver, reported
from tests.city_law import law_here
from tests.conftest import Clock
from tests.journeys.roads import cleared, impound_noticed, in_the_lot, status_named, unclaimed
from tests.rules.keeping import take_out

PAPERS = (Paper.IDENTITY, Paper.REGISTRATION, Paper.INSURANCE)
SALE = RecordSale(price=150_000, auction_costs=10_000)
WITHDRAWAL = CloseCase(outcome=Outcome.WITHDRAWN, authority="City solicitor", note="Settled")


@pytest.fixture
async def car(services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper) -> CaseDriver:
    """A car that has just been reported."""
    return await reported(services, weeks, clock, skipper)


async def price(car: CaseDriver) -> int:
    """The amount owed now, in cents."""
    case = (await car.row()).case
    return owed(case, law_here(case.edition), car.clock())


async def bill(car: CaseDriver) -> dict[str, tuple[int, int | None]]:
    """The cents and days of each item, as stored with the release."""
    async with car.services.pool.acquire() as connection:
        rows = await connection.fetch("select code, cents, days from fee where case_id = $1", car.case)
    return {row["code"]: (row["cents"], row["days"]) for row in rows}


async def left_at(car: CaseDriver) -> datetime | None:
    """When the car left the lot."""
    async with car.services.pool.acquire() as connection:
        left: datetime | None = await connection.fetchval("select left_at from lot_stay where case_id = $1", car.case)
    return left


async def test_an_unclaimed_car_is_sold_with_every_guard_and_its_proof(car: CaseDriver) -> None:
    await unclaimed(car)
    await status_named(car, VehicleStatus.WITH_VALUE)
    early = await car.ask("dispatcher-1", SALE)
    await car.ask("dispatcher-1", RecordAuthority(route=Route.AUCTION, reference="MV-952 77120"))
    await car.ask("dispatcher-1", SALE)
    await car.ask("dispatcher-1", ReportDisposal())

    await car.ends()
    row = await car.row()
    sale = next(fact for fact in await car.facts() if fact.kind == "vehicle_sold")
    assert early.refusal is not None
    assert (row.outcome, row.notified_number) == (Outcome.AUCTIONED, row.number)
    assert sale.reimbursed + sale.held_for_owner == 150_000
    assert sale.held_for_owner > 0


async def test_from_report_to_auction_the_history_has_at_most_seven_events_per_fact(car: CaseDriver) -> None:
    await unclaimed(car)
    await status_named(car, VehicleStatus.WITH_VALUE)
    await car.ask("dispatcher-1", RecordAuthority(route=Route.AUCTION, reference="MV-952 77120"))
    await car.ask("dispatcher-1", SALE)
    await car.ask("dispatcher-1", ReportDisposal())
    await car.ends()

    # Skipped time writes events of its own, which a real history does not have.
    skipped = ("workflow_execution_options_updated", "workflow_execution_time_skipping_transitioned")
    events = [each for each in await car.kinds_of_events() if each not in skipped]
    assert len(events) <= 7 * (await car.row()).number


async def test_salvage_is_crushed_with_a_certificate_and_never_sold(car: CaseDriver) -> None:
    await unclaimed(car)
    await status_named(car, VehicleStatus.SALVAGE)
    refused = await car.ask("dispatcher-1", RecordAuthority(route=Route.AUCTION, reference="MV-952 1"))
    await car.ask("dispatcher-1", RecordAuthority(route=Route.CRUSH, reference="MV-6 2"))
    await car.ask("dispatcher-1", RecordCertificate(route=Route.CRUSH, reference="SC 3"))
    await car.ask("dispatcher-1", ReportDisposal())

    await car.ends()
    assert refused.refusal is not None
    assert (await car.row()).outcome == Outcome.CRUSHED


async def test_an_owner_who_pays_and_shows_papers_drives_away(car: CaseDriver) -> None:
    await impound_noticed(car)
    await car.days_pass(3)
    no_papers = await car.ask("lot-1", ReleaseVehicle(papers=(Paper.IDENTITY,), paid=await price(car)))
    too_little = await car.ask("lot-1", ReleaseVehicle(papers=PAPERS, paid=100))

    await car.ask("lot-1", ReleaseVehicle(papers=PAPERS, paid=await price(car)))

    await car.ends()
    assert [each.refusal is not None for each in (no_papers, too_little)] == [True, True]
    assert (await car.row()).outcome == Outcome.RECLAIMED


async def test_a_release_that_is_recorded_late_costs_what_was_owed_when_the_car_left(car: CaseDriver) -> None:
    await impound_noticed(car)
    await car.days_pass(3)
    left, then = car.clock(), await price(car)
    await car.days_pass(5)

    too_much = await car.ask("lot-1", ReleaseVehicle(papers=PAPERS, paid=await price(car), at=left))
    await car.ask("lot-1", ReleaseVehicle(papers=PAPERS, paid=then, at=left))

    await car.ends()
    home = next(fact for fact in await car.facts() if fact.kind == "vehicle_released")
    assert too_much.refusal is not None
    assert (home.paid, home.owed) == (then, then)
    assert await bill(car) == {"towing": (17500, None), "storage": (then - 22500, 4), "state": (5000, None)}


async def test_a_sale_that_is_recorded_late_takes_no_storage_of_the_days_since(car: CaseDriver) -> None:
    await unclaimed(car)
    await status_named(car, VehicleStatus.WITH_VALUE)
    await car.ask("dispatcher-1", RecordAuthority(route=Route.AUCTION, reference="MV-952 77120"))
    sold, case = car.clock(), (await car.row()).case
    then = divide(case, law_here(case.edition), SALE.price, SALE.auction_costs, sold)
    await car.days_pass(26)

    await car.ask("dispatcher-1", SALE.model_copy(update={"at": sold}))

    sale = next(fact for fact in await car.facts() if fact.kind == "vehicle_sold")
    assert (sale.reimbursed, sale.held_for_owner) == then
    assert then != divide(case, law_here(case.edition), SALE.price, SALE.auction_costs, car.clock())
    assert await left_at(car) == sold


async def test_an_owner_who_wins_the_hearing_takes_the_car_for_nothing(car: CaseDriver) -> None:
    await impound_noticed(car)
    await car.days_pass(5)
    await car.ask("dispatcher-1", RequestHearing(note="Asked on the telephone"))
    await car.waits_for(Task.HEARING)

    await car.ask("hearing-1", DecideHearing(lawful=False))
    for letter in unmailed((await car.waits_for(Task.MAILING)).case):
        await car.ask("dispatcher-1", RecordMailing(letter=letter.letter))
    row = await car.waits_for(Task.FREE_RETRIEVAL)
    await car.ask("lot-1", ReleaseVehicle(papers=PAPERS, paid=0))

    await car.ends()
    assert (letter.notice, row.case.open_holds) == (Notice.CORRECTION, ())
    assert (await car.row()).outcome == Outcome.WRONGLY_TOWED


async def test_a_payment_under_protest_is_refunded_once_the_hearing_is_won(car: CaseDriver) -> None:
    await impound_noticed(car)
    await car.ask("dispatcher-1", RequestHearing())
    paid = await price(car)
    await car.ask("lot-1", ReleaseVehicle(papers=PAPERS, paid=paid))
    await car.ask("hearing-1", DecideHearing(lawful=False))
    row = await car.waits_for(Task.REFUND)

    early = await car.ask("supervisor-1", CloseCase(outcome=Outcome.WRONGLY_TOWED))
    await car.ask("dispatcher-1", RefundFees(paid_back=paid))

    await car.ends()
    assert early.refusal is not None
    assert (row.tasks.next.by, early.refusal.guard) == (Role.DISPATCHER, "refund")
    assert (await car.row()).outcome == Outcome.WRONGLY_TOWED


async def test_an_owner_who_paid_first_is_heard_after_the_closing_and_gets_the_money_back(
    car: CaseDriver,
) -> None:
    await impound_noticed(car)
    paid = await price(car)
    await car.ask("lot-1", ReleaseVehicle(papers=PAPERS, paid=paid))
    await car.ends()
    first = (await car.workflow.describe()).run_id

    await car.ask("dispatcher-1", RequestHearing(note="Asked on the telephone, a day after the pickup"))
    open_again = await car.waits_for(Task.HEARING)
    await car.ask("hearing-1", DecideHearing(lawful=False))
    await car.waits_for(Task.REFUND)
    await car.ask("dispatcher-1", RefundFees(paid_back=paid))

    await car.ends()
    assert (open_again.stage, open_again.outcome) == (Stage.IMPOUND, None)
    assert (await car.workflow.describe()).run_id != first
    assert (await car.row()).outcome == Outcome.WRONGLY_TOWED


async def test_a_hearing_stops_the_disposal_until_it_is_decided(car: CaseDriver) -> None:
    await unclaimed(car)
    await status_named(car, VehicleStatus.WITH_VALUE)
    await car.ask("dispatcher-1", RecordAuthority(route=Route.AUCTION, reference="MV-952 77120"))
    await car.ask("supervisor-1", RequestHearing())

    during = await car.ask("dispatcher-1", SALE)
    await car.waits_for(Task.HEARING)
    await car.ask("hearing-1", DecideHearing(lawful=True))
    too_early = await car.ask("dispatcher-1", SALE)
    await car.days_pass(36)
    await cleared(car)
    await car.waits_for(Task.DISPOSAL)
    after = await car.ask("dispatcher-1", SALE)

    assert during.refusal is not None
    assert too_early.refusal is not None
    assert too_early.refusal.reason == "Required: 30 days have passed since the hearing decision for the city."
    assert after.refusal is None


async def test_a_hold_at_the_last_moment_stops_the_sale(car: CaseDriver) -> None:
    await unclaimed(car)
    await status_named(car, VehicleStatus.WITH_VALUE)
    await car.ask("dispatcher-1", RecordAuthority(route=Route.AUCTION, reference="MV-952 77120"))
    placed = await car.ask("officer-1", PlaceHold(hold=Hold.POLICE_EVIDENCE))

    refused = await car.ask("dispatcher-1", SALE)
    await car.ask("supervisor-1", ReleaseHold(placed=placed.number or 0, note="Release of the detectives"))

    assert refused.refusal is not None
    assert "police evidence" in refused.refusal.reason
    assert (await car.waits_for(Task.DISPOSAL)).stage == Stage.DISPOSAL


async def test_a_returned_letter_needs_another_way_to_reach_its_party(car: CaseDriver) -> None:
    await impound_noticed(car)
    letter = (await car.row()).case.letters_of(Notice.IMPOUND)[0].letter
    await car.days_pass(6)
    await car.ask("dispatcher-1", RecordReturn(letter=letter, reason=MailReturn.UNCLAIMED))
    await car.waits_for(Task.FURTHER_STEPS)
    await car.days_pass(40)
    assert (await car.row()).stage == Stage.IMPOUND

    await car.ask("dispatcher-1", RecordFurtherStep(letter=letter, step=FurtherStep.REGULAR_MAIL))
    await car.days_pass(11)
    assert (await car.row()).tasks.next.task is Task.FURTHER_STEPS
    await car.ask("dispatcher-1", RecordFurtherStep(letter=letter, step=FurtherStep.POSTED_AT_ADDRESS))
    await car.days_pass(11)

    await cleared(car)
    assert (await car.waits_for(Task.OFFICER_STATUS)).stage == Stage.DISPOSAL


async def test_a_car_with_a_lien_is_not_surrendered(car: CaseDriver) -> None:
    await impound_noticed(car)

    refused = await car.ask("lot-1", SurrenderVehicle(papers=(Paper.IDENTITY, Paper.TITLE)))

    assert refused.refusal is not None
    assert refused.refusal.reason == "Required: No lienholder is on record."


async def test_storage_is_not_charged_before_the_state_is_notified(car: CaseDriver) -> None:
    await in_the_lot(car)
    first = await price(car)
    await car.waits_for(Task.MAILING)
    await car.days_pass(2)

    fees = {code: fee.cents or 0 for code, fee in law_here((await car.row()).edition).fees.items()}
    assert first == fees["towing"] + fees["state"] + fees["storage"]
    assert await price(car) == first + 2 * fees["storage"]


async def test_a_case_is_not_withdrawn_while_the_car_is_in_the_lot(car: CaseDriver) -> None:
    await impound_noticed(car)

    answer = await car.ask("supervisor-1", WITHDRAWAL)

    assert answer.refusal is not None
    assert (answer.refusal.guard, answer.refusal.reason) == (
        "custody",
        "Required: The car is no longer in the city's custody.",
    )


async def test_a_case_withdrawn_with_its_car_in_the_lot_before_that_was_forbidden_can_be_reopened(
    car: CaseDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await impound_noticed(car)
    with monkeypatch.context() as before:
        take_out(before, "custody")
        await car.ask("supervisor-1", WITHDRAWAL)
    await car.ends()

    await car.ask("supervisor-1", Reopen(note="Not settled after all"))

    assert (await car.waits_for(Task.RECLAIM_PERIOD)).stage == Stage.IMPOUND
