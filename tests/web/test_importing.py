"""Importing through the API: who quarantines, lists and corrects rows, and every refusal in words."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.rules.test_importing import row

Headers = Callable[[str], dict[str, str]]
ASIDE = {
    "format": "towpath",
    "file": "week.jsonl",
    "line": 4,
    "field": "address",
    "reason": "address is missing.",
    "raw": row(address=...),
}
RIGHT = {"changes": {"address": "12 Hubcap Lane"}}


async def quarantined(client: httpx.AsyncClient, me: dict[str, str], **changes: Any) -> int:
    """Quarantine a row; returns its number."""
    answer = await client.post("/api/quarantine", json=ASIDE | changes, headers=me)
    assert answer.status_code == 200, answer.text
    number: int = answer.json()["number"]
    return number


async def listed(client: httpx.AsyncClient, me: dict[str, str], **how: Any) -> list[dict[str, Any]]:
    """The rows that the API lists."""
    found: list[dict[str, Any]] = (await client.get("/api/quarantine", params=how, headers=me)).json()
    return found


async def test_a_row_is_quarantined_listed_corrected_and_listed_as_settled(
    client: httpx.AsyncClient, bearer: Headers
) -> None:
    me = bearer("dispatcher-1")
    number = await quarantined(client, me)

    [waits] = await listed(client, me)
    answer = await client.post(f"/api/quarantine/{number}", json=RIGHT, headers=me)

    assert {name: waits[name] for name in ASIDE} == ASIDE
    assert (answer.status_code, answer.json()["settled"]) == (200, True)
    case = answer.json()["case"]
    assert (await client.get(f"/api/cases/{case}", headers=me)).json()["address"] == "12 Hubcap Lane"
    assert await listed(client, me) == []
    assert [each["case"] for each in await listed(client, me, settled=True)] == [case]
    again = await client.post("/api/quarantine", json=ASIDE, headers=me)
    assert again.json() == {"number": number, "settled": True, "case": case, "why": None}


async def test_a_batch_tells_of_each_report_its_case_or_what_is_wrong(
    client: httpx.AsyncClient, bearer: Headers
) -> None:
    reports = [
        {"address": "100 First Street", "district": "d25", "plate": "KX 0001", "plate_state": "PA"},
        {"address": "", "district": "d25"},
        {"address": "100 First Street", "district": "d25", "description": "a\x00b"},
        {"address": "102 First Street", "district": "d25", "plate": "KX-0001", "plate_state": "PA"},
    ]

    answer = await client.post("/api/reports/batch", json={"reports": reports}, headers=bearer("dispatcher-1"))

    first, short, unkeepable, last = answer.json()
    assert first["case"] == last["case"] is not None
    assert short["fault"] == {"field": "address", "reason": "String should have at least 3 characters"}
    assert unkeepable["fault"]["reason"] == "It has an invalid character or an out-of-range number."
    assert [each["case"] for each in (short, unkeepable)] == [None, None]


@pytest.mark.parametrize(("count", "status"), [(0, 422), (100, 200), (101, 422)])
async def test_a_batch_has_one_to_a_hundred_reports(
    client: httpx.AsyncClient, bearer: Headers, count: int, status: int
) -> None:
    answer = await client.post("/api/reports/batch", json={"reports": [{}] * count}, headers=bearer("dispatcher-1"))

    assert answer.status_code == status


async def test_lists_go_on_page_by_page_oldest_first(client: httpx.AsyncClient, bearer: Headers) -> None:
    me = bearer("supervisor-1")
    numbers = [await quarantined(client, me, raw=f"not JSON {each}") for each in range(3)]

    first = await listed(client, me, limit=2)
    rest = await listed(client, me, limit=2, after=first[-1]["number"])

    assert [each["number"] for each in (*first, *rest)] == numbers


@pytest.mark.parametrize(("who", "status"), [("officer-1", 403), ("hearing-1", 403), ("contractor-1", 403)])
async def test_only_some_roles_quarantine_and_correct_rows(
    client: httpx.AsyncClient, bearer: Headers, who: str, status: int
) -> None:
    number = await quarantined(client, bearer("admin-1"))

    sent = await client.post("/api/quarantine", json=ASIDE | {"raw": "not JSON"}, headers=bearer(who))
    corrected = await client.post(f"/api/quarantine/{number}", json=RIGHT, headers=bearer(who))

    assert (sent.status_code, corrected.status_code) == (status, status)
    assert sent.headers["content-type"] == "application/problem+json"
    assert [each["number"] for each in await listed(client, bearer("admin-1"))] == [number]


@pytest.mark.parametrize(
    ("who", "status"), [("officer-1", 200), ("hearing-1", 200), ("contractor-1", 403), ("lot-1", 403)]
)
async def test_only_staff_see_the_rows_in_quarantine(
    client: httpx.AsyncClient, bearer: Headers, who: str, status: int
) -> None:
    assert (await client.get("/api/quarantine", headers=bearer(who))).status_code == status


async def test_a_row_that_still_cannot_be_read_is_answered_with_field_and_reason(
    client: httpx.AsyncClient, bearer: Headers
) -> None:
    me = bearer("dispatcher-1")
    number = await quarantined(client, me)

    answer = await client.post(f"/api/quarantine/{number}", json={"changes": {"address": "a"}}, headers=me)
    whole = await client.post(f"/api/quarantine/{number}", json={"row": "not JSON"}, headers=me)

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["detail"] == "The row still cannot be read. Your changes were saved."
    assert answer.json()["errors"] == [{"field": "address", "reason": "address is shorter than 3 characters."}]
    assert whole.json()["errors"] == [{"field": "row", "reason": "The line is not a JSON object."}]


async def test_an_unknown_field_is_answered_with_the_known_ones(client: httpx.AsyncClient, bearer: Headers) -> None:
    me = bearer("dispatcher-1")
    number = await quarantined(client, me)

    answer = await client.post(f"/api/quarantine/{number}", json={"changes": {"paint": "blue"}}, headers=me)

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("There is no field paint: choose one of source, external_id, ")


async def test_a_row_is_imported_once(client: httpx.AsyncClient, bearer: Headers) -> None:
    me = bearer("dispatcher-1")
    number = await quarantined(client, me)
    case = (await client.post(f"/api/quarantine/{number}", json=RIGHT, headers=me)).json()["case"]

    again = await client.post(f"/api/quarantine/{number}", json=RIGHT, headers=me)

    assert again.status_code == 409
    assert again.json()["detail"] == f"Row {number} has already been imported, as case {case}."


async def test_a_row_that_is_no_report_is_settled_and_says_why(client: httpx.AsyncClient, bearer: Headers) -> None:
    me = bearer("dispatcher-1")
    number = await quarantined(client, me)

    answer = await client.post(f"/api/quarantine/{number}", json={"row": ""}, headers=me)

    assert answer.json() == {"number": number, "settled": True, "case": None, "why": "an empty row is not a report"}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/quarantine/999", RIGHT, 404),
        ("/api/quarantine/0", RIGHT, 422),
        (f"/api/quarantine/{2**63}", RIGHT, 422),
        ("/api/quarantine/1", {}, 422),
        ("/api/quarantine/1", RIGHT | {"row": "{}"}, 422),
        ("/api/quarantine/1", {"changes": {"address": "a\0b"}}, 422),
        ("/api/quarantine/1", {"row": "a\0b"}, 422),
        ("/api/quarantine", ASIDE | {"raw": "a\0b"}, 422),
        ("/api/quarantine", ASIDE | {"raw": ""}, 422),
        ("/api/quarantine", ASIDE | {"format": "excel"}, 422),
        ("/api/quarantine", ASIDE | {"line": 2**31}, 422),
        ("/api/quarantine", ASIDE | {"more": 1}, 422),
    ],
)
async def test_an_invalid_correction_is_a_problem_document(
    client: httpx.AsyncClient, bearer: Headers, path: str, body: dict[str, Any], status: int
) -> None:
    answer = await client.post(path, json=body, headers=bearer("admin-1"))

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("body", [b'{"row": "\\ud800"}', b'{"changes": {"address": "\\udfff"}}', b"[" * 20_000])
async def test_invalid_text_is_refused(client: httpx.AsyncClient, bearer: Headers, body: bytes) -> None:
    headers = bearer("admin-1") | {"Content-Type": "application/json"}

    answer = await client.post("/api/quarantine/1", content=body, headers=headers)

    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
