"""Faults between record and workflow: notifications and activities that are late, repeated, out of order or unanswered.

Planted like network faults, around the client's calls and around the activities; the code called does not notice.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from temporalio import activity, client, worker
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from schemas.wire import ActivityInput

SOON = timedelta(milliseconds=5)


class Trouble(StrEnum):
    """What happens to the next notification, or to the next activity."""

    NONE = "nothing happens to it"
    LATE = "Temporal cannot be reached and is notified later"
    LOST = "the notification is lost without an error"
    TWICE = "the notification is sent twice"
    UNANSWERED = "the notification arrives, and its answer is lost"
    STALE = "an old notification is sent again after it"
    REPEATED = "the activity runs, its answer is lost, and it runs again"
    FAILS = "the activity fails before it runs, and is retried"
    BREAKS = "the activity fails and is not retried"
    ZOMBIE = "an earlier activity runs again with its old input"


class Hostile(client.Interceptor, worker.Interceptor):
    """Causes one fault at a time, for one case."""

    def __init__(self) -> None:
        self.trouble = Trouble.NONE
        self.done: list[tuple[str, ActivityInput]] = []
        """The activities that were run, by name, in order."""
        self.awaited: set[tuple[str, int | None]] = set()
        """The tows that are completed from outside: cases and orders."""

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:
        """Intercept everything the record sends to Temporal."""
        return _Told(next, self)

    def intercept_activity(self, next: worker.ActivityInboundInterceptor) -> worker.ActivityInboundInterceptor:
        """Intercept every activity."""
        return _Done(next, self)

    def takes(self, *kinds: Trouble) -> Trouble:
        """The planted fault if it is one of these kinds; it happens once."""
        due = self.trouble
        if due not in kinds:
            return Trouble.NONE
        self.trouble = Trouble.NONE
        return due

    async def passes(self, call: Callable[[], Awaitable[Any]]) -> Any:
        """Send a notification, with the planted fault."""
        due = self.takes(Trouble.LATE, Trouble.TWICE, Trouble.UNANSWERED)
        if due is Trouble.LATE:
            raise _away()
        answer = await call()
        if due is Trouble.TWICE:
            await call()
        if due is Trouble.UNANSWERED:
            raise _away()
        return answer


def _away() -> RPCError:
    return RPCError("The line is down.", RPCStatusCode.UNAVAILABLE, b"")


class _Told(client.OutboundInterceptor):
    def __init__(self, next: client.OutboundInterceptor, hostile: Hostile) -> None:
        super().__init__(next)
        self._hostile = hostile

    async def start_workflow(self, input: client.StartWorkflowInput) -> client.WorkflowHandle[Any, Any]:
        handle: client.WorkflowHandle[Any, Any] = await self._hostile.passes(lambda: self.next.start_workflow(input))
        return handle

    async def signal_workflow(self, input: client.SignalWorkflowInput) -> None:
        await self._hostile.passes(lambda: self.next.signal_workflow(input))

    async def complete_async_activity(self, input: client.CompleteAsyncActivityInput) -> None:
        await self._hostile.passes(lambda: self.next.complete_async_activity(input))


class _Done(worker.ActivityInboundInterceptor):
    def __init__(self, next: worker.ActivityInboundInterceptor, hostile: Hostile) -> None:
        super().__init__(next)
        self._hostile = hostile

    async def execute_activity(self, input: worker.ExecuteActivityInput) -> Any:
        self._hostile.done.append((activity.info().activity_type, input.args[0]))
        if activity.info().is_local and self._hostile.trouble is Trouble.BREAKS:
            # What breaks for good also breaks where it is tried next.
            raise _fault(for_good=True)
        due = self._hostile.takes(Trouble.REPEATED, Trouble.FAILS, Trouble.BREAKS)
        if due in (Trouble.FAILS, Trouble.BREAKS):
            raise _fault(for_good=due is Trouble.BREAKS)
        answer = await self._runs(input)
        if due is Trouble.REPEATED:
            raise _fault(for_good=False)
        return answer

    async def _runs(self, input: worker.ExecuteActivityInput) -> Any:
        try:
            return await self.next.execute_activity(input)
        except Exception:
            raise
        except BaseException:
            # An activity raises this to say that it is completed from outside.
            self._hostile.awaited.add((input.args[0].case, input.args[0].order))
            raise


def _fault(*, for_good: bool) -> ApplicationError:
    return ApplicationError("The power is out.", non_retryable=for_good, next_retry_delay=SOON)
