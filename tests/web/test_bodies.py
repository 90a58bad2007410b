"""Bodies of requests: nothing of one is read for a stranger, and never more than its route takes."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import cast

import httpx
import pytest

from tests.app import app_of
from tests.car import CaseDriver
from tests.web.test_audiences import FILLED, LINKED, LOCKED
from tests.web.test_cases import a_photo
from web import app as composed
from web.app_state import AppState
from web.audiences import STAFF
from web.bodies import FORM_BYTES, PHOTO_BYTES, PHOTO_ROUTES, PLAIN_BYTES, Router

Headers = Callable[[str], dict[str, str]]
PART = bytes(65_536)
HEAD = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
TYPES = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "files": "multipart/form-data; boundary=x",
}
WRITERS = [(route, audience) for route, audience in LOCKED.items() if route[0] == "POST"]


@dataclass
class Body:
    """A body of this size that counts what is read of it."""

    size: int
    read: int = 0

    async def parts(self) -> AsyncIterator[bytes]:
        """Its parts, one after the other."""
        yield HEAD
        while self.read < self.size:
            self.read += len(PART)
            yield PART


async def send(
    client: httpx.AsyncClient, path: str, body: Body, kind: str, headers: dict[str, str], *, is_announced: bool
) -> httpx.Response:
    """Send this body, with its length or in chunks."""
    length = {"Content-Length": str(body.size)} if is_announced else {"Transfer-Encoding": "chunked"}
    return await client.post(path, content=body.parts(), headers=headers | length | {"Content-Type": TYPES[kind]})


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(("route", "_"), WRITERS, ids=[path for (_, path), _ in WRITERS])
async def test_nothing_of_a_strangers_body_is_read(
    client: httpx.AsyncClient, route: tuple[str, str], _: object, kind: str
) -> None:
    body = Body(PLAIN_BYTES // 2)

    answer = await send(client, route[1].format_map(FILLED), body, kind, {}, is_announced=False)

    assert answer.status_code == (401 if route[1].startswith("/api/") else 303)
    assert body.read == 0


@pytest.mark.parametrize("route", [each for each in LINKED if each[0] == "POST"], ids=map(" ".join, LINKED))
async def test_nothing_is_read_behind_a_forged_link(client: httpx.AsyncClient, route: tuple[str, str]) -> None:
    body = Body(PLAIN_BYTES // 2)

    answer = await send(client, route[1].format_map(FILLED), body, "files", {}, is_announced=False)

    assert (answer.status_code, body.read) == (404, 0)


async def test_nothing_is_read_for_a_role_outside_the_audience(client: httpx.AsyncClient, bearer: Headers) -> None:
    body = Body(PLAIN_BYTES // 2)

    answer = await send(client, "/api/reports", body, "json", bearer("lot-1"), is_announced=False)

    assert (answer.status_code, answer.json()["detail"], body.read) == (403, STAFF.says, 0)


@pytest.mark.parametrize(
    ("path", "kind", "limit"),
    [
        ("/api/reports", "json", PLAIN_BYTES),
        ("/api/quarantine", "json", PLAIN_BYTES),
        ("/api/cases/26-000001/requests", "json", PLAIN_BYTES),
        ("/api/cases/26-000001/photos", "files", PHOTO_BYTES),
    ],
)
@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_body_that_is_too_large_is_refused_in_a_sentence(
    client: httpx.AsyncClient, bearer: Headers, path: str, kind: str, limit: int, is_announced: bool
) -> None:
    body = Body(limit * 3)

    answer = await send(client, path, body, kind, bearer("officer-1"), is_announced=is_announced)

    said = f"The request is larger than {limit // 1_000_000} MB. Nothing was saved. Please send less at a time."
    assert (answer.status_code, answer.json()["detail"]) == (413, said)
    assert body.read <= (0 if is_announced else limit + 2 * len(PART))


@pytest.mark.parametrize(("kind", "limit"), [("place_hold", PLAIN_BYTES), ("record_inspection", FORM_BYTES)])
async def test_a_form_takes_as_much_as_its_photos_need(
    car: CaseDriver, sign_in: Callable[[str], httpx.AsyncClient], kind: str, limit: int
) -> None:
    body = Body(limit * 2)

    answer = await send(
        sign_in("officer-1"), f"/cases/{car.case}/requests/{kind}", body, "files", {}, is_announced=False
    )

    assert (answer.status_code, f"larger than {limit // 1_000_000} MB" in answer.text) == (413, True)
    assert answer.headers["content-security-policy"]
    assert body.read <= limit + 2 * len(PART)


async def test_a_photo_within_the_limit_is_taken_in(
    car: CaseDriver, client: httpx.AsyncClient, bearer: Headers
) -> None:
    path = f"/api/cases/{car.case}/photos"

    answer = await client.post(path, files={"photo": ("car.jpg", a_photo())}, headers=bearer("officer-1"))

    assert answer.status_code == 200


def test_every_route_of_the_application_limits_its_body() -> None:
    assert {type(module.router) for module in composed.MODULES} == {Router}


def test_the_routes_that_take_photos_exist() -> None:
    paths = app_of(cast(AppState, None)).openapi()["paths"]
    assert set(paths) >= PHOTO_ROUTES
