"""Whether something may be dated as it is: not ahead, not before the case, not before what it follows.

Knows no clock: `now` is given. Periods run from the date that is told, so a wrong one would shorten somebody's time.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from rules.requirements import our_own
from schemas import disposal, impound, owner_notice, tow_dispatch
from schemas.case import Case
from schemas.messages import Request
from schemas.rulings import Refusal

CLOCK_SLACK = timedelta(minutes=2)
HAPPENED = our_own("the journal tells what has happened, when it happened")

Before = tuple[Callable[[Case], datetime | None], str]


DECLARATION: Before = (lambda case: case.declared_at, "the car was declared abandoned")
TAKING: Before = (lambda case: case.hooked_at, "the car was taken")
ARRIVAL: Before = (lambda case: case.in_lot_at, "the car came to the lot")
HEARING: Before = (lambda case: case.hearing.at if case.hearing else None, "the hearing was asked for")
ANYTHING: Before = (lambda _: None, "anything")

FOLLOWS: dict[type[Request], Before] = {
    owner_notice.PostSticker: DECLARATION,
    tow_dispatch.ReportHooked: DECLARATION,
    tow_dispatch.ReportInLot: TAKING,
    impound.RecordIntake: ARRIVAL,
    impound.ReportToState: TAKING,
    impound.DecideHearing: HEARING,
    impound.ReleaseVehicle: ARRIVAL,
    impound.HandOverContents: ARRIVAL,
    impound.SurrenderVehicle: ARRIVAL,
    disposal.AppraiseVehicle: TAKING,
    disposal.RecordAdvertisement: TAKING,
    disposal.RecordAuthority: TAKING,
    disposal.RecordSale: TAKING,
    disposal.RecordCertificate: TAKING,
}
"""What cannot be dated before what it follows."""


def ill_dated(case: Case, request: Request, now: datetime) -> Refusal | None:
    """Why this request cannot carry its date; None if it can, or has none."""
    at = request.at or now
    if at > now + CLOCK_SLACK:
        return _refusal("in_the_future", "What has not happened yet cannot be recorded.")
    if at < case.opened_at - CLOCK_SLACK:
        return _refusal("before_the_case", "This is dated before the case was opened.", case.opened_at)
    before, words = FOLLOWS.get(type(request), ANYTHING)
    first = before(case)
    if first and at < first - CLOCK_SLACK:
        return _refusal("before_its_ground", f"This is dated before {words}.", first)
    return None


def _refusal(code: str, reason: str, earliest: datetime | None = None) -> Refusal:
    return Refusal(code=code, reason=reason, citation=HAPPENED.citation, earliest=earliest)
