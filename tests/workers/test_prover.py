"""Rulings and overrides at the command line, against the real API."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import httpx
import pytest
from rich.console import Console

from activities.notifying import TemporalClient
from activities.services import Services
from schemas.casework import CloseCase
from schemas.impound import RecordIntake, WaiveFees
from schemas.words import Notice, Outcome, Task
from tests.car import CaseDriver, reported
from tests.conftest import EDITION, Clock
from tests.web.desk import declared, in_the_lot, letters
from workers import clerk, overrides, prover
from workers.data_dir import StackError


@pytest.fixture
async def car(services: Services, temporal_client: TemporalClient, clock: Clock) -> CaseDriver:
    """A car that has just been reported."""
    return await reported(services, temporal_client, clock)


@pytest.fixture
def desk(client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]]) -> httpx.AsyncClient:
    """The API, with a supervisor signed in."""
    client.headers.update(bearer("supervisor-1"))
    return client


async def said(show: Callable[[Console], object], width: int = 80) -> str:
    """The output on a terminal of this width."""
    out = StringIO()
    await show(Console(file=out, width=width))  # type: ignore[misc]
    return out.getvalue()


async def test_a_proof_is_read_at_eighty_columns(desk: httpx.AsyncClient, car: CaseDriver) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)

    text = await said(lambda console: prover.show_proof(desk, console, car.case))

    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith(f"Case {car.case} under {EDITION}, as of ")
    assert "\nTow the car: No\n  Still needed: " in text
    assert "    [x] An officer has declared the car abandoned." in text
    assert "\nClose the case as:\n" in text


async def test_in_a_file_every_requirement_is_one_line(desk: httpx.AsyncClient, car: CaseDriver) -> None:
    await declared(car)

    text = await said(lambda console: prover.show_proof(desk, console, car.case), width=200)

    line = "    [x] An officer has declared the car abandoned. 75 Pa.C.S. 102, 7304.1 (M: restated), fact 4"
    assert line in text.splitlines()


async def test_a_proof_as_json_is_one_line_with_every_ruling_as_the_api_returns_it(
    desk: httpx.AsyncClient, car: CaseDriver
) -> None:
    await declared(car)

    text = await said(lambda console: prover.show_proof(desk, console, car.case, True))
    case = await said(lambda console: clerk.show_case(desk, console, car.case, True))

    told, by_http = json.loads(text), (await desk.get(f"/api/cases/{car.case}/rulings")).json()
    assert (text.count("\n"), case.count("\n")) == (1, 1)
    assert (told["case"], told["edition"]) == (car.case, EDITION)
    assert [_but_when(each) for each in told["rulings"]] == [_but_when(each) for each in by_http]
    assert told["rulings"][0]["question"] == "may_tow"
    assert told["rulings"][0]["proof"][0]["requirements"][0]["fact"] == 4
    assert json.loads(case)["tasks"][0]["task"] == Task.PARTIES


def _but_when(ruling: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in ruling.items() if name != "at"}


async def test_a_closed_case_has_no_open_questions(desk: httpx.AsyncClient, car: CaseDriver) -> None:
    await car.ask("supervisor-1", CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="By mistake"))

    text = await said(lambda console: prover.show_proof(desk, console, car.case))

    assert "The case is closed. No question is open." in text
    assert "Tow the car" not in text


async def test_overrides_are_listed_and_counted(desk: httpx.AsyncClient, car: CaseDriver) -> None:
    empty = await said(lambda console: overrides.list_overrides(desk, console, EDITION))
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await car.ask("supervisor-1", WaiveFees(fees=("towing", "storage"), note="The owner was in hospital"))

    text = await said(lambda console: overrides.list_overrides(desk, console, EDITION), width=200)

    assert empty == "No overrides.\n"
    assert car.case in text
    assert "Fees waived: towing, storage" in text
    assert "The owner was in hospital" in text
    assert "By person: Leonard Vasquez 1." in text


async def test_a_case_that_does_not_exist_is_reported_in_a_sentence(desk: httpx.AsyncClient) -> None:
    with pytest.raises(StackError, match=r"There is no case 26-999999\."):
        await said(lambda console: prover.show_proof(desk, console, "26-999999"))


async def test_a_history_shows_no_digests(desk: httpx.AsyncClient, car: CaseDriver) -> None:
    await declared(car)

    text = await said(lambda console: clerk.show_history(desk, console, car.case), width=200)

    assert "vehicle_inspected" in text
    assert "proof=" not in text
