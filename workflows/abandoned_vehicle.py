"""The workflow of one abandoned vehicle: what the system does in each stage, and the signals and updates it accepts.

It decides nothing: a position says what is due, and the record evaluates every guard again under the lock of the case.
Replayed: from 1.0.0 on it changes only as docs/decisions/0019 says.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.workflow import ActivityCancellationType, ActivityConfig, SandboxImportNotificationPolicy

from schemas import names
from schemas.requests import unfit_to_travel
from schemas.wire import CaseInput, Position, RequestInput, WireAnswer, WireRequest
from schemas.words import Stage, Task

# The only module the sandbox reloads in addition to this one; workers/sandbox.py refuses every other.
with workflow.unsafe.sandbox_import_notification_policy(SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT):
    from workflows.case_run import CaseRun, read

Handler = Callable[[CaseRun], Awaitable[None]]


async def check_records(case: CaseRun) -> None:
    """Ask the records service whether the car is stolen and registered, where the city lets it."""
    await case.does(names.CHECK_RECORDS)


async def find_owner(case: CaseRun) -> None:
    """Ask the records service who owns the car and who holds a lien on it, where the city lets it."""
    await case.does(names.FIND_OWNER)


async def check_military_service(case: CaseRun) -> None:
    """Ask the records service whether an owner is on active duty, where the city lets it."""
    await case.does(names.CHECK_MILITARY_SERVICE)


async def write_letters(case: CaseRun) -> None:
    """Write every letter that is owed, at once or when its time has come."""
    await case.does(names.WRITE_LETTERS)


async def open_tow_gate(case: CaseRun) -> None:
    """Sleep until the owner's time is over, then ask; the guard decides."""
    await case.does(names.OPEN_TOW_GATE)


async def offer_tow(case: CaseRun) -> None:
    """Offer the order to the next contractor in rotation."""
    await case.does(names.OFFER_TOW)


async def await_answer(case: CaseRun) -> None:
    """Wait until the contractor's time to answer is over; no answer counts as declined."""
    await case.does(names.LAPSE_OFFER)


async def await_tow(case: CaseRun) -> None:
    """Wait for the truck; the contractor reports its arrival."""
    await case.awaits_tow()


async def open_disposal_gate(case: CaseRun) -> None:
    """Sleep until the time to reclaim the vehicle is over, then ask; the guard decides."""
    await case.does(names.OPEN_DISPOSAL_GATE)


async def close(case: CaseRun) -> None:
    """Close the case with the outcome that its facts support."""
    await case.does(names.CLOSE_CASE)


PROCESS: dict[Stage, dict[Task, Handler]] = {
    # 75 Pa.C.S. 7304.1: every reported vehicle is investigated. The records are checked, by the city's records service
    # or by a dispatcher; if the vehicle turns out to be no matter for the city, the case is closed.
    Stage.REPORTED: {Task.RECORDS_CHECK: check_records, Task.CLOSING: close},
    # 75 Pa.C.S. 102: a vehicle is presumed abandoned after a period, proved by a second inspection. An officer
    # inspects; if the vehicle is gone or not abandoned, the case is closed.
    Stage.VERIFICATION: {Task.CLOSING: close},
    # 75 Pa.C.S. 3352(d), Phila. Code 12-1120: owner and lienholders are notified and have their time before any tow.
    Stage.NOTICE: {
        Task.PARTIES: find_owner,
        Task.LETTERS: write_letters,
        Task.NOTICE_PERIOD: open_tow_gate,
        Task.CLOSING: close,
    },
    # 75 Pa.C.S. 7303.1: an authorized salvor tows the vehicle. The contractors are asked in rotation.
    Stage.TOW: {
        Task.RECORDS_CHECK: check_records,
        Task.OFFER: offer_tow,
        Task.ANSWER: await_answer,
        Task.TOW: await_tow,
        Task.CLOSING: close,
    },
    # 75 Pa.C.S. 7305: owner and lienholders are notified where the vehicle is and have their time to reclaim it.
    Stage.IMPOUND: {
        Task.RECORDS_CHECK: check_records,
        Task.PARTIES: find_owner,
        Task.LETTERS: write_letters,
        Task.LATER_LETTERS: write_letters,
        Task.RECLAIM_PERIOD: open_disposal_gate,
        Task.CLOSING: close,
    },
    # 75 Pa.C.S. 7307-7309: an unclaimed vehicle is sold or destroyed, with proof; the proof closes the case.
    # 50 U.S.C. 3958: and not while its owner is on active duty.
    Stage.DISPOSAL: {
        Task.RECORDS_CHECK: check_records,
        Task.PARTIES: find_owner,
        Task.SERVICE_CHECK: check_military_service,
        Task.CLOSING: close,
    },
    Stage.CLOSED: {},
}
"""What the system itself does in each stage. For every other task of a stage it waits for a person."""

