"""Why a car was towed, or will be: the law and the signs that an officer saw, in sentences for people.

Knows no clock. States no time that nobody saw the car stand, and no alternative of the law that was not seen.
"""

from collections.abc import Collection
from functools import reduce

from rules.law import Clause, Edition
from schemas.case import Case
from schemas.case_parts import Inspection
from schemas.messages import fact_of
from schemas.texts import Say, in_english, in_sentence
from schemas.words import Condition


def reasons_of(case: Case, law: Edition, say: Say = in_english) -> tuple[str, ...]:
    """The reasons of the inspection that declared the car abandoned; none if it was not declared."""
    look = next((each for each in case.inspections if each.number == fact_of(case.declared)), None)
    return reasons_seen(look, case, law, say) if look else ()


def reasons_seen(look: Inspection, case: Case, law: Edition, say: Say = in_english) -> tuple[str, ...]:
    """The danger, the clause that the officer named, and the signs that they saw at this inspection.

    If an exemption waived the clause's interval, nobody saw the car stand so long: the exemption is stated instead.
    """
    signs = ", ".join(in_sentence(say(each.words)) for each in look.conditions)
    danger = say("It was a danger where it stood.") if look.hazard else ""
    seen = say("Seen on the vehicle: {signs}.", signs=signs) if signs else ""
    return tuple(each for each in (danger, _law_of(look, case, law, say), seen) if each)


def _law_of(look: Inspection, case: Case, law: Edition, say: Say) -> str:
    clause, exemption = law.clauses.get(look.clause or ""), law.exemptions.get(case.exempt or "")
    if clause is None:
        return ""
    if exemption and clause.interval in exemption.waives:
        return f"{say(exemption.text)} ({exemption.citation})."
    return f"{limbs_seen(clause, look.conditions, say)} ({clause.citation})."


def limbs_seen(clause: Clause, signs: Collection[Condition], say: Say = in_english) -> str:
    """The clause with the alternatives that these signs name; its whole text if they name none."""
    limbs = [say(text) for sign, text in clause.limbs.items() if sign in signs]
    if not limbs:
        return say(clause.text)
    several = reduce(lambda some, more: say("{some} and {more}", some=some, more=more), limbs)
    return f"{say(clause.stem or '')}, {several}"
