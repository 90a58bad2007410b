"""What an inspection must show: the clause, the interval, nobody inside (75 Pa.C.S. 102, 7304.1)."""

from datetime import datetime

from rules.calendars import ends
from rules.law import Clause, Edition
from schemas.case import Case, Inspection
from schemas.rulings import Requirement, Ruling
from schemas.verification import RecordInspection
from schemas.words import Finding, Role

DEFINITION = "75 Pa.C.S. 102"
STANDING = (Finding.STILL_THERE, Finding.ABANDONED)


def may_declare(case: Case, look: RecordInspection, edition: Edition, at: datetime) -> Ruling:
    """Whether this look, at this instant, may declare the car abandoned."""
    clause = edition.clauses.get(look.clause or "")
    proof = [_clause_named(clause), _evidence(look), _nobody_inside(look)]
    if not look.hazard:
        proof.append(_interval(case, clause, edition, at))
    return Ruling(question="may_declare", proof=tuple(proof))


def _clause_named(clause: Clause | None) -> Requirement:
    return Requirement(
        text="The clause of the definition that the car meets is named",
        citation=clause.citation if clause else DEFINITION,
        met=clause is not None,
        who=Role.OFFICER,
    )


def _evidence(look: RecordInspection) -> Requirement:
    return Requirement(
        text="There is a photo of the car",
        citation="75 Pa.C.S. 102: the presumption is rebuttable, so its evidence is kept",
        met=bool(look.photos),
        who=Role.OFFICER,
    )


def _nobody_inside(look: RecordInspection) -> Requirement:
    return Requirement(
        text="Nobody, person or animal, is in the car",
        citation="City policy: an occupied car is for outreach, never for a tow truck",
        met=not look.occupied,
        who=Role.OFFICER,
    )


def _interval(case: Case, clause: Clause | None, edition: Edition, at: datetime) -> Requirement:
    period = edition.periods[clause.interval if clause else "observation_public"]
    first = first_observation(case)
    earliest = ends(period, first.at, edition) if first else None
    return Requirement(
        text=f"Two observations, {period.amount} hours apart, prove that the car has stood there",
        citation=period.citation,
        confidence=period.confidence,
        met=earliest is not None and at >= earliest,
        fact=first.number if first else None,
        earliest=earliest,
        who=Role.OFFICER,
    )


def first_observation(case: Case) -> Inspection | None:
    """The look from which the interval runs: the first since the car was last not seen there."""
    first = None
    for look in case.inspections:
        if look.finding not in STANDING:
            first = None
        elif first is None:
            first = look
    return first
