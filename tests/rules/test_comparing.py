"""Two editions side by side say in sentences what becomes of one with the other."""

from typing import Any

import pytest

from rules.comparing import diff
from rules.law import Edition
from rules.library import find_edition, list_editions
from tests.rules.law_texts import CA, NY, PA, TX

CITY = find_edition(PA)


def with_(where: str, code: str = PA, **values: Any) -> Edition:
    """The edition with other values at this place."""
    told = find_edition(code).model_dump()
    kind, _, name = where.partition(".")
    (told[kind][name] if name else told[kind]).update(values)
    return Edition.model_validate(told)


@pytest.mark.parametrize("code", list_editions())
def test_an_edition_does_not_differ_from_itself(code: str) -> None:
    assert diff(find_edition(code), find_edition(code)).is_empty


@pytest.mark.parametrize(
    ("where", "values", "sentence"),
    [
        (
            "periods.owner_notice",
            {"amount": 12},
            "The owner's notice period before the tow becomes 12 calendar days (was 10); Phila. Code 12-1120.",
        ),
        (
            "periods.owner_notice",
            {"amount": 72, "unit": "hours"},
            "The owner's notice period before the tow becomes 72 hours (was 10 calendar days); Phila. Code 12-1120.",
        ),
        (
            "periods.hold_hearing",
            {"amount": "unknown"},
            "The deadline to hold a hearing becomes an unknown number of days excluding Sundays (was 1);"
            " Phila. Code 12-2406.",
        ),
        (
            "periods.owner_notice",
            {"amount": 0},
            "The owner's notice period before the tow becomes no time (was 10); Phila. Code 12-1120.",
        ),
        (
            "periods.reclaim",
            {"anchor": "in_custody", "notice": None},
            "The reclaim period runs from the tow (was the mailing of the impound notice); 75 Pa.C.S. 7305, 7307.",
        ),
        (
            "clauses.city_street",
            {"limbs": {"flat_tires": "with deflated tires"}},
            "The clause city street: limbs becomes flat tires: with deflated tires"
            " (was inoperable: unable to move by itself; flat tires: with flat or no tires; no plate: without current"
            " tags); Phila. Code 12-1120.",
        ),
        (
            "periods.reclaim",
            {"ends_on_working_day": False},
            "The reclaim period: ends on working day becomes no (was yes); 75 Pa.C.S. 7305, 7307.",
        ),
        (
            "fees.state",
            {"cents": 7500},
            "The fee state: cents becomes $75.00 (was $50.00); 75 Pa.C.S. 7306.",
        ),
        (
            "fees.towing",
            {"cents": 19_000},
            "The fee towing: cents becomes $190.00 (was an unknown amount); 75 Pa.C.S. 7306.",
        ),
        (
            "fees.storage",
            {"runs_from": "in_custody"},
            "The fee storage: runs from becomes the tow (was the report to the state); 75 Pa.C.S. 7306.",
        ),
        (
            "disposal.with_value",
            {"value_over": 50_000},
            "The disposal option with value: value over becomes $500.00 (was nothing); 75 Pa.C.S. 7308.",
        ),
        (
            "holds.hearing",
            {"stops": ["tow", "disposal"], "stands_still": []},
            "The hold hearing: stops becomes tow, disposal (was disposal); 75 Pa.C.S. 7305(b)(5).",
        ),
        (
            "retention.records",
            {"years": 7},
            "The retention records: years becomes 7 (was unknown); Records schedule of the city.",
        ),
        (
            "proceeds",
            {"then": "the city"},
            "The proceeds: then becomes the city (was PennDOT, for the Motor License Fund); 75 Pa.C.S. 7308.",
        ),
        (
            "duties.authority",
            {"text": "PennDOT was told"},
            "The duty authority now reads: PennDOT was told (was PennDOT has allowed this way of disposal);"
            " 75 Pa.C.S. 7307.",
        ),
    ],
)
def test_a_change_is_a_sentence_with_both_values_and_the_paragraph(
    where: str, values: dict[str, Any], sentence: str
) -> None:
    found = diff(CITY, with_(where, **values))

    assert sentence in found.changed
    assert (found.added, found.removed, found.known_otherwise) == ((), (), ())


def test_what_is_new_and_what_falls_away_is_told_whole() -> None:
    told = CITY.model_dump()
    del told["exemptions"]["both_expired"]
    told["periods"]["look_again"] = told["periods"]["owner_notice"] | {"amount": 3}
    found = diff(CITY, Edition.model_validate(told))

    assert [each.partition(":")[0] for each in found.removed] == ["The exemption both expired is removed; it was"]
    assert found.added == (
        "The period look again is new: The owner has had written notice and time to move the vehicle;"
        " not before 3 calendar days after the mailing of the pre-tow notice;"
        " not ending on a weekend or holiday; Phila. Code 12-1120.",
    )
    assert found.changed == ()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"confidence": "L"}, "The owner's notice period before the tow: confidence L (was H)."),
        ({"citation": "A bill"}, "The owner's notice period before the tow: cites A bill (was Phila. Code 12-1120)."),
        ({"source": "Hearsay"}, "The owner's notice period before the tow: the source has changed."),
    ],
)
def test_what_is_only_known_otherwise_is_told_apart(values: dict[str, Any], sentence: str) -> None:
    found = diff(CITY, with_("periods.owner_notice", **values))

    assert found.known_otherwise == (sentence,)
    assert not found.changed


def test_the_words_of_letters_and_the_zone_are_compared_too() -> None:
    told = CITY.model_dump() | {"zone": "America/Chicago"}
    told["contents"] = {**told["contents"], "vin": "Number of the vehicle"}
    found = diff(CITY, Edition.model_validate(told))

    assert found.changed == (
        "The zone of the edition becomes America/Chicago (was America/New_York).",
        "The letter content VIN becomes: Number of the vehicle (was: VIN).",
    )


@pytest.mark.parametrize(("old", "new"), [(PA, CA), (CA, PA), (TX, NY)])
def test_editions_of_two_cities_can_be_compared_and_every_sentence_is_one(old: str, new: str) -> None:
    found = diff(find_edition(old), find_edition(new))

    said = (*found.changed, *found.added, *found.removed, *found.known_otherwise)
    assert len(said) == len(set(said)) > 50
    assert [each for each in said if not each.endswith(".") or "None" in each or "\n" in each or "Enum" in each] == []
