"""The requests about reports: the records check, and two cases of one car."""

from rules.forms import each_value, one_form
from rules.questions import Question
from rules.request_rule import AnyRule, RequestContext, RequestRule, Words
from rules.roles_and_stages import BEFORE_TOW, CLOSED, OPEN, STAFF
from rules.rows import NoRows, UnnamedRows
from rules.verification import exemption_ends
from schemas.casework import CaseClosed
from schemas.facts import plain_fact
from schemas.reporting import AnswerLookups, CaseSplit, CloseAsDuplicate, LookupsAnswered, Split
from schemas.texts import N_
from schemas.words import Outcome

OLDEST = "00-000000"
"""Older than any case: which case is named is seen when it is sent."""


def _answered(context: RequestContext[AnswerLookups], _: NoRows) -> LookupsAnswered:
    """A registration that is not so old after all ends the exemption that rested on it."""
    ends = exemption_ends(context.case, context.request.registration, context.law)
    return plain_fact(context.request, LookupsAnswered, ends_exemption=ends)


def _closed_as_duplicate(context: RequestContext[CloseAsDuplicate], _: UnnamedRows) -> CaseClosed:
    return plain_fact(context.request, CaseClosed, outcome=Outcome.DUPLICATE)


def _split(context: RequestContext[Split], _: UnnamedRows) -> CaseSplit:
    return plain_fact(context.request, CaseSplit, of=context.case.duplicate_of)


ANSWER_LOOKUPS = RequestRule(
    request=AnswerLookups,
    fact=LookupsAnswered,
    roles=STAFF,
    stages=OPEN,
    question=None,
    forms=one_form,
    rows=NoRows,
    make=_answered,
    words=Words(
        button=N_("Enter what the registers answered"),
        help=N_("Enter what the stolen-vehicle register and the registration authority answered."),
        done=N_("The registers answered"),
    ),
)

CLOSE_AS_DUPLICATE = RequestRule(
    request=CloseAsDuplicate,
    fact=CaseClosed,
    roles=STAFF,
    stages=BEFORE_TOW,
    question=Question.MAY_CLOSE_AS_DUPLICATE,
    forms=each_value("of", (OLDEST,)),
    rows=UnnamedRows,
    make=_closed_as_duplicate,
    words=Words(
        button=N_("Close as duplicate"),
        help=N_("Close this case because another open case is the same car; its reports move there."),
        done=N_("Case closed"),
    ),
)

SPLIT = RequestRule(
    request=Split,
    fact=CaseSplit,
    roles=STAFF,
    stages=CLOSED,
    question=Question.MAY_SPLIT,
    forms=one_form,
    rows=UnnamedRows,
    make=_split,
    words=Words(
        button=N_("It was another car after all"),
        help=N_("The case is taken out of the other one, and goes on by itself."),
        done=N_("Case split"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    ANSWER_LOOKUPS,
    CLOSE_AS_DUPLICATE,
    SPLIT,
)
