"""The ways to fill in the form of a request, as far as its guard tells them apart: what it is about in this case.

What a person types beside that (papers, amounts, words) is left out: whether it will do is seen when it is sent.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rules.guards import GUARDS
from rules.law import Edition
from rules.library import editions_for
from rules.owner_notice import letters_on_record
from rules.waiting_periods import settled, unknown_provisions
from schemas import amendments, casework, disposal, impound, owner_notice, reporting, tow_dispatch, verification
from schemas import waiting_periods as waiting
from schemas.case import Case
from schemas.messages import Request
from schemas.words import Finding, Matter, Outcome, ReleaseTo, Route, TowResult

Forms = Callable[[Case, Edition], Iterable[Request]]

OLDEST = "00-000000"
SAID = "said for the record"


def forms_of(request: type[Request], case: Case, law: Edition) -> Iterable[Request]:
    """Every form of this request that is about something else; none if it could be about nothing."""
    made = FORMS.get(request)
    return made(case, law) if made else (_form(request),)


def _form(request: type[Request], **about: Any) -> Request:
    """What is left out is not checked: nobody has typed it yet."""
    return request.model_construct(**about)


def _letters(request: type[Request]) -> Forms:
    """A letter to a person who was entered by mistake is spoken of no more."""
    return lambda case, _: (_form(request, letter=each.letter) for each in letters_on_record(case))


def _order(request: type[Request], **more: object) -> Forms:
    def forms(case: Case, _: Edition) -> Iterator[Request]:
        if case.order:
            yield _form(request, order=case.order.order, **more)

    return forms


def _each(request: type[Request], field: str, values: Iterable[object]) -> Forms:
    forms = tuple(_form(request, **{field: each}) for each in values)
    return lambda _case, _law: forms


def _further_steps(case: Case, law: Edition) -> Iterator[Request]:
    yield _form(owner_notice.RecordFurtherStep, letter=None)
    yield from _letters(owner_notice.RecordFurtherStep)(case, law)


def _renewals(case: Case, _: Edition) -> Iterator[Request]:
    for notice in dict.fromkeys(each.notice for each in letters_on_record(case)):
        yield _form(owner_notice.RenewNotice, notice=notice)


def _releases_of_holds(case: Case, _: Edition) -> Iterator[Request]:
    for hold in case.open_holds:
        yield _form(waiting.ReleaseHold, placed=hold.placed)


def _open_questions(case: Case, law: Edition) -> Iterator[Request]:
    for provision in sorted(unknown_provisions(law)):
        if settled(case, provision) is None:
            yield _form(waiting.SettleQuestion, provision=provision)


def _overrides(_case: Case, _law: Edition) -> Iterator[Request]:
    for name, guard in GUARDS.items():
        for question in guard.asks if not guard.absolute else ():
            yield _form(waiting.OverrideGuard, guard=name, question=question)


def _amendments(_: Case, law: Edition) -> Iterator[Request]:
    for code in editions_for(law.place):
        if code != law.code:
            yield _form(amendments.ApplyAmendment, edition=code)


def _taking_back(case: Case, _: Edition) -> Iterator[Request]:
    if case.amendments:
        yield _form(amendments.TakeBackAmendment, edition=case.edition)


def _ends_of_an_order(case: Case, law: Edition) -> Iterator[Request]:
    for result in (TowResult.TOWED, TowResult.GONE):
        yield from _order(tow_dispatch.ReportDone, result=result)(case, law)


def _waivers(_: Case, law: Edition) -> Iterator[Request]:
    for rule in law.waivers.values():
        if rule.by_hand:
            yield _form(impound.WaiveFees, fees=rule.fees)


def _intake(case: Case, _: Edition) -> Iterator[Request]:
    if case.lot:
        yield _form(impound.RecordIntake, lot=case.lot)


def _closings(_case: Case, _law: Edition) -> Iterator[Request]:
    for outcome in Outcome:
        yield _form(casework.CloseCase, outcome=outcome, authority=SAID, note=SAID, elsewhere=SAID)


FORMS: dict[type[Request], Forms] = {
    verification.RecordInspection: _each(verification.RecordInspection, "finding", Finding),
    verification.RecordReview: _each(verification.RecordReview, "matter", Matter),
    owner_notice.RecordMailing: _letters(owner_notice.RecordMailing),
    owner_notice.RecordReturn: _letters(owner_notice.RecordReturn),
    owner_notice.RecordFurtherStep: _further_steps,
    owner_notice.RenewNotice: _renewals,
    waiting.ReleaseHold: _releases_of_holds,
    waiting.SettleQuestion: _open_questions,
    waiting.OverrideGuard: _overrides,
    amendments.ApplyAmendment: _amendments,
    amendments.TakeBackAmendment: _taking_back,
    tow_dispatch.AcceptOffer: _order(tow_dispatch.AcceptOffer),
    tow_dispatch.DeclineOffer: _order(tow_dispatch.DeclineOffer),
    tow_dispatch.ReportHooked: _order(tow_dispatch.ReportHooked),
    tow_dispatch.ReportInLot: _order(tow_dispatch.ReportInLot),
    tow_dispatch.ReportDone: _ends_of_an_order,
    impound.RecordIntake: _intake,
    impound.ReleaseVehicle: _each(impound.ReleaseVehicle, "to", ReleaseTo),
    impound.RefundFees: _each(impound.RefundFees, "paid_back", (0,)),
    impound.WaiveFees: _waivers,
    disposal.RecordAuthority: _each(disposal.RecordAuthority, "route", Route),
    disposal.RecordCertificate: _each(disposal.RecordCertificate, "route", (Route.DISMANTLE, Route.CRUSH)),
    reporting.CloseAsDuplicate: _each(reporting.CloseAsDuplicate, "of", (OLDEST,)),
    casework.CloseCase: _closings,
}
"""A request that is not here has one form: its guard reads nothing that a person chooses."""
