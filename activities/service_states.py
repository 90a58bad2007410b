"""The outside systems of this city: which one refuses, and how many cases wait for it."""

from dataclasses import dataclass

from activities.services import Services
from database import outside
from database.outside import Refusing
from rules.records import ASKED
from schemas.outside import Port
from schemas.words import Task


@dataclass(frozen=True)
class ServiceState:
    """Whether an outside system is connected, whether it refuses, and how many cases wait for it."""

    port: Port
    connected: bool
    refusing: Refusing | None
    waiting: int


async def list_states(services: Services) -> list[ServiceState]:
    """The state of every outside system."""
    mailed = services.mail is not None and services.mail.answers
    connected = {Port.RECORDS: services.records is not None, Port.MAIL: mailed}
    async with services.pool.acquire() as connection:
        refusing = {each.port: each for each in await outside.list_refusing(connection)}
        waiting = {
            Port.RECORDS: await outside.count_waiting(connection, ASKED),
            Port.MAIL: await outside.count_open(connection, Task.MAILING),
        }
    return [
        ServiceState(port, connected[port], refusing.get(port) if connected[port] else None, waiting[port])
        for port in Port
    ]
