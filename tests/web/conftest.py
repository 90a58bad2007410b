"""What every test of the web doors may ask for: a car, and a browser in which somebody sits."""

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
    """A car that has just been reported, and nobody drives the engine."""
    return await reported(services, temporal_client, clock)


@pytest.fixture
def sign_in(client: httpx.AsyncClient, session_of: Session) -> Callable[[str], httpx.AsyncClient]:
    """Change who sits at the browser."""

    def sit(code: str) -> httpx.AsyncClient:
        client.cookies.clear()
        client.cookies.update(session_of(code))
        return client

    return sit
