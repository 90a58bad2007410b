"""The modules that pass through the workflow sandbox; the same runner in workers, replays and tests.

asyncpg loaded inside the sandbox crashes the process, so an import that is not on the list stops the worker at start.
"""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

PASSED_THROUGH = ("schemas",)
"""The only package of ours on the list. The modules of the workflows are reloaded for every run, inside the sandbox."""

POLICY = (
    SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
    | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
)


def workflow_runner() -> SandboxedWorkflowRunner:
    """The sandboxed runner of workflow code."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return SandboxedWorkflowRunner(restrictions=restrictions.with_import_notification_policy(POLICY))
