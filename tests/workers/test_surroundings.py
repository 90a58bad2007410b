"""Faults of the environment are reported in one sentence; bugs are not hidden."""

import errno
import os
import socket
import stat
import subprocess
import sys
import tarfile
from hashlib import sha512
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from activities.notifying import TemporalClient
from activities.services import Services
from database.connection import Pool, open_pool
from database.migrations import list_migrations
from schemas.importing import NotThisFormat
from schemas.pace import Pace
from tests.car import reported
from tests.conftest import Clock, owner_url_of, url_of
from tests.owner import as_owner
from web import assets
from web.assets import NoAssetsError
from workers import postgres, temporal
from workers.client import client_of
from workers.data_dir import StackError
from workers.faults import sentence_of
from workers.importing import read_file
from workers.processes import last_words, stop
from workers.setting_up import ONE_ROLE, set_up
from workers.settings import HERE, Settings
from workers.stack import Stack, open_servers
from workers.temporal import start_temporal


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (StackError("The port is taken."), "The port is taken."),
        (ExceptionGroup("group", [ValueError("x"), StackError("Inside.")]), "Inside."),
        (httpx.ConnectError("refused"), "Towpath's web server does not answer. Is the stack running?"),
        (RuntimeError("Failed client connect: x"), "The Temporal server does not answer."),
        (ConnectionRefusedError("refused"), "The database does not answer: refused."),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full. Free up space and start again."),
        (ValueError("The pace 'x' is not understood."), "The pace 'x' is not understood."),
        (ValueError("a bug"), None),
        (RuntimeError("a bug"), None),
    ],
)
def test_known_faults_of_the_environment_have_a_sentence(fault: BaseException, sentence: str | None) -> None:
    assert sentence_of(fault) == sentence


TOO_SHORT = "TOWPATH_SECRET needs at least 32 characters; `openssl rand -hex 32` makes one."


def outside(data: Path, **given: Any) -> Settings:
    """Settings that name external servers."""
    both: dict[str, Any] = {"data": data, "database_url": "postgresql://a@b/c", "temporal_address": "127.0.0.1:1"}
    both |= {"secret": SecretStr("s" * 32), "encryption_keys": SecretStr("k")}
    return Settings(**{**both, **given})


async def test_external_servers_are_used_as_named(tmp_path: Path) -> None:
    async with open_servers(outside(tmp_path)) as stack:
        assert (stack.addresses.database_url, stack.pace, stack.servers) == ("postgresql://a@b/c", Pace(), ())


async def test_training_with_external_servers_runs_if_allowed(tmp_path: Path) -> None:
    async with open_servers(outside(tmp_path, pace="1d=60s", allow_training_outside=True)) as stack:
        assert (stack.pace.factor, stack.servers) == (1440.0, ())


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"temporal_address": None}, "Set both TOWPATH_DATABASE_URL and TEMPORAL_ADDRESS, or neither."),
        ({"pace": "1d=60s"}, "Training pace is not allowed with external servers."),
        ({"secret": None}, "Set TOWPATH_SECRET: it signs links and sessions."),
        ({"secret": SecretStr("s" * 31)}, TOO_SHORT),
        ({"encryption_keys": None}, "Set TOWPATH_ENCRYPTION_KEYS: it encrypts people's names and addresses."),
    ],
)
async def test_one_external_server_alone_or_training_on_external_servers_is_refused(
    tmp_path: Path, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(StackError) as refused:
        async with open_servers(outside(tmp_path, **given)):
            pass

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("one\ntwo\n three \n", "two / three"),
        (
            "old\npanic: port taken\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:18 +0x8e\n",
            "old / panic: port taken",
        ),
        ("", ""),
    ],
)
def test_the_last_words_of_a_crashed_go_program_are_its_panic(tmp_path: Path, log: str, said: str) -> None:
    (tmp_path / "a.log").write_text(log)

    assert last_words(tmp_path / "a.log", 2) == said
    assert last_words(tmp_path / "none.log") == ""


def test_the_last_words_of_a_command_of_ours_begin_with_its_sentence(tmp_path: Path) -> None:
    (tmp_path / "setup.log").write_text("applied 0001\ntowpath: The disk is full.\n")

    assert last_words(tmp_path / "setup.log", 1) == "The disk is full."


async def test_a_temporal_server_that_cannot_write_its_history_is_reported(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "temporal.db").mkdir()

    with pytest.raises(StackError, match="Temporal did not start"):
        await start_temporal(tmp_path, 0, 0)


async def test_a_port_taken_meanwhile_is_replaced_by_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "logs").mkdir()
    choose = temporal.free_port
    with socket.create_server((temporal.LOOPBACK, 0)) as other:
        taken: int = other.getsockname()[1]
        chosen = [taken, choose()]
        monkeypatch.setattr(temporal, "free_port", lambda: chosen.pop() if chosen else choose())

        place, child = await start_temporal(folder, 0, 0)

        assert child.process.returncode is None
        await stop(child)
    assert "address already in use" in (folder / "logs" / "temporal.log").read_text()
    assert str(taken) not in place.ui


