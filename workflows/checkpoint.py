"""The workflow of the daily checkpoint: started each hour of case time, it adds that of a day that has none."""

from temporalio import workflow
from temporalio.workflow import SandboxImportNotificationPolicy

from schemas import names

# Reloaded by the sandbox like this module; workers/sandbox.py refuses every other.
with workflow.unsafe.sandbox_import_notification_policy(SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT):
    from workflows.rounds import go_round

STEPS = (names.WRITE_DAILY_CHECKPOINT,)


@workflow.defn(name=names.CHECKPOINT)
class CheckpointRun:
    """One round: the database knows whether the day has its checkpoint."""

    @workflow.run
    async def run(self) -> None:
        """Add it if it is missing; the run fails in sight if that cannot be done."""
        await go_round(STEPS)
