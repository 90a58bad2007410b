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
        yield {"placed": hold.placed}


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
    """A refusal may give the owner time once more."""
    again = time_again(context.case, context.law, context.request)
    return plain_fact(context.request, ExtensionDecided, time_again=again)


def _released(context: RequestContext[ReleaseHold], _: NoRows) -> HoldReleased:
    """The kind of the hold goes with the fact, so that it reads by itself."""
    hold = next(each.hold for each in context.case.open_holds if each.placed == context.request.placed)
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
        button=N_("Open gate"),
        help="",
        done=N_("A waiting period ended"),
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
        button=N_("It has been moved"),
        help=N_("An officer looks, before anything else is done."),
        done=N_("The owner says that the car was moved"),
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
        button=N_("Ask for more time"),
        help=N_("Say why, and how long it takes. It is decided before anything else is done."),
        done=N_("More time was asked for"),
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
        button=N_("Decide on more time"),
        help=N_("The owner's wish for more time: name the end of what is granted, or refuse it."),
        done=N_("More time was decided on"),
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
        button=N_("Place a hold"),
        help=N_("It stays on until it is lifted, and stops what stands beside it."),
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
        button=N_("Lift a hold"),
        help=N_("Where the law asks for a written release, name the document in the notes."),
        done=N_("Hold released"),
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
        button=N_("Settle what the law leaves open"),
        help=N_("Counsel's answer for this case. It counts from now on, and your name stays beside it."),
        done=N_("A question of law was settled"),
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
        button=N_("Set a guard aside"),
        help=N_(
            "One guard, for one act, while the case is in this stage. Your name and your reason are shown with the "
            "case for ever. Guards that are absolute cannot be set aside, and nobody sets one aside for their own tow."
        ),
        done=N_("A guard was set aside"),
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
        button=N_("Step failed"),
        help="",
        done=N_("A step of the engine failed"),
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
        button=N_("Try the step again"),
        help=N_("The cause is mended: the engine shall try its step again."),
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
