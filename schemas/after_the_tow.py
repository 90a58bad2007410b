"""The effect of holds, and of facts after the tow: a part of `schemas.after`.

Knows no clock, no law, no people.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from schemas import disposal, impound, waiting_periods
from schemas.case import Case
from schemas.case_parts import (
    Appraised,
    Authority,
    Classified,
    Decided,
    Destroyed,
    Hearing,
    HoldOn,
    Intake,
    Released,
    ServiceAnswer,
    Waived,
)
from schemas.messages import Fact, JournalEntry
from schemas.reopened_periods import reopen_notice, reopen_reclaim
from schemas.words import Hold, MilitaryStatus, Stage


def held(case: Case, entry: JournalEntry, fact: waiting_periods.HoldPlaced) -> Case:
    """The hold is open."""
    return case.with_(holds=(*case.holds, HoldOn(fact=entry.number, at=entry.at, by=entry.actor, hold=fact.hold)))


def lifted(case: Case, entry: JournalEntry, fact: waiting_periods.HoldReleased) -> Case:
    """The hold of this number is lifted."""
    holds = tuple(replace(each, released=entry.recorded) if each.fact == fact.placed else each for each in case.holds)
    return case.with_(holds=holds)


def _intake(case: Case, entry: JournalEntry, fact: impound.IntakeRecorded) -> Case:
    return case.with_(intake=Intake(fact=entry.number, at=entry.at, by=entry.actor, weight=fact.weight))


def _state_reported(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(state_reported=entry.recorded)


def _hearing(case: Case, entry: JournalEntry, fact: impound.HearingRequested) -> Case:
    """A case that was closed when the car was released is open again until the hearing is decided."""
    if case.stage is Stage.CLOSED:
        case = case.with_(stage=Stage.IMPOUND, closed=None, reopened=entry.recorded)
    asked = Hearing(requested=entry.recorded, party=fact.party)
    case = case.with_(hearings=(*case.hearings, asked))
    return held(case, entry, waiting_periods.HoldPlaced(hold=Hold.HEARING))


def _heard(case: Case, entry: JournalEntry, fact: impound.HearingDecided) -> Case:
    decided = Decided(fact=entry.number, at=entry.at, by=entry.actor, lawful=fact.lawful)
    hearings = tuple(
        replace(each, decided=decided) if each.requested.fact == fact.requested else each for each in case.hearings
    )
    off = waiting_periods.HoldReleased(placed=fact.requested, hold=Hold.HEARING)
    case = lifted(case.with_(hearings=hearings), entry, off)
    if fact.time_again:
        return reopen_notice(case)
    return case if fact.lawful else reopen_reclaim(case)


def _released(case: Case, entry: JournalEntry, fact: impound.VehicleReleased) -> Case:
    return case.with_(released=Released(fact=entry.number, at=entry.at, by=entry.actor, paid=fact.paid))


def _refunded(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(refunded=entry.recorded)


def _surrendered(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(surrendered=entry.recorded)


def _waived(case: Case, entry: JournalEntry, fact: impound.FeesWaived) -> Case:
    before = case.waived.fees if case.waived else ()
    fees = tuple(sorted({*before, *fact.fees}))
    return case.with_(waived=Waived(fact=entry.number, at=entry.at, by=entry.actor, fees=fees))


def _contents(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(contents_returned=entry.recorded)


def _classified(case: Case, entry: JournalEntry, fact: disposal.VehicleClassified) -> Case:
    if fact.asks_more:
        case = reopen_reclaim(case)
    named = Classified(fact=entry.number, at=entry.at, by=entry.actor, status=fact.status)
    return case.with_(classified_by_salvor=named) if fact.by_salvor else case.with_(classified_by_officer=named)


def _appraised(case: Case, entry: JournalEntry, fact: disposal.VehicleAppraised) -> Case:
    if fact.asks_more:
        case = reopen_reclaim(case)
    appraised = Appraised(fact=entry.number, at=entry.at, by=entry.actor, value=fact.value, model_year=fact.model_year)
    return case.with_(appraised=appraised)


def _service(case: Case, entry: JournalEntry, fact: disposal.ServiceChecked) -> Case:
    """An owner on active duty is protected at once by a hold.

    An older answer does not replace a newer one.
    """
    if case.service_checked is None or entry.at >= case.service_checked.at:
        answer = ServiceAnswer(fact=entry.number, at=entry.at, by=entry.actor, service=fact.service, ended=fact.ended)
        case = case.with_(service_checked=answer)
    protected = waiting_periods.HoldPlaced(hold=Hold.SERVICEMEMBER)
    return held(case, entry, protected) if fact.service is MilitaryStatus.SERVES else case


def _advertised(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(advertised=entry.recorded)


def _authority(case: Case, entry: JournalEntry, fact: disposal.AuthorityRecorded) -> Case:
    return case.with_(authority=Authority(fact=entry.number, at=entry.at, by=entry.actor, route=fact.route))


def _sold(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(sold=entry.recorded)


def _destroyed(case: Case, entry: JournalEntry, fact: disposal.VehicleDestroyed) -> Case:
    return case.with_(destroyed=Destroyed(fact=entry.number, at=entry.at, by=entry.actor, route=fact.route))


def _disposal_reported(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(disposal_reported=entry.recorded)


FOLDS_AFTER_THE_TOW: dict[type[Fact], Callable[[Case, JournalEntry, Any], Case]] = {
    impound.IntakeRecorded: _intake,
    impound.StateReported: _state_reported,
    impound.HearingRequested: _hearing,
    impound.HearingDecided: _heard,
    impound.VehicleReleased: _released,
    impound.FeesRefunded: _refunded,
    impound.FeesWaived: _waived,
    impound.ContentsHandedOver: _contents,
    impound.VehicleSurrendered: _surrendered,
    disposal.VehicleClassified: _classified,
    disposal.VehicleAppraised: _appraised,
    disposal.ServiceChecked: _service,
    disposal.SaleAdvertised: _advertised,
    disposal.AuthorityRecorded: _authority,
    disposal.VehicleSold: _sold,
    disposal.VehicleDestroyed: _destroyed,
    disposal.DisposalReported: _disposal_reported,
}
