"""The address of the records service: no plate travels in clear, and what we show it is sent and never printed."""

from typing import Any, cast

import pytest
from pydantic import SecretStr

from activities.records_service import HttpRecordsService
from database.connection import Pool
from schemas.records import RecordsQuestion
from tests.city_law import CITY
from workers.city import City
from workers.city_records import RecordsEntry
from workers.data_dir import StackError
from workers.records_place import records_service_of
from workers.settings import Settings

NOWHERE = cast(Pool, None)


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
