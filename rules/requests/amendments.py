"""The requests that apply another edition to a case and take it back, and what each undoes."""

from collections.abc import Iterator
from datetime import datetime

from rules.amendments import lapsing
from rules.forms import About
from rules.law import Edition
from rules.library import editions_for
from rules.questions import Question
from rules.request_rule import AnyRule, RequestContext, RequestRule, Words
from rules.requirements import GuardContext
from rules.roles_and_stages import OPEN, SUPERVISOR
from rules.rows import NoRows
from rules.rulings import is_allowed
from schemas.after import after
from schemas.after_amendments import SHUT
from schemas.amendments import AmendmentApplied, AmendmentTakenBack, ApplyAmendment, TakeBackAmendment
from schemas.case import Case
from schemas.messages import Fact, JournalEntry
from schemas.texts import N_
from schemas.words import Gate, Role, Stage

OPENS = {Gate.TOW: Question.MAY_OPEN_TOW_GATE, Gate.DISPOSAL: Question.MAY_OPEN_DISPOSAL_GATE}
BEHIND = {Stage.TOW: Gate.TOW, Stage.DISPOSAL: Gate.DISPOSAL}


def _each_other_edition(_: Case, law: Edition) -> Iterator[About]:
    for code in editions_for(law.place):
        if code != law.code:
            yield {"edition": code}


def _newest_amendment(case: Case, _: Edition) -> Iterator[About]:
    if case.amendments:
        yield {"edition": case.edition}


def _applied(context: RequestContext[ApplyAmendment], _: NoRows) -> AmendmentApplied:
    """The effects of the new law on this case are worked out before it applies."""
    return amendment(context.case, context.law, context.edition_of(context.request.edition), context.now)


def _taken_back(context: RequestContext[TakeBackAmendment], _: NoRows) -> AmendmentTakenBack:
    """The edition before the latest amendment applies again."""
    was = context.edition_of(context.case.amendments[-1].was)
    return taking_back(context.case, context.law, was, context.now)


def amendment(case: Case, counts: Edition, law: Edition, at: datetime) -> AmendmentApplied:
    """The fact that moves the case from the current law to another one."""
    fact = AmendmentApplied(edition=law.code, was=counts.code, lapses=lapsing(case, counts, law))
    return fact.model_copy(update={"shuts": _shuts(becomes(case, fact, at), law, at)})


def taking_back(case: Case, counts: Edition, law: Edition, at: datetime) -> AmendmentTakenBack:
    """The fact that moves the case back from the current law to the previous one."""
    since = case.amendments[-1].fact
    fact = AmendmentTakenBack(edition=law.code, was=counts.code, lapses=lapsing(case, counts, law, since))
    return fact.model_copy(update={"shuts": _shuts(becomes(case, fact, at), law, at)})


def becomes(case: Case, fact: Fact, at: datetime) -> Case:
    """The case as it would be after this fact."""
    recorded = JournalEntry(
        number=case.number + 1, at=at, recorded_at=at, actor="nobody", role=Role.SUPERVISOR, fact=fact
    )
    return after(case, recorded)


def _shuts(case: Case, law: Edition, at: datetime) -> Gate | None:
    """The open gate that this law would not open now, if any."""
    gate = BEHIND.get(case.stage)
    before = SHUT[gate](case) if gate else case
    if gate is None or before.stage is case.stage:
        return None
    return None if is_allowed(GuardContext(OPENS[gate], before, law, at)) else gate


APPLY_AMENDMENT = RequestRule(
    request=ApplyAmendment,
    fact=AmendmentApplied,
    roles=SUPERVISOR,
    stages=OPEN,
    question=Question.MAY_AMEND,
    forms=_each_other_edition,
    rows=NoRows,
    make=_applied,
    words=Words(
        button=N_("Apply new law"),
        help=N_(
            "The new law applies to this case from now on. The amendments page shows how it changes the owner's "
            "deadlines. A notice that does not say all that the new law requires is reissued."
        ),
        done=N_("Amendment applied"),
    ),
)

TAKE_BACK_AMENDMENT = RequestRule(
    request=TakeBackAmendment,
    fact=AmendmentTakenBack,
    roles=SUPERVISOR,
    stages=OPEN,
    question=Question.MAY_TAKE_BACK_AMENDMENT,
    forms=_newest_amendment,
    rows=NoRows,
    make=_taken_back,
    words=Words(
        button=N_("Take back amendment"),
        help=N_("The previous law applies again, unless something final was done since."),
        done=N_("Amendment taken back"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    APPLY_AMENDMENT,
    TAKE_BACK_AMENDMENT,
)
