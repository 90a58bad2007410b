"""The file copy of a letter: encrypted with it, opened by few roles, for a purpose, and logged."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from schemas.words import Notice
from tests.car import CaseDriver
from tests.web.desk import declared, in_the_lot, letters
from tests.web.test_console import hidden

Headers = Callable[[str], dict[str, str]]


def read(paper: bytes) -> str:
    """The text of all pages, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages).split())


async def test_the_copy_names_the_rulings_that_the_letter_rests_on(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    await declared(car)
    [number] = await letters(car, Notice.PRE_TOW)
    door, why = f"/api/cases/{car.case}/letters/{number}", {"purpose": "audit"}
    client.headers.update(bearer("supervisor-1"))

    mailed, copy = await client.post(door, json=why), await client.post(f"{door}/file-copy", json=why)

    written = (await car.row()).case.letters[0].written.fact
    text = read(copy.content)
    assert (copy.status_code, copy.headers["content-type"]) == (200, "application/pdf")
    assert "Maria Sandoval" in text
    assert read(mailed.content) in text
    assert f"fact {written} of the case, under the law {(await car.row()).edition}" in text
    assert "The legal basis of the letter Write the letter: Yes." in text
    assert "The pre tow letter to this party is due and not written yet" in text
    assert "Tow the car: No." in text
    assert "Still needed: 10 days have passed since the last letter was mailed" in text
    async with car.services.pool.acquire() as connection:
        kept = await connection.fetch("select account, what, purpose from access_log order by id")
        encrypted = await connection.fetchval("select file_copy from letter")
    assert [tuple(row.values()) for row in kept] == [
        ("supervisor-1", f"letter {number}", "audit"),
        ("supervisor-1", f"file copy of letter {number}", "audit"),
    ]
    assert not encrypted.startswith(b"%PDF")


async def test_after_the_tow_it_names_the_next_legal_step(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    await in_the_lot(car)
    [number] = await letters(car, Notice.IMPOUND)
    door = f"/api/cases/{car.case}/letters/{number}/file-copy"

    copy = await client.post(door, json={"purpose": "audit"}, headers=bearer("admin-1"))

    assert "End the reclaim period: No." in read(copy.content)


async def test_it_is_opened_from_the_case_page_for_a_purpose(car: CaseDriver, sign_in: Any) -> None:
    await declared(car)
    [number] = await letters(car, Notice.PRE_TOW)
    path, browser = f"/cases/{car.case}/letters/{number}/file-copy", sign_in("dispatcher-1")
    page = (await browser.get(f"/cases/{car.case}")).text
    csrf = hidden(page, "csrf")

    opened = await browser.post(path, data={"csrf": csrf, "purpose": "case_work"})
    without = await browser.post(path, data={"csrf": csrf})
    stale = await browser.post(path, data={"csrf": "nonsense", "purpose": "case_work"})
    nothing = await browser.post(path.replace(str(number), "999999"), data={"csrf": csrf, "purpose": "case_work"})

    assert f'formaction="{path}"' in page
    assert [each.status_code for each in (opened, without, stale, nothing)] == [200, 422, 403, 404]
    assert opened.content.startswith(b"%PDF")


@pytest.mark.parametrize("who", ["officer-1", "contractor-1", "lot-1"])
async def test_the_copy_is_for_the_roles_that_may_open_letters(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver, who: str
) -> None:
    await declared(car)
    [number] = await letters(car, Notice.PRE_TOW)
    door, why = f"/api/cases/{car.case}/letters/{number}/file-copy", {"purpose": "audit"}

    assert (await client.post(door, json=why, headers=bearer(who))).status_code == 403
    assert (await client.post(door, json=why)).status_code == 401
