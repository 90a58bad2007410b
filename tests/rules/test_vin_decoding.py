"""A VIN says make, model and model year only where nothing of it is in doubt, and overwrites nobody."""

from datetime import date

import pytest
import ultravin
from hypothesis import given
from hypothesis import strategies as st

from rules.vehicles import VALUES, WEIGHTS
from rules.vin_decoding import RATINGS, Described, added, contradicts, decode_vin, filled_in

ON = date(2027, 3, 1)
ACCORD = "1HGCM82633A004352"
HONDA = Described(2003, "HONDA", "Accord")
NOTHING = Described(None, None, None)


@pytest.mark.parametrize(
    ("vin", "says"),
    [
        (ACCORD, "2003 HONDA Accord"),
        ("vin: 1hgcm826-33a004352", "2003 HONDA Accord"),
        ("WBA3A5G59DNP26082", "2013 BMW 328i"),
        ("JH4KA7561PC008269", "1993 ACURA Legend"),
        ("1C4RJFAG0FC625797", "2015 JEEP Grand Cherokee"),
    ],
)
def test_a_vin_says_which_car_it_is(vin: str, says: str) -> None:
    told = decode_vin(vin, ON)

    assert told is not None
    assert told.words == says


@pytest.mark.parametrize(
    "vin",
    [
        None,
        "",
        "1HGCM82633A004353",  # the check digit does not fit
        "1HGCM8263A004352",  # a character is missing
        "11111111111111111",  # it fits, and no maker has it
        "WVWZZZ1JZXW000001",  # made for Europe, without a check digit
        "1M8GDM9AXKP042788",  # a bus of 1989, or of 2019
        "1XKWDB0X57J211825",  # a heavy truck
        "194678S104321",  # before 1981
        "30ZSMPLEXKT000009",  # of no maker
    ],
)
def test_a_vin_of_which_anything_is_in_doubt_says_nothing(vin: str | None) -> None:
    assert decode_vin(vin, ON) is None


def checked(signs: str) -> str:
    """These signs with the check digit that fits."""
    rest = sum(VALUES[sign] * weight for sign, weight in zip(signs, WEIGHTS, strict=True)) % 11
    return signs[:8] + ("X" if rest == 10 else str(rest)) + signs[9:]


@given(st.text())
def test_no_text_is_a_fault(text: str) -> None:
    assert decode_vin(text, ON) is None or len(text) >= 17


@given(st.text(alphabet=sorted(VALUES), min_size=17, max_size=17))
def test_no_number_with_a_check_digit_is_a_fault_and_its_year_follows_its_seventh_character(signs: str) -> None:
    told = decode_vin(checked(signs), ON)

    assert told is None or ((told.model_year or 0) >= 2010) is signs[6].isalpha()


@pytest.mark.parametrize("year", ["A", "K", "R", "Y", "1", "9"])
def test_of_two_years_that_are_thirty_apart_the_seventh_character_tells_which(year: str) -> None:
    """A Jeep Grand Cherokee of 2011 and later has a letter there: its year is never one of the last century."""
    told = decode_vin(checked(f"1C4RJFAG0{year}C625797"), ON)

    assert told is None or (told.model_year or 0) >= 2010


def test_what_people_left_blank_is_filled_in_and_what_they_said_stays() -> None:
    assert filled_in(NOTHING, HONDA) == HONDA
    assert filled_in(Described(2004, "honda", None), HONDA) == Described(2004, "honda", "Accord")
    assert filled_in(Described(None, "Ford", None), HONDA) == Described(2003, "Ford", None)
    assert filled_in(Described(None, "Ford", "Focus"), None) == Described(None, "Ford", "Focus")
    assert added(Described(None, "Honda", None), HONDA) == "2003 Accord"
    assert added(Described(2003, "Honda", "Accord EX"), HONDA) is None
    assert added(NOTHING, None) is None


@pytest.mark.parametrize(
    ("seen", "another"),
    [
        (Described(None, "Ford", None), True),
        (Described(None, "chevy", None), True),
        (Described(2009, "Honda", None), True),
        (Described(2005, None, None), True),
        (Described(2004, "HOND", "Accord"), False),
        (Described(2002, "Acura", None), False),
        (Described(None, "sedan", None), False),
        (Described(None, "Frod", None), False),
        (Described(None, "Genesis", None), False),
        (NOTHING, False),
    ],
)
def test_a_known_make_or_a_year_more_than_one_apart_is_another_car(seen: Described, *, another: bool) -> None:
    assert contradicts(seen, HONDA) is another
    assert not contradicts(seen, None)


TRUCK, CAR = "TRUCK", "PASSENGER CAR"
LIGHT, HEAVY = "Class 2E: 6,001 - 7,000 lb", "Class 3: 10,001 - 14,000 lb"
JEEP = "1C4RJFAG0FC625797"
"""Its seventh character is a letter; that of the Accord is a digit."""


@pytest.mark.parametrize(
    ("vin", "kind", "ratings", "year", "is_told"),
    [
        (JEEP, TRUCK, (LIGHT, LIGHT), 2015, True),
        (JEEP, TRUCK, (LIGHT,), 2015, True),
        (JEEP, TRUCK, ("Class 1D: 5,001 - 6,000 lb", LIGHT), 2015, True),
        (JEEP, TRUCK, (LIGHT, HEAVY), 2015, False),
        (JEEP, TRUCK, (HEAVY, LIGHT), 2015, False),
        (JEEP, TRUCK, (), 2015, False),
        (JEEP, CAR, (), 2010, True),
        (JEEP, CAR, (), 2009, False),
        (ACCORD, CAR, (), 2009, True),
        (ACCORD, CAR, (), 2010, False),
        (JEEP, CAR, (), None, False),
    ],
)
def test_the_seventh_character_tells_the_year_of_a_car_and_of_a_truck_that_is_surely_light(
    monkeypatch: pytest.MonkeyPatch, vin: str, kind: str, ratings: tuple[str, ...], year: int | None, *, is_told: bool
) -> None:
    said = {"Make": "JEEP", "Vehicle Type": kind} | dict(zip(RATINGS, ratings, strict=False))
    found = {"attributes": said, "model_year": year, "error_codes": [0]}
    monkeypatch.setattr(ultravin, "decode", lambda _vin, *, now: found if now else {})

    assert decode_vin(vin, ON) == (Described(year, "JEEP", None) if is_told else None)
