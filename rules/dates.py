"""Whether a request may carry its date: not in the future, not before the case, not before what it follows.

Knows no clock: `now` is given. Periods run from the date given, so a wrong date would shorten a person's period.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from rules.impound import hearing_to_decide
from rules.requirements import our_own
from rules.verification import raised
from schemas import disposal, impound, mail, owner_notice, tow_dispatch, verification, waiting_periods
from schemas.case import Case
from schemas.case_parts import Order
from schemas.messages import Request, at_of
from schemas.rulings import Refusal

CLOCK_SLACK = timedelta(minutes=2)
HAPPENED = our_own("a fact carries the date on which it happened")

Before = tuple[Callable[[Case], datetime | None], str]
Named = tuple[Callable[[Case, Any], datetime | None], str]

DECLARATION: Before = (lambda case: at_of(case.declared), "the car was declared abandoned")
TAKING: Before = (lambda case: at_of(case.hooked_up), "the hook-up")
ARRIVAL: Before = (lambda case: at_of(case.in_lot), "the car was dropped at the lot")
ANYTHING: Before = (lambda _: None, "anything")

FOLLOWS: dict[type[Request], Before] = {
    owner_notice.PostSticker: DECLARATION,
    owner_notice.RecordOwnerCall: DECLARATION,
    tow_dispatch.ReportHookedUp: DECLARATION,
    tow_dispatch.ReportDroppedAtLot: TAKING,
    impound.RecordIntake: ARRIVAL,
    impound.ReportToState: TAKING,
    impound.ReleaseVehicle: ARRIVAL,
    impound.HandOverContents: ARRIVAL,
    impound.SurrenderVehicle: ARRIVAL,
    disposal.AppraiseVehicle: TAKING,
    disposal.RecordAdvertisement: TAKING,
    disposal.RecordSale: TAKING,
    disposal.RecordCertificate: TAKING,
}
"""The event that a request of this type cannot predate."""


def _placed(case: Case, context: waiting_periods.ReleaseHold) -> datetime | None:
    return next((each.at for each in case.holds if each.fact == context.placed), None)


def _asked(case: Case, context: impound.DecideHearing) -> datetime | None:
    hearing = hearing_to_decide(case, context)
    return hearing.requested.at if hearing else None


def _wished(case: Case, _: waiting_periods.DecideExtension) -> datetime | None:
    return at_of(case.extension_asked)


def _came_back(case: Case, context: mail.RecordFurtherStep) -> datetime | None:
    """A step in reply to a returned letter has time to work, which runs from its date."""
    letter = next((each for each in case.letters if each.letter == context.letter), None)
    return at_of(letter.returned) if letter else None


def _raised(case: Case, context: verification.RecordReview) -> datetime | None:
    look = raised(case, context.matter)
    return look.at if look else None


def _order(case: Case, number: int) -> Order | None:
    return next((each for each in case.orders if each.order == number), None)


def _offered(case: Case, context: tow_dispatch.AcceptOffer) -> datetime | None:
    order = _order(case, context.order)
    return order.at if order else None


def _accepted(case: Case, context: tow_dispatch.ReportHookedUp) -> datetime | None:
    order = _order(case, context.order)
    return order.accepted_at if order else None


NAMES: dict[type[Request], Named] = {
    verification.RecordInspection: (lambda case, _: at_of(case.reopened), "the case was reopened"),
    impound.DecideHearing: (_asked, "the hearing request"),
    mail.RecordFurtherStep: (_came_back, "the letter was returned"),
    waiting_periods.DecideExtension: (_wished, "the owner asked for more time"),
    verification.RecordReview: (_raised, "the inspection that raised the question"),
    waiting_periods.ReleaseHold: (_placed, "the hold was placed"),
    tow_dispatch.AcceptOffer: (_offered, "the tow was offered to this contractor"),
    tow_dispatch.ReportHookedUp: (_accepted, "the contractor accepted the order"),
    disposal.RecordAuthority: (lambda case, _: at_of(case.disposal_gate), "the reclaim period ended"),
}
"""The event that a request cannot predate because it names it, or because the case was reopened."""


def ill_dated(case: Case, request: Request, now: datetime) -> Refusal | None:
    """The refusal of the request's date; None if the date is allowed."""
    at = request.at or now
    if at > now + CLOCK_SLACK:
        return _refusal("in_the_future", "The date is in the future.")
    if at < case.opened_at - CLOCK_SLACK:
        return _refusal("before_the_case", "This is dated before the case was opened.", case.opened_at)
    for first, words in _grounds(case, request):
        if first and at < first - CLOCK_SLACK:
            return _refusal("before_its_ground", f"This is dated before {words}.", first)
    return None


def _grounds(case: Case, request: Request) -> Iterator[tuple[datetime | None, str]]:
    """When the events that this request follows happened, and their words."""
    before, words = FOLLOWS.get(type(request), ANYTHING)
    yield before(case), words
    if type(request) in NAMES:
        named, words = NAMES[type(request)]
        yield named(case, request), words


def _refusal(code: str, reason: str, earliest: datetime | None = None) -> Refusal:
    return Refusal(code=code, reason=reason, citation=HAPPENED.citation, earliest=earliest)
