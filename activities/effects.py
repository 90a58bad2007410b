"""What is stored before a fact is made, request by request: one table. A request without rows is not in it."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from activities import disposal as ends
from activities import duplicates, known_vehicles, owner_notice, records_questions, retention, tow_dispatch
from activities import impound as lot
from activities.services import CaseContext
from rules import requests as rules
from rules.request_rule import RequestRule
from schemas.messages import Request
from schemas.rulings import Refusal

R = TypeVar("R", bound=Request)
Rows = TypeVar("Rows")
Effect = Callable[[CaseContext, Any], Awaitable[Any]]


def _effect(
    rule: RequestRule[R, Any, Rows], store: Callable[[CaseContext, R], Awaitable[Rows | Refusal]]
) -> tuple[type[Request], Effect]:
    """What stores the rows that the rule names: another kind of row is an error of types."""
    return rule.request, store


EFFECTS: dict[type[Request], Effect] = dict(
    (
        _effect(rules.reporting.CORRECT_DESCRIPTION, known_vehicles.corrected),
        _effect(rules.records.ASK_RECORDS, records_questions.inquiry_kept),
        _effect(rules.records.REFER_ANSWER, owner_notice.found_parties_kept),
        _effect(rules.verification.RECORD_INSPECTION, known_vehicles.vehicle_read),
        _effect(rules.owner_notice.RECORD_PARTIES, owner_notice.parties_kept),
        _effect(rules.owner_notice.WRITE_LETTER, owner_notice.letter_written),
        _effect(rules.tow_dispatch.OFFER_TOW, tow_dispatch.offered),
        _effect(rules.tow_dispatch.ACCEPT_OFFER, tow_dispatch.accepted),
        _effect(rules.tow_dispatch.DECLINE_OFFER, tow_dispatch.declined),
        _effect(rules.tow_dispatch.LAPSE_OFFER, tow_dispatch.lapsed),
        _effect(rules.tow_dispatch.REPORT_DROPPED_AT_LOT, tow_dispatch.in_lot),
        _effect(rules.tow_dispatch.REPORT_DONE, tow_dispatch.ended),
        _effect(rules.tow_dispatch.WITHDRAW_TOW, tow_dispatch.withdrawn),
        _effect(rules.impound.RECORD_INTAKE, lot.inventory_kept),
        _effect(rules.impound.RELEASE_VEHICLE, lot.released),
        _effect(rules.disposal.RECORD_AUTHORITY, ends.authority_kept),
        _effect(rules.disposal.RECORD_SALE, ends.sold),
        _effect(rules.disposal.RECORD_CERTIFICATE, ends.certificate_kept),
        _effect(rules.casework.CLOSE_CASE, known_vehicles.closed),
        _effect(rules.reporting.CLOSE_AS_DUPLICATE, duplicates.closed_as_duplicate),
        _effect(rules.reporting.KEEP_APART, duplicates.kept_apart),
        _effect(rules.reporting.SPLIT, duplicates.split),
        _effect(rules.casework.REOPEN, duplicates.reopened),
        _effect(rules.retention.REMOVE_DATA, retention.removed),
    )
)
