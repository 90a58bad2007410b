"""Messages between the record and Temporal. Replayed: they only gain fields, with defaults."""

from datetime import UTC, datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from schemas.messages import CaseNumber, Code
from schemas.words import FailureCause, Task, TowResult

EARLIEST = datetime.min.replace(tzinfo=UTC)
LONGEST_HISTORY = 2_000
"""Events of a run after which it continues as new, so that a replay fits into the task time-out of 3 s."""


class Wire(BaseModel):
    """A message on the wire: unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Position(Wire):
    """The position in the journal and the system's next act: a hint, never a permission.

    Codes, not enums: Temporal drops a signal whose enum it does not know, and the workflow must see it.
    """

    number: int
    at: AwareDatetime = EARLIEST
    """The case time for which the tasks were listed. It orders positions of the same number."""
    stage: Code
    task: Code = "nothing"
    own_act: Code | None = None
    """The task that the system does, at once or at `wake_at`."""
    order: int | None = None
    band: int = 3
    """How urgent the case is, from 1 to 5: what asks a service for it goes before what is less urgent."""
    wake_at: datetime | None = None
    """A real instant, not case time. Without `own_act` the tasks are listed again then."""


class CaseInput(Wire):
    """Input of a run: the case and its position in the journal."""

    case: CaseNumber
    position: Position
    arrival_seconds: float = 5400.0
    longest_history: int = LONGEST_HISTORY


class ActivityInput(Wire):
    """Input of every activity of a case: the case and the workflow's time."""

    case: CaseNumber
    now: datetime
    order: int | None = None
    act: Task | None = None
    cause: FailureCause | None = None
    known_number: int | None = None
    """The latest fact that the workflow knew when it scheduled the activity."""


class DailyInput(Wire):
    """Input of an activity that belongs to no case: the workflow's time, a real instant."""

    now: datetime


class TowReport(Wire):
    """Result of `tow_vehicle`, with the position that includes it, so that no signal is needed."""

    order: int
    result: TowResult
    position: Position | None = None


class WireRequest(BaseModel):
    """A request through Temporal: who asks, and codes only. Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Code
    kind: Code
    fields: dict[Code, Code | int | bool] = {}
    key: Code | None = None


class WireAnswer(Wire):
    """Answer to a request through Temporal."""

    accepted: bool
    number: int | None = None
    reason: str | None = None
    citation: str | None = None
    position: Position | None = None


class RequestInput(Wire):
    """Input of `submit_request`."""

    case: CaseNumber
    now: datetime
    request: dict[str, Any]
