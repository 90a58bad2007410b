"""The HTTP API: who may call it, its answers, and errors as problem documents."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from database.connection import Pool
from tests.conftest import Clock
from tests.serving import once

Headers = Callable[[str], dict[str, str]]
A_REPORT = {"address": "100 First Street", "district": "d25", "plate": "ABC1234", "plate_state": "PA"}
CLEAR = {"kind": "enter_records_check", "stolen": "clear", "registration": "expired"}


async def opened(client: httpx.AsyncClient, bearer: Headers, **changes: Any) -> str:
    """Report a car; returns the number of its case."""
    answer = await client.post("/api/reports", json=A_REPORT | changes, headers=bearer("dispatcher-1"))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["case"])


def a_photo() -> bytes:
    """A small photo with a place in its metadata."""
    image, out = Image.new("RGB", (64, 48), "gray"), BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "planted words"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


async def test_a_car_is_reported_shown_and_listed(client: httpx.AsyncClient, bearer: Headers) -> None:
    case = await opened(client, bearer)
    me = bearer("dispatcher-1")

    answer = await client.post(f"/api/cases/{case}/requests", json=CLEAR, headers=me)

    assert (answer.status_code, answer.json()["number"]) == (200, 2)
    found = (await client.get("/api/cases", params={"q": "abc1234"}, headers=me)).json()
    assert [(each["id"], each["stage"]) for each in found] == [(case, "verification")]
    shown = (await client.get(f"/api/cases/{case}", headers=me)).json()
    assert shown["tasks"][0]["task"] == "inspection"
    facts = (await client.get(f"/api/cases/{case}/facts", headers=me)).json()
    assert [fact["fact"]["kind"] for fact in facts] == ["vehicle_reported", "records_checked"]
    queues = (await client.get("/api/queues", headers=me)).json()
    assert [(queue["task"], queue["count"]) for queue in queues] == [("inspection", 1)]


async def test_lists_go_on_page_by_page_oldest_first(client: httpx.AsyncClient, bearer: Headers) -> None:
    cases = [await opened(client, bearer, plate=f"ABC100{number}") for number in range(3)]
    me = bearer("dispatcher-1")

    first = (await client.get("/api/cases", params={"limit": 2}, headers=me)).json()
    rest = (await client.get("/api/cases", params={"limit": 2, "after": first[-1]["id"]}, headers=me)).json()

    assert [each["id"] for each in (*first, *rest)] == cases


async def test_a_refusal_says_why_and_by_which_paragraph(client: httpx.AsyncClient, bearer: Headers) -> None:
    case = await opened(client, bearer)
    photo = await client.post(
        f"/api/cases/{case}/photos", files={"photo": ("car.jpg", a_photo())}, headers=bearer("officer-1")
    )
    look = {"kind": "record_inspection", "finding": "abandoned", "clause": "inoperable", "photos": [photo.json()["id"]]}

    answer = await client.post(f"/api/cases/{case}/requests", json=look, headers=bearer("officer-1"))

    body = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert body["citation"] == "75 Pa.C.S. 102"
    assert "more than 48 hours after the first" in body["detail"]


async def test_a_request_of_another_role_is_forbidden(client: httpx.AsyncClient, bearer: Headers) -> None:
    case = await opened(client, bearer)

    answer = await client.post(f"/api/cases/{case}/requests", json=CLEAR, headers=bearer("officer-1"))

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "fly_away"}, "body"),
        (
            {"kind": "enter_records_check", "stolen": "perhaps", "registration": "valid"},
            "body.enter_records_check.stolen",
        ),
        ({**CLEAR, "plate": "x"}, "body.enter_records_check.plate"),
    ],
)
async def test_invalid_fields_are_named_one_by_one(
    client: httpx.AsyncClient, bearer: Headers, body: dict[str, Any], field: str
) -> None:
    case = await opened(client, bearer)

    answer = await client.post(f"/api/cases/{case}/requests", json=body, headers=bearer("dispatcher-1"))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_values_that_cannot_be_stored_are_refused_in_a_sentence(
    client: httpx.AsyncClient, bearer: Headers
) -> None:
    me = bearer("dispatcher-1")

    answers = [
        await client.post("/api/reports", json=A_REPORT | {"description": "no\x00character"}, headers=me),
        await client.get("/api/cases", params={"after": "\x00"}, headers=me),
        await client.get("/api/cases/26-000001%00", headers=me),
    ]

    assert [each.status_code for each in answers] == [422] * 3
    assert answers[0].json()["detail"].startswith("The request contains an invalid character")


async def test_a_repeated_key_is_one_act_and_another_body_under_it_is_refused(
    client: httpx.AsyncClient, bearer: Headers
) -> None:
    case = await opened(client, bearer)
    me = bearer("dispatcher-1") | {"Idempotency-Key": "k-7"}
    path = f"/api/cases/{case}/requests"

    first = await client.post(path, json=CLEAR, headers=me)
    second = await client.post(path, json=CLEAR, headers=me)
    other = await client.post(path, json=CLEAR | {"stolen": "stolen"}, headers=me)

    assert first.json() == second.json()
    assert (other.status_code, other.json()["title"]) == (422, "Idempotency-Key already used")


async def test_a_case_that_does_not_exist_is_not_found(client: httpx.AsyncClient, bearer: Headers) -> None:
    me = bearer("dispatcher-1")

    answers = [
        await client.get("/api/cases/26-999999", headers=me),
        await client.get("/api/cases/26-999999/facts", headers=me),
        await client.post("/api/cases/26-999999/requests", json=CLEAR, headers=me),
        await client.post("/api/cases/26-999999/photos", files={"photo": a_photo()}, headers=me),
        await client.get(f"/api/cases/26-999999/photos/{'a' * 64}", headers=me),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


async def test_a_photo_is_stored_once_and_shown_without_metadata(
    client: httpx.AsyncClient, bearer: Headers, pool: Pool
) -> None:
    case, me = await opened(client, bearer), bearer("officer-1")
    path = f"/api/cases/{case}/photos"

    sent = [(await client.post(path, files={"photo": a_photo()}, headers=me)).json()["id"] for _ in range(2)]
    shown = await client.get(f"{path}/{sent[0]}", headers=me)

    assert sent[0] == sent[1]
    assert Image.open(BytesIO(shown.content)).getexif() == {}
    assert b"planted" not in shown.content
    async with pool.acquire() as connection:
        originals = await connection.fetch("select original from photo")
    assert [bytes(row["original"]) for row in originals] == [a_photo()]


@pytest.mark.parametrize("data", [b"", b"not a photo", b"GIF89a" + bytes(100)])
async def test_a_file_that_is_no_photo_is_refused_in_a_sentence(
    client: httpx.AsyncClient, bearer: Headers, data: bytes
) -> None:
    case = await opened(client, bearer)

    answer = await client.post(f"/api/cases/{case}/photos", files={"photo": data}, headers=bearer("officer-1"))

    assert answer.status_code == 422
    assert answer.json()["detail"] == "The file is not a photo that can be read (JPEG, PNG or WebP)."


async def test_a_cookie_alone_changes_nothing_through_the_api(
    client: httpx.AsyncClient, session_of: Callable[[str], dict[str, str]]
) -> None:
    client.cookies.update(session_of("dispatcher-1"))

    assert (await client.get("/api/cases")).status_code == 200
    assert (await client.post("/api/reports", json=A_REPORT)).status_code == 401


@pytest.mark.parametrize("token", ["", "forged", "officer-1"])
async def test_a_forged_token_is_refused(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.get("/api/cases", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 401


async def test_a_token_for_a_session_opens_no_api(
    client: httpx.AsyncClient, session_of: Callable[[str], dict[str, str]]
) -> None:
    [session] = session_of("officer-1").values()

    answer = await client.get("/api/cases", headers={"Authorization": f"Bearer {session}"})

    assert answer.status_code == 401


async def test_an_unavailable_database_is_an_error_and_nothing_is_half_done(
    client: httpx.AsyncClient, bearer: Headers, pool: Pool
) -> None:
    await pool.close()

    answer = await client.post("/api/reports", json=A_REPORT, headers=bearer("dispatcher-1"))

    assert answer.status_code == 503
    assert answer.json()["detail"] == "The database is unavailable. Nothing was changed. Please try again."


async def test_a_list_whose_connection_breaks_says_that_the_database_is_unavailable(
    client: httpx.AsyncClient, bearer: Headers, pool: Pool
) -> None:
    async with pool.acquire() as connection, pool.acquire() as other, connection.transaction():
        await connection.execute("lock table vehicle_case")
        listing = asyncio.ensure_future(client.get("/api/cases", headers=bearer("dispatcher-1")))
        await once(lambda: other.fetch(END_WAITING))
        answer = await listing

    assert (answer.status_code, answer.json()["title"]) == (503, "Database unavailable")


END_WAITING = """
select pg_terminate_backend(pid) from pg_stat_activity
 where datname = current_database() and wait_event_type = 'Lock' and query like '%from vehicle_case%'
"""


async def test_an_officer_proves_the_interval_with_a_second_inspection(
    client: httpx.AsyncClient, bearer: Headers, clock: Clock
) -> None:
    clock.stands = datetime(2026, 11, 24, 15, tzinfo=UTC)
    case, me = await opened(client, bearer), bearer("officer-1")
    photo = (await client.post(f"/api/cases/{case}/photos", files={"photo": a_photo()}, headers=me)).json()["id"]
    path, look = f"/api/cases/{case}/requests", {"kind": "record_inspection", "finding": "still_there"}
    await client.post(path, json=look, headers=me)
    clock.stands += timedelta(hours=48, minutes=1)

    answer = await client.post(
        path, json=look | {"finding": "abandoned", "clause": "inoperable", "photos": [photo]}, headers=me
    )

    assert (answer.status_code, answer.json()["position"]["stage"]) == (200, "notice")
