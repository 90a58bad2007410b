"""The requests about the answers of services: a question by file, and an answer that needs a person."""

from rules.forms import one_form
from rules.next_task import list_tasks
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import OPEN, SYSTEM
from rules.rows import FoundPartyRows, UnnamedRows
from schemas.facts import plain_fact
from schemas.records import AnswerReferred, AskRecords, RecordsAsked, ReferAnswer
from schemas.texts import N_


def _referred(context: RequestContext[ReferAnswer], rows: FoundPartyRows) -> AnswerReferred:
    task, own = context.request.task, list_tasks(context.case, context.law, context.now).own_act
    late = own is not task and context.case.inquiry(task) is None
    return plain_fact(context.request, AnswerReferred, parties=rows.parties, late=late)


ASK_RECORDS = RequestRule(
    request=AskRecords,
    fact=RecordsAsked,
    roles=SYSTEM,
    stages=OPEN,
    question=None,
    forms=one_form,
    rows=UnnamedRows,
    make=Copied(RecordsAsked),
    words=Words(
        button=N_("Ask the records system"),
        help="",
        done=N_("Records system asked"),
    ),
)

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

RULES: tuple[AnyRule, ...] = (ASK_RECORDS, REFER_ANSWER)
