"""What outside systems sent that could not be used: quarantined with a sentence until a person has settled it."""

from collections.abc import Sequence
from datetime import datetime

from activities.services import Services
from database import quarantine
from database.connection import transaction
from database.quarantine import Once, QuarantinedAnswer
from schemas.messages import Actor
from schemas.outside import Port

SHOWN = 60
"""How many of them one page shows."""


async def set_apart(
    services: Services,
    port: Port,
    source: str,
    sentence: str,
    content: str,
    now: datetime,
    *,
    once: Once | None = None,
) -> None:
    """Keep it, encrypted, because nobody knows what stands in it; `once` for each sentence of a source.

    `now` is a real instant.
    """
    key, said = services.encryption.new_key(), "".join(each if each.isprintable() else " " for each in sentence)
    moment = services.pace.case_time(now)
    async with transaction(services.pool) as connection:
        await quarantine.insert_quarantined(
            connection, port, source, said, key.encrypt(content.encode()), key.wrapped, moment, once=once
        )


async def list_apart(services: Services, port: Port) -> Sequence[QuarantinedAnswer]:
    """What waits for a person, the oldest first."""
    async with services.pool.acquire() as connection:
        return await quarantine.list_quarantined(connection, port, SHOWN)


async def settle_apart(services: Services, port: Port, row: int, actor: Actor, *, now: datetime) -> bool:
    """A person has seen to it; False if it waits no more."""
    async with transaction(services.pool) as connection:
        moment = services.pace.case_time(now)
        return await quarantine.settle_quarantined(connection, port, row, actor.account, moment)


async def read_apart(services: Services, port: Port, row: int) -> str | None:
    """What was quarantined, as it came; None if there is nothing of this number."""
    async with services.pool.acquire() as connection:
        kept = await quarantine.read_quarantined(connection, port, row)
    content = services.encryption.read(kept) if kept else None
    return content.decode() if content is not None else None
