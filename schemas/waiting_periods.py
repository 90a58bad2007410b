"""Waiting periods: gates, holds, extensions, and the owner who says that the car has moved."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.marks import FromCase, Mark
from schemas.messages import Code, Fact, GivenMoment, GuardName, Note, Number, Request
from schemas.texts import N_
from schemas.words import FailureCause, Gate, Hold, Task


class OpenGate(Request):
    """The system asks to open a gate after its floor."""

    kind: Literal["open_gate"] = "open_gate"
    gate: Gate = Field(title=N_("Waiting period"))


class GateOpened(Fact):
    """The floor has passed, and nothing blocked the gate."""

    kind: Literal["gate_opened"] = "gate_opened"
    gate: Annotated[Gate, Field(title=N_("Waiting period")), Mark.ALONE]


class PlaceHold(Request):
    """Block what the edition says this kind of hold blocks."""

    kind: Literal["place_hold"] = "place_hold"
    hold: Annotated[Hold, Field(title=N_("Hold")), FromCase.HOLD_KIND]


class HoldPlaced(Fact):
    """A hold was placed. The number of this fact identifies it."""

    kind: Literal["hold_placed"] = "hold_placed"
    hold: Hold = Field(title=N_("Hold"))


class ReleaseHold(Request):
    """Lift a hold, identified by the number of the fact that placed it."""

    kind: Literal["release_hold"] = "release_hold"
    placed: Annotated[Number, Field(title=N_("Hold")), FromCase.OPEN_HOLD]


class HoldReleased(Fact):
    """The hold was lifted."""

    kind: Literal["hold_released"] = "hold_released"
    placed: Annotated[Number, Field(title=N_("Hold placed")), Mark.NOT_TOLD]
    hold: Hold = Field(title=N_("Hold"))


class ClaimMoved(Request):
    """The owner says that the car has been moved."""

    kind: Literal["claim_moved"] = "claim_moved"


class MoveClaimed(Fact):
    """The owner says that the car was moved; an officer has to check."""

    kind: Literal["move_claimed"] = "move_claimed"


class AskExtension(Request):
    """The owner asks for more time."""

    kind: Literal["ask_extension"] = "ask_extension"


class ExtensionAsked(Fact):
    """The owner asked for more time; a supervisor has to decide."""

    kind: Literal["extension_asked"] = "extension_asked"


TimeAgain = Annotated[bool, Field(title=N_("The law gives the owner a new period"))]


class DecideExtension(Request):
    """Grant more time until an instant, or refuse it (no `until`)."""

    kind: Literal["decide_extension"] = "decide_extension"
    until: GivenMoment = Field(
        default=None, title=N_("Grant extension until"), description=N_("City time. Leave it empty to refuse.")
    )


class ExtensionDecided(Fact):
    """More time was granted until an instant, or refused."""

    kind: Literal["extension_decided"] = "extension_decided"
    until: AwareDatetime | None = Field(default=None, title=N_("Extended until"))
    time_again: TimeAgain = False


class SettleQuestion(Request):
    """Settle for this case a number that the edition does not know: counsel's answer, in the unit of the provision."""

    kind: Literal["settle_question"] = "settle_question"
    provision: Annotated[Code, Field(title=N_("Open question of law")), FromCase.PROVISION]
    amount: Annotated[
        int, Field(ge=0, le=1_000_000, title=N_("Number for this case, in the unit shown with the question"))
    ]
    note: Annotated[Note, Field(min_length=3)]


class QuestionSettled(Fact):
    """A number was settled for this case."""

    kind: Literal["question_settled"] = "question_settled"
    provision: Code = Field(title=N_("Open question of law"))
    amount: int = Field(title=N_("Number for this case"))


class OverrideGuard(Request):
    """Override one guard for one question while the case is in this stage. Absolute guards cannot be overridden."""

    kind: Literal["override_guard"] = "override_guard"
    guard: Annotated[GuardName, Field(title=N_("Safeguard")), FromCase.GUARD]
    question: Annotated[Code, Field(title=N_("For which action")), FromCase.GUARDED_QUESTION]
    note: Annotated[Note, Field(min_length=10)]


class GuardOverridden(Fact):
    """A named person overrode a guard, with a reason."""

    kind: Literal["guard_overridden"] = "guard_overridden"
    guard: GuardName = Field(title=N_("Safeguard"))
    question: Annotated[Code, Field(title=N_("Action")), Mark.QUESTION]


class StepFailed(Request):
    """The system records that one of its steps failed."""

    kind: Literal["step_failed"] = "step_failed"
    step: Task = Field(title=N_("Step"))
    cause: FailureCause = Field(title=N_("Cause"))


class StepHasFailed(Fact):
    """A step of the system failed; an admin fixes the cause and lets the system retry."""

    kind: Literal["step_has_failed"] = "step_has_failed"
    step: Task = Field(title=N_("Step"))
    cause: FailureCause = Field(title=N_("Cause"))


class RetryStep(Request):
    """The cause is fixed. The system tries its step again."""

    kind: Literal["retry_step"] = "retry_step"


class StepRetried(Fact):
    """The failed step is retried."""

    kind: Literal["step_retried"] = "step_retried"
