"""The address of the records service: no plate travels in clear, and what we show it is sent and never printed."""

from pathlib import Path
from typing import Any, cast

import asyncssh
import pytest
from pydantic import SecretStr, ValidationError

from activities.file_folder import FolderExchange
from activities.file_sftp import SftpServer
from activities.records_service import HttpRecordsService
from database.connection import Pool
from rules.library import find_edition
from schemas.outside import Port
from schemas.records import RecordsQuestion
from tests.city_law import CITY, EDITION
from workers.city import City
from workers.city_records import RecordsEntry
from workers.data_dir import StackError
from workers.records_place import records_files_of, records_service_of
from workers.settings import Settings

NOWHERE = cast(Pool, None)
TRAINING = "http://127.0.0.1:8313/records/"


def city_at(url: str | None) -> City:
    """The sample city with a records service at this address."""
    entry = RecordsEntry(url=url, asks=frozenset({RecordsQuestion.VEHICLE}), seconds=7)
    return CITY.model_copy(update={"records": entry})


@pytest.mark.parametrize(
    "url", ["https://records.example.gov/towpath/", "http://127.0.0.1:8313/", "http://localhost/", "http://[::1]:1/"]
)
async def test_https_and_this_machine_are_taken(url: str) -> None:
    async with records_service_of(Settings(), city_at(url), NOWHERE) as records:
        assert isinstance(records, HttpRecordsService)
        assert str(records.client.base_url) == url
        assert records.client.timeout.read == 7
        assert records.client.follow_redirects is False


@pytest.mark.parametrize(
    "url",
    [
        "http://records.example.gov/",
        "http://10.0.0.7/",
        "https://r.example/?a=1",
        "https://a@r.example/",
        "ftp://127.0.0.1/",
        "records",
        "https://",
        "http://[::1",
        "",
    ],
)
async def test_any_other_address_is_refused_without_what_stands_behind_it(url: str) -> None:
    settings = Settings(records_token=SecretStr("a-token"))
    given = f"{url}?key=a-secret" if url else url
    context = records_service_of(settings, city_at(given), NOWHERE)
    if not url:
        async with context as records:
            assert records is None
        return

    with pytest.raises(StackError, match="is an https address") as fault:
        await context.__aenter__()

    assert "a-secret" not in str(fault.value)
    assert "a-token" not in str(fault.value)


@pytest.mark.parametrize(("token", "sent"), [(SecretStr("a-token"), "Bearer a-token"), (None, None)])
async def test_the_token_is_sent_with_each_question(token: Any, sent: str | None) -> None:
    settings = Settings(records_url="http://127.0.0.1:1/", records_token=token)
    async with records_service_of(settings, city_at(None), NOWHERE) as records:
        assert isinstance(records, HttpRecordsService)
        assert records.client.headers.get("Authorization") == sent


async def test_without_a_section_a_person_checks_the_records() -> None:
    without = CITY.model_copy(update={"records": None})

    async with records_service_of(Settings(records_url="http://127.0.0.1:1/"), without, NOWHERE) as records:
        assert records is None


async def test_a_system_that_takes_files_is_asked_in_its_folder_whatever_address_a_training_copy_has(
    tmp_path: Path,
) -> None:
    entry = RecordsEntry(by="files", asks=frozenset(RecordsQuestion), hour=19, days=3)
    city, settings = CITY.model_copy(update={"records": entry}), Settings(data=tmp_path, records_url=TRAINING)

    files = records_files_of(settings, city, NOWHERE)
    async with records_service_of(settings, city, NOWHERE) as service:
        assert service is None

    assert files is not None
    assert (files.hour, files.days) == (19, 3)
    assert getattr(files.opened, "__self__", None) == FolderExchange(tmp_path / "records", Port.RECORDS)
    assert city.law_under(find_edition(EDITION), TRAINING).asks == frozenset(RecordsQuestion)


async def test_over_sftp_the_server_is_known_by_its_key_and_training_never_reaches_it(tmp_path: Path) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(tmp_path / "key")
    entry = RecordsEntry(
        by="sftp",
        url="sftp://towpath@records.example.gov/x",
        host_key=key.export_public_key().decode(),
        asks=frozenset(RecordsQuestion),
    )
    city = CITY.model_copy(update={"records": entry})

    files = records_files_of(Settings(records_key_file=tmp_path / "key"), city, NOWHERE)
    server = getattr(files.opened, "__self__", None) if files else None

    assert isinstance(server, SftpServer)
    assert (server.host, server.folder, server.service) == ("records.example.gov", "/x", Port.RECORDS)
    with pytest.raises(StackError, match="Set TOWPATH_RECORDS_KEY_FILE"):
        records_files_of(Settings(), city, NOWHERE)
    assert records_files_of(Settings(records_url=TRAINING), city, NOWHERE) is None
    async with records_service_of(Settings(records_url=TRAINING), city, NOWHERE) as service:
        assert isinstance(service, HttpRecordsService)


def test_a_server_without_an_address_or_a_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="a records system over SFTP has its `url` and its `host_key`"):
        RecordsEntry(by="sftp", asks=frozenset(RecordsQuestion))