SINCE: dict[tuple[str, str | None], str] = {}
"""The patch ids of rows added to the process after 1.0.0, by stage and task; None stands for a new stage.

A version without the row asked the journal when such a position arrived, and its histories contain that.
"""

RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(minutes=1),
    maximum_attempts=20,
    non_retryable_error_types=[names.NO_SUCH_CASE],
)
FOREVER = RetryPolicy(maximum_interval=timedelta(minutes=10), non_retryable_error_types=[names.NO_SUCH_CASE])
# Wait for the answer of a canceled activity: if its work is done, its fact is recorded and no signal reports it.
AWAIT_RESULT = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED


def _transaction(seconds: int, retries: RetryPolicy = RETRIES) -> ActivityConfig:
    """Options of an activity that is one transaction, or a few: too short for a heartbeat."""
    return ActivityConfig(
        start_to_close_timeout=timedelta(seconds=seconds), retry_policy=retries, cancellation_type=AWAIT_RESULT
    )


def _question(seconds: int) -> ActivityConfig:
    """Options of an activity that asks a records service: tried for an hour, then it is a person's task. Its heartbeat
    tells that its worker lives.
    """
    return _transaction(seconds) | ActivityConfig(
        schedule_to_close_timeout=timedelta(hours=1),
        heartbeat_timeout=timedelta(seconds=6),
        task_queue=names.RECORDS_QUEUE,
    )


OPTIONS: dict[str, ActivityConfig] = {
    names.READ_POSITION: _transaction(5, FOREVER),
    names.SUBMIT_REQUEST: _transaction(5),
    # Two questions, each in its full time.
    names.CHECK_RECORDS: _question(45),
    names.FIND_OWNER: _question(45),
    # One question about each owner, of whom there are six at most.
    names.CHECK_MILITARY_SERVICE: _question(130),
    # Up to a dozen letters are printed, each in a transaction of its own.
    names.WRITE_LETTERS: _transaction(60),
    names.OPEN_TOW_GATE: _transaction(5),
    names.OPEN_DISPOSAL_GATE: _transaction(5),
    names.OFFER_TOW: _transaction(5),
    names.LAPSE_OFFER: _transaction(5),
    # Completed from outside. The time the contractor has comes from the workflow input.
    names.TOW_VEHICLE: ActivityConfig(retry_policy=RetryPolicy(non_retryable_error_types=[names.NO_SUCH_CASE])),
    names.REPORT_NO_SHOW: _transaction(5),
    names.CLOSE_CASE: _transaction(5),
    names.REPORT_FAILED_STEP: _transaction(5, FOREVER),
}
"""Time-outs and retries of every activity."""

AT_HAND = frozenset({names.CLOSE_CASE})
"""Tried once by the worker that has the workflow task, then by the queue: docs/decisions/0040."""


class UnknownPositionError(Exception):
    """The journal is at a position that this version of Towpath does not know; a newer worker does."""


