"""How fast the letters of a day go out: writing them, the batch with its PDF, a mail house's answer, and the events.

Over real HTTP to the mail house of the training city. Other sizes: `python -P -m benchmarks.mail_batch LETTERS`.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import httpx
from temporalio.testing import ActivityEnvironment

from activities.casework import Casework, submit
from activities.mail import MailRoom
from activities.mail_house import HttpMailHouse
from activities.outside import Circuit
from activities.owner_notice import OwnerNotice
from activities.photos import keep_photo
from activities.reporting import report_vehicle
from activities.services import Mail, Services
from benchmarks.own_stack import open_own_servers
from sample.mail import TrainingMailHouse
from schemas.messages import Actor, Request
from schemas.outside import Port
from schemas.owner_notice import Addressee, RecordParties
from schemas.reporting import EnterRecordsCheck, ReportVehicle
from schemas.verification import RecordInspection
from schemas.wire import ActivityInput, DailyInput
from schemas.words import Finding, Registration, Stolen
from tests.activities.test_photos import drawn
from tests.outside import served
from workers.compose import open_services
from workers.setting_up import set_up
from workers.world_mail import MailCounter, mail_app

LETTERS, OF_A_CASE = 2_000, 16
TARGET_SECONDS = 180.0
DISPATCHER = Actor(account="dispatcher-1", role="dispatcher")
OFFICER = Actor(account="officer-1", role="officer")
CHECKED = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)
STOOD = timedelta(days=4)


@dataclass
class LateClock:
    """The clock of the benchmark: at four in the afternoon, long after the letters were written."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(hour=21, minute=0) + timedelta(days=1))

    def __call__(self) -> datetime:
        """The instant now."""
        return self.now


def main() -> None:
    """Measure, and print the results."""
    asyncio.run(_measure(int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS))


async def _measure(letters: int) -> None:
    async with open_own_servers() as settings:
        await set_up(settings)
        async with open_services(settings) as services:
            clock = LateClock()
            counter = MailCounter(TrainingMailHouse(services.law(services.edition).tz), clock)
            async with served(mail_app(counter)) as address, httpx.AsyncClient(base_url=address, timeout=60) as client:
                house = HttpMailHouse(client, Circuit(Port.MAIL, services.pool), seconds=60)
                law = replace(services.city_law, mail_house=True)
                # The clock of the benchmark is ahead.
                city = replace(
                    services, clock_check=None, city_law=law, mail=Mail(house, hour=15, mailer_id="123456789")
                )
                await _go_out(city, counter, clock, letters)


async def _go_out(city: Services, counter: MailCounter, clock: LateClock, letters: int) -> None:
    room, activity = MailRoom(Casework(city)), ActivityEnvironment()
    given = DailyInput(now=clock.now)
    written = await _timed(lambda: _write(city, letters // OF_A_CASE, clock.now - timedelta(hours=12)))
    out = await _timed(lambda: activity.run(room.hand_over_letters, given))
    counter.clock = lambda: clock.now
    events = await _timed(lambda: activity.run(room.collect_mail_events, given))
    [batch] = counter.house.batches.values()
    print(f"written: {written:.1f} s; {len(batch.rows)} letters, a PDF of {batch.size / 1e6:.1f} MB")
    print(f"batch made, printed, handed over and noted: {out:.1f} s (target {TARGET_SECONDS:.0f} s)")
    twice = sum(count > 1 for count in counter.house.copies.values())
    print(f"events read and recorded: {events:.1f} s; letters sent twice: {twice}")


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def _write(services: Services, cases: int, now: datetime) -> None:
    """Cars whose owners and lienholders are written to before the tow."""
    for number in range(cases):
        report = ReportVehicle(address=f"{number} First Street", district="d25", plate=f"ML{number:05}")
        case = (await report_vehicle(services, report, DISPATCHER, now=now - STOOD)).case
        for request, actor, at in await _asked(services, case, now):
            await submit(services, case, request, actor, now=at)
        await OwnerNotice(Casework(services)).write_letters(ActivityInput(case=case, now=now))


async def _asked(services: Services, case: str, now: datetime) -> list[tuple[Request, Actor, datetime]]:
    photo = await keep_photo(services, case, drawn("PNG", (8, 8)), OFFICER, now=now)
    people = [
        Addressee(name=f"Sample Person {each}", lines=(f"{each} Nowhere Lane", "Towpath, PA 19000"))
        for each in range(OF_A_CASE)
    ]
    parties = RecordParties(owner=people[0], co_owners=tuple(people[1:6]), lienholders=tuple(people[6:]))
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", photos=(photo,))
    return [
        (CHECKED, DISPATCHER, now - STOOD),
        (RecordInspection(finding=Finding.STILL_THERE), OFFICER, now - STOOD),
        (look, OFFICER, now),
        (parties, DISPATCHER, now),
    ]


if __name__ == "__main__":
    main()
