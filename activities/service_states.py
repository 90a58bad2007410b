"""The outside systems of this city: which one refuses, and how many cases wait for it."""

from dataclasses import dataclass

from activities.services import Services
from database import outside
from database.outside import Refusing
from rules.records import ASKED
from schemas.outside import Port

TASKS_OF = {Port.RECORDS: tuple(ASKED)}
"""The tasks for which each service is asked."""


@dataclass(frozen=True)
class ServiceState:
    """Whether an outside system is connected, whether it refuses, and how many cases wait for it."""

    port: Port
    connected: bool
    refusing: Refusing | None
    waiting: int


async def list_states(services: Services) -> list[ServiceState]:
    """The state of every outside system."""
    connected = {Port.RECORDS: services.records is not None}
    async with services.pool.acquire() as connection:
        refusing = {each.port: each for each in await outside.list_refusing(connection)}
        waiting = {port: await outside.count_waiting(connection, tasks) for port, tasks in TASKS_OF.items()}
    return [
        ServiceState(port, connected[port], refusing.get(port) if connected[port] else None, waiting[port])
        for port in Port
    ]
