"""Two versions of the workflow: the older one does not know that a case can be closed at verification."""

from temporalio import workflow
from temporalio.workflow import SandboxImportNotificationPolicy

from schemas import names
from schemas.wire import CaseInput, Position
from schemas.words import Stage, Task

with workflow.unsafe.sandbox_import_notification_policy(SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT):
    from workflows import abandoned_vehicle


@workflow.defn(name=names.WORKFLOW)
class Older(abandoned_vehicle.AbandonedVehicle):
    """The workflow before the change."""

    @workflow.init
    def __init__(self, given: CaseInput) -> None:
        super().__init__(given)
        # In the sandbox this table belongs to this run alone.
        abandoned_vehicle.PROCESS[Stage.VERIFICATION].clear()

    @workflow.run
    async def run(self, given: CaseInput) -> Position:
        """Run the case."""
        return await super().run(given)


@workflow.defn(name=names.WORKFLOW)
class Newer(abandoned_vehicle.AbandonedVehicle):
    """The workflow after the row was added, with its patch."""

    @workflow.init
    def __init__(self, given: CaseInput) -> None:
        super().__init__(given)
        abandoned_vehicle.SINCE[Stage.VERIFICATION, Task.CLOSING] = "close at verification"

    @workflow.run
    async def run(self, given: CaseInput) -> Position:
        """Run the case."""
        return await super().run(given)
