"""What must be true when the system finds that the owner's time, or the time to reclaim, is over."""

from proving.exploring import Edge
from proving.sentences import all_in, sentence
from rules.law import Edition
from schemas.case import Case
from schemas.words import Stolen


def _before_the_tow_gate(edge: Edge) -> Case | None:
    return edge.before.case if getattr(edge.fact, "gate", None) == "tow" else None


@sentence("The gate of the tow opens only for a car that still stands in the street.", "gate_opened")
def still_in_the_street(edge: Edge, _: Edition) -> bool | None:
    case = _before_the_tow_gate(edge)
    return case.hooked is None if case else None


@sentence("The gate of the tow does not open for a car that is reported stolen.", "gate_opened")
def not_reported_stolen(edge: Edge, _: Edition) -> bool | None:
    case = _before_the_tow_gate(edge)
    return case.stolen is not Stolen.STOLEN if case else None


@sentence("The gate of the tow does not open while the newest inspection found somebody in the car.", "gate_opened")
def seen_empty_at_the_gate(edge: Edge, _: Edition) -> bool | None:
    case = _before_the_tow_gate(edge)
    look = case.last_inspection if case else None
    return not look.occupied if look else None


GATE_SENTENCES = all_in(globals())
