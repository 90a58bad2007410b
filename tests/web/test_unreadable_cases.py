"""A case that this version cannot read: named, left out of every list, told by verify, and folded again on demand."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import httpx
import pytest
from rich.console import Console

from activities.amending import Batch, amend_some, compare_all
from activities.audit import verify_case
from activities.notifying import TemporalClient
from activities.relay import notify_workflows
from activities.restarting import restart_case
from activities.services import Services
from rules.library import find_edition
from schemas.amendments import ApplyAmendment
from schemas.impound import RequestHearing
from schemas.waiting_periods import PlaceHold
from schemas.words import Hold, Task
from tests.car import CaseDriver, actor, reported
from tests.conftest import EDITION, Clock
from tests.new_laws import TAKES_ALL, Shelf, newer
from tests.web.desk import in_the_lot
from workers import clerk
from workers.worker import sweep

Headers = Callable[[str], dict[str, str]]
NEW = "us-pa-philadelphia.2026-01-02"
DAMAGES = [
    "tasks = '{'",
    """tasks = replace(tasks, '"by":"', '"by":"newer_')""",
    """state = replace(state, '"shape":', '"shape":9')""",
    "state = ''",
]


async def damage(services: Services, case: str, change: str) -> None:
    """Overwrite the row of a case."""
    await services.pool.execute(f"update vehicle_case set {change} where id = $1", case)


@pytest.fixture
async def other(services: Services, worker: TemporalClient, clock: Clock) -> CaseDriver:
    """A second car, that is well."""
    return await reported(services, worker, clock, plate="XYZ9876")


@pytest.mark.parametrize("change", DAMAGES)
async def test_the_list_of_cases_names_it_and_shows_the_others(
    services: Services, car: CaseDriver, other: CaseDriver, sign_in: Any, change: str
) -> None:
    await damage(services, car.case, change)

    answer = await sign_in("dispatcher-1").get("/cases")

    assert answer.status_code == 200
    assert "1 case cannot be read and is not in this list" in answer.text
    assert f"{car.case}. Another version of Towpath stored this" in answer.text
    assert f'href="/cases/{car.case}"' not in answer.text
    assert f'href="/cases/{other.case}"' in answer.text


async def test_the_next_page_begins_after_it(
    services: Services, worker: TemporalClient, clock: Clock, client: httpx.AsyncClient, bearer: Headers
) -> None:
    first, second, third = [(await reported(services, worker, clock, plate=f"ABC100{n}")).case for n in range(3)]
    await damage(services, second, DAMAGES[0])
    me = bearer("dispatcher-1")

    page = await client.get("/api/cases", params={"limit": 2}, headers=me)
    rest = await client.get("/api/cases", params={"limit": 2, "after": second}, headers=me)

    assert ([each["id"] for each in page.json()], page.headers["Towpath-Unreadable-Cases"]) == ([first], second)
    assert ([each["id"] for each in rest.json()], "Towpath-Unreadable-Cases" in rest.headers) == ([third], False)


async def test_the_route_sheet_the_lot_and_the_hearings_name_it(
    services: Services, car: CaseDriver, sign_in: Any
) -> None:
    await damage(services, car.case, "open_tasks = '{inspection}', tasks = '{'")
    sheet = await sign_in("officer-1").get("/route-sheet")
    await damage(services, car.case, "open_tasks = '{}'")
    await restart_case(services, car.case, actor("admin-1"), now=car.clock())
    await sweep(services)
    await in_the_lot(car)
    await car.ask("dispatcher-1", RequestHearing())
    await damage(services, car.case, DAMAGES[0])
    lot, hearings = await sign_in("lot-1").get("/lot"), await sign_in("hearing-1").get("/hearings")

    for page in (sheet, lot, hearings):
        assert page.status_code == 200
        assert f"{car.case}. Another version of Towpath stored this" in page.text


@pytest.mark.parametrize("page", ["/cases/{}", "/api/cases/{}", "/api/cases/{}/bill", "/api/cases/{}/rulings"])
async def test_a_page_of_the_case_says_what_to_do(services: Services, car: CaseDriver, sign_in: Any, page: str) -> None:
    await damage(services, car.case, "state = '', tasks = '{'")

    answer = await sign_in("dispatcher-1").get(page.format(car.case))

    assert answer.status_code == 503
    assert f"Case {car.case} cannot be read by this version of Towpath." in answer.text
    assert f"`towpath restart {car.case}` folds it again from its journal." in answer.text


async def test_the_command_line_names_it(
    services: Services, car: CaseDriver, client: httpx.AsyncClient, bearer: Headers
) -> None:
    await damage(services, car.case, DAMAGES[0])
    client.headers.update(bearer("dispatcher-1"))
    console = Console(file=StringIO(), width=200)

    await clerk.list_cases(client, console, None, None)

    assert isinstance(console.file, StringIO)
    assert f"Left out, because they cannot be read: {car.case}." in console.file.getvalue()


@pytest.mark.parametrize("change", DAMAGES)
async def test_verify_names_it_and_a_restart_folds_it_again(
    services: Services, car: CaseDriver, worker: TemporalClient, change: str
) -> None:
    await damage(services, car.case, change)
    assert len(await verify_case(services, car.case)) == 1

    assert await restart_case(services, car.case, actor("admin-1"), now=car.clock()) is None
    await sweep(services)
    await notify_workflows(services, worker)

    assert await verify_case(services, car.case) == []
    assert (await car.waits_for(Task.RECORDS_CHECK)).notified_number == 1


@pytest.mark.parametrize("change", DAMAGES)
async def test_an_act_is_decided_on_the_journal_and_mends_it(services: Services, car: CaseDriver, change: str) -> None:
    await damage(services, car.case, change)

    assert (await car.ask("dispatcher-1", PlaceHold(hold=Hold.LITIGATION))).number == 2

    assert await verify_case(services, car.case) == []


async def test_a_change_of_law_names_it_and_moves_the_others(
    services: Services, car: CaseDriver, other: CaseDriver, clock: Clock, shelf: Shelf
) -> None:
    shelf.put(NEW, newer(NEW, TAKES_ALL), enact=True)
    await damage(services, car.case, DAMAGES[0])

    found = await compare_all(services, find_edition(EDITION), find_edition(NEW), now=clock())
    asked = ApplyAmendment(edition=NEW, note="The council has decided.")
    moved = await amend_some(services, asked, actor("supervisor-1"), Batch(EDITION), now=clock())

    assert ([each.case for each in found.compared], found.unreadable) == ([other.case], [car.case])
    assert (moved.done, [each.case for each in moved.left]) == ([other.case], [car.case])
    assert "cannot be read by this version" in moved.left[0].refusal.reason


async def test_codes_of_a_newer_version_do_not_hide_the_queues(
    services: Services, car: CaseDriver, other: CaseDriver, sign_in: Any
) -> None:
    await damage(services, car.case, "stage = 'appeal', open_tasks = '{fly_away}'")
    browser = sign_in("dispatcher-1")

    pages = [await browser.get(page) for page in ("/", "/api/queues", "/api/stages")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [each["task"] for each in pages[1].json()] == [Task.RECORDS_CHECK]
