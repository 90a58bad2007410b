"""The requests about waiting periods, holds, open questions of law, overrides and failed steps."""

from collections.abc import Iterator

from rules.forms import About, one_form
from rules.guards import GUARDS
from rules.law import Edition
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import ADMIN, AFTER_TOW, NOTICED, NOTIFYING, OFFICER, OPEN, OWNER, STAFF, SUPERVISOR, SYSTEM
from rules.rows import NoRows
from rules.waiting_periods import settled, time_again, unknown_provisions
from schemas.case import Case
from schemas.facts import plain_fact
from schemas.texts import N_
from schemas.waiting_periods import (
    AskExtension,
    ClaimMoved,
    DecideExtension,
    ExtensionAsked,
    ExtensionDecided,
    GateOpened,
    GuardOverridden,
    HoldPlaced,
    HoldReleased,
    MoveClaimed,
    OpenGate,
    OverrideGuard,
    PlaceHold,
    QuestionSettled,
    ReleaseHold,
    RetryStep,
    SettleQuestion,
    StepFailed,
    StepHasFailed,
    StepRetried,
)
from schemas.words import Gate, Role


def _each_open_hold(case: Case, _: Edition) -> Iterator[About]:
    for hold in case.open_holds:
        yield {"placed": hold.fact}


def _each_open_question(case: Case, law: Edition) -> Iterator[About]:
    for provision in sorted(unknown_provisions(law)):
        if settled(case, provision) is None:
            yield {"provision": provision}


def _each_override(_case: Case, _law: Edition) -> Iterator[About]:
    for name, guard in GUARDS.items():
        for question in guard.asks if not guard.absolute else ():
            yield {"guard": name, "question": question}


def _gate(asked: OpenGate) -> Question:
    return Question.MAY_OPEN_TOW_GATE if asked.gate is Gate.TOW else Question.MAY_OPEN_DISPOSAL_GATE


def _extension_decided(context: RequestContext[DecideExtension], _: NoRows) -> ExtensionDecided:
    """A refusal may give the owner a new period."""
    again = time_again(context.case, context.law, context.request)
    return plain_fact(context.request, ExtensionDecided, time_again=again)


def _released(context: RequestContext[ReleaseHold], _: NoRows) -> HoldReleased:
    """The fact carries the kind of the hold, so that it can be read alone."""
    hold = next(each.hold for each in context.case.open_holds if each.fact == context.request.placed)
    return plain_fact(context.request, HoldReleased, hold=hold)


OPEN_GATE = RequestRule(
    request=OpenGate,
    fact=GateOpened,
    roles=SYSTEM,
    stages=NOTIFYING,
    question=_gate,
    forms=one_form,
    rows=NoRows,
    make=Copied(GateOpened),
    words=Words(
        button=N_("End waiting period"),
        help="",
        done=N_("Waiting period ended"),
    ),
)

CLAIM_MOVED = RequestRule(
    request=ClaimMoved,
    fact=MoveClaimed,
    roles=STAFF | OWNER,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_CLAIM_MOVED,
    forms=one_form,
    rows=NoRows,
    make=Copied(MoveClaimed),
    words=Words(
        button=N_("Report that the car was moved"),
        help=N_("An officer checks before anything else happens."),
        done=N_("Owner reported the car moved"),
    ),
)

ASK_EXTENSION = RequestRule(
    request=AskExtension,
    fact=ExtensionAsked,
    roles=STAFF | OWNER,
    stages=NOTICED,
    question=Question.MAY_ASK_EXTENSION,
    forms=one_form,
    rows=NoRows,
    make=Copied(ExtensionAsked),
    words=Words(
        button=N_("Request more time"),
        help=N_("Say why, and how long you need. A supervisor decides before anything else happens."),
        done=N_("More time requested"),
    ),
)

DECIDE_EXTENSION = RequestRule(
    request=DecideExtension,
    fact=ExtensionDecided,
    roles=SUPERVISOR,
    stages=NOTICED,
    question=Question.MAY_DECIDE_EXTENSION,
    forms=one_form,
    rows=NoRows,
    make=_extension_decided,
    words=Words(
        button=N_("Decide extension"),
        help=N_("The owner asked for more time. Enter the date until which you grant it, or refuse it."),
        done=N_("Extension decided"),
    ),
)

PLACE_HOLD = RequestRule(
    request=PlaceHold,
    fact=HoldPlaced,
    roles=STAFF | OFFICER,
    stages=OPEN,
    question=None,
    forms=one_form,
    rows=NoRows,
    make=Copied(HoldPlaced),
    words=Words(
        button=N_("Place hold"),
        help=N_("The hold stays until it is lifted. It blocks the actions listed."),
        done=N_("Hold placed"),
    ),
)

RELEASE_HOLD = RequestRule(
    request=ReleaseHold,
    fact=HoldReleased,
    roles=frozenset({Role.SUPERVISOR, Role.HEARING_OFFICER}),
    stages=OPEN,
    question=Question.MAY_LIFT,
    forms=_each_open_hold,
    rows=NoRows,
    make=_released,
    words=Words(
        button=N_("Lift hold"),
        help=N_("If the law requires a written release, name the document in Notes."),
        done=N_("Hold lifted"),
    ),
)

SETTLE_QUESTION = RequestRule(
    request=SettleQuestion,
    fact=QuestionSettled,
    roles=SUPERVISOR,
    stages=OPEN,
    question=Question.MAY_SETTLE,
    forms=_each_open_question,
    rows=NoRows,
    make=Copied(QuestionSettled),
    words=Words(
        button=N_("Settle question of law"),
        help=N_("Enter counsel's answer for this case. It applies from now on and is recorded with your name."),
        done=N_("Question of law settled"),
    ),
)

OVERRIDE_GUARD = RequestRule(
    request=OverrideGuard,
    fact=GuardOverridden,
    roles=SUPERVISOR,
    stages=OPEN,
    question=Question.MAY_OVERRIDE,
    forms=_each_override,
    rows=NoRows,
    make=Copied(GuardOverridden),
    words=Words(
        button=N_("Override a safeguard"),
        help=N_(
            "You override one safeguard for one action while the case is in this stage. Your name and your reason stay "
            "on record. You cannot override an absolute safeguard, or one for a car that you declared abandoned or "
            "whose tow you ordered."
        ),
        done=N_("Safeguard overridden"),
    ),
)

STEP_FAILED = RequestRule(
    request=StepFailed,
    fact=StepHasFailed,
    roles=SYSTEM,
    stages=OPEN,
    question=None,
    forms=one_form,
    rows=NoRows,
    make=Copied(StepHasFailed),
    words=Words(
        button=N_("Report failed step"),
        help="",
        done=N_("A step of the system failed"),
    ),
)

RETRY_STEP = RequestRule(
    request=RetryStep,
    fact=StepRetried,
    roles=STAFF | ADMIN,
    stages=OPEN,
    question=Question.MAY_RETRY,
    forms=one_form,
    rows=NoRows,
    make=Copied(StepRetried),
    words=Words(
        button=N_("Retry step"),
        help=N_("The cause is fixed. The system tries its step again."),
        done=N_("Step retried"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    OPEN_GATE,
    CLAIM_MOVED,
    ASK_EXTENSION,
    DECIDE_EXTENSION,
    PLACE_HOLD,
    RELEASE_HOLD,
    SETTLE_QUESTION,
    OVERRIDE_GUARD,
    STEP_FAILED,
    RETRY_STEP,
)
