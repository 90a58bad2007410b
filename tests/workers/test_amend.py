"""Amendments at the command line, against the real API."""

import json
from collections.abc import Callable
from io import StringIO

import httpx
import pytest
from rich.console import Console

from activities.notifying import TemporalClient
from activities.services import Services
from schemas.mail import RecordMailing
from schemas.words import Notice
from tests.car import CaseDriver, reported
from tests.conftest import EDITION, Clock
from tests.new_laws import TAKES_ALL, Shelf, newer
from tests.web.desk import declared, letters
from workers.amend import AmendOptions, amend
from workers.data_dir import StackError

NEW = "us-pa-philadelphia.2026-01-02"
REASON = "The council has given owners more time."


@pytest.fixture
async def car(services: Services, temporal_client: TemporalClient, clock: Clock) -> CaseDriver:
    """A car whose owner was notified."""
    car = await reported(services, temporal_client, clock)
    await declared(car)
    for letter in await letters(car, Notice.PRE_TOW):
        await car.ask("dispatcher-1", RecordMailing(letter=letter))
    return car


@pytest.fixture(autouse=True)
def new_law(shelf: Shelf) -> None:
    """Owners have fifteen days, and no case stays under the old edition."""
    shelf.put(NEW, newer(NEW, TAKES_ALL), enact=True)


@pytest.fixture
def desk(client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]]) -> httpx.AsyncClient:
    """The API, with a supervisor signed in."""
    client.headers.update(bearer("supervisor-1"))
    return client


async def said(desk: httpx.AsyncClient, asked: AmendOptions, width: int = 200) -> str:
    """The output on a terminal of this width."""
    out = StringIO()
    await amend(desk, Console(file=out, width=width), asked)
    return out.getvalue()


async def test_the_preview_says_what_becomes_of_every_case_and_how_many(
    desk: httpx.AsyncClient, car: CaseDriver
) -> None:
    text = await said(desk, AmendOptions(EDITION, NEW))

    (line,) = (line for line in text.splitlines() if car.case in line)
    assert "the owner has more time" in line
    assert "\nGoes over to the new law: 1\nThe owner has more time: 1\n" in text
    assert (await car.row()).edition == EDITION


async def test_the_preview_as_one_object_holds_every_case(desk: httpx.AsyncClient, car: CaseDriver) -> None:
    told = json.loads(await said(desk, AmendOptions(EDITION, NEW, as_json=True)))

    assert (told["open"], told["hindered"]) == (1, None)
    assert [(each["case"], each["effect"]) for each in told["cases"]] == [(car.case, "longer")]


async def test_one_case_can_be_compared_and_amended_and_taken_back(desk: httpx.AsyncClient, car: CaseDriver) -> None:
    other = await reported(car.services, car.temporal_client, car.clock, plate="XYZ 1")

    shown = await said(desk, AmendOptions(EDITION, NEW, case=car.case))
    over = await said(desk, AmendOptions(EDITION, NEW, apply=True, reason=REASON, case=car.case))
    went = (await car.row()).edition
    back = await said(desk, AmendOptions(EDITION, NEW, take_back=True, reason=REASON, case=car.case))

    assert car.case in shown
    assert other.case not in shown
    assert over.startswith("Recorded as fact ")
    assert over.endswith(". Next step: letters.\n")
    assert (went, (await other.row()).edition) == (NEW, EDITION)
    assert "Recorded as fact " in back
    assert (await car.row()).edition == EDITION


async def test_a_case_that_was_not_moved_to_the_named_edition_is_not_taken_back(
    desk: httpx.AsyncClient, car: CaseDriver, shelf: Shelf
) -> None:
    newest = "us-pa-philadelphia.2026-01-03"
    shelf.put(newest, newer(newest, TAKES_ALL), enact=True)
    await said(desk, AmendOptions(EDITION, NEW, apply=True, reason=REASON, case=car.case))

    with pytest.raises(StackError) as refused:
        await said(desk, AmendOptions(EDITION, newest, take_back=True, reason=REASON, case=car.case))

    assert f"The newest amendment is the one to the edition {newest}" in str(refused.value)
    assert (await car.row()).edition == NEW


