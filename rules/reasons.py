"""Why a car was towed, or will be: the law and the signs that an officer saw, in sentences for people.

Knows no clock. States no time that nobody saw the car stand, and no alternative of the law that was not seen.
"""

from collections.abc import Collection

from rules.law import Clause, Edition
from schemas.case import Case
from schemas.case_parts import Inspection
from schemas.messages import fact_of
from schemas.texts import in_sentence
from schemas.words import Condition


def reasons_of(case: Case, law: Edition) -> tuple[str, ...]:
    """The reasons of the inspection that declared the car abandoned; none if it was not declared."""
    look = next((each for each in case.inspections if each.number == fact_of(case.declared)), None)
    return reasons_seen(look, case, law) if look else ()


def reasons_seen(look: Inspection, case: Case, law: Edition) -> tuple[str, ...]:
    """The danger, the clause that the officer named, and the signs that they saw at this inspection.

    If an exemption waived the clause's interval, nobody saw the car stand so long: the exemption is stated instead.
    """
    signs = ", ".join(in_sentence(each.words) for each in look.conditions)
    danger = "It was a danger where it stood." if look.hazard else ""
    stated = _law_of(look, case, law)
    return tuple(each for each in (danger, stated, f"Seen on the vehicle: {signs}." if signs else "") if each)


def _law_of(look: Inspection, case: Case, law: Edition) -> str:
    clause, exemption = law.clauses.get(look.clause or ""), law.exemptions.get(case.exempt or "")
    if clause is None:
        return ""
    if exemption and clause.interval in exemption.waives:
        return f"{exemption.text} ({exemption.citation})."
    return f"{limbs_seen(clause, look.conditions)} ({clause.citation})."


def limbs_seen(clause: Clause, signs: Collection[Condition]) -> str:
    """The clause with the alternatives that these signs name; its whole text if they name none."""
    limbs = [text for sign, text in clause.limbs.items() if sign in signs]
    return f"{clause.stem}, {' and '.join(limbs)}" if limbs else clause.text
