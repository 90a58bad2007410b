"""What must be true of every date: a fact recorded late is not newer, and nothing predates what it follows."""

from datetime import datetime, timedelta
from itertools import pairwise

from proving.counting import has_run
from proving.exploring import Edge
from proving.sentences import all_in, asks_for, sentence
from rules.law import Edition
from schemas.case import Case
from schemas.case_parts import Inspection
from schemas.law import Duty
from schemas.messages import at_of

SLACK = timedelta(minutes=2)
"""The tolerated clock difference."""

WORKS = ("tow_ordered", "tow_offered", "offer_accepted")
ENDS = ("vehicle_sold", "vehicle_destroyed")


def _at(edge: Edge) -> datetime:
    """When this happened, by the request's date."""
    asked = edge.move[1] if edge.move else None
    return (asked.at if asked else None) or edge.before.now


def _newest(case: Case) -> Inspection | None:
    """The latest inspection, whenever it was recorded."""
    return max(case.inspections, key=lambda look: (look.at, look.number), default=None)


def _looked_since(case: Case, instant: datetime | None) -> bool:
    look = _newest(case)
    return look is not None and instant is not None and look.at >= instant


def refusals(case: Case) -> list[datetime]:
    """When the owner was first refused more time, and when hearings were lost."""
    refused = [at_of(each.decided) for each in case.hearings if each.lawful] + [at_of(case.refused)]
    return [each for each in refused if each]


@sentence(
    "No tow on an inspection made before the new period after a refusal had ended.",
    *WORKS,
    where=lambda law: "contested" in law.periods,
)
def looked_at_after_a_refusal(edge: Edge, law: Edition) -> bool | None:
    case, look = edge.before.case, _newest(edge.before.case)
    if case.exempt or not refusals(case) or any(each.guard == "seen_again" for each in case.overrides):
        return None
    return look is not None and all(has_run(case, law, "contested", each, look.at) for each in refusals(case))


@sentence("No tow on an inspection made before the owner's notice period had ended.", *WORKS)
def looked_at_since(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    if any(each.guard == "seen_again" and each.stage is case.stage for each in case.overrides):
        return None
    return _looked_since(case, at_of(case.tow_gate))


@sentence("No tow if the latest inspection found a person or animal inside, whenever it was recorded.", *WORKS)
def seen_empty(edge: Edge, _: Edition) -> bool | None:
    look = _newest(edge.before.case)
    return look is not None and not look.occupied


@sentence("No tow on a stolen-vehicle check made before the owner's notice period had ended.", *WORKS)
def asked_since(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    if case.records_check is None or case.hazard_order:
        return None
    return case.tow_gate is not None and case.records_check.at >= case.tow_gate.at


@sentence(
    "A reported move is answered by an inspection made after the report, not by an older one.", "vehicle_inspected"
)
def looked_whether_moved(edge: Edge, _: Edition) -> bool | None:
    before, after = edge.before.case, edge.after.case
    if before.move_claimed is None:
        return None
    answered = before.move_claimed is None or _at(edge) >= before.move_claimed.latest
    return (after.move_claimed is None) is answered


@sentence("Inspections are sorted by when they were made.", "vehicle_inspected")
def looks_in_order(edge: Edge, _: Edition) -> bool | None:
    looks = edge.after.case.inspections
    return all(one.at <= other.at for one, other in pairwise(looks))


@sentence("No result of a records check replaces a newer one.", "records_checked", "service_checked")
def newest_word(edge: Edge, _: Edition) -> bool | None:
    before, after = edge.before.case, edge.after.case
    words = (
        (at_of(before.records_check), at_of(after.records_check)),
        (at_of(before.service_checked), at_of(after.service_checked)),
    )
    return all(was is None or (now is not None and now >= was) for was, now in words)


@sentence("No car is sold or destroyed on a records check from before the end of the reclaim period.", *ENDS)
def words_at_the_end(edge: Edge, law: Edition) -> bool | None:
    case, over = edge.before.case, at_of(edge.before.case.disposal_gate)
    served = at_of(case.service_checked) if case.owner is not None else over
    stolen = at_of(case.records_check) if "disposal" in law.duties[Duty.STOLEN_CHECK].before else over
    if over is None or (stolen is None and case.vehicle_known):
        return False
    return served is not None and served >= over and (stolen is None or stolen >= over)


@sentence(
    "The state's authority is recorded only after the reclaim period.",
    "authority_recorded",
    where=asks_for(Duty.AUTHORITY),
)
def states_word(edge: Edge, _: Edition) -> bool | None:
    over = at_of(edge.before.case.disposal_gate)
    return over is not None and _at(edge) >= over - SLACK


@sentence("The state's authority ends if the disposal gate closes again.", "parties_recorded", "notice_lapsed")
def states_word_falls(edge: Edge, _: Edition) -> bool | None:
    if edge.before.case.disposal_gate is None or edge.after.case.disposal_gate is not None:
        return None
    return edge.after.case.authority is None


@sentence("No hold is lifted before it was placed.", "hold_released")
def lifted_after(edge: Edge, _: Edition) -> bool | None:
    placed = getattr(edge.fact, "placed", 0)
    return all(_at(edge) >= each.at - SLACK for each in edge.before.case.holds if each.fact == placed)


@sentence("No contractor has the car before it has the order.", "vehicle_hooked_up")
def hooked_up_after(edge: Edge, _: Edition) -> bool | None:
    order = edge.before.case.order
    return order is not None and order.accepted_at is not None and _at(edge) >= order.accepted_at - SLACK


TIME_SENTENCES = all_in(globals())
