"""What every route needs: the services, the Temporal client, the secret and the injected clock."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request

from activities.notifying import TemporalClient
from activities.relay import notify_workflows
from activities.services import Services
from database.cases import mark_opened
from database.connection import Unreachable
from web.slowing import Slowing


def wall_clock() -> datetime:
    """The real instant now."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class AppState:
    """The parts that the application was built from."""

    services: Services
    temporal_client: Callable[[], TemporalClient]
    secret: str
    clock: Callable[[], datetime] = wall_clock
    secure: bool = False
    session_lasts: timedelta = timedelta(hours=12)
    slowing: Slowing = field(default_factory=Slowing)

    @property
    def now(self) -> datetime:
        """The real instant at which a request is handled."""
        return self.clock()

    async def open_for_work(self, case: str, account: str) -> None:
        """Record that a person has opened this case; on a training copy the sample users then leave it alone."""
        if self.services.pace.is_training:
            async with self.services.pool.acquire() as connection:
                await mark_opened(connection, case, account)

    async def notify(self, case: str) -> None:
        """Notify the case's workflow. If Temporal or the database is unavailable, the relay notifies it later."""
        with suppress(*Unreachable):
            await notify_workflows(self.services, self.temporal_client(), case=case)


def app_state(request: Request) -> AppState:
    """The state of the application that serves this request."""
    found: AppState = request.app.state.app_state
    return found


App = Annotated[AppState, Depends(app_state)]
