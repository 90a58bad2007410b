"""What the tests of activities share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from activities.notifying import TemporalClient
from activities.services import Services
from tests.conftest import Clock
from tests.mail_city import MailCity, mail_city
from tests.records_city import RecordsCity, records_city


@pytest.fixture
async def town(services: Services, temporal_client: TemporalClient, clock: Clock) -> AsyncIterator[MailCity]:
    """A city whose letters a mail house mails."""
    async with mail_city(services, temporal_client, clock) as running:
        yield running


@pytest.fixture
async def records_town(
    services: Services, temporal_client: TemporalClient, clock: Clock, tmp_path: Path
) -> AsyncIterator[RecordsCity]:
    """A city whose records are checked by files."""
    async with records_city(services, temporal_client, clock, tmp_path / "records") as running:
        yield running
