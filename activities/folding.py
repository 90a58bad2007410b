"""Stored cases are folded again if the current Towpath reads more from the facts than the version that stored them.

Adds no fact and changes no journal. A case whose journal has faults is left as it is.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from activities.audit import UNREADABLE, cannot_be_read
from activities.checkpoints import lost_facts
from activities.services import position_of
from database import cases, folding, journal
from database.checkpoints import list_lost_heads
from database.connection import Connection, Pool, transaction
from database.outbox import put_in_outbox
from rules.city_law import CityLaw
from rules.next_task import list_tasks
from schemas.pace import Pace
from schemas.wire import Position
from schemas.words import Stage

BATCH = 500
NO_PACE = Pace()
"""Positions are only compared, so the speed of case time does not matter."""


@dataclass(frozen=True)
class FoldProgress:
    """How many stale cases are folded so far, and why others of this batch were left."""

    folded: int
    total: int
    left: list[str]


async def refold(pool: Pool, city_law: CityLaw, *, now: datetime) -> AsyncIterator[FoldProgress]:
    """Fold every stale case under its lock, at `now` in case time, under the city's law; yields after each batch.

    Safe to interrupt and repeat; two at once share the work.
    """
    async with pool.acquire() as connection:
        total = await folding.count_stale(connection)
    folded, last = 0, None
    while batch := await _next(pool, last):
        left = [fault for case in batch if (fault := await _fold(pool, city_law, case, now))]
        folded, last = folded + len(batch) - len(left), batch[-1]
        yield FoldProgress(folded, total, left)


async def _next(pool: Pool, beyond: str | None) -> list[str]:
    async with pool.acquire() as connection:
        return await folding.list_stale(connection, beyond, BATCH)


async def _fold(pool: Pool, city_law: CityLaw, case: str, now: datetime) -> str | None:
    """Why the case was left as it is, in a sentence; None if it is folded."""
    async with transaction(pool) as connection:
        row = await cases.lock_as_kept(connection, case)
        if row is None or not row.is_stale:
            return None
        try:
            return await _fold_locked(connection, city_law, row, now)
        except UNREADABLE as fault:
            return cannot_be_read(case, fault)


async def _fold_locked(connection: Connection, city_law: CityLaw, row: cases.CaseRow, now: datetime) -> str | None:
    entries = await journal.list_entries(connection, row.id)
    lost = lost_facts(await list_lost_heads(connection, row.id))
    if faults := journal.faults_of_journal(row.id, row.number, row.digest, entries) or lost:
        return faults[0]
    case = journal.rebuilt(entries)
    known = _known(row)
    tasks = list_tasks(case, city_law.edition(case.edition), row.tasks.at if known else now)
    news = row.stage != Stage.CLOSED and known != position_of(case, tasks, NO_PACE)
    # Nothing has happened to the case. If its workflow must be notified, the grace of monitoring starts now.
    await cases.update_case(connection, case, row.digest, tasks, now if news else row.changed_at)
    await folding.mark_folded(connection, row.id)
    if news:
        await put_in_outbox(connection, row.id, "signal", case.number)
    return None


def _known(row: cases.CaseRow) -> Position | None:
    """The position the workflow was notified of; None if it can no longer be read."""
    try:
        return position_of(row.case, row.tasks, NO_PACE)
    except ValueError:
        return None
