"""One run of a case: what it knows of the journal, how it waits, how it runs activities, and when it continues as new.

Knows no stage and no law. Reloaded by the sandbox for every run, like the workflow itself.
"""

import asyncio
import builtins
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import RawValue, SearchAttributeKey
from temporalio.exceptions import ActivityError, TimeoutError
from temporalio.workflow import ActivityConfig

from schemas import names
from schemas.wire import ActivityInput, CaseInput, FailureCause, Position, TowReport
from schemas.words import Stage, Task

STAGE = SearchAttributeKey.for_keyword(names.CASE_STAGE)
LATER = timedelta(milliseconds=20)
"""The system asks a moment after the instant: the record computes in case time, and rounds."""
PAUSES = tuple(timedelta(minutes=each) for each in (1, 2, 4, 8, 16, 32, 60))
"""How long a refused activity waits before it is tried again; after the last pause it is a person's task."""

Message = TypeVar("Message")
Attempt = asyncio.Task[FailureCause | None]


class CaseRun:
    """The position of one case, and how a run waits and acts."""

    def __init__(self, given: CaseInput, options: Mapping[str, ActivityConfig]) -> None:
        self.position = given.position
        self._given = given
        self._options = options
        self._is_unread = False
        self._refusals = 0
        self._running: set[Attempt] = set()
        self._tows: dict[int, Attempt] = {}

    @property
    def case(self) -> str:
        """The number of the case."""
        return self._given.case

    def on_position(self, position: Position) -> None:
        """Take in where the journal stands. A position that is older than the known one changes nothing."""
        known = self.position
        if (position.number, position.at) < (known.number, known.at) or position == known:
            return
        self.position, self._refusals = position, 0
        # A closed case is told apart by its status; this attribute is for the open ones.
        if position.stage not in (known.stage, Stage.CLOSED):
            workflow.upsert_search_attributes([STAGE.value_set(position.stage)])

    def on_unreadable(self) -> None:
        """Something was announced that this run cannot read, or an answer is lost: the journal is to be asked."""
        self._is_unread = True

    async def reads_journal(self) -> bool:
        """Ask the journal for its position if something was unreadable. False if nothing was."""
        if not self._is_unread:
            return False
        self._is_unread = False
        if await self._tries(names.READ_POSITION):
            self._refusals += 1
            await self._pauses()
        return True

    async def waits(self, until: datetime | None = None) -> bool:
        """Wait for news, at most until a real instant; False if that came first."""
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
            # News of the same moment counts: it may have changed what is to be done.
            return self._has_news(known)
        return True

    async def waits_for_others(self) -> None:
        """Wait for a person. Where the tasks become others by time alone, have the journal list them again then."""
        until = self.position.wake_at
        if not await self.waits(until + LATER if until else None):
            self.on_unreadable()

    async def does(self, activity: str) -> None:
        """Run an activity once the position's time has come. Its answer is the next position; news ends the wait."""
        known = self.position
        if known.wake_at and await self.waits(known.wake_at + LATER):
            return
        await self._settles(known, await self._tries(activity))

    async def awaits_tow(self) -> None:
        """Wait for the truck: `tow_vehicle` is completed from outside when its order ends.

        News does not cancel that activity: the contractor's report would be lost with it.
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
        """Begin a run with a short history, at a moment in which nothing is under way.

        An open activity would stay behind, and the report of a tow would then find nobody.
        """
        info = workflow.info()
        is_long = info.get_current_history_length() >= self._given.longest_history
        is_idle = not self._running and not self._is_unread and workflow.all_handlers_finished()
        if is_idle and (is_long or info.is_continue_as_new_suggested()):
            workflow.continue_as_new(self._given.model_copy(update={"position": self.position}))

    async def _tries(self, activity: str, **more: Any) -> FailureCause | None:
        """Run an activity until it answers or news comes; the cause if it failed.

        An activity that news has overtaken is canceled. If it answers all the same, that is news too.
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
        options = self._options[activity] | ActivityConfig(summary=activity.replace("_", " "))
        try:
            answer = await workflow.execute_activity(activity, given, result_type=Position, **options)
        except ActivityError as fault:
            if self.position is not known:
                # Nobody waits for it any more. It may have done its work before it failed: only the journal knows.
                self.on_unreadable()
            return _cause_of(fault)
        self.on_position(answer)
        return None

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
        """After an attempt that brought nothing new: it failed, or the record refused what it had named as due."""
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
    """The one message that was sent; None if that is not one, or not of this kind."""
    try:
        (only,) = sent
        message: Message = workflow.payload_converter().from_payload(only.payload, kind)
    except Exception as fault:  # Anybody may send anything, and no message may end or block a case.
        workflow.logger.warning("A message cannot be read as %s: %s", kind.__name__, type(fault).__name__)
        return None
    return message


def _cause_of(fault: ActivityError) -> FailureCause:
    return FailureCause.TIMED_OUT if isinstance(fault.cause, TimeoutError) else FailureCause.FAULT
