"""The workflow of records checks by file: started each hour of case time, it puts questions out and reads answers."""

from temporalio import workflow
from temporalio.workflow import SandboxImportNotificationPolicy

from schemas import names

# Reloaded by the sandbox like this module; workers/sandbox.py refuses every other.
with workflow.unsafe.sandbox_import_notification_policy(SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT):
    from workflows.rounds import go_round

STEPS = (names.PUT_OUT_QUESTIONS, names.READ_ANSWERS)


@workflow.defn(name=names.RECORDS_ROUND)
class RecordsRoundRun:
    """One round: answers are read also if no question could be put out."""

    @workflow.run
    async def run(self) -> None:
        """Do each step once; the run fails in sight if one did."""
        await go_round(STEPS, names.RECORDS_QUEUE)
