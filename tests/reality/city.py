"""The city of the roads: people and contractors as in the model, one clock, and a hostile network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from pydantic import PrivateAttr
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.notifying import TemporalClient
from activities.services import Services, Windows
from activities.wire import WIRE
from database.people import Account, put_account
from database.tow_dispatch import Contractor, Lot, put_contractors, put_lots
from proving import people
from proving.worlds import BEGINNING
from rules.law import Edition
from schemas.pace import Pace
from tests.app import app_of
from tests.conftest import SECRET, Clock
from tests.owner import as_owner
from tests.reality.hostile import Hostile
from web.app_state import AppState
from workers.worker import build_worker

FIRMS, LOTS = (people.NORTH, people.HARBOR), (people.LOT, people.OTHER_LOT)
WITH_ACCOUNT = (
    people.OFFICER,
    people.DISPATCHER,
    people.SUPERVISOR,
    people.HEARING_OFFICER,
    people.ADMIN,
    people.TRUCK,
    people.OTHER_TRUCK,
    people.KEEPER,
    people.OTHER_KEEPER,
)


class CaseTime(Pace):
    """Case time that starts where the model's starts, and can be moved while no workflow sleeps."""

    _moved: timedelta = PrivateAttr(default=timedelta())

    def move(self, by: timedelta) -> None:
        """Count time that was skipped for an ended run as passed for the next one."""
        self._moved += by

    def case_time(self, real: datetime) -> datetime:
        """The case time of a real instant."""
        return super().case_time(real) + self._moved

    def real_time(self, case: datetime) -> datetime:
        """The real instant of a case time."""
        return super().real_time(case - self._moved)


@dataclass(repr=False)
class CityUnderTest:
    """Everything a road needs."""

    services: Services
    pace: CaseTime
    temporal_client: TemporalClient
    clock: Clock
    skipper: TimeSkipper
    hostile: Hostile
    page: httpx.AsyncClient
    law: Edition

    def _repr_pretty_(self, printer: Any, _cycle: object) -> None:
        """How hypothesis prints it with a road: short, because an edition fills pages."""
        printer.text(f"CityUnderTest({self.law.code})")

    def begin(self) -> None:
        """Start a new road at the start of case time."""
        self.hostile.done.clear()
        self.pace.move(BEGINNING - self.pace.case_time(datetime.now(UTC)))
        self.clock.ahead = timedelta()

    @property
    def now(self) -> datetime:
        """Case time."""
        return self.pace.case_time(self.clock())


@asynccontextmanager
async def city(services: Services, address: str, edition: str, windows: Windows) -> AsyncIterator[CityUnderTest]:
    """A city under this edition, with a running worker."""
    hostile, clock = Hostile(), Clock()
    client = await Client.connect(address, data_converter=WIRE, interceptors=[hostile])
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
    pace = CaseTime(case_origin=BEGINNING, real_origin=datetime.now(UTC))
    ours = replace(services, pace=pace, edition=edition, windows=windows)
    await _settle(ours)
    temporal_client = TemporalClient(skipper.client, f"queue-{uuid4().hex[:12]}")
    app = app_of(AppState(ours, lambda: temporal_client, SECRET, clock=clock))
    async with (
        build_worker(ours, temporal_client),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://towpath") as page,
    ):
        yield CityUnderTest(ours, pace, temporal_client, clock, skipper, hostile, page, ours.law(edition))


async def _settle(services: Services) -> None:
    async with as_owner(services.pool) as connection:
        for each in WITH_ACCOUNT:
            await put_account(connection, Account(each.account, each.account.title(), each.role, each.firm))
        await put_contractors(connection, [Contractor(code, code) for code in FIRMS])
        await put_lots(connection, [Lot(code, code, ("1 Lot Street",), "always") for code in LOTS])
