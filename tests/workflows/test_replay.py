"""The replay gate: no change of the workflow breaks a case in flight, whatever is in its history."""

import json

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from activities.registry import all_activities
from activities.services import Services
from activities.wire import WIRE
from schemas import names
from tests.workflows.lives import LIVES
from tests.workflows.recording import read_histories
from workers.sandbox import workflow_runner
from workflows.abandoned_vehicle import AbandonedVehicle
from workflows.checkpoint import CheckpointRun
from workflows.mail_room import MailRoomRun
from workflows.records_round import RecordsRoundRun

KINDS = {
    EventType.EVENT_TYPE_TIMER_FIRED,
    EventType.EVENT_TYPE_TIMER_CANCELED,
    EventType.EVENT_TYPE_MARKER_RECORDED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
    EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
}
SIGNALS = {names.FACT_RECORDED, names.REQUEST}


async def replay(history: WorkflowHistory) -> None:
    """Replay a history with the current code, in the workers' sandbox."""
    replayer = Replayer(
        workflows=[AbandonedVehicle, CheckpointRun, MailRoomRun, RecordsRoundRun],
        workflow_runner=workflow_runner(),
        data_converter=WIRE,
    )
    await replayer.replay_workflow(history)


def parts_of(event: HistoryEvent) -> set[str]:
    """The parts of the workflow that an event uses, in words."""
    scheduled = event.activity_task_scheduled_event_attributes.activity_type.name
    signaled = event.workflow_execution_signaled_event_attributes.signal_name
    marked = event.marker_recorded_event_attributes.details
    here = [json.loads(each.data)["activity_type"] for each in marked["data"].payloads] if "data" in marked else []
    activities = {f"activity {each}" for each in (scheduled, *here)}
    return {f"event {EventType.Name(event.event_type)}", *activities, f"signal {signaled}"}


def unrecorded(histories: dict[str, WorkflowHistory], activities: set[str]) -> set[str]:
    """The activities, signals and kinds of event that no recorded history contains."""
    needed = {f"event {EventType.Name(each)}" for each in KINDS}
    needed |= {f"signal {each}" for each in SIGNALS} | {f"activity {each}" for each in activities}
    return needed.difference(*(parts_of(event) for each in histories.values() for event in each.events))


def activities_of(services: Services) -> set[str]:
    """The names of all activities that a worker registers."""
    return {each.__name__ for each in all_activities(services)}


@pytest.mark.parametrize("name", sorted(LIVES))
async def test_a_recorded_history_replays(name: str) -> None:
    await replay(read_histories()[name])


def test_every_life_is_recorded_and_nothing_else() -> None:
    assert set(read_histories()) == set(LIVES)


def test_every_activity_signal_and_kind_of_event_is_in_a_recorded_history(services: Services) -> None:
    assert unrecorded(read_histories(), activities_of(services)) == set()


def test_an_activity_or_a_kind_of_event_that_no_history_has_is_named(services: Services) -> None:
    histories = {name: each for name, each in read_histories().items() if name == "closed_at_verification"}

    missing = unrecorded(histories, activities_of(services) | {"fly_away"})

    assert {"activity fly_away", "event EVENT_TYPE_TIMER_FIRED", "signal request"} <= missing
    assert "activity close_case" not in missing
