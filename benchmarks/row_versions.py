"""What the versions of rows cost: the first steps of a case with the triggers and without, by turns; then the audit."""

import asyncio
import time
from datetime import UTC, datetime
from statistics import median

from activities.audit import verify_cases
from activities.casework import submit
from activities.reporting import report_vehicle
from activities.services import Services
from benchmarks.own_stack import open_own_servers
from benchmarks.seen import Seen
from database.connection import Pool, open_pool
from database.row_versions import COVERED
from schemas.messages import Actor
from schemas.reporting import EnterRecordsCheck, ReportVehicle
from schemas.waiting_periods import PlaceHold
from schemas.words import Hold, Registration, Stolen
from workers.compose import open_services
from workers.setting_up import set_up

CASES, WARM_UP, PAGE = 600, 50, 100
DISPATCHER = Actor(account="dispatcher-1", role="dispatcher")
CHECKED = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)


def main() -> None:
    """Measure, and print the results."""
    asyncio.run(_measure())


async def _measure() -> None:
    async with open_own_servers() as settings:
        await set_up(settings)
        pool = await open_pool(settings.database_owner_url or "")
        async with open_services(settings) as services:
            await _by_turns(services, pool)
            await _verified(services)
        await pool.close()


async def _by_turns(services: Services, pool: Pool) -> None:
    took: dict[str, list[float]] = {"disable": [], "enable": []}
    for number in range(CASES):
        turn = ("disable", "enable")[number % 2]
        await pool.execute("; ".join(f"alter table {t} {turn} trigger {t}_has_versions" for t in sorted(COVERED)))
        began = time.perf_counter()
        await _begin(services, number)
        took[turn].append((time.perf_counter() - began) * 1000)
    without, with_versions = (each[WARM_UP:] for each in took.values())
    print(Seen("reported twice, checked, held; without versions", without))
    print(Seen("the same with versions", with_versions))
    print(f"ratio of the medians: {median(with_versions) / median(without):.2f}")


async def _begin(services: Services, number: int) -> None:
    """Report a car twice, check the records, place a hold."""
    now = datetime.now(UTC)
    report = ReportVehicle(address=f"{number} First Street", district="d25", plate=f"AB{number:05}")
    opened = await report_vehicle(services, report, DISPATCHER, now=now)
    await report_vehicle(services, report.model_copy(update={"description": "Still there."}), DISPATCHER, now=now)
    await submit(services, opened.case, CHECKED, DISPATCHER, now=now)
    await submit(services, opened.case, PlaceHold(hold=Hold.LITIGATION), DISPATCHER, now=now)


async def _verified(services: Services) -> None:
    began, last = time.perf_counter(), None
    while (page := await verify_cases(services, beyond=last, limit=PAGE)).checked:
        last = page.last
    print(f"{CASES} cases verified in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
