"""Daily checkpoints of the journal: one digest over everything, so that a truncated journal and a missing case show.

If a checkpoint's digest is also stored elsewhere, it shows later whether someone has recomputed all of them.
"""

from datetime import datetime

from activities.office import Office
from database import sealing as seals
from database.connection import snapshot, transaction
from database.journal import GENESIS
from rules.library import find_edition


async def seal_journal(office: Office, *, now: datetime) -> seals.Seal | None:
    """Add the checkpoint of the city's day, at the real instant `now`; None if it exists or nothing has changed."""
    moment, zone = office.pace.case_time(now), find_edition(office.edition).tz
    async with transaction(office.pool) as connection:
        last = await seals.last_seal(connection)
        if last and last.at.astimezone(zone).date() >= moment.astimezone(zone).date():
            return None
        heads = await seals.take_heads(connection)
        return await seals.insert_seal(connection, last, heads, moment) if heads else None


async def verify_seals(office: Office) -> list[str]:
    """What is wrong with the checkpoints, in sentences; empty if nothing is."""
    faults, previous = [], GENESIS
    async with snapshot(office.pool) as connection:
        for expected, seal in enumerate(await seals.list_seals(connection), 1):
            heads = await seals.list_heads(connection, seal.id)
            if (seal.id, seal.previous, seal.digest) != (expected, previous, seals.digest_of(seal, heads)):
                faults.append(f"Checkpoint {seal.id} is not as it was written.")
            previous = seal.digest
        lost = await seals.list_lost_heads(connection)
        unsealed = await seals.list_unsealed(connection)
    return [
        *faults,
        *lost_facts(lost),
        *(f"{case}: it is marked as covered by a checkpoint, but no checkpoint covers it." for case in unsealed),
    ]


def lost_facts(lost: list[seals.Head]) -> list[str]:
    """A sentence for each checkpointed fact that is missing or changed."""
    return [
        f"{each.case_id}: fact {each.number} is covered by a checkpoint, but is no longer in the journal as it was."
        for each in lost
    ]
