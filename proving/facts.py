"""The fact of a granted request, without a database: row numbers are counted here.

The makers are those of `rules/requests`; a test drives this and reality side by side.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from proving.people import NORTH
from rules.request_rule import RequestContext, RequestRule
from rules.requests import (
    casework,
    disposal,
    impound,
    owner_notice,
    records,
    reporting,
    rule_of,
    tow_dispatch,
    verification,
)
from rules.rows import (
    CorrectionRows,
    FoundPartyRows,
    LetterRow,
    NoRows,
    OfferRow,
    PartyRows,
    StatementKept,
    UnnamedRows,
    VehicleRows,
)
from schemas.messages import Fact, Request
from schemas.owner_notice import RecordParties
from schemas.reporting import CorrectDescription
from schemas.verification import RecordInspection

R = TypeVar("R", bound=Request)
Rows = TypeVar("Rows")
Counting = Callable[[RequestContext[Any]], Any]

COUNTED_BY_NOBODY = (NoRows, UnnamedRows)


def _counted(
    rule: RequestRule[R, Any, Rows], count: Callable[[RequestContext[R]], Rows]
) -> tuple[type[Request], Counting]:
    return rule.request, count


def _parties(context: RequestContext[RecordParties]) -> PartyRows:
    case, asked = context.case, context.request
    row = max((0, *case.owners, *case.lienholders, *(each.addressee for each in case.letters))) + 1
    others = row + 1 + len(asked.co_owners)
    liens = tuple(range(others, others + len(asked.lienholders)))
    return PartyRows(row if asked.owner else None, tuple(range(row + 1, others)), liens)


def _vehicle(context: RequestContext[RecordInspection]) -> VehicleRows:
    """A plate that is read differs from the one on record."""
    read = context.request.plate is not None
    return VehicleRows(known=read, other=read)


def _correction(context: RequestContext[CorrectDescription]) -> CorrectionRows:
    """The same; what stood there before is statement 1."""
    read = context.request.plate is not None
    return CorrectionRows(was=1, known=read, other=read)


ROWS: dict[type[Request], Counting] = dict(
    (
        _counted(reporting.CORRECT_DESCRIPTION, _correction),
        _counted(records.REFER_ANSWER, lambda _: FoundPartyRows(())),
        _counted(verification.RECORD_INSPECTION, _vehicle),
        _counted(owner_notice.RECORD_PARTIES, _parties),
        _counted(owner_notice.WRITE_LETTER, lambda context: LetterRow(len(context.case.letters) + 1)),
        _counted(tow_dispatch.OFFER_TOW, lambda context: OfferRow(len(context.case.orders) + 1, NORTH, None)),
        _counted(impound.RECORD_INTAKE, lambda _: StatementKept(1)),
        _counted(disposal.RECORD_AUTHORITY, lambda _: StatementKept(1)),
        _counted(disposal.RECORD_CERTIFICATE, lambda _: StatementKept(1)),
        _counted(casework.CLOSE_CASE, lambda _: StatementKept(None)),
    )
)
"""The rows for each rule whose fact takes something from them."""


def fact_of(context: RequestContext[Any]) -> Fact:
    """The fact of a granted request."""
    rule = rule_of(type(context.request))
    rows = rule.rows() if rule.rows in COUNTED_BY_NOBODY else ROWS[rule.request](context)
    fact: Fact = rule.make(context, rows)
    return fact
