"""The outside systems of this city: which one refuses, and how many cases wait for it."""

from dataclasses import dataclass

from activities.services import Services
from database import outside, records
from database.outside import Refusing
from database.quarantine import count_quarantined
from database.records import WaitingInquiries
from rules.records import ASKED
from schemas.outside import Port
from schemas.words import Task


@dataclass(frozen=True)
class ServiceState:
    """Whether an outside system is connected, whether it refuses, and how many cases wait for it.

    `inquiries` are the questions that wait for an answer by file, if there are files; `quarantined` is how much of what
    it sent could not be used, and waits for a person.
    """

    port: Port
    connected: bool
    refusing: Refusing | None
    waiting: int
    inquiries: WaitingInquiries | None = None
    quarantined: int = 0


async def list_states(services: Services) -> list[ServiceState]:
    """The state of every outside system."""
    mailed = services.mail is not None and services.mail.answers
    asked = services.records is not None or services.records_files is not None
    connected = {Port.RECORDS: asked, Port.MAIL: mailed}
    async with services.pool.acquire() as connection:
        refusing = {each.port: each for each in await outside.list_refusing(connection)}
        waiting = {
            Port.RECORDS: await outside.count_waiting(connection, ASKED),
            Port.MAIL: await outside.count_open(connection, Task.MAILING),
        }
        by_file = await records.count_inquiries(connection) if services.records_files else None
        quarantined = await count_quarantined(connection)
    return [
        ServiceState(
            port,
            connected[port],
            refusing.get(port) if connected[port] else None,
            waiting[port],
            by_file if port is Port.RECORDS else None,
            quarantined.get(port, 0),
        )
        for port in Port
    ]
