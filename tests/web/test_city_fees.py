"""What the city has enacted is on the bill, the pages, the letter, the proof and the receipt, with its ordinance."""

from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import pytest

from schemas.impound import ReleaseVehicle
from schemas.mail import RecordMailing
from schemas.words import Confidence, Notice, Paper, Task
from tests.car import CaseDriver
from tests.journeys.roads import CLEAR
from tests.web.desk import in_the_lot, letters, owners_link
from tests.web.test_file_copy import read

Headers = Callable[[str], dict[str, str]]
PAPERS = (Paper.IDENTITY, Paper.REGISTRATION, Paper.INSURANCE)
TOWING = "Towpath Code 9-101 (an invented ordinance); 75 Pa.C.S. 7306"
STORAGE = "Towpath Code 9-102 (an invented ordinance); 75 Pa.C.S. 7306"


@pytest.fixture
async def held(car: CaseDriver) -> CaseDriver:
    """The car is in the lot, and its owner's letter is mailed."""
    await in_the_lot(car)
    [number] = await letters(car, Notice.IMPOUND)
    await car.ask("dispatcher-1", RecordMailing(letter=number))
    await car.ask("dispatcher-1", CLEAR)
    return car


async def test_the_bill_names_the_ordinance_and_exactly_its_amounts_are_paid(
    held: CaseDriver, client: httpx.AsyncClient, bearer: Headers
) -> None:
    bill = (await client.get(f"/api/cases/{held.case}/bill", headers=bearer("supervisor-1"))).json()
    less = await held.ask("lot-1", ReleaseVehicle(papers=PAPERS, paid=bill["owed"] - 1))
    exact = await held.ask("lot-1", ReleaseVehicle(papers=PAPERS, paid=bill["owed"]))

    lines = {each["code"]: each for each in bill["lines"]}
    assert (lines["towing"]["cents"], lines["towing"]["citation"]) == (17_500, TOWING)
    assert (lines["storage"]["daily_cents"], lines["storage"]["citation"]) == (2_500, STORAGE)
    assert {each["confidence"] for each in bill["lines"]} == {Confidence.HIGH}
    assert (less.refusal.citation if less.refusal else None) == TOWING
    assert exact.refusal is None
    kept = await held.services.pool.fetch("select code, cents from fee where case_id = $1", held.case)
    assert {row["code"]: row["cents"] for row in kept} == {code: each["cents"] for code, each in lines.items()}


async def test_no_question_of_law_is_open_and_none_can_be_settled(held: CaseDriver, sign_in: Any) -> None:
    page = (await sign_in("supervisor-1").get(f"/cases/{held.case}")).text

    assert Task.LAW_QUESTION not in (await held.row()).tasks.codes
    assert "settle_question" not in page


async def test_the_lot_and_the_owner_read_the_ordinance_and_no_amount_to_be_confirmed(
    held: CaseDriver, client: httpx.AsyncClient, sign_in: Any
) -> None:
    _, link = await owners_link(held)
    pages = [await sign_in("lot-1").get(f"/lot/{held.case}"), await client.get(link)]

    for text in (unescape(each.text) for each in pages):
        assert "$175.00" in text
        assert TOWING in text
        assert "to be confirmed" not in text
        assert "not set yet" not in text


async def test_the_letter_and_the_proof_of_the_release_name_the_ordinance(
    held: CaseDriver, client: httpx.AsyncClient, bearer: Headers
) -> None:
    client.headers.update(bearer("supervisor-1"))
    [letter] = [each.letter for each in (await held.row()).case.letters]
    paper = await client.post(f"/api/cases/{held.case}/letters/{letter}", json={"purpose": "audit"})
    ruling = (await client.get(f"/api/cases/{held.case}/rulings/may_release")).json()

    said = read(paper.content)
    assert "Towing $175.00" in said
    assert (
        "The law behind these costs: Towpath Code 9-101 (an invented ordinance); 75 Pa.C.S. 7306; "
        "Towpath Code 9-102 (an invented ordinance)." in said
    )
    paid = next(
        each for part in ruling["proof"] for each in part["requirements"] if "payment is exactly" in each["text"]
    )
    assert (paid["citation"], paid["confidence"]) == (TOWING, "H")
