"""The case commands, against the real API."""

import json
from collections.abc import Callable
from io import StringIO

import httpx
import pytest
from rich.console import Console
from typer.testing import CliRunner

from database.connection import Pool
from workers import clerk, record_audit
from workers.client import checked, client_of
from workers.commands import program
from workers.data_dir import StackError
from workers.settings import Settings


@pytest.fixture
def console() -> Console:
    """A wide terminal that keeps its output."""
    return Console(file=StringIO(), width=200)


@pytest.fixture
def desk(client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]]) -> httpx.AsyncClient:
    """The API, with the dispatcher signed in."""
    client.headers.update(bearer("dispatcher-1"))
    return client


def said(console: Console) -> str:
    """The output of the terminal."""
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


async def case_of(desk: httpx.AsyncClient, console: Console) -> str:
    """A case reported at the command line."""
    await clerk.report(desk, console, ["address=100 First Street", "district=d25", "plate=ABC1234", "color=blue"])
    return said(console).split()[-1].rstrip(".")


async def test_a_car_is_reported_listed_shown_and_acted_on(desk: httpx.AsyncClient, console: Console) -> None:
    case = await case_of(desk, console)

    await clerk.act(desk, console, case, "enter_records_check", ["stolen=clear", "registration=expired"])
    await clerk.list_cases(desk, console, "verification", None)
    await clerk.show_case(desk, console, case)
    await clerk.show_history(desk, console, case)
    await record_audit.verify(desk, console, case)

    text = said(console)
    assert "Recorded as fact 2. Next step: inspection." in text
    assert "inspection by officer" in text
    assert "records_checked" in text
    holds = "the chain and every row are intact, the stored case matches its journal, and its workflow is up to date."
    assert f"{case}: {holds}" in text


async def test_an_empty_list_says_so(desk: httpx.AsyncClient, console: Console) -> None:
    await clerk.list_cases(desk, console, None, "nothing like it")

    assert said(console) == "No cases found.\n"


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("fly_away", [], "Some fields are not valid"),
        ("enter_records_check", ["stolen=perhaps", "registration=valid"], "Some fields are not valid"),
        ("enter_records_check", ["stolen"], "Write a field as name=value, not 'stolen'"),
        ("reopen", ["note=once more"], "Only a supervisor may do this"),
    ],
)
async def test_a_refusal_is_printed_as_its_sentence(
    desk: httpx.AsyncClient, console: Console, kind: str, fields: list[str], sentence: str
) -> None:
    case = await case_of(desk, console)

    with pytest.raises(StackError, match=sentence):
        await clerk.act(desk, console, case, kind, fields)


async def test_a_damaged_record_is_named(desk: httpx.AsyncClient, console: Console, pool: Pool) -> None:
    case = await case_of(desk, console)
    async with pool.acquire() as connection:
        await connection.execute("update vehicle_case set stage = 'tow'")

    with pytest.raises(StackError, match="Problems were found"):
        await record_audit.verify(desk, console, case)

    assert f"{case}: the stored case does not match its journal." in said(console)


async def test_everything_is_verified_page_by_page_with_its_workflows(
    desk: httpx.AsyncClient, console: Console, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_audit, "PAGE", 2)
    for number in range(3):
        await clerk.report(desk, console, [f"address={number} First Street", "district=d25"])
    await record_audit.verify(desk, console, None)
    async with pool.acquire() as connection:
        last = await connection.fetchval(
            "update vehicle_case set notified_number = 0, changed_at = opened_at - interval '1 hour'"
            " where id = (select max(id) from vehicle_case) returning id"
        )

    with pytest.raises(StackError, match="Problems were found"):
        await record_audit.verify(desk, console, None)

    text = said(console)
    assert "3 cases: every chain, row and checkpoint is intact, and every open case has its workflow." in text
    assert f"{last}: the workflow was notified of fact 0, but the journal has 1." in text


