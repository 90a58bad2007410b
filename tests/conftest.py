"""Fixtures of all tests: real PostgreSQL, real Temporal, and services of the test's own."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx
import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.encryption import Encryption
from activities.keys import SESSION, Keys
from activities.notifying import TemporalClient
from activities.services import LinkSettings, Services, Windows
from activities.wire import WIRE
from database.connection import Pool, open_pool, transaction
from database.migrations import migrate
from database.people import put_account
from database.roles import RUNTIME, grant
from database.tow_dispatch import put_contractors, put_lots
from rules.library import find_edition
from schemas.pace import Pace
from tests.app import app_of
from tests.city_law import CITY
from tests.new_laws import Shelf, open_shelf
from tests.running import Running, towpath_up
from web.app_state import AppState
from web.people import COOKIE
from workers.city import City
from workers.client import api_token
from workers.settings import Settings
from workers.stack import Stack, open_servers
from workers.worker import build_worker

EDITION = "us-pa-philadelphia.2026-01-01"
SECRET = "a secret that only tests know"

# A loaded machine is slow, not wrong: no example has a deadline.
settings.register_profile("no_deadline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no_deadline")
TIME_SKIPPING = (
    "--dynamic-config-value",
    "frontend.WorkflowTimeSkippingEnabled=true",
    "--dynamic-config-value",
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=1",
)
LONGEST = ("workers", "journeys", "proving", "reality")
NOT_DURABLE = ("-c", "fsync=off", "-c", "max_wal_size=256MB")
"""The databases of tests need not survive a crash, and their log is kept small: it may be in memory."""
IN_MEMORY, ROOM_GIB = Path("/dev/shm"), 4.0
"""Where many machines have a file system in memory, and how much must be free there."""
TEMPLATE = "template_city"
FIRST_NUMBERS = count(0, 500)
"""All tests share one Temporal, so each test numbers its cases from a start of its own, in every year."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest files first, so that pytest's workers end at about the same time."""
    items.sort(key=lambda item: item.path.parent.name not in LONGEST)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """A copy of the editions, which this test may change."""
    with open_shelf() as shelf:
        yield shelf


@dataclass
class Clock:
    """A clock that stands still where a test has set it, and otherwise follows the wall clock."""

    stands: datetime | None = None
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """The instant now; `ahead` is what has been skipped."""
        return self.stands or datetime.now(UTC) + self.ahead


@pytest.fixture(scope="session")
def city() -> City:
    """The people of the city's own file."""
    return CITY


@contextmanager
def open_folder() -> Iterator[Path]:
    """A directory with a space in its name that every user may enter, as PostgreSQL must if root runs the tests."""
    with TemporaryDirectory(prefix="towpath test ", dir=_in_memory()) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def _in_memory() -> Path | None:
    """The file system in memory, if there is one with room: each test has a database of its own, which is
    hundreds of files that are made and removed.
    """
    has_room = IN_MEMORY.is_dir() and disk_usage(IN_MEMORY).free > ROOM_GIB * 2**30
    return IN_MEMORY if has_room else None


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data directory for a stack."""
    with open_folder() as path:
        yield path


@pytest.fixture
def stack_here(folder: Path) -> Iterator[Running]:
    """`towpath up` in a process of its own."""
    with towpath_up(folder) as running:
        yield running


@pytest.fixture(scope="session")
async def stack() -> AsyncIterator[Stack]:
    """The embedded servers, one set for all tests."""
    with open_folder() as path:
        settings = Settings(data=path / "data", temporal_ui_port=0)
        async with open_servers(settings, temporal_options=TIME_SKIPPING, postgres_options=NOT_DURABLE) as running:
            yield running


def url_of(stack: Stack, database: str) -> str:
    """The address of a database of the embedded server, as the role that the application runs as."""
    return stack.addresses.database_url.replace("/postgres?", f"/{database}?")


def owner_url_of(stack: Stack, database: str = "postgres") -> str:
    """The same as the owner of its tables."""
    return (stack.addresses.database_owner_url or "").replace("/postgres?", f"/{database}?")


@pytest.fixture(scope="session")
async def server(stack: Stack) -> AsyncIterator[Pool]:
    """The connections that create and drop databases."""
    pool = await open_pool(owner_url_of(stack))
    yield pool
    await pool.close()


@pytest.fixture(scope="session")
async def template(stack: Stack, server: Pool, city: City) -> str:
    """A migrated database with the city's people. PostgreSQL copies it only while it has no connections."""
    await server.execute(f"create database {TEMPLATE}")
    pool = await open_pool(owner_url_of(stack, TEMPLATE))
    await migrate(pool)
    async with transaction(pool) as connection:
        await grant(connection, RUNTIME)
        for account in city.accounts:
            await put_account(connection, account)
        await put_contractors(connection, city.firms)
        await put_lots(connection, city.places)
    await pool.close()
    return TEMPLATE


