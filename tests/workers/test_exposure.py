"""Nothing is signed with a secret that is none, and nothing listens beyond this machine without its address."""

import asyncio
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from rules.library import find_edition
from schemas.pace import Pace
from workers import up
from workers.city import read_city
from workers.data_dir import StackError
from workers.exposure import check_exposure, check_public_url, signing_secret
from workers.processes import Program
from workers.settings import HERE, Settings
from workers.stack import Addresses, Stack, run_stack
from workers.web_process import serve
from workers.worker_process import work

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
KEY = "c" * 43 + "="
EVERYWHERE = str(IPv4Address(0))
LONG = SecretStr("s" * 32)


@pytest.mark.parametrize("secret", [None, *map(SecretStr, ("", "s" * 31, f"{'s' * 32},old", f"{'s' * 32},"))])
@pytest.mark.parametrize("process", [serve, work])
async def test_a_process_without_a_secret_worth_the_name_does_not_start(process: Any, secret: SecretStr | None) -> None:
    given = {"encryption_keys": SecretStr(KEY), "database_url": "postgresql://a@127.0.0.1:1/b"}
    settings = Settings(secret=secret, public_url="https://towpath.example", **given)  # type: ignore[arg-type]

    with pytest.raises(StackError, match="TOWPATH_SECRET"):
        await process(settings, asyncio.Event())


@pytest.mark.parametrize("name", ["TOWPATH_SECRET", "TOWPATH_ENCRYPTION_KEYS", "TOWPATH_PUBLIC_URL"])
def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")

    assert getattr(Settings(), name.removeprefix("TOWPATH_").lower()) is None


def test_a_secret_of_32_characters_is_taken() -> None:
    assert signing_secret(Settings(secret=LONG)) == "s" * 32


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_on_this_machine_alone_no_address_is_needed(host: str) -> None:
    check_exposure(Settings(host=host))


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "10.0.0.5", "towpath.example"])
def test_beyond_this_machine_the_https_address_is_demanded(host: str) -> None:
    for url in (None, "", "http://towpath.example", "https://127.0.0.1:8311", "https://localhost", "towpath.example"):
        with pytest.raises(StackError, match="set TOWPATH_PUBLIC_URL to the https"):
            check_exposure(Settings(host=host, public_url=url))
    check_exposure(Settings(host=host, public_url="https://towpath.example"))


async def test_a_worker_prints_no_letter_without_the_address_that_people_use() -> None:
    for url in (None, "", "http://towpath.example", "https://towpath.example/here", "https://a@towpath.example"):
        with pytest.raises(StackError, match="TOWPATH_PUBLIC_URL"):
            await work(Settings(secret=LONG, encryption_keys=SecretStr(KEY), public_url=url), asyncio.Event())


@pytest.mark.parametrize(
    "url", ["http://towpath.example", "https://towpath.example/a", "https://x.example?a=b", "ftp://b"]
)
def test_an_address_that_breaks_links_or_sends_them_in_the_clear_is_refused_everywhere(url: str) -> None:
    for host in ("127.0.0.1", EVERYWHERE):
        with pytest.raises(StackError, match="TOWPATH_PUBLIC_URL"):
            check_exposure(Settings(host=host, public_url=url))


def test_a_slash_behind_the_address_is_left_out_of_links() -> None:
    assert Settings(public_url="https://towpath.example/ ").address == "https://towpath.example"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_the_address_of_a_stack_on_this_machine_is_one_that_its_processes_take(host: str) -> None:
    address = Settings(host=host).address

    check_public_url(Settings(public_url=address))


async def test_neither_the_web_process_nor_a_whole_stack_starts_without_it(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", host=EVERYWHERE, secret=LONG, encryption_keys=SecretStr(KEY))

    with pytest.raises(StackError, match="beyond this machine"):
        await serve(settings, asyncio.Event())
    with pytest.raises(StackError, match="beyond this machine"):
        await run_stack(settings, no_programs)
    assert not (tmp_path / "data").exists()


def no_programs(stack: Stack, environment: dict[str, str]) -> tuple[Program, ...]:
    """Nothing runs beside the stack."""
    return ()


@pytest.mark.parametrize(("pace", "links"), [(Pace(), 0), (Pace(factor=1440.0, case_origin=NOW, real_origin=NOW), 9)])
def test_only_a_training_copy_prints_sign_in_links(pace: Pace, links: int, capsys: pytest.CaptureFixture[str]) -> None:
    stack = Stack(Addresses("postgresql://a@b/c", "127.0.0.1:1", "s" * 32, KEY), pace, ())

    up._ready(Settings(), read_city(HERE / "city.toml", find_edition(Settings().edition)), stack, {}, sample=False)

    said = capsys.readouterr().out
    assert said.count("/sign-in?token=") == links
    assert "A new sign-in link: towpath link ACCOUNT" in said
