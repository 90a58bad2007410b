"""The reasons that letters and pages give: what was seen, and no alternative or time that was not."""

import pytest
from pydantic import ValidationError

from rules.law import Clause
from rules.library import find_edition, list_editions
from rules.reasons import limbs_seen, reasons_of
from schemas.words import Condition, Finding
from tests.rules import cars
from tests.schemas.lives import inspected, live, records_checked, reported

UNMARKED, ON_A_STREET = cars.LAW.clauses["unmarked"], cars.LAW.clauses["city_street"]
INOPERABLE, FLAT, NO_PLATE, NO_VIN = (
    Condition.INOPERABLE,
    Condition.FLAT_TIRES,
    Condition.NO_PLATE,
    Condition.NO_VIN,
)


def test_a_letter_states_no_time_that_nobody_saw_the_car_stand() -> None:
    """A hazard was seen once: the interval of the clause was waived, so its words are no fact about this car."""
    stood, at_once = reasons_of(cars.DECLARED, cars.LAW), reasons_of(cars.HAZARD, cars.LAW)
    clause = cars.LAW.clauses["inoperable"].text

    assert any(clause in each for each in stood)
    assert not any(clause in each for each in at_once)
    assert at_once[0] == "It was a danger where it stood."
    assert at_once[1].startswith("A vehicle that is a safety hazard is removed at once (Phila. Code 12-1120(3)")


@pytest.mark.parametrize(
    ("clause", "signs", "stated"),
    [
        (ON_A_STREET, (NO_PLATE, INOPERABLE), ", unable to move by itself and without current tags"),
        (ON_A_STREET, (FLAT, Condition.BURNED), ", with flat or no tires"),
        (UNMARKED, (NO_VIN,), ", without a readable VIN"),
    ],
)
def test_only_the_alternatives_that_were_seen_are_stated(
    clause: Clause, signs: tuple[Condition, ...], stated: str
) -> None:
    assert limbs_seen(clause, signs) == f"{clause.stem}{stated}"


@pytest.mark.parametrize("signs", [(), (Condition.BURNED,)])
def test_a_clause_is_stated_whole_if_no_sign_names_an_alternative(signs: tuple[Condition, ...]) -> None:
    assert limbs_seen(ON_A_STREET, signs) == ON_A_STREET.text
    assert limbs_seen(cars.LAW.clauses["inoperable"], (INOPERABLE,)) == cars.LAW.clauses["inoperable"].text


def test_the_reasons_of_a_case_state_what_its_officer_saw() -> None:
    seen = inspected(Finding.ABANDONED, clause="city_street", conditions=(FLAT,))

    stated, signs = reasons_of(live(reported(), records_checked(), cars.STILL_THERE, seen), cars.LAW)

    assert stated == "Parked on a street for more than 48 hours, with flat or no tires (Phila. Code 12-1120)."
    assert signs == "Seen on the vehicle: flat tires."


def test_every_alternative_stands_in_its_clause() -> None:
    """The words of a limb are words of the text, so that none is stated that the clause does not have."""
    clauses = [each for code in list_editions() for each in find_edition(code).clauses.values() if each.limbs]

    assert clauses
    for clause in clauses:
        words = set(clause.text.replace(",", "").split())
        limbs = " ".join((clause.stem or "", *clause.limbs.values())).split()
        assert {each for each in limbs if each not in words} <= {"without", "a", "valid"}
        assert clause.text.startswith(clause.stem or "?")


@pytest.mark.parametrize("half", [{"stem": None}, {"limbs": {}}])
def test_a_clause_has_its_stem_and_its_limbs_together(half: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="names its stem and its limbs together"):
        Clause.model_validate(UNMARKED.model_dump() | half)
