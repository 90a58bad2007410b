"""Messages between the record and the engine. Replayed: they only gain fields, with defaults."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.messages import CaseNumber, Code
from schemas.words import Gate, Stage, Step, Task, TowResult


class FailureCause(StrEnum):
    """Why a step of the engine did not succeed; the text of the fault goes to `statement`."""

    TIMED_OUT = "timed_out"
    FAULT = "fault"
    CANNOT_PRINT = "cannot_print"
    NOBODY_LEFT = "nobody_left"


class Wire(BaseModel):
    """A message on the wire: unknown fields are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Position(Wire):
    """Where the journal stands and what the engine owes: a hint, never a permission.

    `wake_at` is a real instant, not case time.
    """

    number: int
    stage: Stage
    task: Task = Task.NOTHING
    step: Step | None = None
    order: int | None = None
    wake_at: datetime | None = None


class Opening(Wire):
    """Input of a run: which case, and where its journal stands."""

    case: CaseNumber
    position: Position
    arrival_seconds: float = 5400.0


class Errand(Wire):
    """Input of every activity: which case, and the workflow's time."""

    case: CaseNumber
    now: datetime
    order: int | None = None
    gate: Gate | None = None
    step: Step | None = None
    cause: FailureCause | None = None
    number: int | None = None
    """Up to which fact the workflow knew the journal when it sent for this."""


class TowReport(Wire):
    """Result of `tow_vehicle`, and where the journal stands with it: no knock is needed beside it."""

    order: int
    result: TowResult
    position: Position | None = None


class Asked(BaseModel):
    """A request through Temporal's own doors: who asks, and codes only. Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Code
    kind: Code
    fields: dict[Code, Code | int | bool] = {}
    key: Code | None = None


class Told(Wire):
    """Answer to a request through Temporal's own doors."""

    accepted: bool
    number: int | None = None
    reason: str | None = None
    citation: str | None = None
    position: Position | None = None


class SubmitErrand(Wire):
    """Input of `submit_request`."""

    case: CaseNumber
    now: datetime
    asked: dict[str, Any]
