"""The district of a report: as people type it, and one of the city's list if it has one."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.app import app_of
from tests.web.test_console import hidden
from web.app_state import AppState

Headers = Callable[[str], dict[str, str]]
CAR = {"address": "100 First Street", "plate": "ABC 1234"}


@pytest.fixture
async def listing(app_state: AppState, session_of: Headers) -> AsyncIterator[httpx.AsyncClient]:
    """The dispatcher's browser in a city that lists two districts."""
    services = replace(app_state.services, districts=("d02", "d25"))
    transport = httpx.ASGITransport(app_of(replace(app_state, services=services)))
    async with httpx.AsyncClient(transport=transport, base_url="http://towpath") as http:
        http.cookies.update(session_of("dispatcher-1"))
        yield http


@pytest.mark.parametrize("typed", ["D25", " d25 ", "d25"])
async def test_a_district_is_read_as_people_type_it(client: httpx.AsyncClient, bearer: Headers, typed: str) -> None:
    headers = bearer("dispatcher-1")
    done = await client.post("/api/reports", json=CAR | {"district": typed}, headers=headers)

    case = (await client.get(f"/api/cases/{done.json()['case']}", headers=headers)).json()
    assert (done.status_code, case["district"]) == (200, "d25")


async def test_a_city_that_lists_its_districts_refuses_others_in_a_sentence(
    listing: httpx.AsyncClient, bearer: Headers
) -> None:
    sentence = "There is no district d99nonsense. The districts are d02, d25."
    page = (await listing.get("/report")).text
    kept = {name: hidden(page, name) for name in ("csrf", "key")}
    said: dict[str, Any] = CAR | kept | {"district": "d99nonsense", "description": "By the bridge"}

    form = await listing.post("/report", data=said)
    api = await listing.post("/api/reports", json=CAR | {"district": "d99nonsense"}, headers=bearer("dispatcher-1"))
    done = await listing.post("/report", data=said | {"district": "D25"})

    assert 'name="district" value="d25"' in page
    assert [form.status_code, api.status_code, done.status_code] == [422, 422, 303]
    assert sentence in form.text
    assert "By the bridge" in form.text
    assert api.json()["errors"] == [{"field": "district", "reason": sentence}]
