"""The requests that remove data after their time, and that preserve a record."""

from collections.abc import Iterator

from rules.forms import About, one_form
from rules.law import Edition
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestRule, Words
from rules.roles_and_stages import ADMIN, CLOSED, OPEN, SUPERVISOR
from rules.rows import NoRows, UnnamedRows
from schemas.case import Case
from schemas.retention import (
    DataKind,
    DataRemoved,
    EndPreservation,
    PreservationEnded,
    PreserveRecord,
    RecordPreserved,
    RemoveData,
)
from schemas.texts import N_


def _each_kind(_case: Case, _law: Edition) -> Iterator[About]:
    for data in DataKind:
        yield {"data": data}


REMOVE_DATA = RequestRule(
    request=RemoveData,
    fact=DataRemoved,
    roles=ADMIN,
    stages=CLOSED,
    question=Question.MAY_REMOVE,
    forms=_each_kind,
    rows=UnnamedRows,
    make=Copied(DataRemoved),
    words=Words(
        button=N_("Remove data"),
        help=N_("Nobody can read it afterward. The facts of the case stay."),
        done=N_("Data removed on the records schedule"),
    ),
)

PRESERVE_RECORD = RequestRule(
    request=PreserveRecord,
    fact=RecordPreserved,
    roles=SUPERVISOR | ADMIN,
    stages=OPEN | CLOSED,
    question=None,
    forms=one_form,
    rows=NoRows,
    make=Copied(RecordPreserved),
    words=Words(
        button=N_("Preserve the record"),
        help=N_("For a claim or a lawsuit (litigation hold): nothing of this case is removed until you end it."),
        done=N_("Record preserved"),
    ),
)

END_PRESERVATION = RequestRule(
    request=EndPreservation,
    fact=PreservationEnded,
    roles=SUPERVISOR | ADMIN,
    stages=OPEN | CLOSED,
    question=Question.MAY_END_PRESERVATION,
    forms=one_form,
    rows=NoRows,
    make=Copied(PreservationEnded),
    words=Words(
        button=N_("End the preservation"),
        help=N_("Say who decided it. The records schedule applies again."),
        done=N_("Preservation ended"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    REMOVE_DATA,
    PRESERVE_RECORD,
    END_PRESERVATION,
)
