"""What the tests of activities share."""

from collections.abc import AsyncIterator

import pytest

from activities.notifying import TemporalClient
from activities.services import Services
from tests.conftest import Clock
from tests.mail_city import MailCity, mail_city


@pytest.fixture
async def town(services: Services, temporal_client: TemporalClient, clock: Clock) -> AsyncIterator[MailCity]:
    """A city whose letters a mail house mails."""
    async with mail_city(services, temporal_client, clock) as running:
        yield running
