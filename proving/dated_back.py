"""Backdated requests, with dates that would undo something if a fact recorded late counted as the newest."""

from collections.abc import Iterator
from datetime import timedelta

from proving.people import DISPATCHER, OFFICER, SUPERVISOR, TRUCK
from schemas import disposal, reporting, tow_dispatch, verification, waiting_periods
from schemas.case import Case
from schemas.messages import Actor, Place, Request
from schemas.words import Finding, MilitaryStatus, Registration, Route, Stolen

MOMENT = timedelta(minutes=1)
"""Within the clock tolerance: an answer may be dated this long before the case was opened."""

TOO_EARLY = timedelta(minutes=3)


def dated_back(case: Case) -> Iterator[tuple[Actor, Request]]:
    """Requests with a date older than everything on record that they could replace."""
    clear = {"stolen": Stolen.CLEAR, "registration": Registration.EXPIRED}
    first = case.opened_at - MOMENT
    yield DISPATCHER, reporting.EnterRecordsCheck(**clear, at=first)
    yield DISPATCHER, disposal.AnswerServiceCheck(service=MilitaryStatus.NONE, at=first)
    if case.declared:
        at = case.declared.at - MOMENT
        yield OFFICER, verification.RecordInspection(finding=Finding.STILL_THERE, at=at)
    for hold in case.open_holds:
        yield SUPERVISOR, waiting_periods.ReleaseHold(placed=hold.fact, note="in writing", at=hold.at - TOO_EARLY)
    if case.order and case.order.accepted_at:
        at = case.order.accepted_at - TOO_EARLY
        yield TRUCK, tow_dispatch.ReportHookedUp(order=case.order.order, place=Place(lat=39.95, lon=-75.16), at=at)
    if case.disposal_gate:
        at = case.disposal_gate.at - TOO_EARLY
        yield DISPATCHER, disposal.RecordAuthority(route=Route.AUCTION, reference="of before", at=at)
