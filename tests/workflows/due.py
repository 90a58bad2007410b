"""A workflow that waits only until now."""

from temporalio import workflow
from temporalio.workflow import SandboxImportNotificationPolicy

from schemas.wire import CaseInput

with workflow.unsafe.sandbox_import_notification_policy(SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT):
    from workflows.case_run import CaseRun


@workflow.defn(name="due")
class DueAct:
    """Returns whether there was a new position."""

    @workflow.run
    async def run(self, given: CaseInput) -> bool:
        """Wait for an instant that is due exactly now."""
        return await CaseRun(given, {}, ()).waits(workflow.now())