def handler_of(position: Position) -> Handler | None:
    """What the system does at this position; None if a person is next. Raises UnknownPositionError."""
    try:
        handlers = PROCESS[Stage(position.stage)]
        return handlers[Task(position.own_act)] if position.own_act else None
    except (KeyError, ValueError) as fault:
        raise UnknownPositionError(f"{position.stage}/{position.own_act} in fact {position.number}") from fault


def is_known(position: Position) -> bool:
    """Whether this version knows what to do at a position; on replay, the version that wrote the history."""
    try:
        handler_of(position)
    except UnknownPositionError:
        return False
    patch = SINCE.get((position.stage, position.own_act))
    return patch is None or workflow.patched(patch)


@workflow.defn(name=names.WORKFLOW)
class AbandonedVehicle:
    """One case, from its report until it is closed."""

    @workflow.init
    def __init__(self, given: CaseInput) -> None:
        # Signals can be handled before the first line of `run`, so all state is made here.
        self.case = CaseRun(given, OPTIONS, AT_HAND)

    @workflow.run
    async def run(self, _: CaseInput) -> Position:
        """Run the case from the journal's position until it is closed."""
        while True:
            try:
                return await self._until_closed()
            except asyncio.CancelledError:
                # `temporal workflow cancel`: only the journal ends a case. Temporal delivers a cancellation once.
                workflow.logger.warning("A cancellation is no end of a case.")

    async def _until_closed(self) -> Position:
        case = self.case
        while case.position.stage != Stage.CLOSED:
            if not await case.reads_journal():
                case.continues_as_new_if_long()
                # An unknown position visibly fails the workflow task until a worker that knows it takes over.
                handler = handler_of(case.position)
                await (handler(case) if handler else case.waits_for_others())
        await workflow.wait_condition(workflow.all_handlers_finished)
        return case.position

    @workflow.signal(dynamic=True)
    async def on_signal(self, name: str, sent: Sequence[RawValue]) -> None:
        """Handle every signal, in its raw form.

        Not a typed handler for each signal: Temporal silently drops a message that does not fit the type, and a wrong
        number of arguments fails the workflow task again and again.
        """
        if name == names.FACT_RECORDED:
            self._on_position(read(Position, sent))
        elif name == names.REQUEST:
            await self._on_request(read(WireRequest, sent))
        else:
            workflow.logger.warning("There is no signal %s.", name)

    def _on_position(self, position: Position | None) -> None:
        if position and is_known(position):
            self.case.on_position(position)
        else:
            self.case.on_unreadable()

    async def _on_request(self, request: WireRequest | None) -> None:
        try:
            if request:
                await self._submit(request)
        except ActivityError as fault:
            # Raised from a signal handler, it would fail the workflow, and with it end the case.
            workflow.logger.warning("A request by signal failed: %s", type(fault.cause).__name__)

    @workflow.update(name=names.REQUEST)
    async def on_request(self, request: WireRequest) -> WireAnswer:
        """A request by Temporal update: the record decides, and the caller gets its answer or the failure."""
        return await self._submit(request)

    @on_request.validator
    def keeps_no_words(self, request: WireRequest) -> None:
        """Reject free text before it reaches history: a rejected update is not recorded. Does not run on replay."""
        if unfit := unfit_to_travel(request.kind, request.fields):
            raise ApplicationError(unfit)

    @workflow.query(name=names.POSITION)
    def position(self) -> Position:
        """The journal's position as this run knows it."""
        return self.case.position

    async def _submit(self, request: WireRequest) -> WireAnswer:
        given = RequestInput(case=self.case.case, now=workflow.now(), request=request.model_dump())
        summary = f"{request.kind} by {request.by}".replace("_", " ")
        options = OPTIONS[names.SUBMIT_REQUEST] | ActivityConfig(summary=summary)
        answer: WireAnswer = await workflow.execute_activity(
            names.SUBMIT_REQUEST, given, result_type=WireAnswer, **options
        )
        if answer.position:
            self.case.on_position(answer.position)
        return answer
