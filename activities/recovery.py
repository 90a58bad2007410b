"""Recovery: an open case whose workflow is gone gets a new one, with a growing pause, and each is logged."""

import structlog

from activities.services import Services
from database.connection import transaction
from database.outbox import put_in_outbox
from database.recovery import count_recovery

log = structlog.get_logger()


async def start_missing_run(services: Services, case: str, *, kind: str = "restart") -> bool:
    """Queue a new run of this open case, unless one is queued already or the last one was too recent.

    `replace` ends a run that is still there; `restart` does not.
    """
    async with transaction(services.pool) as connection:
        number = await count_recovery(connection, case)
        if number is not None:
            await put_in_outbox(connection, case, kind, number)
    log.warning("workflow missing", case=case, restarted=number is not None)
    return number is not None
