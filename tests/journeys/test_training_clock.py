"""A floor across a restart of the training stack: the clock stands still while the stack is down."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from schemas.pace import Pace
from tests.journeys import life
from tests.journeys.planted import OWNER
from tests.running import Running, ended, start, towpath_up
from tests.serving import Serving

PACE = "1d=1s"


@pytest.fixture
def stack_here(folder: Path) -> Iterator[Running]:
    """`towpath up` at a pace of one second per day: stopping it on a busy machine takes less than the floor."""
    with towpath_up(folder, PACE) as running:
        yield running


@asynccontextmanager
async def doors_of(running: Running) -> AsyncIterator[Serving]:
    """An HTTP client for everyone."""
    secret = (running.data / "secret").read_text()
    async with httpx.AsyncClient(base_url=running.url, timeout=20) as http:
        yield Serving(http, secret, running.data / "logs", {})


def pace_of(running: Running) -> Pace:
    """The clock that its processes were given."""
    worker = next(pid for pid, line in running.relatives().items() if "workers worker" in line)
    environment = Path(f"/proc/{worker}/environ").read_text().split("\0")
    clock = next(each for each in environment if each.startswith("TOWPATH_CLOCK="))
    return Pace.model_validate_json(clock.partition("=")[2])


async def noticed(live: Serving) -> tuple[str, datetime]:
    """The owner's time is running; returns the case and the end of that time."""
    case = await life.reported(live)
    await life.declared(live, case)
    await live.do("dispatcher-1", case, "record_parties", owner=OWNER)
    await life.mailed(live, case)
    shown = await live.waits_for(case, "notice_period")
    return case, datetime.fromisoformat(shown["tasks"][0]["not_before"])


async def test_a_floor_opens_at_its_case_time_although_the_stack_was_down_when_it_would_have_come(
    stack_here: Running,
) -> None:
    running = stack_here.until_ready()
    async with doors_of(running) as live:
        case, floor = await noticed(live)
    before = pace_of(running)
    stops(running)
    await asyncio.sleep((before.real_time(floor) - datetime.now(UTC)).total_seconds())

    began = datetime.now(UTC)
    with ended(start(running.data, running.port, "up")) as again:
        after = pace_of(again.until_ready())
        ready = datetime.now(UTC)
        async with doors_of(again) as live:
            await live.waits_for(case, "records_check")
            facts = await list_facts(live, case)
        stops(again)

    opened = facts.pop("gate_opened")
    assert after.case_origin is not None
    assert max(facts.values()) <= after.case_origin < floor <= opened
    # It opens at once, not with the next sweep. A busy machine slows this as much as the start.
    assert opened < max(floor, after.case_time(ready)) + (ready - began) * after.factor


def stops(running: Running) -> None:
    """Stop the stack; it stops in order."""
    running.process.send_signal(signal.SIGINT)
    assert running.ended() == (0, "")


async def list_facts(live: Serving, case: str) -> dict[str, datetime]:
    """The kinds of the facts, each with the case time at which the last of them was recorded."""
    found = await live.http.get(f"/api/cases/{case}/facts", headers=live.bearer("admin-1"))
    return {each["fact"]["kind"]: datetime.fromisoformat(each["recorded_at"]) for each in found.json()}
