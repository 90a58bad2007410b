"""A workflow that only waits until now."""

from temporalio import workflow
from temporalio.workflow import SandboxImportNotificationPolicy

from schemas.wire import CaseInput

with workflow.unsafe.sandbox_import_notification_policy(SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT):
    from workflows.case_run import CaseRun


@workflow.defn(name="due")
class Due:
    """Says whether there was news."""

    @workflow.run
    async def run(self, given: CaseInput) -> bool:
        """Wait for an instant that is exactly due."""
        return await CaseRun(given, {}).waits(workflow.now())