@pytest.mark.parametrize("command", ["verify", "restart"])
@pytest.mark.parametrize("words", [[], ["26-000001", "--all"]])
def test_one_case_is_verified_or_restarted_or_all_of_them(command: str, words: list[str]) -> None:
    answer = CliRunner().invoke(program, [command, *words])

    assert answer.exit_code == 2
    assert "Name one case, or use --all." in answer.output


async def test_only_an_admin_restarts_a_broken_run(desk: httpx.AsyncClient, console: Console) -> None:
    case = await case_of(desk, console)

    with pytest.raises(StackError, match="Only an admin may do this"):
        await clerk.restart(desk, console, case)
    with pytest.raises(StackError, match="Only an admin may do this"):
        await clerk.restart_all(desk, console)


def test_an_answer_that_is_no_problem_document_is_reported_by_its_status() -> None:
    with pytest.raises(StackError, match=r"The web server answered with status 502\."):
        checked(httpx.Response(502, text="bad gateway"))


def test_without_a_secret_there_is_no_client(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = tmp_path_factory.mktemp("empty")

    with pytest.raises(StackError, match="Set TOWPATH_DATA"):
        client_of(Settings(data=empty))

    (empty / "secret").write_text("s" * 40)
    assert client_of(Settings(data=empty)).headers["authorization"].startswith("Bearer ")


async def test_a_text_that_looks_like_a_number_is_a_text(desk: httpx.AsyncClient, console: Console) -> None:
    fields = ["address=100 First Street", "district=d25", "plate=1234568", "external_id=77", "description=true"]

    await clerk.report(desk, console, fields)

    case = checked(await desk.get(f"/api/cases/{said(console).split()[-1].rstrip('.')}"))
    assert case["plate"] == "1234568"
    assert [(each["external_id"], each["description"]) for each in case["reports"]] == [("77", "true")]


async def test_what_cannot_be_read_of_a_car_is_said_with_the_reason(desk: httpx.AsyncClient, console: Console) -> None:
    typed = ["address=100 First Street", "district=d25", "vin=1HGCM82633A0043522", "plate_state=[red]Mexico"]

    await clerk.report(desk, console, typed)

    assert "cannot be read as a VIN: it has 18 letters and digits, and a VIN has 17." in said(console)
    assert '"[red]Mexico" cannot be read as a state' in said(console)


@pytest.mark.parametrize("typed", ["300", "12,50", "30000", "1.250,00", "Infinity", "-1.00", "null", ""])
async def test_an_amount_is_written_in_dollars_and_cents(desk: httpx.AsyncClient, console: Console, typed: str) -> None:
    with pytest.raises(StackError, match=r"value: write the amount in dollars and cents, such as value=175\.00\."):
        await clerk.act(desk, console, "26-000001", "appraise_vehicle", [f"value={typed}", "model_year=2004"])


@pytest.mark.parametrize(("typed", "cents"), [("300.00", 30_000), ("$300", 30_000), ("$1,250.5", 125_050)])
async def test_dollars_are_sent_as_cents(console: Console, typed: str, cents: int) -> None:
    sent: list[object] = []

    def hears(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content)["value"])
        return httpx.Response(200, json={"number": 7, "position": {"task": "nothing"}})

    async with httpx.AsyncClient(transport=httpx.MockTransport(hears), base_url="http://towpath") as client:
        await clerk.act(client, console, "26-000001", "appraise_vehicle", [f"value={typed}", "model_year=2004"])

    assert sent == [cents]


@pytest.mark.parametrize("value", [175.0, "175.00", "17500", 1e3, True])
async def test_the_api_takes_cents_as_a_whole_number_only(
    desk: httpx.AsyncClient, console: Console, value: object
) -> None:
    case = await case_of(desk, console)

    body = {"kind": "appraise_vehicle", "value": value, "model_year": 2004}
    answer = await desk.post(f"/api/cases/{case}/requests", json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.appraise_vehicle.value"
