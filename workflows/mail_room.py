"""The workflow of the mail: started each hour of case time, it hands letters over and collects events."""

from temporalio import workflow
from temporalio.workflow import SandboxImportNotificationPolicy

from schemas import names

# Reloaded by the sandbox like this module; workers/sandbox.py refuses every other.
with workflow.unsafe.sandbox_import_notification_policy(SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT):
    from workflows.rounds import go_round

STEPS = (names.HAND_OVER_LETTERS, names.COLLECT_MAIL_EVENTS)


@workflow.defn(name=names.MAIL_ROOM)
class MailRoomRun:
    """One round: a step that fails for good does not keep the other one from its work."""

    @workflow.run
    async def run(self) -> None:
        """Do each step once; the run fails in sight if one did."""
        await go_round(STEPS, names.MAIL_QUEUE)
