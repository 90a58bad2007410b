"""The access log, as an admin reads it: on a page, by the API and by a command."""

from collections.abc import Callable
from html import unescape
from io import StringIO
from re import findall

import httpx
import pytest
from rich.console import Console

from database.connection import Pool
from schemas.owner_notice import RecordParties
from tests.car import CaseDriver
from tests.conftest import EDITION
from tests.journeys.roads import OWNER
from tests.web.desk import declared
from tests.web.test_sign_in import csrf_of
from workers import access
from workers.data_dir import StackError

Headers = Callable[[str], dict[str, str]]
SignIn = Callable[[str], httpx.AsyncClient]


@pytest.fixture
async def case(car: CaseDriver, pool: Pool) -> str:
    """A case with 203 accesses by the hearing officer, and after them one by the dispatcher."""
    entries = [("hearing-1", car.case, f"letter {n}", "complaint", car.clock()) for n in range(203)]
    entries.append(("dispatcher-1", car.case, "party 7", "owner_asked", car.clock()))
    async with pool.acquire() as connection:
        await connection.executemany(
            "insert into access_log (account, case_id, what, purpose, at) values ($1, $2, $3, $4, $5)", entries
        )
    return car.case


async def test_who_has_read_an_address_is_on_the_admins_page(car: CaseDriver, sign_in: SignIn) -> None:
    await declared(car)
    await car.ask("dispatcher-1", RecordParties(owner=OWNER))
    party = (await car.row()).case.owner
    browser = sign_in("dispatcher-1")
    csrf = csrf_of((await browser.get("/report")).text)
    await browser.post(f"/cases/{car.case}/parties/{party}", data={"csrf": csrf, "purpose": "owner_asked"})

    page = (await sign_in("admin-1").get("/access", params={"about": car.case})).text

    assert all(each in page for each in ("Maud Okafor", f"Party {party}", "Owner asked", f"/cases/{car.case}"))
    assert OWNER.name not in page


async def test_the_page_shows_the_newest_first_and_leads_to_all(case: str, sign_in: SignIn) -> None:
    browser, path, seen = sign_in("admin-1"), "/access?about=hearing-1", []
    for _ in range(3):
        page = (await browser.get(path)).text
        seen += findall(r"Letter (\d+)<", page)
        path = next(iter(unescape(each) for each in findall(r'href="(/access\?[^"]+before=[^"]+)"', page)), "")

    assert [int(each) for each in seen] == list(range(202, -1, -1))
    assert path == ""


@pytest.mark.parametrize(
    ("about", "count"), [("", 204), ("hearing-1", 203), ("dispatcher-1", 1), ("case", 204), ("26-999999", 0), ("x", 0)]
)
async def test_the_log_is_read_by_case_or_by_account(
    case: str, client: httpx.AsyncClient, bearer: Headers, about: str, count: int
) -> None:
    asked: dict[str, str | int] = {"about": case if about == "case" else about, "limit": 500}

    answer = await client.get("/api/access", params=asked, headers=bearer("admin-1"))

    assert len(answer.json()) == count


@pytest.mark.parametrize("asked", [{"before": "0"}, {"before": "x"}, {"before": str(2**63)}, {"about": "x" * 65}])
async def test_what_cannot_be_asked_is_refused(
    client: httpx.AsyncClient, bearer: Headers, asked: dict[str, str]
) -> None:
    assert (await client.get("/api/access", params=asked, headers=bearer("admin-1"))).status_code == 422


async def test_the_command_prints_all_of_it(
    case: str, client: httpx.AsyncClient, bearer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "PAGE", 100)
    client.headers.update(bearer("admin-1"))
    out, nothing = StringIO(), StringIO()

    await access.show_access(client, Console(file=out, width=200), case, EDITION)
    await access.show_access(client, Console(file=nothing, width=200), "officer-2", EDITION)

    lines = out.getvalue().splitlines()
    assert len(lines) == 205
    assert all(each in lines[1] for each in ("dispatcher-1", case, "party 7", "owner_asked"))
    assert nothing.getvalue() == "No access on record.\n"
    client.headers.update(bearer("supervisor-1"))
    with pytest.raises(StackError, match="Only an admin may do this"):
        await access.show_access(client, Console(file=out), case, EDITION)