async def test_the_history_of_temporal_is_read_by_its_owner_alone(folder: Path) -> None:
    (folder / "logs").mkdir()
    _, child = await start_temporal(folder, 0, 0)
    rights = stat.S_IMODE((folder / "temporal.db").stat().st_mode)
    await stop(child)

    assert rights == 0o600


NEVER_HEALTHY = """#!/usr/bin/env python3
import socket, sys, time
from hashlib import sha512
from io import BytesIO
from pathlib import Path
asked = Path(__file__).with_name("asked")
if sys.argv[1:4] == ["operator", "cluster", "health"]:
    asked.touch()
    sys.exit("NOT_SERVING")
ports = [int(sys.argv[sys.argv.index(name) + 1]) for name in ("--port", "--ui-port")]
listening = [socket.create_server(("127.0.0.1", port)) for port in ports]
while not asked.exists():
    time.sleep(0.01)
sys.exit("Frontend is not healthy yet")
"""
"""A server whose ports are open, and that ends after its first health check."""


async def test_a_temporal_with_open_ports_has_not_started_before_it_is_healthy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "logs").mkdir()
    program = folder / "temporal"
    program.write_text(NEVER_HEALTHY)
    program.chmod(0o755)
    monkeypatch.setattr(temporal, "_program", lambda: str(program))

    with pytest.raises(StackError, match="Temporal did not start: Frontend is not healthy yet"):
        await start_temporal(folder, 0, 0)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("PG_VERSION", "PostgreSQL did not start"), ("in the way", "PostgreSQL could not make its files")],
)
async def test_a_postgresql_with_unusable_files_is_reported(folder: Path, name: str, sentence: str) -> None:
    (folder / "logs").mkdir()
    (folder / "postgres").mkdir()
    (folder / "postgres" / name).write_text("18\n")

    with pytest.raises(StackError, match=sentence):
        await postgres.start_postgres(folder)


async def test_a_start_of_postgresql_leaves_no_error_in_its_log(folder: Path) -> None:
    (folder / "logs").mkdir()
    _, child = await postgres.start_postgres(folder)
    await stop(child)

    assert "FATAL" not in (folder / "logs" / "postgres.log").read_text()


@pytest.mark.parametrize(
    ("pid", "start", "state", "ready"),
    [
        (7, 100, "ready   ", True),
        (7, 98, "ready", True),
        (7, 97, "ready", False),
        (8, 100, "ready", False),
        (7, 100, "starting", False),
        (7, 100, None, False),
    ],
)
def test_postgresql_answers_when_its_own_status_file_says_so(
    tmp_path: Path, pid: int, start: int, state: str | None, *, ready: bool
) -> None:
    lines = (str(pid), "files", str(start), "5432", "socket", "", "1 2", *([state] if state else []))
    (tmp_path / "postmaster.pid").write_text("\n".join(lines))

    assert postgres._says_ready(tmp_path / "postmaster.pid", 7, begun=100) is ready


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
async def test_root_keeps_the_files_where_the_user_nobody_can_reach_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, home = folder / "closed", folder / "home"
    (closed / "logs").mkdir(parents=True)
    closed.chmod(0o700)
    monkeypatch.setattr(postgres, "ROOTS_HOME", home)
    monkeypatch.setattr(postgres, "_open_to_all", lambda path: home in path.parents)

    place, child = await postgres.start_postgres(closed)
    await stop(child)

    assert (home in place.files.parents, home in place.programs.parents) == (True, True)
    assert postgres.lay_out(closed).files == place.files


def test_a_copy_of_the_programs_that_another_process_has_made_meanwhile_is_used(tmp_path: Path) -> None:
    draft, ours = tmp_path / "ours.1234", tmp_path / "ours"
    for each in (draft, ours):
        each.mkdir()
        (each / "file").write_text(each.name)

    postgres._becomes(draft, ours)

    assert [(each.name, (each / "file").read_text()) for each in tmp_path.iterdir()] == [("ours", "ours")]
    with pytest.raises(FileNotFoundError):
        postgres._becomes(draft, tmp_path / "another")


