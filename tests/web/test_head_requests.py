"""A HEAD request is answered as the GET request would be, without its body."""

from collections.abc import Callable
from typing import cast

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from tests.app import app_of
from tests.car import CaseDriver
from tests.web.conftest import Session
from web.app_state import AppState

Bearer = Callable[[str], dict[str, str]]
ROUTES = sorted(
    {
        each.path or ""
        for each in iter_route_contexts(app_of(cast(AppState, None)).routes)
        if "GET" in (each.methods or set())
    }
)


@pytest.mark.parametrize("path", [each for each in ROUTES if "{" not in each])
async def test_a_page_answers_head_as_it_answers_get(
    client: httpx.AsyncClient, session_of: Session, bearer: Bearer, path: str
) -> None:
    client.cookies.update(session_of("admin-1"))
    headers = bearer("admin-1") if path.startswith("/api/") else {}

    head, get = await client.head(path, headers=headers), await client.get(path, headers=headers)

    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers.get("content-type") == get.headers.get("content-type")


async def test_head_is_refused_where_get_is(client: httpx.AsyncClient, car: CaseDriver, session_of: Session) -> None:
    page = f"/cases/{car.case}"

    stranger = await client.head(page)
    client.cookies.update(session_of("officer-1"))
    answers = {path: (await client.head(path)).status_code for path in (page, "/nowhere", "/sign-out", "/people")}

    assert stranger.status_code == 303
    assert answers == {page: 200, "/nowhere": 404, "/sign-out": 405, "/people": 403}
