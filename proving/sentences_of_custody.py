"""What must be true of a car in custody and of a case that closes: no car is forgotten in a lot."""

from proving.exploring import Edge
from proving.sentences import all_in, sentence
from proving.sentences_of_the_lot import asked_while_held, bill, owes_nothing
from rules.law import Edition
from schemas.words import Hold, Stage, Stolen, Task


@sentence("No case closes while the city still has the car.", "case_closed")
def not_left_behind(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    if case.towed is None:
        return None
    return bool(case.released or case.surrendered or case.sold or case.destroyed)


@sentence("No case closes while a hearing is open.", "case_closed")
def nobody_unheard(edge: Edge, _: Edition) -> bool | None:
    hearings = edge.before.case.hearings
    return all(each.decided is not None for each in hearings) if hearings else None


@sentence("The hold of a hearing is not lifted before the hearing is decided.", "hold_released")
def held_until_heard(edge: Edge, _: Edition) -> bool | None:
    placed = getattr(edge.fact, "placed", 0)
    heard = [each.decided is not None for each in edge.before.case.hearings if each.requested.fact == placed]
    return all(heard) if heard else None


@sentence("No case closes as gone if the latest inspection or tow found the car.", "case_closed")
def gone_at_the_last(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    if getattr(edge.fact, "outcome", "") != "gone_on_arrival":
        return None
    seen = [(each.number, each.finding == "gone") for each in case.inspections]
    told = [(truck.fact, gone) for truck, gone in ((case.tow_gone, True), (case.hooked_up, False)) if truck]
    return max((*seen, *told), default=(0, False))[1]


@sentence("A closed case has no open task.")
def ended(edge: Edge, _: Edition) -> bool | None:
    return edge.tasks.codes == (Task.NOTHING,) if edge.before.case.stage is Stage.CLOSED else None


@sentence(
    "No car is surrendered if it is stolen, or without a stolen-vehicle check while it was in custody.",
    "vehicle_surrendered",
)
def not_given_up_stolen(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    if case.records_check is None and not case.vehicle_known:
        return None
    return case.stolen is not Stolen.STOLEN and asked_while_held(case)


@sentence("Nothing is collected while a bankruptcy hold is on.", "vehicle_released")
def bankrupt_pays_nothing(edge: Edge, _: Edition) -> bool | None:
    if all(each.hold is not Hold.BANKRUPTCY for each in edge.before.case.open_holds):
        return None
    return getattr(edge.fact, "paid", -1) == 0


@sentence("No case closes before the payment for a wrong tow is refunded.", "case_closed")
def given_back(edge: Edge, law: Edition) -> bool | None:
    case = edge.before.case
    if not case.paid or not owes_nothing(case, law):
        return None
    return case.refunded is not None


@sentence("The payment for a wrong tow is refunded once and in full.", "fees_refunded")
def refund(edge: Edge, law: Edition) -> bool | None:
    case = edge.before.case
    if case.released is None or case.refunded or not owes_nothing(case, law):
        return False
    due = case.paid - bill(case, law, case.released.at, law.fees)
    return due > 0 and getattr(edge.fact, "paid_back", 0) == due


@sentence(
    "The price of a sale reimburses what the law of proceeds names, and the rest is held for the owner.", "vehicle_sold"
)
def proceeds(edge: Edge, law: Edition) -> bool | None:
    price, back = (getattr(edge.fact, name, 0) for name in ("price", "reimbursed"))
    costs = bill(edge.before.case, law, edge.before.now, law.proceeds.order)
    return (back, getattr(edge.fact, "held_for_owner", -1)) == (min(price, costs), max(0, price - costs))


CUSTODY_SENTENCES = all_in(globals())
