"""Cities for the roads: the embedded servers, one database and one worker each."""

from collections.abc import AsyncIterator

import pytest

from activities.services import Services, Windows
from tests.conftest import EDITION
from tests.reality.city import CityUnderTest, city
from workers.stack import Stack

TEXAS = "us-tx.2026-01-01"


@pytest.fixture
async def philadelphia(services: Services, stack: Stack) -> AsyncIterator[CityUnderTest]:
    """Contractors have the time windows of production."""
    async with city(services, stack.addresses.temporal_address, EDITION, Windows()) as ours:
        yield ours


@pytest.fixture
async def in_haste(services: Services, stack: Stack) -> AsyncIterator[CityUnderTest]:
    """A truck has one second to come: time cannot be skipped while the workflow waits for a person."""
    async with city(services, stack.addresses.temporal_address, EDITION, Windows(arrival_seconds=1.0)) as ours:
        yield ours


@pytest.fixture
async def texas(services: Services, stack: Stack) -> AsyncIterator[CityUnderTest]:
    """A different edition, with other floors and another disposal option."""
    async with city(services, stack.addresses.temporal_address, TEXAS, Windows()) as ours:
        yield ours
