"""What a case becomes by holds, and by what happens once the car is taken: the other half of `schemas.after`.

Knows no clock, no law, no people.
"""

from collections.abc import Callable
from typing import Any

from schemas import disposal, impound, waiting_periods
from schemas.case import Case, Hearing, HoldOn
from schemas.going_back import back_to_the_lot, back_to_the_notice
from schemas.messages import Fact, Recorded
from schemas.words import Hold, Service


def held(case: Case, recorded: Recorded, fact: waiting_periods.HoldPlaced) -> Case:
    """A hold is on."""
    return case.with_(holds=(*case.holds, HoldOn(placed=recorded.number, hold=fact.hold, at=recorded.at)))


def lifted(case: Case, recorded: Recorded, fact: waiting_periods.HoldReleased) -> Case:
    """The hold of this number is off."""
    holds = tuple(
        each.model_copy(update={"released_at": recorded.at}) if each.placed == fact.placed else each
        for each in case.holds
    )
    return case.with_(holds=holds)


def _intake(case: Case, recorded: Recorded, _: Fact) -> Case:
    return case.with_(intake=recorded.number)


def _state_reported(case: Case, recorded: Recorded, _: Fact) -> Case:
    return case.with_(state_reported=recorded.number, state_reported_at=recorded.at)


def _hearing(case: Case, recorded: Recorded, _: Fact) -> Case:
    asked = Hearing(requested=recorded.number, at=recorded.at)
    case = case.with_(hearings=(*case.hearings, asked))
    return held(case, recorded, waiting_periods.HoldPlaced(hold=Hold.HEARING))


def _heard(case: Case, recorded: Recorded, fact: impound.HearingDecided) -> Case:
    hearings = tuple(
        each.model_copy(update={"decided": recorded.number, "decided_at": recorded.at, "lawful": fact.lawful})
        if each.requested == fact.requested
        else each
        for each in case.hearings
    )
    off = waiting_periods.HoldReleased(placed=fact.requested, hold=Hold.HEARING)
    case = lifted(case.with_(hearings=hearings), recorded, off)
    if fact.time_again:
        return back_to_the_notice(case)
    return case if fact.lawful else back_to_the_lot(case)


def _released(case: Case, recorded: Recorded, fact: impound.VehicleReleased) -> Case:
    return case.with_(released=recorded.number, released_at=recorded.at, paid=fact.paid)


def _refunded(case: Case, recorded: Recorded, _: Fact) -> Case:
    return case.with_(refunded=recorded.number)


def _surrendered(case: Case, recorded: Recorded, _: Fact) -> Case:
    return case.with_(surrendered=recorded.number)


def _waived(case: Case, recorded: Recorded, fact: impound.FeesWaived) -> Case:
    return case.with_(waived=tuple(sorted({*case.waived, *fact.fees})), waived_fact=recorded.number)


def _contents(case: Case, recorded: Recorded, _: Fact) -> Case:
    return case.with_(contents_returned=recorded.number)


def _classified(case: Case, recorded: Recorded, fact: disposal.VehicleClassified) -> Case:
    if fact.asks_more:
        case = back_to_the_lot(case)
    if fact.by_salvor:
        return case.with_(salvor_status=fact.status, salvor_status_by=recorded.actor)
    return case.with_(officer_status=fact.status, officer_status_by=recorded.actor)


def _appraised(case: Case, recorded: Recorded, fact: disposal.VehicleAppraised) -> Case:
    if fact.asks_more:
        case = back_to_the_lot(case)
    return case.with_(value=fact.value, model_year=fact.model_year, appraised=recorded.number, appraised_at=recorded.at)


def _service(case: Case, recorded: Recorded, fact: disposal.ServiceChecked) -> Case:
    """Whoever serves is protected at once: only a written order of a court lifts it.

    An answer that is older than the one on record does not take its place.
    """
    if case.service_checked_at is None or recorded.at >= case.service_checked_at:
        case = case.with_(
            service=fact.service,
            service_ended_at=fact.ended,
            service_checked=recorded.number,
            service_checked_at=recorded.at,
        )
    protected = waiting_periods.HoldPlaced(hold=Hold.SERVICEMEMBER)
    return held(case, recorded, protected) if fact.service is Service.SERVES else case


def _advertised(case: Case, recorded: Recorded, _: Fact) -> Case:
    return case.with_(advertised=recorded.number, advertised_at=recorded.at)


def _authority(case: Case, recorded: Recorded, fact: disposal.AuthorityRecorded) -> Case:
    return case.with_(authority=recorded.number, authority_at=recorded.at, authority_route=fact.route)


def _sold(case: Case, recorded: Recorded, _: Fact) -> Case:
    return case.with_(sold=recorded.number, sold_at=recorded.at)


def _destroyed(case: Case, recorded: Recorded, fact: disposal.VehicleDestroyed) -> Case:
    return case.with_(destroyed=recorded.number, destroyed_route=fact.route)


def _disposal_reported(case: Case, recorded: Recorded, _: Fact) -> Case:
    return case.with_(disposal_reported=recorded.number)


FOLDS_AFTER_THE_TOW: dict[type[Fact], Callable[[Case, Recorded, Any], Case]] = {
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
