"""Clocks: a machine whose clock differs from that of the database records no fact."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from activities.casework import Casework, submit
from activities.clocks import BOUND, ClockCheck, ClockError
from activities.importing import correct, quarantine_row
from activities.owner_links import revoke_links
from activities.owner_notice import read_party
from activities.photos import keep_photo
from activities.reporting import read_report, report_vehicle
from activities.services import Services
from activities.tow_dispatch import report_progress
from schemas.importing import Correction, QuarantineReport
from schemas.messages import Actor
from schemas.tow_dispatch import Progress
from schemas.wire import RequestInput
from tests.activities.test_casework import CLEAR, DISPATCHER, a_report
from tests.activities.test_photos import drawn
from tests.app import app_of
from web.app_state import AppState
from workers import compose, worker
from workers.compose import open_services
from workers.data_dir import StackError
from workers.settings import Settings
from workers.stack import Stack, environment_of

Headers = Callable[[str], dict[str, str]]
DAY, HOUR, LESS = timedelta(days=1), timedelta(hours=1), BOUND / 2


def moved(services: Services, by: timedelta) -> tuple[Services, Callable[[], datetime]]:
    """The services of a machine whose clock is off by so much, and that clock."""

    def clock() -> datetime:
        return datetime.now(UTC) + by

    return replace(services, clock_check=ClockCheck(clock)), clock


async def count_facts(services: Services) -> int:
    """The number of all facts."""
    count: int = await services.pool.fetchval("select count(*) from case_fact")
    return count


@pytest.mark.parametrize("by", [timedelta(), LESS, -LESS])
async def test_a_machine_whose_clock_is_about_right_records_facts(services: Services, by: timedelta) -> None:
    there, clock = moved(services, by)

    opened = await report_vehicle(there, a_report(), DISPATCHER, now=clock())
    answer = await submit(there, opened.case, CLEAR, DISPATCHER, now=clock())

    assert answer.number == 2


@pytest.mark.parametrize(
    ("by", "says"),
    [
        (HOUR, "The clock of this machine is 3600 seconds ahead of that of the database."),
        (-HOUR, "The clock of this machine is 3600 seconds behind that of the database."),
    ],
)
async def test_a_machine_whose_clock_is_wrong_records_nothing(services: Services, by: timedelta, says: str) -> None:
    opened = await report_vehicle(services, a_report(), DISPATCHER, now=datetime.now(UTC))
    there, clock = moved(services, by)

    with pytest.raises(ClockError) as of_request:
        await submit(there, opened.case, CLEAR, DISPATCHER, now=clock())
    with pytest.raises(ClockError) as of_report:
        await report_vehicle(there, a_report(plate="XYZ 9876"), DISPATCHER, now=clock())

    assert {str(of_request.value), str(of_report.value)} == {says}
    assert await count_facts(services) == 1


async def test_a_person_is_told_that_the_clock_is_wrong(app_state: AppState, bearer: Headers) -> None:
    there, clock = moved(app_state.services, HOUR)
    wrong = app_of(replace(app_state, services=there, clock=clock))
    report = {"address": "100 First Street", "district": "d25"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(wrong), base_url="http://towpath") as http:
        answer = await http.post("/api/reports", json=report, headers=bearer("dispatcher-1"))

    assert (answer.status_code, answer.json()["title"]) == (503, "A clock is wrong")
    assert answer.json()["detail"].startswith(
        "The clock of this machine is 3600 seconds ahead of that of the database."
    )


async def through_temporal(services: Services, late: timedelta) -> RequestInput:
    """A request through Temporal to an old case, at an instant by Temporal's clock that is so long ago."""
    opened = await report_vehicle(services, a_report(), DISPATCHER, now=datetime.now(UTC) - 10 * DAY)
    fields = {"stolen": "clear", "registration": "expired"}
    asked = {"by": "dispatcher-1", "kind": "enter_records_check", "fields": fields}
    return RequestInput(case=opened.case, now=datetime.now(UTC) - late, request=asked)


