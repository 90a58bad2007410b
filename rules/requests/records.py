"""The request about the answers of services: one that needs a person."""

from rules.forms import one_form
from rules.next_task import list_tasks
from rules.request_rule import AnyRule, RequestContext, RequestRule, Words
from rules.roles_and_stages import OPEN, SYSTEM
from rules.rows import FoundPartyRows
from schemas.facts import plain_fact
from schemas.records import AnswerReferred, ReferAnswer
from schemas.texts import N_


def _referred(context: RequestContext[ReferAnswer], rows: FoundPartyRows) -> AnswerReferred:
    own = list_tasks(context.case, context.law, context.now).own_act
    late = own is not context.request.task
    return plain_fact(context.request, AnswerReferred, parties=rows.parties, late=late)


REFER_ANSWER = RequestRule(
    request=ReferAnswer,
    fact=AnswerReferred,
    roles=SYSTEM,
    stages=OPEN,
    question=None,
    forms=one_form,
    rows=FoundPartyRows,
    make=_referred,
    words=Words(
        button=N_("Refer answer to a person"),
        help="",
        done=N_("Answer of a service referred to a person"),
    ),
)

RULES: tuple[AnyRule, ...] = (REFER_ANSWER,)
