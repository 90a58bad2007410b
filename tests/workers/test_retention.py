"""The retention command, against the real API: what is due, its removal, and what it says of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import httpx
import pytest
from rich.console import Console

from activities.audit import verify_case
from activities.notifying import TemporalClient
from activities.services import Services
from rules.city_law import CityLaw
from rules.retention import KeptFor
from schemas.casework import CloseCase
from schemas.retention import DataKind, PreserveRecord
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome
from tests.car import CaseDriver, reported
from tests.conftest import EDITION, Clock
from workers import retention
from workers.data_dir import StackError

SCHEDULE = {
    DataKind.REPORTS: KeptFor(years=1, citation="Records Schedule 12-4"),
    DataKind.PLACES: KeptFor(years=7, citation="Records Schedule 12-5"),
}


@pytest.fixture
def services(services: Services) -> Services:
    """Services of a city with a records schedule."""
    return replace(services, city_law=CityLaw(schedule=SCHEDULE))


@pytest.fixture
async def closed(services: Services, temporal_client: TemporalClient, clock: Clock) -> CaseDriver:
    """A case that was closed a year ago."""
    car = await reported(services, temporal_client, clock)
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))
    await car.ask("dispatcher-1", CloseCase(outcome=Outcome.GONE_ON_ARRIVAL))
    clock.ahead += timedelta(days=367)
    return car


def signed_in(client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]], who: str) -> httpx.AsyncClient:
    """The API, with this person signed in."""
    client.headers.update(bearer(who))
    return client


async def shown(client: httpx.AsyncClient) -> str:
    """What the command shows."""
    out = StringIO()
    await retention.show_due(client, Console(file=out, width=200), EDITION)
    return out.getvalue()


async def done(client: httpx.AsyncClient) -> str:
    """What the command says of the removal."""
    out = StringIO()
    await retention.remove(client, Console(file=out, width=200))
    return out.getvalue()


async def test_what_is_due_is_shown_removed_and_gone(
    closed: CaseDriver, client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]]
) -> None:
    admin = signed_in(client, bearer, "admin-1")

    before, said, after = await shown(admin), await done(admin), await shown(admin)

    assert "letters        for ever" in before
    assert [line.split()[:6] for line in before.splitlines() if "reports" in line] == [
        ["reports", "1", "year", "Records", "Schedule", "12-4"]
    ]
    assert "To remove them, use --apply: 1 removal, each a fact of its case." in before
    assert said == "1 removal done; 0 refused.\n"
    assert "Nothing can be removed now." in after
    assert (await closed.facts())[-1].kind == "data_removed"
    assert await verify_case(closed.services, closed.case) == []


async def test_a_preserved_case_is_named_with_the_reason(
    closed: CaseDriver, client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]]
) -> None:
    await closed.ask("supervisor-1", PreserveRecord(note="Claim 17"))
    admin = signed_in(client, bearer, "admin-1")

    assert "Nothing can be removed now." in await shown(admin)
    assert await done(admin) == (
        f"{closed.case}: Required: The record is not preserved.\n0 removals done; 1 refused.\n"
    )


async def test_only_an_admin_sees_or_removes(
    closed: CaseDriver, client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]]
) -> None:
    supervisor = signed_in(client, bearer, "supervisor-1")

    with pytest.raises(StackError, match="admin"):
        await shown(supervisor)
    answer = await supervisor.post("/api/retention", json={"data": "reports"})
    assert answer.status_code == 403
