"""One run of a case: its known position, how it waits, how it runs activities, and when it continues as new.

Knows no stage and no law. Reloaded by the sandbox for every run, like the workflow itself.
"""

import asyncio
import builtins
from collections.abc import Collection, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import Priority, RawValue, RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ActivityError, FailureError, TimeoutError, is_cancelled_exception
from temporalio.workflow import ActivityConfig, LocalActivityConfig

from schemas import names
from schemas.wire import ActivityInput, CaseInput, Position, TowReport
from schemas.words import FailureCause, Stage, Task

STAGE = SearchAttributeKey.for_keyword(names.CASE_STAGE)
LATER = timedelta(milliseconds=20)
"""Timers fire slightly late, because the conversion to case time rounds."""
PAUSES = tuple(timedelta(minutes=each) for each in (1, 2, 4, 8, 16, 32, 60))
"""How long to wait before a refused activity is tried again; after the last pause it becomes a person's task."""

Message = TypeVar("Message")
Attempt = asyncio.Task[FailureCause | None]


class CaseRun:
    """The known position of one case, and how its run waits and acts."""

    def __init__(self, given: CaseInput, options: Mapping[str, ActivityConfig], at_hand: Collection[str]) -> None:
        self.position = given.position
        self._given = given
        self._options = options
        self._at_hand = at_hand
        self._is_unread = False
        self._refusals = 0
        self._running: set[Attempt] = set()
        self._tows: dict[int, Attempt] = {}

    @property
    def case(self) -> str:
        """The case number."""
        return self._given.case

    def on_position(self, position: Position) -> None:
        """Adopt a newer position; ignore stale and duplicate ones.

        One with fewer facts and a later time contradicts the known one: the database was restored from a backup, or
        somebody invented a position. Only the journal knows.
        """
        known = self.position
        if position.number < known.number and position.at > known.at:
            self.on_unreadable()
        elif (position.number, position.at) >= (known.number, known.at):
            self._adopt(position)

    def _adopt(self, position: Position) -> None:
        if position == self.position:
            return
        self.position, self._refusals = position, 0
        # A closed case is found by its workflow status: this attribute is for cases that stay open, and writing it is
        # no small part of what a short case costs (docs/benchmarks.md).
        listed = workflow.info().typed_search_attributes.get(STAGE)
        if position.stage not in (listed, Stage.CLOSED) and position.own_act != Task.CLOSING:
            workflow.upsert_search_attributes([STAGE.value_set(position.stage)])

    def on_unreadable(self) -> None:
        """A message was unreadable, or an answer was lost: the run must read its position from the journal."""
        self._is_unread = True

    async def reads_journal(self) -> bool:
        """Read the position from the journal if `on_unreadable` was called; False if it was not."""
        if not self._is_unread:
            return False
        self._is_unread = False
        if await self._tries(names.READ_POSITION):
            self._refusals += 1
            await self._pauses()
        return True

    async def waits(self, until: datetime | None = None) -> bool:
        """Wait for a new position, at most until a real instant. Returns False on time-out."""
        known, left = self.position, until - workflow.now() if until else None
        if left is not None and left <= timedelta():
            return False
        words = f"Waits for: {known.task.replace('_', ' ')}"
        workflow.set_current_details(words)
        try:
            await workflow.wait_condition(
                lambda: self._has_news(known), timeout=left, timeout_summary=words if until else None
            )
        except builtins.TimeoutError:
            # A position that arrived at the same moment counts: it may change what is due.
            return self._has_news(known)
        return True

    async def waits_for_others(self) -> None:
        """Wait for a person. If the passage of time alone changes the tasks, read the position again at that time."""
        until = self.position.wake_at
        if not await self.waits(until + LATER if until else None):
            self.on_unreadable()

    async def does(self, activity: str) -> None:
        """Run an activity when the position's time has come, unless a new position arrives before."""
        known = self.position
        if known.wake_at and await self.waits(known.wake_at + LATER):
            return
        await self._settles(known, await self._tries(activity))

    async def awaits_tow(self) -> None:
        """Wait for the truck: `tow_vehicle` is completed from outside when its order ends.

        A new position does not cancel that activity: the contractor's report would be lost with it.
        """
        known, order = self.position, self.position.order or 0
        if order not in self._tows or self._tows[order].done():
            self._tows[order] = self._starts(self._awaits_truck(order))
        tow = self._tows[order]
        workflow.set_current_details(f"Waits for the truck of order {order}")
        await workflow.wait_condition(lambda: tow.done() or self._has_news(known))
        if self._has_news(known):
            return
        cause = tow.result()
        if cause is FailureCause.TIMED_OUT:
            cause = await self._tries(names.REPORT_NO_SHOW)
        await self._settles(known, cause)

    def continues_as_new_if_long(self) -> None:
        """Continue as new with a short history, at a moment when nothing is running.

        An open activity would stay with the old run, and the report of a tow would find no activity to complete.
        """
        info = workflow.info()
        is_long = info.get_current_history_length() >= self._given.longest_history
        is_idle = not self._running and not self._is_unread and workflow.all_handlers_finished()
        if is_idle and (is_long or info.is_continue_as_new_suggested()):
            workflow.continue_as_new(self._given.model_copy(update={"position": self.position}))

    async def _tries(self, activity: str, **more: Any) -> FailureCause | None:
        """Run an activity until it answers or a new position arrives; returns the cause if it failed.

        A new position cancels the activity. If the activity answers all the same, its answer counts as well.
        """
        known = self.position
        attempt = self._starts(self._runs(activity, more))
        await workflow.wait_condition(lambda: attempt.done() or self._has_news(known))
        if attempt.done():
            return attempt.result()
        attempt.cancel()
        return None

    async def _runs(self, activity: str, more: Mapping[str, Any]) -> FailureCause | None:
        known = self.position
        given = self._input(order=known.order, known_number=known.number, **more)
        try:
            answer = await self._here(activity, given) or await self._by_queue(activity, given, known.band)
        except ActivityError as fault:
            if self.position is not known:
                # No one waits for it any more. It may have done its work before it failed: only the journal knows.
                self.on_unreadable()
            return _cause_of(fault)
        if activity == names.READ_POSITION and self.position is known:
            # What the journal says counts, even if it has fewer facts than the run was told of.
            self._adopt(answer)
        else:
            self.on_position(answer)
        return None

    async def _here(self, activity: str, given: ActivityInput) -> Position | None:
        """Try an activity once where the workflow task is; None if that is not its place, or if it failed there."""
        if activity not in self._at_hand:
            return None
        options = LocalActivityConfig(
            start_to_close_timeout=self._options[activity]["start_to_close_timeout"],
            cancellation_type=self._options[activity]["cancellation_type"],
            retry_policy=RetryPolicy(maximum_attempts=1),
            summary=activity.replace("_", " "),
        )
        try:
            answer: Position = await workflow.execute_local_activity(activity, given, result_type=Position, **options)
        except FailureError as fault:  # A local activity raises what it failed with, bare.
            if is_cancelled_exception(fault):
                raise
            return None
        return answer

    async def _by_queue(self, activity: str, given: ActivityInput, band: int) -> Position:
        options = self._options[activity] | ActivityConfig(summary=activity.replace("_", " "))
        if service := options.get("task_queue"):
            options["task_queue"] = names.service_queue(workflow.info().task_queue, service)
            options["priority"] = Priority(priority_key=band)
        answer: Position = await workflow.execute_activity(activity, given, result_type=Position, **options)
        return answer

    async def _awaits_truck(self, order: int) -> FailureCause | None:
        options = self._options[names.TOW_VEHICLE] | ActivityConfig(
            activity_id=names.tow_id(order),
            schedule_to_close_timeout=timedelta(seconds=self._given.arrival_seconds),
            summary=f"the truck of order {order}",
        )
        given = self._input(order=order)
        try:
            sent = await workflow.execute_activity(names.TOW_VEHICLE, given, result_type=RawValue, **options)
        except ActivityError as fault:
            return _cause_of(fault)
        report = read(TowReport, [sent])
        if report and report.position:
            self.on_position(report.position)
        else:
            self.on_unreadable()
        return None

    async def _settles(self, known: Position, cause: FailureCause | None) -> None:
        """After an attempt without a new position: it failed, or the record refused what it had named as due."""
        if self._has_news(known):
            return
        self._refusals += 1
        if cause or self._refusals > len(PAUSES):
            act = Task(known.own_act) if known.own_act else None
            await self._tries(names.REPORT_FAILED_STEP, act=act, cause=cause or FailureCause.REFUSED)
        if not self._has_news(known):
            await self._pauses()

    async def _pauses(self) -> None:
        await self.waits(workflow.now() + PAUSES[min(self._refusals, len(PAUSES)) - 1])

    def _has_news(self, known: Position) -> bool:
        return self.position is not known or self._is_unread

    def _starts(self, attempt: Coroutine[Any, Any, FailureCause | None]) -> Attempt:
        task = asyncio.create_task(attempt)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def _input(self, **more: Any) -> ActivityInput:
        return ActivityInput(case=self.case, now=workflow.now(), **more)


def read(kind: type[Message], sent: Sequence[RawValue]) -> Message | None:
    """The one message of a signal; None if it is not exactly one, or does not fit this model."""
    try:
        (only,) = sent
        message: Message = workflow.payload_converter().from_payload(only.payload, kind)
    except Exception as fault:  # Anyone may send anything, and no message may end or block a case.
        workflow.logger.warning("A message cannot be read as %s: %s", kind.__name__, type(fault).__name__)
        return None
    return message


def _cause_of(fault: ActivityError) -> FailureCause:
    return FailureCause.TIMED_OUT if isinstance(fault.cause, TimeoutError) else FailureCause.FAULT
