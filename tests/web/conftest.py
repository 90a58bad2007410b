"""Fixtures of the web tests: a reported car, and a browser with a signed-in person."""

from collections.abc import Callable

import httpx
import pytest

from activities.notifying import TemporalClient
from activities.services import Services
from tests.car import CaseDriver, reported
from tests.conftest import Clock

Session = Callable[[str], dict[str, str]]


@pytest.fixture
async def car(services: Services, temporal_client: TemporalClient, clock: Clock) -> CaseDriver:
    """A case that has just been reported; no worker runs its workflow."""
    return await reported(services, temporal_client, clock)


@pytest.fixture
def sign_in(client: httpx.AsyncClient, session_of: Session) -> Callable[[str], httpx.AsyncClient]:
    """A function that signs a person in at the browser, in place of the last one."""

    def sit(code: str) -> httpx.AsyncClient:
        client.cookies.clear()
        client.cookies.update(session_of(code))
        return client

    return sit
