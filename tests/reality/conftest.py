"""Cities for the roads: the embedded servers, one database and one worker each."""

from collections.abc import AsyncIterator

import pytest

from activities.office import Office, Windows
from tests.conftest import EDITION
from tests.reality.town import Town, town
from workers.stack import Stack

TEXAS = "us-tx.2026-01-01"


@pytest.fixture
async def philadelphia(office: Office, stack: Stack) -> AsyncIterator[Town]:
    """Contractors have the time windows of production."""
    async with town(office, stack.addresses.temporal_address, EDITION, Windows()) as ours:
        yield ours


@pytest.fixture
async def in_haste(office: Office, stack: Stack) -> AsyncIterator[Town]:
    """A truck has one second to come: time cannot be skipped while the workflow waits for a person."""
    async with town(office, stack.addresses.temporal_address, EDITION, Windows(arrival_seconds=1.0)) as ours:
        yield ours


@pytest.fixture
async def texas(office: Office, stack: Stack) -> AsyncIterator[Town]:
    """A different edition, with other floors and another disposal option."""
    async with town(office, stack.addresses.temporal_address, TEXAS, Windows()) as ours:
        yield ours
