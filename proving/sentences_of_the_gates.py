"""What must be true when the system ends the owner's notice period or the reclaim period."""

from proving.exploring import Edge
from proving.sentences import all_in, sentence
from rules.law import Edition
from schemas.case import Case
from schemas.words import Notice, Stolen


def _before_the_tow_gate(edge: Edge) -> Case | None:
    return edge.before.case if getattr(edge.fact, "gate", None) == "tow" else None


@sentence("The tow gate opens only before the hook-up.", "gate_opened")
def still_in_the_street(edge: Edge, _: Edition) -> bool | None:
    case = _before_the_tow_gate(edge)
    return case.towed is None if case else None


@sentence("The tow gate does not open for a car that is reported stolen.", "gate_opened")
def not_reported_stolen(edge: Edge, _: Edition) -> bool | None:
    case = _before_the_tow_gate(edge)
    return case.stolen is not Stolen.STOLEN if case else None


@sentence("The tow gate does not open if the latest inspection found a person or animal in the car.", "gate_opened")
def seen_empty_at_the_gate(edge: Edge, _: Edition) -> bool | None:
    case = _before_the_tow_gate(edge)
    look = case.last_inspection if case else None
    return not look.occupied if look else None


def _letter_of_its_own(law: Edition, exempt: str | None) -> Notice | None:
    """The letter that follows a tow under this exemption and that no disposal option requires."""
    rule = law.exemptions.get(exempt or "")
    asked_for = {notice for option in law.disposal.values() for notice in option.notices}
    return rule.notice if rule and rule.notice not in asked_for else None


def tells_of_a_tow(law: Edition) -> bool:
    """Whether the edition has a letter that only an exempt tow requires."""
    return any(_letter_of_its_own(law, code) for code in law.exemptions)


@sentence(
    "No car is sold or destroyed, and no reclaim period ends, before the owner of a car that was towed at once is"
    " notified of the tow.",
    "gate_opened",
    "vehicle_sold",
    "vehicle_destroyed",
    where=tells_of_a_tow,
)
def told_of_the_tow(edge: Edge, law: Edition) -> bool | None:
    case = edge.before.case
    notice = _letter_of_its_own(law, case.exempt)
    if notice is None or case.owner is None or getattr(edge.fact, "gate", "disposal") != "disposal":
        return None
    letters = [each for each in case.letters if each.notice is notice and each.addressee == case.owner]
    return any(each.mailed is not None and not each.lapsed for each in letters)


GATE_SENTENCES = all_in(globals())
