"""The one list of rooms that pass through the workflow sandbox: the same runner in workers, replays and tests.

asyncpg loaded inside the sandbox crashes the process, so whatever is not on this list makes the worker refuse to start.
"""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

PASSED_THROUGH = ("schemas",)
"""Of our rooms only this one. The workflow's own two files are reloaded for every run, and watched."""

POLICY = (
    SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
    | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
)


def workflow_runner() -> SandboxedWorkflowRunner:
    """The sandbox in which workflow code runs."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return SandboxedWorkflowRunner(restrictions=restrictions.with_import_notification_policy(POLICY))
