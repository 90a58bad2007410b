"""A car as the tests speak of it: `await car.told(...)`, `await car.asks(...)`, and the engine listening."""

from dataclasses import dataclass

from temporalio.client import WorkflowHandle

from activities.casework import submit
from activities.knocking import Engine, tell
from activities.office import Office
from activities.reporting import report_vehicle
from database import cases
from schemas import names
from schemas.answers import Answer
from schemas.engine import Position
from schemas.messages import Actor, Request
from schemas.reporting import ReportVehicle
from tests.conftest import Clock

ROLES = {
    "officer-1": "officer",
    "dispatcher-1": "dispatcher",
    "supervisor-1": "supervisor",
    "admin-1": "admin",
}


@dataclass
class Car:
    """One case in the hands of a test."""

    office: Office
    engine: Engine
    clock: Clock
    case: str

    async def ask(self, who: str, request: Request, *, key: str | None = None) -> Answer:
        """Somebody asks; the engine is told."""
        answer = await submit(self.office, self.case, request, actor(who), now=self.clock(), key=key)
        await tell(self.office, self.engine, case=self.case)
        return answer

    @property
    def workflow(self) -> WorkflowHandle[object, object]:
        """The car's workflow."""
        return self.engine.client.get_workflow_handle(names.workflow_id(self.case))

    async def ends(self) -> Position:
        """Where the workflow says the case stood when it ended."""
        handle = self.engine.client.get_workflow_handle(names.workflow_id(self.case), result_type=Position)
        position: Position = await handle.result()
        return position

    async def row(self) -> cases.CaseRow:
        """The case as lists show it."""
        async with self.office.pool.acquire() as connection:
            row = await cases.find_case(connection, self.case)
        assert row is not None
        return row

    async def kinds_of_events(self) -> list[str]:
        """The events of the workflow's history, by their names."""
        history = await self.workflow.fetch_history()
        return [str(event.WhichOneof("attributes")).removesuffix("_event_attributes") for event in history.events]


def actor(who: str) -> Actor:
    """A person of the test city."""
    return Actor(account=who, role=ROLES[who])


async def reported(office: Office, engine: Engine, clock: Clock, **changes: object) -> Car:
    """A car that has just been reported, with its engine started."""
    told = {"address": "100 First Street", "district": "d25", "plate": "ABC 1234", "plate_state": "PA"} | changes
    report = ReportVehicle.model_validate(told)
    answer = await report_vehicle(office, report, actor("dispatcher-1"), now=clock())
    await tell(office, engine, case=answer.case)
    return Car(office, engine, clock, answer.case)
