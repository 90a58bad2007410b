"""Letters that wait: a notice of sale for the hours of custody, and a letter that is mailed too late."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from temporalio.testing import TimeSkipper

from activities.audit import verify_case
from activities.notifying import TemporalClient
from activities.reconciliation import list_mismatches
from activities.services import Services
from rules.owner_notice import unmailed
from schemas.case_parts import Letter
from schemas.impound import RecordIntake
from schemas.mail import RecordMailing
from schemas.owner_notice import PostSticker, RecordParties
from schemas.verification import RecordInspection
from schemas.waiting_periods import SettleQuestion
from schemas.words import Finding, Notice, Task
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.roads import CLEAR, OWNER, declared, records_checked, towed
from tests.serving import once

WASHINGTON = "us-wa.2026-01-01"
CUSTODY = timedelta(hours=120)


async def on_the_lot(car: CaseDriver) -> None:
    """Inspected twice, a notice on the car, its time over, towed and taken in."""
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    await car.waits_for(Task.SECOND_OBSERVATION)
    await car.days_pass(1.1)
    look = RecordInspection(finding=Finding.ABANDONED, clause="unattended", photos=(await car.photo(),))
    await car.ask("officer-1", look)
    await car.ask("officer-1", PostSticker())
    await car.waits_for(Task.NOTICE_PERIOD)
    await car.days_pass(1.1)
    await records_checked(car)
    await car.waits_for(Task.REINSPECTION)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    await towed(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="A ladder", keys=False))


async def mailed(car: CaseDriver) -> None:
    """Every printed letter is mailed."""
    for letter in unmailed((await car.waits_for(Task.MAILING)).case):
        await car.ask("dispatcher-1", RecordMailing(letter=letter.letter))


async def test_the_system_writes_the_notice_of_sale_when_the_hours_of_custody_are_over(
    services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper
) -> None:
    car = await reported(replace(services, edition=WASHINGTON), weeks, clock, skipper)
    await on_the_lot(car)
    await car.waits_for(Task.PARTIES)
    await car.ask("dispatcher-1", RecordParties(owner=OWNER))
    for fee in ("fees.storage", "fees.towing"):
        asked = await car.waits_for(Task.LAW_QUESTION)
        assert asked.case.letters == ()
        await car.ask("supervisor-1", SettleQuestion(provision=fee, amount=2_500, note="The filed schedule."))
    await mailed(car)
    await records_checked(car)

    waits = await car.waits_for(Task.LATER_LETTERS)
    watched = await list_mismatches(car.services, car.temporal_client, now=clock() + timedelta(days=1), case=car.case)
    await car.days_pass(5.1)
    row = await car.waits_for(Task.MAILING)

    sale = row.case.letters[-1]
    assert waits.case.towed is not None
    assert (waits.tasks.own_act, waits.tasks.wake_at) == (Task.LATER_LETTERS, waits.case.towed.hooked_up.at + CUSTODY)
    assert [each.notice for each in waits.case.letters] == [Notice.IMPOUND]
    assert watched == []
    assert sale.notice is Notice.SALE
    assert sale.written.at >= waits.case.towed.hooked_up.at + CUSTODY
    assert await verify_case(car.services, car.case) == []


async def unmailed_in(car: CaseDriver) -> tuple[Letter, ...] | None:
    """The printed letters that wait for their mailing; None if there is none."""
    return unmailed((await car.row()).case) or None


async def test_a_letter_that_is_mailed_late_is_written_again(
    services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper
) -> None:
    car = await reported(services, weeks, clock, skipper)
    await declared(car)
    await car.ask("dispatcher-1", RecordParties(owner=OWNER))
    [old] = unmailed((await car.waits_for(Task.MAILING)).case)
    await car.days_pass(8)

    await car.ask("dispatcher-1", RecordMailing(letter=old.letter))
    [new] = await once(partial(unmailed_in, car))
    await car.ask("dispatcher-1", RecordMailing(letter=new.letter))
    last = await car.waits_for(Task.NOTICE_PERIOD)

    assert [(each.letter == old.letter, each.lapsed) for each in last.case.letters] == [(True, True), (False, False)]
    assert last.tasks.next.not_before is not None
    assert last.tasks.next.not_before > clock() + timedelta(days=9)
    assert await verify_case(car.services, car.case) == []
