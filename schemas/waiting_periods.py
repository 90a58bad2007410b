"""Waiting periods: gates, holds, extensions, and the owner who says that the car has moved."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.messages import Code, Fact, GuardName, Note, Number, Request
from schemas.words import Gate, Hold


class OpenGate(Request):
    """The engine asks whether a floor has passed."""

    kind: Literal["open_gate"] = "open_gate"
    gate: Gate


class GateOpened(Fact):
    """The floor has passed, and nothing stood in the way at that moment."""

    kind: Literal["gate_opened"] = "gate_opened"
    gate: Gate


class PlaceHold(Request):
    """Stop what the edition says this kind of hold stops."""

    kind: Literal["place_hold"] = "place_hold"
    hold: Hold


class HoldPlaced(Fact):
    """A hold is on. Its number is how it is named when it is lifted."""

    kind: Literal["hold_placed"] = "hold_placed"
    hold: Hold


class ReleaseHold(Request):
    """Lift a hold, named by the number of the fact that placed it."""

    kind: Literal["release_hold"] = "release_hold"
    placed: Number


class HoldReleased(Fact):
    """The hold is off."""

    kind: Literal["hold_released"] = "hold_released"
    placed: Number
    hold: Hold


class ClaimMoved(Request):
    """The owner says that the car has been moved."""

    kind: Literal["claim_moved"] = "claim_moved"


class MoveClaimed(Fact):
    """Somebody has to look whether it is so."""

    kind: Literal["move_claimed"] = "move_claimed"


class AskExtension(Request):
    """The owner asks for more time."""

    kind: Literal["ask_extension"] = "ask_extension"


class ExtensionAsked(Fact):
    """A supervisor has to decide."""

    kind: Literal["extension_asked"] = "extension_asked"


TimeAgain = Annotated[bool, Field(description="The law gives the owner time once more after this refusal.")]


class DecideExtension(Request):
    """Grant more time until an instant, or refuse it (no `until`)."""

    kind: Literal["decide_extension"] = "decide_extension"
    until: AwareDatetime | None = None


class ExtensionDecided(Fact):
    """Granted until an instant, or refused."""

    kind: Literal["extension_decided"] = "extension_decided"
    until: AwareDatetime | None = None
    time_again: TimeAgain = False


class SettleQuestion(Request):
    """Say for this case what the edition does not know: counsel's answer, in the unit of the provision."""

    kind: Literal["settle_question"] = "settle_question"
    provision: Code
    amount: Annotated[int, Field(ge=0, le=1_000_000)]
    note: Annotated[Note, Field(min_length=3)]


class QuestionSettled(Fact):
    """The number that counts in this case."""

    kind: Literal["question_settled"] = "question_settled"
    provision: Code
    amount: int


class OverrideGuard(Request):
    """Set one guard of one question aside while the case is in this stage. Absolute guards cannot be."""

    kind: Literal["override_guard"] = "override_guard"
    guard: GuardName
    question: Code
    note: Annotated[Note, Field(min_length=10)]


class GuardOverridden(Fact):
    """A named person has set a guard aside, with a reason."""

    kind: Literal["guard_overridden"] = "guard_overridden"
    guard: GuardName
    question: Code


class StepFailed(Request):
    """The engine tells that one of its steps did not succeed."""

    kind: Literal["step_failed"] = "step_failed"
    step: Code
    cause: Code


class StepHasFailed(Fact):
    """A desk task: somebody looks at the cause and lets the engine try again."""

    kind: Literal["step_has_failed"] = "step_has_failed"
    step: Code
    cause: Code


class RetryStep(Request):
    """The cause is mended: the engine shall try its step again."""

    kind: Literal["retry_step"] = "retry_step"


class StepRetried(Fact):
    """The desk task is done."""

    kind: Literal["step_retried"] = "step_retried"
