"""What every route needs: the office, the engine's doorbell, the secret and the one injected clock."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from activities.notifying import TemporalClient, notify_workflows
from activities.services import Services
from database.cases import mark_opened
from database.connection import Unreachable


def wall_clock() -> datetime:
    """The real instant now."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class AppState:
    """What the app was composed of."""

    services: Services
    temporal_client: Callable[[], TemporalClient]
    secret: str
    clock: Callable[[], datetime] = wall_clock
    secure: bool = False

    @property
    def now(self) -> datetime:
        """The real instant that a request is judged at."""
        return self.clock()

    async def open_for_work(self, case: str, account: str) -> None:
        """Remember that a person works on this case: on a training copy the sample people then leave it alone."""
        if self.services.pace.is_training:
            async with self.services.pool.acquire() as connection:
                await mark_opened(connection, case, account)

    async def notify(self, case: str) -> None:
        """Tell the engine at once; if it or the record is away, the relay does it later. What was done is done."""
        with suppress(*Unreachable):
            await notify_workflows(self.services, self.temporal_client(), case=case)


def app_state(request: Request) -> AppState:
    """The house this app belongs to."""
    found: AppState = request.app.state.app_state
    return found


App = Annotated[AppState, Depends(app_state)]