@pytest.mark.parametrize("late", [2 * DAY, -LESS])
async def test_an_activity_may_start_late(services: Services, late: timedelta) -> None:
    there, _ = moved(services, timedelta())

    answer = await Casework(there).submit_request(await through_temporal(services, late))

    assert answer.accepted


async def test_an_activity_of_the_future_records_nothing(services: Services) -> None:
    there, _ = moved(services, timedelta())
    given = await through_temporal(services, -HOUR)

    with pytest.raises(ClockError) as refused:
        await Casework(there).submit_request(given)

    assert str(refused.value) == "The clock of Temporal is 3600 seconds ahead of that of the database."
    assert await count_facts(services) == 1


async def test_a_worker_whose_clock_is_wrong_writes_no_checkpoint(services: Services) -> None:
    await report_vehicle(services, a_report(), DISPATCHER, now=datetime.now(UTC) - timedelta(days=2))
    there, _ = moved(services, HOUR)

    with pytest.raises(ClockError):
        await worker.sweep(there)

    assert await services.pool.fetchval("select count(*) from checkpoint") == 0


async def test_a_process_whose_clock_is_wrong_does_not_start(
    stack: Stack, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = environment_of(Settings(), stack)
    names = {"database_url": services.pool._connect_args[0], "encryption_keys": stack.addresses.encryption}
    settings = Settings(**names, secret=environment["TOWPATH_SECRET"])
    async with open_services(settings) as opened:
        assert opened.clock_check is not None
    monkeypatch.setattr(compose, "ClockCheck", lambda clock: ClockCheck(lambda: clock() + HOUR))

    with pytest.raises(StackError) as refused:
        async with open_services(settings):
            pytest.fail("It started.")

    said = "The clock of this machine is 3600 seconds ahead of that of the database. Set both by NTP, then start again."
    assert str(refused.value) == said


DRIVER = Actor(account="contractor-1", role="contractor", firm="north-salvage")
A_ROW = QuarantineReport(format="towpath", file="week.jsonl", line=3, reason="no address", raw="{}")
KEPT: dict[str, Callable[[Services, str, datetime], Awaitable[object]]] = {
    "a photo": lambda there, case, now: keep_photo(there, case, drawn("PNG", (4, 4)), DISPATCHER, now=now),
    "progress": lambda there, case, now: report_progress(there, case, 1, Progress.EN_ROUTE, DRIVER, now=now),
    "a reading": lambda there, case, now: read_report(there, case, 1, DISPATCHER, now=now),
    "a row": lambda there, _, now: quarantine_row(there, A_ROW, DISPATCHER, now=now),
    "a correction": lambda there, _, now: correct(there, 1, Correction(row="{}"), DISPATCHER, now=now),
    "an access": lambda there, case, now: read_party(there, case, 1, DISPATCHER, purpose="audit", now=now),
    "a revocation": lambda there, case, now: revoke_links(there, case, 1, DISPATCHER, now=now),
}
"""What is kept with its time beside the facts."""
THERE = """
insert into party (case_id, kind, encrypted, recorded_at) select id, 'owner', 'secret', opened_at from vehicle_case;
insert into data_key (kind, id, wrapped) select 'party', id, 'a key' from party;
insert into owner_link (case_id, party, issued_at, expires_at) select case_id, id, now(), now() from party;
"""


@pytest.mark.parametrize("what", KEPT)
async def test_a_machine_whose_clock_is_wrong_dates_nothing_else_either(services: Services, what: str) -> None:
    case = (await report_vehicle(services, a_report(), DISPATCHER, now=datetime.now(UTC))).case
    await services.pool.execute(THERE)
    before = await services.pool.fetchval("select count(*) from row_version")
    there, clock = moved(services, HOUR)

    with pytest.raises(ClockError):
        await KEPT[what](there, case, clock())

    assert await services.pool.fetchval("select count(*) from row_version") == before
