"""Restarting a broken run: a new one starts at the journal's position and replaces the old one."""

from datetime import datetime

from activities.services import NoSuchCaseError, Services
from database import cases
from database.connection import transaction
from database.outbox import put_in_outbox
from database.owner_notice import log_access
from schemas.messages import Actor
from schemas.rulings import Refusal
from schemas.words import Role, Stage


async def restart_case(services: Services, case: str, actor: Actor, *, now: datetime) -> Refusal | None:
    """Restart the case's workflow, at the real instant `now`; None if it is accepted. Raises NoSuchCaseError."""
    if actor.role != Role.ADMIN:
        return Refusal(code="not_your_part", reason="Only an admin may do this.")
    async with transaction(services.pool) as connection:
        row = await cases.lock_case(connection, case)
        if row is None:
            raise NoSuchCaseError(case)
        if row.stage == Stage.CLOSED:
            return Refusal(code="not_now", reason="The case is closed and needs no workflow.")
        await cases.start_run(connection, case)
        await log_access(connection, actor.account, case, "restart", "replace", services.pace.case_time(now))
        await put_in_outbox(connection, case, "replace", row.number)
    return None