@pytest.mark.parametrize("other", ["us-pa-philadelphia.2026-01-03", "us-nj.2026-01-01", ""])
async def test_one_case_is_moved_only_from_the_edition_that_is_named(
    desk: httpx.AsyncClient, car: CaseDriver, other: str
) -> None:
    with pytest.raises(StackError) as not_over:
        await said(desk, AmendOptions(other, NEW, apply=True, reason=REASON, case=car.case))
    untouched = (await car.row()).edition
    await said(desk, AmendOptions(EDITION, NEW, apply=True, reason=REASON, case=car.case))

    with pytest.raises(StackError) as not_back:
        await said(desk, AmendOptions(other, NEW, take_back=True, reason=REASON, case=car.case))

    assert str(not_over.value) == f"Case {car.case} is under {EDITION}. Use --from {EDITION}."
    assert str(not_back.value) == f"Case {car.case} was moved from {EDITION}. Use --from {EDITION}."
    assert (untouched, (await car.row()).edition) == (EDITION, NEW)


async def test_a_case_that_never_went_over_is_not_taken_back(desk: httpx.AsyncClient, car: CaseDriver) -> None:
    with pytest.raises(StackError) as refused:
        await said(desk, AmendOptions(EDITION, NEW, take_back=True, reason=REASON, case=car.case))

    assert str(refused.value).startswith("Required: An amendment was applied to this case.")


async def test_all_cases_are_amended_and_taken_back_with_a_reason(desk: httpx.AsyncClient, car: CaseDriver) -> None:
    other = await reported(car.services, car.temporal_client, car.clock, plate="XYZ 1")

    over = await said(desk, AmendOptions(EDITION, NEW, apply=True, reason=REASON))
    went = {(await car.row()).edition, (await other.row()).edition}
    nothing = await said(desk, AmendOptions(EDITION, NEW))
    back = await said(desk, AmendOptions(EDITION, NEW, take_back=True, reason=REASON))

    assert over == f"2 cases moved to {NEW}; 0 left unchanged.\n"
    assert went == {NEW}
    assert nothing == f"There are no open cases under {EDITION}.\n"
    assert back == f"2 cases moved back to {EDITION}; 0 left unchanged.\n"
    assert {(await car.row()).edition, (await other.row()).edition} == {EDITION}


async def test_a_case_left_unchanged_is_named_with_its_reason(
    desk: httpx.AsyncClient, car: CaseDriver, shelf: Shelf
) -> None:
    shelf.put(NEW, newer(NEW, TAKES_ALL).replace("[clauses.inoperable]", "[clauses.wrecked]"), enact=True)

    text = await said(desk, AmendOptions(EDITION, NEW, apply=True, reason=REASON))

    first, last = text.splitlines()
    assert first.startswith(
        f"{car.case}: Required: The edition {NEW} has the definition under which the car was declared"
    )
    assert last == f"0 cases moved to {NEW}; 1 left unchanged."


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (AmendOptions(EDITION, NEW, apply=True), "Give a --reason. It is stored permanently with every case."),
        (
            AmendOptions(EDITION, NEW, apply=True, take_back=True, reason=REASON),
            "Use either --apply or --take-back, not both.",
        ),
        (AmendOptions(EDITION, "us-nj.2026-01-01"), "There is no edition 'us-nj.2026-01-01' here"),
        (AmendOptions(EDITION, NEW, apply=True, reason="So"), "note: String should have at least 10 characters"),
    ],
)
async def test_an_invalid_request_ends_in_one_sentence(
    desk: httpx.AsyncClient, car: CaseDriver, asked: AmendOptions, says: str
) -> None:
    with pytest.raises(StackError) as refused:
        await said(desk, asked)

    assert says in str(refused.value)
    assert (await car.row()).edition == EDITION


async def test_a_law_that_is_not_enacted_is_compared_and_not_applied(
    desk: httpx.AsyncClient, car: CaseDriver, shelf: Shelf
) -> None:
    draft = "us-pa-philadelphia.2026-01-03"
    shelf.put(draft, newer(draft), enact=False)

    text = await said(desk, AmendOptions(EDITION, draft))

    assert car.case in text
    assert text.endswith(f"No case can be moved yet. Still needed: The edition {draft} is enacted.\n")
