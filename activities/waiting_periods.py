"""Waiting periods: the system asks whether the owner's time before a tow has passed, and reports failed steps."""

from dataclasses import dataclass

from temporalio import activity

from activities.services import SystemActor
from rules.records import ASKED
from schemas import names
from schemas.records import AnswerOutcome, ReferAnswer
from schemas.waiting_periods import OpenGate, StepFailed
from schemas.wire import ActivityInput, Position
from schemas.words import FailureCause, Gate, Task


@dataclass(frozen=True)
class WaitingPeriods:
    """The activities of a case that waits."""

    system: SystemActor

    @activity.defn(name=names.OPEN_TOW_GATE)
    async def open_tow_gate(self, given: ActivityInput) -> Position:
        """Ask whether the owner's time has passed; if not, the position says when to ask again."""
        return (await self.system.ask(given, OpenGate(gate=Gate.TOW))).position

    @activity.defn(name=names.REPORT_FAILED_STEP)
    async def report_failed_step(self, given: ActivityInput) -> Position:
        """Make a failed step a person's task: one that a service did not answer is done by a person instead."""
        act, cause = given.act or Task.CLOSING, given.cause or FailureCause.FAULT
        referred = ReferAnswer(task=act, outcome=AnswerOutcome.UNAVAILABLE)
        return (await self.system.ask(given, referred if act in ASKED else StepFailed(step=act, cause=cause))).position
