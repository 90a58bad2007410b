"""Restarting a broken run: a new one starts at the journal's position and replaces the old one."""

from datetime import datetime

from activities.services import NoSuchCaseError, Services
from database import cases
from database.connection import transaction
from database.folding import mark_stale
from database.outbox import put_in_outbox
from database.owner_notice import log_access
from database.recovery import BEGINNING, queue_replacements
from schemas.messages import Actor
from schemas.rulings import Refusal
from schemas.words import Role, Stage

NOT_ADMIN = Refusal(code="not_your_part", reason="Only an admin may do this.")
BATCH = 1000
"""How many cases are locked at a time."""


async def restart_all(services: Services, actor: Actor, *, now: datetime) -> Refusal | int:
    """Queue a new run of every open case, the nearest ceilings first, at the real instant `now`; returns how many.

    For use after Temporal's store was lost or restored. Safe to repeat: a run that is replaced again loses nothing.
    """
    if actor.role != Role.ADMIN:
        return NOT_ADMIN
    count, beyond = 0, BEGINNING
    while True:
        async with transaction(services.pool) as connection:
            at = services.pace.case_time(now)
            done = await queue_replacements(connection, actor.account, beyond, BATCH, at)
        if not done:
            return count
        count, beyond = count + len(done), done[-1]


async def restart_case(services: Services, case: str, actor: Actor, *, now: datetime) -> Refusal | None:
    """Restart the case's workflow, at the real instant `now`; None if it is accepted. Raises NoSuchCaseError."""
    if actor.role != Role.ADMIN:
        return NOT_ADMIN
    async with transaction(services.pool) as connection:
        row = await cases.lock_as_kept(connection, case)
        if row is None:
            raise NoSuchCaseError(case)
        if row.stage == Stage.CLOSED:
            return Refusal(code="not_now", reason="The case is closed and needs no workflow.")
        await cases.start_run(connection, case)
        if not row.is_readable:
            await mark_stale(connection, case)
        await log_access(connection, actor.account, case, "restart", "replace", services.pace.case_time(now))
        await put_in_outbox(connection, case, "replace", row.number)
    return None