@pytest.fixture
async def pool(stack: Stack, server: Pool, template: str) -> AsyncIterator[Pool]:
    """A database of the test's own, with the city's people, as the role that the application runs as."""
    name = f"t{uuid4().hex[:12]}"
    await server.execute(f"create database {name} template {template}")
    mine = await open_pool(url_of(stack, name))
    years = "select year, $1 from generate_series(2000, 2099) year"
    await mine.execute(f"insert into case_counter (year, last) {years}", next(FIRST_NUMBERS))
    yield mine
    await mine.close()
    await server.execute(f"drop database {name}")


@pytest.fixture
async def owned(stack: Stack, pool: Pool) -> AsyncIterator[Pool]:
    """The same database as the owner of its tables."""
    name = await pool.fetchval("select current_database()")
    mine = await open_pool(owner_url_of(stack, name))
    yield mine
    await mine.close()


@pytest.fixture
def services(pool: Pool, city: City) -> Services:
    """Services at production pace; a contractor has two seconds to answer an offer and five to arrive."""
    return services_of(pool, city)


def services_of(pool: Pool, city: City) -> Services:
    """Services of this city, with an encryption key of their own."""
    encryption, link_settings = Encryption.of(Fernet.generate_key().decode()), LinkSettings("http://towpath", SECRET)
    law = city.law_under(find_edition(EDITION))
    return Services(pool, Pace(), EDITION, encryption, city.letterhead, link_settings, law, Windows(2.0, 5.0))


@pytest.fixture(scope="session")
async def temporal(stack: Stack) -> Client:
    """A client of the embedded Temporal."""
    return await Client.connect(stack.addresses.temporal_address, data_converter=WIRE)


@pytest.fixture
def temporal_client(temporal: Client) -> TemporalClient:
    """A client with a task queue of the test's own, and no worker."""
    return TemporalClient(temporal, f"queue-{uuid4().hex[:12]}")


@pytest.fixture
def skipper(temporal: Client) -> TimeSkipper:
    """Skips time for one workflow at a time; a workflow runs on the real clock until then."""
    return TimeSkipper(temporal, config=TimeSkippingConfig(enabled=False))


@pytest.fixture
async def weeks(services: Services, skipper: TimeSkipper) -> AsyncIterator[TemporalClient]:
    """A client with a running worker, whose workflows can skip time."""
    temporal_client = TemporalClient(skipper.client, f"queue-{uuid4().hex[:12]}")
    async with build_worker(services, temporal_client):
        yield temporal_client


@pytest.fixture
async def worker(services: Services, temporal_client: TemporalClient) -> AsyncIterator[TemporalClient]:
    """A client with a running worker."""
    async with build_worker(services, temporal_client):
        yield temporal_client


@pytest.fixture
def clock() -> Clock:
    """The clock that the web application reads."""
    return Clock()


@pytest.fixture
def app_state(services: Services, temporal_client: TemporalClient, clock: Clock) -> AppState:
    """What the app is composed of."""
    return AppState(services, lambda: temporal_client, SECRET, clock=clock)


@pytest.fixture
async def client(app_state: AppState) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the app, not signed in."""
    transport = httpx.ASGITransport(app_of(app_state))
    async with httpx.AsyncClient(transport=transport, base_url="http://towpath") as http:
        yield http


@pytest.fixture
def session_of() -> Callable[[str], dict[str, str]]:
    """The cookies of a person who has signed in."""
    return lambda code: {COOKIE: Keys(SECRET).issue_credential(SESSION, code, datetime.now(UTC))}


@pytest.fixture
def bearer() -> Callable[[str], dict[str, str]]:
    """The headers of a program that acts for an account."""
    return lambda code: {"Authorization": f"Bearer {api_token(SECRET, code)}"}
