"""Monitoring through the API: faults, checkpoints, mismatches and metrics, for staff only."""

import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.checkpoints import write_checkpoint
from activities.notifying import TemporalClient
from schemas.reporting import EnterRecordsCheck
from schemas.words import Notice, Registration, Stolen
from tests.app import app_of
from tests.car import CaseDriver
from tests.conftest import Clock
from tests.owner import as_owner
from tests.web.desk import in_the_lot, letters
from web import audit
from web.app_state import AppState

Headers = Callable[[str], dict[str, str]]
ROUTES = (
    "/api/faults",
    "/api/rows/faults",
    "/api/checkpoints/faults",
    "/api/mismatches",
    "/api/metrics",
    "/api/stages",
    "/api/counts/faults",
)
STOLEN = EnterRecordsCheck(stolen=Stolen.STOLEN, registration=Registration.VALID)


async def test_a_city_without_faults_has_no_mismatches_and_has_metrics(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    await write_checkpoint(car.services, now=car.clock())
    client.headers.update(bearer("admin-1"))

    faults, rows, checkpoints, mismatches, metrics, stages, counts = [
        (await client.get(route)).json() for route in ROUTES
    ]

    assert faults == {"checked": 1, "last": car.case, "faults": []}
    assert (await client.get("/api/faults", params={"after": car.case})).json()["checked"] == 0
    assert (rows, checkpoints, mismatches, counts) == ([], [], [], [])
    assert (metrics["rows"], metrics["cases"], metrics["outcomes"], metrics["events_max"]) == (1, 1, {}, 0)
    assert [(each["stage"], each["count"], each["next_due"] is None) for each in stages] == [("reported", 1, False)]


async def test_a_wrong_count_of_closed_cases_is_named(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    async with car.services.pool.acquire() as connection:
        await connection.execute("insert into closed_count (change) values (2)")

    faults = (await client.get("/api/counts/faults", headers=bearer("admin-1"))).json()

    assert faults == ["The number of closed cases is kept as 2, but 0 cases are closed."]


async def test_a_ruling_that_was_changed_in_the_database_is_named(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    await in_the_lot(car)
    async with as_owner(car.services.pool) as connection:
        await connection.execute("alter table proof disable trigger proof_is_append_only")
        await connection.execute("update proof set body = body || ' ' where number = 3")

    faults = (await client.get(f"/api/cases/{car.case}/faults", headers=bearer("admin-1"))).json()

    assert faults == [f"{car.case}: the ruling of fact 3 is not as it was written."]


async def test_a_terminated_workflow_is_a_mismatch_after_the_grace_period(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver, clock: Clock
) -> None:
    await car.loses_its_run("planted")
    me, one = bearer("dispatcher-1"), {"case": car.case}

    told = (await client.get("/api/mismatches", params=one, headers=me)).json()

    assert told == [
        {
            "case": car.case,
            "kind": "broken_run",
            "reason": f"{car.case}: the workflow ended before its case was closed.",
        }
    ]
    assert (await client.get("/api/mismatches", params={"grace_seconds": -1}, headers=me)).status_code == 422


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("who", ["contractor-1", "lot-1"])
async def test_monitoring_is_for_staff_only(client: httpx.AsyncClient, bearer: Headers, route: str, who: str) -> None:
    assert (await client.get(route, headers=bearer(who))).status_code == 403


async def test_an_unavailable_temporal_is_an_error_that_says_so(
    app_state: AppState, bearer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PATIENCE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        away = TemporalClient(await Client.connect(address, lazy=True, data_converter=pydantic_data_converter), "queue")
        transport = httpx.ASGITransport(app_of(replace(app_state, temporal_client=lambda: away)))
        async with httpx.AsyncClient(transport=transport, base_url="http://towpath", headers=bearer("admin-1")) as http:
            answers = [await http.get(route) for route in ("/api/mismatches", "/api/metrics")]

    assert [each.status_code for each in answers] == [503, 503]
    assert "Temporal is unavailable." in answers[0].json()["detail"]


async def test_a_bill_is_for_staff_and_for_the_keeper_of_the_lot(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    await in_the_lot(car)
    bill = f"/api/cases/{car.case}/bill"

    staff, keeper = [(await client.get(bill, headers=bearer(who))).json() for who in ("dispatcher-1", "lot-1")]

    assert staff["owed"] == keeper["owed"] == sum(line["cents"] for line in staff["lines"]) > 0
    assert (await client.get("/api/cases/26-999999/bill", headers=bearer("lot-1"))).status_code == 404
    assert (await client.get(bill, headers=bearer("contractor-1"))).status_code == 404
    assert (await client.get(bill, headers=bearer("contractor-2"))).status_code == 404
    assert (await client.get("/api/cases/26-999999/bill", headers=bearer("admin-1"))).status_code == 404


async def test_a_letter_is_downloaded_by_the_roles_that_may_open_it(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    await in_the_lot(car)
    (letter,) = await letters(car, Notice.IMPOUND)
    route, why = f"/api/cases/{car.case}/letters/{letter}", {"purpose": "mailing"}

    paper = await client.post(route, json=why, headers=bearer("dispatcher-1"))

    assert (paper.status_code, paper.headers["content-type"], paper.content[:5]) == (200, "application/pdf", b"%PDF-")
    async with car.services.pool.acquire() as connection:
        kept = await connection.fetchrow("select account, what, purpose from access_log order by id desc limit 1")
    assert tuple(kept) == ("dispatcher-1", f"letter {letter}", "mailing")
    assert (await client.post(route, json=why, headers=bearer("officer-1"))).status_code == 403
    assert (await client.post(route, json=why, headers=bearer("contractor-1"))).status_code == 403
    assert (await client.post(route, headers=bearer("dispatcher-1"))).status_code == 422
    assert (await client.post(f"{route}99", json=why, headers=bearer("dispatcher-1"))).status_code == 404
    assert (await client.post(f"{route}{'9' * 30}", json=why, headers=bearer("dispatcher-1"))).status_code == 422


async def test_values_that_no_column_can_hold_are_invalid(client: httpx.AsyncClient, bearer: Headers) -> None:
    me = bearer("dispatcher-1")

    for route in ("/api/cases/%00", "/api/cases/%00/bill", "/api/faults?after=%00", "/api/mismatches?case=it's"):
        assert (await client.get(route, headers=me)).status_code == 422, route


async def test_the_list_can_exclude_closed_cases(client: httpx.AsyncClient, bearer: Headers, car: CaseDriver) -> None:
    me = bearer("dispatcher-1")
    await car.ask("dispatcher-1", STOLEN)
    asked = {"kind": "close_case", "outcome": "stolen_recovered", "authority": "Major Auto Squad"}
    assert (await client.post(f"/api/cases/{car.case}/requests", json=asked, headers=me)).status_code == 200

    assert (await client.get("/api/cases", params={"only_open": True}, headers=me)).json() == []
    assert [each["id"] for each in (await client.get("/api/cases", headers=me)).json()] == [car.case]
    assert timedelta(0) <= car.clock() - (await car.row()).changed_at < timedelta(minutes=1)