async def test_set_up_brings_database_and_people_up_to_date_and_may_be_repeated(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(database_url=stack.addresses.database_url, database_owner_url=owner_url_of(stack))

    await set_up(settings)
    await set_up(settings)

    assert capsys.readouterr().out.splitlines() == [f"applied {name}" for name in list_migrations()]
    pool = await open_pool(stack.addresses.database_url)
    async with pool.acquire() as connection:
        assert await connection.fetchval("select count(*) from account") == 9
        assert await connection.fetchval("select count(*) from contractor where active") == 2
        assert await connection.fetchval("select count(*) from lot") == 1
    await pool.close()


@pytest.mark.parametrize("named", [False, True])
async def test_set_up_says_when_one_role_does_everything(
    stack: Stack, pool: Pool, capsys: pytest.CaptureFixture[str], named: bool
) -> None:
    url = owner_url_of(stack, await pool.fetchval("select current_database()"))
    await set_up(Settings(database_url=url, database_owner_url=url if named else None))

    assert capsys.readouterr().out.splitlines() == [ONE_ROLE]


async def test_set_up_shuts_out_the_people_who_left_the_citys_file(
    stack: Stack, services: Services, tmp_path: Path
) -> None:
    left = tmp_path / "city.toml"
    people = (HERE / "city.toml").read_text().splitlines(keepends=True)
    left.write_text("".join(line for line in people if not line.startswith(("officer-2", "contractor-1"))))
    async with services.pool.acquire() as connection:
        name = await connection.fetchval("select current_database()")
        owner = owner_url_of(stack, name)
        await set_up(Settings(database_url=url_of(stack, name), database_owner_url=owner, city=left))

        gone = await connection.fetch("select code from account where not active and signed_out_at > '-infinity'")
        assert sorted(row["code"] for row in gone) == ["contractor-1", "officer-2"]
        assert await connection.fetchval("select count(*) from account where active") == 7


async def test_set_up_prints_which_cases_it_folded_and_which_it_left(
    stack: Stack, services: Services, temporal_client: TemporalClient, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    car, other = [await reported(services, temporal_client, clock, plate=plate) for plate in ("ABC 1", "ABC 2")]
    async with as_owner(services.pool) as connection:
        name = await connection.fetchval("select current_database()")
        await connection.execute("alter table case_fact disable trigger case_fact_is_append_only")
        await connection.execute("update case_fact set role = 'admin' where case_id = $1", car.case)
        await connection.execute("update vehicle_case set folded = 0")

    await set_up(Settings(database_url=url_of(stack, name), database_owner_url=owner_url_of(stack, name)))

    left = f"not rebuilt: {car.case}: fact 1 is not as it was written."
    assert capsys.readouterr().out.splitlines() == [left, "cases rebuilt: 1 of 2"]
    assert [(await each.row()).is_stale for each in (car, other)] == [True, False]


@pytest.mark.parametrize(
    ("name", "form", "sentence"),
    [
        ("week.jsonl", "excel", "The format 'excel' is not known. Choose one of: boston311, chicago311, towpath."),
        ("nowhere.jsonl", "towpath", "There is no file"),
    ],
)
def test_a_file_that_cannot_be_imported_is_reported(name: str, form: str, sentence: str) -> None:
    with pytest.raises((StackError, NotThisFormat), match=sentence):
        read_file(HERE / "sample" / name, form)


def test_a_file_of_another_format_is_reported() -> None:
    with pytest.raises(NotThisFormat):
        read_file(HERE / "sample" / "week.jsonl", "boston311")


def test_the_importer_acts_for_the_account_of_the_settings() -> None:
    http = client_of(Settings(secret=SecretStr("s"), port=8311, host="127.0.0.1"))

    assert str(http.base_url) == "http://127.0.0.1:8311"


def test_assets_that_are_here_are_not_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "npm", lambda: [sys.executable, "-c", "raise SystemExit(1)"])

    assets.main()


def test_assets_are_fetched_checked_and_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")

    assets.main()

    style = tmp_path / "vendor" / "css" / "uswds.min.css"
    assert style.stat().st_size > 100_000
    named = assets.named_in(style.read_text(), "css/uswds.min.css")
    assert "img/correct8.svg" in named
    assert [each for each in named if not (tmp_path / "vendor" / each).is_file()] == []


def test_every_file_that_a_style_sheet_names_is_found_once() -> None:
    text = "a{b:url(../img/x.svg);c:url('d/e.png')}f{g:url(../img/x.svg#h);i:url(data:image/png;base64,AA);j:url()}"

    assert assets.named_in(text, "css/k.css") == ["img/x.svg", "css/d/e.png"]


def test_a_package_without_a_file_that_it_should_have_is_refused(tmp_path: Path) -> None:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as packed:
        style = b"a{b:url(../img/gone.svg)}"
        member = tarfile.TarInfo("package/css/a.css")
        member.size = len(style)
        packed.addfile(member, BytesIO(style))
    package = assets.Package("a@1", sha512(out.getvalue()).hexdigest(), "package", ("css/a.css",))

    with pytest.raises(NoAssetsError, match=r"a@1 lacks img/gone\.svg"):
        assets.unpack(package, out.getvalue(), tmp_path)


def test_a_package_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoAssetsError, match="does not have the pinned digest"):
        assets.unpack(assets.LOOK, b"something else", tmp_path)


def test_without_a_network_the_set_up_ends_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(assets, "npm", lambda: [sys.executable, "-c", "raise SystemExit('no network')"])

    with pytest.raises(SystemExit, match="towpath: npm could not fetch @uswds/uswds@"):
        assets.main()


def test_without_npm_the_one_of_the_wheel_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)

    done = subprocess.run([*assets.npm(), "--version"], capture_output=True, text=True, check=True)

    assert done.stdout[0].isdigit()
