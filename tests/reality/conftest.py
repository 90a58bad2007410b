"""Towns for the roads: one of the embedded servers, one database, one worker."""

from collections.abc import AsyncIterator

import pytest

from activities.office import Office, Windows
from tests.conftest import EDITION
from tests.reality.town import Town, town
from workers.stack import Stack

TEXAS = "us-tx.2026-01-01"


@pytest.fixture
async def philadelphia(office: Office, stack: Stack) -> AsyncIterator[Town]:
    """The windows of contractors are those of production."""
    async with town(office, stack.addresses.temporal_address, EDITION, Windows()) as ours:
        yield ours


@pytest.fixture
async def in_haste(office: Office, stack: Stack) -> AsyncIterator[Town]:
    """A truck has a second to come: it cannot be skipped, for the engine waits for somebody else."""
    async with town(office, stack.addresses.temporal_address, EDITION, Windows(arrival_seconds=1.0)) as ours:
        yield ours


@pytest.fixture
async def texas(office: Office, stack: Stack) -> AsyncIterator[Town]:
    """Another law, with other floors and another way out."""
    async with town(office, stack.addresses.temporal_address, TEXAS, Windows()) as ours:
        yield ours
