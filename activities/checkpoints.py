"""Daily checkpoints: one digest over everything, so that a truncated journal, a missing case and a rewritten row show.

If a checkpoint's digest is also stored elsewhere, it shows later whether someone has recomputed all of them.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from temporalio import activity

from activities.outside import beating
from activities.services import Services
from database import checkpoints
from database.connection import snapshot, transaction
from database.journal import GENESIS
from schemas import names
from schemas.wire import DailyInput

log = structlog.get_logger()


@dataclass(frozen=True)
class Checkpoints:
    """The activity of the daily checkpoint."""

    services: Services

    @activity.defn(name=names.WRITE_DAILY_CHECKPOINT)
    async def write_daily_checkpoint(self, given: DailyInput) -> None:
        """Add the checkpoint of the city's day, if it has none."""
        async with beating():
            checkpoint = await write_checkpoint(self.services, now=given.now)
        if checkpoint:
            counts = {"heads": checkpoint.heads, "versions": checkpoint.versions}
            log.info("checkpoint written", checkpoint=checkpoint.id, digest=checkpoint.digest.hex(), **counts)


async def write_checkpoint(services: Services, *, now: datetime) -> checkpoints.Checkpoint | None:
    """Add the checkpoint of the city's day, at the real instant `now`; None if it exists or nothing has changed."""
    moment, zone = services.pace.case_time(now), services.law(services.edition).tz
    async with transaction(services.pool) as connection:
        last = await checkpoints.last_checkpoint(connection)
        if last and last.at.astimezone(zone).date() >= moment.astimezone(zone).date():
            return None
        heads = await checkpoints.take_heads(connection)
        versions = await checkpoints.take_versions(connection, checkpoints.next_id(last))
        if not heads and not versions.total:
            return None
        return await checkpoints.insert_checkpoint(connection, last, heads, versions, moment)


async def verify_checkpoints(services: Services) -> list[str]:
    """What is wrong with the checkpoints, in sentences; empty if nothing is."""
    faults, previous = [], GENESIS
    async with snapshot(services.pool) as connection:
        for expected, checkpoint in enumerate(await checkpoints.list_checkpoints(connection), 1):
            heads = await checkpoints.list_heads(connection, checkpoint.id)
            versions = await checkpoints.find_versions(connection, checkpoint.id)
            if (checkpoint.id, checkpoint.previous, checkpoint.digest) != (
                expected,
                previous,
                checkpoints.digest_of(checkpoint, heads, versions),
            ):
                faults.append(f"Checkpoint {checkpoint.id} is not as it was written.")
            previous = checkpoint.digest
        lost = await checkpoints.list_lost_heads(connection)
        uncovered = await checkpoints.list_uncovered(connection)
        missing = await checkpoints.list_missing(connection)
    return [
        *faults,
        *(f"Checkpoint {each} is missing: versions of rows are marked as covered by it." for each in missing),
        *lost_facts(lost),
        *(f"{case}: it is marked as covered by a checkpoint, but no checkpoint covers it." for case in uncovered),
    ]


def lost_facts(lost: list[checkpoints.Head]) -> list[str]:
    """A sentence for each checkpointed fact that is missing or changed."""
    return [
        f"{each.case_id}: fact {each.number} is covered by a checkpoint, but is no longer in the journal as it was."
        for each in lost
    ]
