"""The fact that a granted request leads to, without a database: rows get the numbers that come next.

The makers of `activities` are the reality; a test drives both side by side.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from proving.people import NORTH, OLDER
from rules.casework import evidence_for
from rules.disposal import divide
from rules.fees import owed
from rules.law import Edition
from rules.verification import exemption_ends, exemption_of
from rules.waiting_periods import time_again
from rules.ways_out import asks_more, status_asks_more
from schemas import casework, disposal, impound, owner_notice, reporting, tow_dispatch, verification, waiting_periods
from schemas.case import Case
from schemas.facts import PLAIN, plain_fact
from schemas.messages import Actor, Fact, Request
from schemas.words import Finding, Outcome, Role, Stage, WithdrawReason


class Turn(NamedTuple):
    """Who asks what of which case, and when."""

    case: Case
    actor: Actor
    request: Any
    law: Edition
    at: datetime


Maker = Callable[[Turn], Fact]


def _inspected(turn: Turn) -> Fact:
    declares = turn.request.finding is Finding.ABANDONED
    exemption = exemption_of(turn.case, turn.request, turn.law, "owner_notice") if declares else None
    other = turn.request.plate is not None
    exempt = exemption[0] if exemption else None
    read = {"vehicle_known": other, "other_vehicle": other}
    return plain_fact(turn.request, verification.VehicleInspected, exempt=exempt, **read)


def _looked_up(turn: Turn) -> Fact:
    ends = exemption_ends(turn.case, turn.request.registration, turn.law)
    return plain_fact(turn.request, reporting.LookupsAnswered, ends_exemption=ends)


def _parties(turn: Turn) -> Fact:
    case, asked = turn.case, turn.request
    row = max((0, case.owner or 0, *case.lienholders, *(each.addressee for each in case.letters))) + 1
    liens = tuple(range(row + 1, row + 1 + len(asked.lienholders)))
    return owner_notice.PartiesRecorded(owner=row if asked.owner else None, lienholders=liens)


def _letter(turn: Turn) -> Fact:
    return plain_fact(turn.request, owner_notice.LetterWritten, letter=len(turn.case.letters) + 1)


def _lifted(turn: Turn) -> Fact:
    hold = next(each.hold for each in turn.case.open_holds if each.placed == turn.request.placed)
    return plain_fact(turn.request, waiting_periods.HoldReleased, hold=hold)


def _offered(turn: Turn) -> Fact:
    return tow_dispatch.TowOffered(order=len(turn.case.orders) + 1, contractor=NORTH)


def _of_its_firm(fact: type[Fact]) -> Maker:
    def make(turn: Turn) -> Fact:
        firm = next(each.contractor for each in turn.case.orders if each.order == turn.request.order)
        return plain_fact(turn.request, fact, contractor=firm)

    return make


def withdrawal(case: Case, reason: WithdrawReason) -> Fact:
    """The order is off, whether a contractor has it or not."""
    order = case.order
    told = {"order": order.order, "contractor": order.contractor} if order else {}
    return tow_dispatch.TowWithdrawn.model_validate({"reason": reason, **told})


def _heard(turn: Turn) -> Fact:
    hearing = turn.case.hearing
    told = {"requested": hearing.requested.fact if hearing else 0}
    again = time_again(turn.case, turn.law, turn.request)
    return plain_fact(turn.request, impound.HearingDecided, **told, time_again=again)


def _extension(turn: Turn) -> Fact:
    again = time_again(turn.case, turn.law, turn.request)
    return plain_fact(turn.request, waiting_periods.ExtensionDecided, time_again=again)


def _classified(turn: Turn) -> Fact:
    salvor = turn.actor.role == Role.CONTRACTOR
    more = status_asks_more(turn.case, turn.law, turn.request.status, by_salvor=salvor)
    return plain_fact(turn.request, disposal.VehicleClassified, by_salvor=salvor, asks_more=more)


def _appraised(turn: Turn) -> Fact:
    more = asks_more(turn.case, turn.law, value=turn.request.value, model_year=turn.request.model_year)
    return plain_fact(turn.request, disposal.VehicleAppraised, asks_more=more)


def _sold(turn: Turn) -> Fact:
    asked = turn.request
    back, kept = divide(turn.case, turn.law, asked.price, asked.auction_costs, turn.at)
    return plain_fact(asked, disposal.VehicleSold, reimbursed=back, held_for_owner=kept)


def _reopened(turn: Turn) -> Fact:
    in_the_lot = turn.case.in_custody and turn.case.surrendered is None
    return casework.CaseReopened(stage=Stage.IMPOUND if in_the_lot else Stage.VERIFICATION)


MAKERS: dict[type[Request], Maker] = {
    reporting.AnswerLookups: _looked_up,
    verification.RecordInspection: _inspected,
    owner_notice.RecordParties: _parties,
    owner_notice.WriteLetter: _letter,
    waiting_periods.ReleaseHold: _lifted,
    waiting_periods.DecideExtension: _extension,
    tow_dispatch.OrderTow: lambda turn: plain_fact(
        turn.request, tow_dispatch.TowOrdered, hazard=turn.case.hazard_order
    ),
    tow_dispatch.OfferTow: _offered,
    tow_dispatch.AcceptOffer: _of_its_firm(tow_dispatch.OfferAccepted),
    tow_dispatch.DeclineOffer: _of_its_firm(tow_dispatch.OfferDeclined),
    tow_dispatch.LapseOffer: _of_its_firm(tow_dispatch.OfferLapsed),
    tow_dispatch.ReportDone: _of_its_firm(tow_dispatch.TowEnded),
    tow_dispatch.WithdrawTow: lambda turn: withdrawal(turn.case, WithdrawReason.STAFF),
    impound.RecordIntake: lambda turn: plain_fact(turn.request, impound.IntakeRecorded, inventory=1),
    impound.DecideHearing: _heard,
    impound.ReleaseVehicle: lambda turn: plain_fact(
        turn.request, impound.VehicleReleased, owed=owed(turn.case, turn.law, turn.at)
    ),
    disposal.ClassifyVehicle: _classified,
    disposal.AppraiseVehicle: _appraised,
    disposal.RecordAuthority: lambda turn: plain_fact(turn.request, disposal.AuthorityRecorded, reference=1),
    disposal.RecordSale: _sold,
    disposal.RecordCertificate: lambda turn: plain_fact(turn.request, disposal.VehicleDestroyed, reference=1),
    reporting.CloseAsDuplicate: lambda turn: casework.CaseClosed(outcome=Outcome.DUPLICATE, of=turn.request.of),
    reporting.Split: lambda turn: reporting.CaseSplit(of=turn.case.duplicate_of or OLDER),
    casework.CloseCase: lambda turn: casework.CaseClosed(
        outcome=turn.request.outcome, evidence=evidence_for(turn.case, turn.request)
    ),
    casework.Reopen: _reopened,
}
"""Requests whose fact says more than what was asked."""


SAYS_MORE: dict[type[Request], type[Fact]] = {
    reporting.AnswerLookups: reporting.LookupsAnswered,
    verification.RecordInspection: verification.VehicleInspected,
    owner_notice.RecordParties: owner_notice.PartiesRecorded,
    owner_notice.WriteLetter: owner_notice.LetterWritten,
    waiting_periods.ReleaseHold: waiting_periods.HoldReleased,
    waiting_periods.DecideExtension: waiting_periods.ExtensionDecided,
    tow_dispatch.OrderTow: tow_dispatch.TowOrdered,
    tow_dispatch.OfferTow: tow_dispatch.TowOffered,
    tow_dispatch.AcceptOffer: tow_dispatch.OfferAccepted,
    tow_dispatch.DeclineOffer: tow_dispatch.OfferDeclined,
    tow_dispatch.LapseOffer: tow_dispatch.OfferLapsed,
    tow_dispatch.ReportDone: tow_dispatch.TowEnded,
    tow_dispatch.WithdrawTow: tow_dispatch.TowWithdrawn,
    impound.RecordIntake: impound.IntakeRecorded,
    impound.DecideHearing: impound.HearingDecided,
    impound.ReleaseVehicle: impound.VehicleReleased,
    disposal.ClassifyVehicle: disposal.VehicleClassified,
    disposal.AppraiseVehicle: disposal.VehicleAppraised,
    disposal.RecordAuthority: disposal.AuthorityRecorded,
    disposal.RecordSale: disposal.VehicleSold,
    disposal.RecordCertificate: disposal.VehicleDestroyed,
    reporting.CloseAsDuplicate: casework.CaseClosed,
    reporting.Split: reporting.CaseSplit,
    casework.CloseCase: casework.CaseClosed,
    casework.Reopen: casework.CaseReopened,
}

KINDS: dict[type[Request], str] = {
    request: str(fact.model_fields["kind"].default) for request, fact in {**PLAIN, **SAYS_MORE}.items()
}
"""The kind of the fact that a request leads to if it is granted."""


def fact_of(turn: Turn) -> Fact:
    """The fact that a granted request leads to."""
    maker = MAKERS.get(type(turn.request))
    return maker(turn) if maker else plain_fact(turn.request, PLAIN[type(turn.request)])
