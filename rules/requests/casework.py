"""The requests that close and reopen a case."""

from collections.abc import Iterator

from rules.casework import evidence_for
from rules.forms import About, one_form
from rules.law import Edition
from rules.questions import Question
from rules.request_rule import AnyRule, RequestContext, RequestRule, Words
from rules.roles_and_stages import CLOSED, OPEN, STAFF, SUPERVISOR, SYSTEM
from rules.rows import StatementKept, UnnamedRows
from rules.samples import SAID
from schemas.case import Case
from schemas.casework import CaseClosed, CaseReopened, CloseCase, Reopen
from schemas.facts import plain_fact
from schemas.texts import N_
from schemas.words import Outcome, Stage


def _each_outcome(_case: Case, _law: Edition) -> Iterator[About]:
    for outcome in Outcome:
        yield {"outcome": outcome, "authority": SAID, "note": SAID, "elsewhere": SAID}


def _closed(context: RequestContext[CloseCase], rows: StatementKept) -> CaseClosed:
    evidence = evidence_for(context.case, context.request)
    return plain_fact(context.request, CaseClosed, evidence=evidence, reference=rows.row)


def _reopened(context: RequestContext[Reopen], _: UnnamedRows) -> CaseReopened:
    """A car in the city's custody continues at the lot; any other car is inspected again."""
    in_the_lot = context.case.in_custody and context.case.surrendered is None
    return CaseReopened(stage=Stage.IMPOUND if in_the_lot else Stage.VERIFICATION)


CLOSE_CASE = RequestRule(
    request=CloseCase,
    fact=CaseClosed,
    roles=STAFF | SYSTEM,
    stages=OPEN,
    question=Question.MAY_CLOSE,
    forms=_each_outcome,
    rows=StatementKept,
    make=_closed,
    words=Words(
        button=N_("Close case"),
        help=N_("Close the case with an outcome and the required evidence."),
        done=N_("Case closed"),
    ),
)

REOPEN = RequestRule(
    request=Reopen,
    fact=CaseReopened,
    roles=SUPERVISOR,
    stages=CLOSED,
    question=Question.MAY_REOPEN,
    forms=one_form,
    rows=UnnamedRows,
    make=_reopened,
    words=Words(
        button=N_("Reopen case"),
        help=N_("The case opens again under the same number."),
        done=N_("Case reopened"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    CLOSE_CASE,
    REOPEN,
)
