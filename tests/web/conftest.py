"""What every test of the web doors may ask for: a car, and a browser in which somebody sits."""

from collections.abc import Callable

import httpx
import pytest

from activities.knocking import Engine
from activities.office import Office
from tests.car import Car, reported
from tests.conftest import Clock

Session = Callable[[str], dict[str, str]]


@pytest.fixture
async def car(office: Office, engine: Engine, clock: Clock) -> Car:
    """A car that has just been reported, and nobody drives the engine."""
    return await reported(office, engine, clock)


@pytest.fixture
def sign_in(client: httpx.AsyncClient, session_of: Session) -> Callable[[str], httpx.AsyncClient]:
    """Change who sits at the browser."""

    def sit(code: str) -> httpx.AsyncClient:
        client.cookies.clear()
        client.cookies.update(session_of(code))
        return client

    return sit
