"""The end of a car that nobody reclaimed: two parties name its status, the state allows it, every guard again.

Knows no clock.
"""

from datetime import datetime

from rules.fees import owed
from rules.impound import may_open_disposal_gate
from rules.law import Edition
from rules.waiting_periods import held, reclaim_floor
from schemas.case import Case
from schemas.messages import Actor
from schemas.rulings import NextThing, Requirement, Ruling
from schemas.words import Role, Route, Stolen, Stops, Thing

TWO_PARTIES = "75 Pa.C.S. 7303.1, 7309"


def may_classify(case: Case, actor: Actor) -> Ruling:
    """Whether this person speaks for one of the two parties: an officer, or the salvor that has the car."""
    salvor = actor.role != Role.CONTRACTOR or actor.firm == case.towed_by
    theirs = Requirement(text="The salvor is the contractor that towed the car", citation=TWO_PARTIES, met=salvor)
    undone = Requirement(text="The car is not disposed of yet", citation=TWO_PARTIES, met=not _disposed(case))
    return Ruling(question="may_classify", proof=(theirs, undone))


def may_authorise(case: Case, route: Route, edition: Edition) -> Ruling:
    """Whether this route can be asked of the state: both parties agree on the status, and it allows the route."""
    undone = Requirement(text="The car is not disposed of yet", citation=TWO_PARTIES, met=not _disposed(case))
    return Ruling(question="may_authorise", proof=(*_agreed(case, route, edition), undone))


def _agreed(case: Case, route: Route, edition: Edition) -> tuple[Requirement, ...]:
    status = case.officer_status
    agreed = Requirement(
        text="The officer and the salvor name the same status",
        citation=TWO_PARTIES,
        met=status is not None and status == case.salvor_status,
        who=Role.OFFICER if status is None else Role.CONTRACTOR,
    )
    rule = edition.disposal[status] if status else None
    allowed = Requirement(
        text=f"The status allows it to {route}" if route is not Route.AUCTION else "The status allows an auction",
        citation=rule.citation if rule else TWO_PARTIES,
        met=rule is not None and route in rule.routes,
    )
    return agreed, allowed


def may_dispose(case: Case, route: Route, edition: Edition, at: datetime) -> Ruling:
    """Whether the car may be sold or destroyed at this instant: it cannot be undone, so every guard is asked again."""
    authority = Requirement(
        text="The state has allowed this way of disposal",
        citation="75 Pa.C.S. 7307",
        met=case.authority_route is route,
        fact=case.authority,
        who=Role.DISPATCHER,
    )
    stolen = Requirement(
        text="The car is not stolen",
        citation="PPD Directive 12.5",
        met=case.stolen is not Stolen.STOLEN,
        fact=case.lookups,
    )
    gate = may_open_disposal_gate(case, edition, at).proof
    return Ruling(question="may_dispose", proof=(*gate, stolen, *_agreed(case, route, edition), authority))


def may_report_disposal(case: Case) -> Ruling:
    """Whether there is a disposal to tell of, once (28 CFR 25.56)."""
    done = Requirement(text="The car was sold or destroyed", citation="28 CFR 25.56", met=_disposed(case))
    once = Requirement(text="It is not told yet", citation="28 CFR 25.56", met=case.disposal_reported is None)
    return Ruling(question="may_report_disposal", proof=(done, once))


def _disposed(case: Case) -> bool:
    return case.sold is not None or case.destroyed is not None


def divide(case: Case, edition: Edition, price: int, auction_costs: int, at: datetime) -> tuple[int, int]:
    """What the price pays back, and what is held for owner or lienholder, in US cents (75 Pa.C.S. 7308)."""
    reimbursed = min(price, owed(case, edition, at) + auction_costs)
    return reimbursed, price - reimbursed


def car_to_dispose_of(case: Case, edition: Edition) -> NextThing:
    """What a car waits for whose time to be reclaimed has passed."""
    if _disposed(case):
        why = "The national title system is told."
        return NextThing(thing=Thing.DISPOSAL_REPORT, by=Role.DISPATCHER, why=why, citation="28 CFR 25.56")
    return held(case, edition, Stops.DISPOSAL) or _status(case) or _last_acts(case, edition)


def _status(case: Case) -> NextThing | None:
    if case.officer_status is None:
        why = "An officer names the status of the car: with value, salvage or nonrepairable."
        return NextThing(thing=Thing.OFFICER_STATUS, by=Role.OFFICER, why=why, citation=TWO_PARTIES)
    if case.salvor_status != case.officer_status:
        why = "The salvor names the status of the car, for itself."
        if case.salvor_status:
            why = "Officer and salvor name different things: one of them looks again."
        return NextThing(thing=Thing.SALVOR_STATUS, by=Role.CONTRACTOR, why=why, citation=TWO_PARTIES)
    return None


def _last_acts(case: Case, edition: Edition) -> NextThing:
    floor, law = reclaim_floor(case, edition), "75 Pa.C.S. 7307"
    if case.authority is None:
        why = "The state is asked to allow the disposal."
        return NextThing(thing=Thing.AUTHORITY, by=Role.DISPATCHER, why=why, citation=law, not_before=floor)
    route = (case.authority_route or Route.AUCTION).value
    why = f"The state has allowed it: {route}."
    return NextThing(thing=Thing.DISPOSAL, by=Role.DISPATCHER, why=why, citation=law, not_before=floor)
