"""The identity of a vehicle: plates, states and VINs as people write them."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.vehicles import check_vin, half_read, normalize_plate, normalize_state, normalize_vin
from schemas.words import VinCheck

CHICAGO = Path(__file__).parents[3] / "shared" / "data" / "chicago_311_plate_field_values.csv"
MADE_UP = "1M8GDM9AXKP042788"
"""The example of the regulation, whose check digit is an X."""

BESIDE_THE_CHECK_DIGIT = [place for place in range(17) if place != 8]


@pytest.mark.parametrize(
    ("told", "plate"),
    [
        ("abc-1234", "ABC1234"),
        (" abc 1234 ", "ABC1234"),
        ("CAR 1234", "CAR1234"),
        ("TAG-77", "TAG77"),
        ("A 12345", "A12345"),
        ("ÀBC1234", "ABC1234"),
        ("\uff11\uff12\uff13 \uff21\uff22", "123AB"),
        ("CEJAS", "CEJAS"),
        ("777", "777"),
        ("ABC1234 PA", "ABC1234"),
        ("PA ABC1234", "ABC1234"),
        ("PA/ABC-1234", "ABC1234"),
        ("Pennsylvania ABC 1234", "ABC1234"),
        ("PA 123", "PA123"),
        ("license plate number ABC1234", "ABC1234"),
        ("temp tag 0123-456", "0123456"),
        ("MAYBE", "MAYBE"),
        ("CARS", "CARS"),
        ("177", "177"),
    ],
)
def test_a_plate_is_capitals_and_digits_whatever_stands_around_it(told: str, plate: str) -> None:
    assert normalize_plate(told) == plate


@pytest.mark.parametrize(
    "told",
    [
        None,
        "",
        "  ",
        "none",
        "N/A",
        "n.a.",
        "No plates",
        "don't know",
        "???",
        "-",
        "0",
        "00000",
        "xxxx",
        "99999",
        "123456",
        "Temp tag",
        "PA",
        "New Jersey",
        "plate was taken",
        "pla te",
        "see description",
        "215-555-0134 call me",
        "😀",
        "TBA",
        "NoLP",
        "same",
        "as above",
        "cover",
        "damaged",
        "asdf",
        "2 cars",
        "ends in 42",
        "partial: 4X7",
        "K118F?",
        "K118F*",
        "4X7...",
        "\u0410\u0412\u0421177",
        "\u0414\u0415\u0416177",
        "A",
        "O",
    ],
)
def test_a_placeholder_is_no_plate(told: str | None) -> None:
    assert normalize_plate(told) is None


def test_of_the_real_values_of_a_plate_field_those_with_a_number_in_them_are_plates() -> None:
    """Checked by hand: except zeros, nines and 123456, every value with digits is a plate, and one has none."""
    if not CHICAGO.exists():
        pytest.skip("The plate field values of Chicago 311 are not beside the project.")
    with CHICAGO.open(encoding="utf-8", newline="") as file:
        told = [row["license_plate_field_value"] for row in csv.DictReader(file)]
    expected = {
        each for each in told if any(map(str.isdigit, each)) and len(set(each)) > 1 and each not in ("123456", "CEJAS")
    } | {"CEJAS"}
    assert {each for each in told if normalize_plate(each)} == expected
    assert (len(told), len(expected)) == (136, 50)


@given(st.text(max_size=40))
def test_a_normal_plate_is_its_own_normal_form(told: str) -> None:
    plate = normalize_plate(told)
    assert plate is None or normalize_plate(plate) == plate


@given(
    st.from_regex(r"[A-Z]{3}[0-9]{4}", fullmatch=True), st.sampled_from(["{}", " {} ", "{} PA", "NJ {}", "{} plate"])
)
def test_a_pennsylvania_plate_is_known_again_in_any_dress(plate: str, dress: str) -> None:
    dressed = dress.format(f"{plate[:3].lower()}-{plate[3:]}")
    assert normalize_plate(dressed) == normalize_plate(plate) == plate


@pytest.mark.parametrize(
    ("vin", "check"),
    [
        (MADE_UP, VinCheck.FITS),
        ("5N1NJ01CXST000001", VinCheck.FITS),
        ("1HGCM82633A00435", VinCheck.INCOMPLETE),
        ("1HGCM82633A004", VinCheck.INCOMPLETE),
        ("1HGCM82633A00", VinCheck.CANNOT_BE_JUDGED),
        ("WVWZZZ1JZXW00000", VinCheck.CANNOT_BE_JUDGED),
        ("1m8g-dm9a xkp042788", VinCheck.FITS),
        ("VIN: 1M8GDM9AXKP042788", VinCheck.FITS),
        ("1M8GDM9A1KP042788", VinCheck.DOES_NOT_FIT),
        ("1M8GDM9AXKPO42788", VinCheck.FITS),
        ("7SAYGDEE1PF000000", VinCheck.DOES_NOT_FIT),
        ("7A8YGDEE1PF000000", VinCheck.CANNOT_BE_JUDGED),
        ("WVWZZZ1JZXW000001", VinCheck.CANNOT_BE_JUDGED),
        ("1M8GDM9AXKP04278", VinCheck.INCOMPLETE),
        ("1M8GDM9AXKP0427881", VinCheck.CANNOT_BE_JUDGED),
        ("124379N664821", VinCheck.CANNOT_BE_JUDGED),
        ("N/A", VinCheck.CANNOT_BE_JUDGED),
        (None, VinCheck.CANNOT_BE_JUDGED),
    ],
)
def test_a_vin_fits_or_does_not_fit_or_cannot_be_judged(vin: str | None, check: VinCheck) -> None:
    assert check_vin(vin) is check


@pytest.mark.parametrize("place", BESIDE_THE_CHECK_DIGIT)
def test_one_misread_digit_anywhere_in_a_north_american_vin_is_noticed(place: int) -> None:
    """Weights are coprime to 11 and digits differ by less than 11, so that one wrong digit is always found."""
    misread = "2" if MADE_UP[place] != "2" else "3"
    told = MADE_UP[:place] + misread + MADE_UP[place + 1 :]
    same_value = {"K", "B", "S"} if misread == "2" else {"C", "L", "T"}
    assert (check_vin(told) is VinCheck.FITS) == (MADE_UP[place] in same_value)


@pytest.mark.parametrize(
    "told", [None, "", "n/a", "NO VIN", "unknown", "042788", "11111111111111111", "0" * 17, "ABCDEFGHJKLMN"]
)
def test_what_names_no_single_car_is_no_vin(told: str | None) -> None:
    assert normalize_vin(told) is None


@pytest.mark.parametrize(
    ("told", "vin"),
    [
        ("1HGCM82633AOO4352", "1HGCM82633A004352"),
        ("IHGCM82633A004352", "1HGCM82633A004352"),
        ("1HGCM82633AQO4352", "1HGCM82633A004352"),
        ("VIN1HGCM82633A004352", "1HGCM82633A004352"),
        ("1HGCM82633AOO4353", "1HGCM82633AOO4353"),
    ],
)
def test_letters_that_no_vin_has_are_read_as_digits_if_the_check_digit_then_fits(told: str, vin: str) -> None:
    assert normalize_vin(told) == vin


def test_a_vin_from_before_1981_is_kept_as_it_is() -> None:
    assert normalize_vin(" 124379-n664821") == "124379N664821"


@given(st.text(max_size=30))
def test_a_normal_vin_is_its_own_normal_form(told: str) -> None:
    vin = normalize_vin(told)
    assert vin is None or normalize_vin(vin) == vin


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("pa", "PA"),
        ("P.A.", "PA"),
        ("Penna.", "PA"),
        ("new jersey", "NJ"),
        ("D.C.", "DC"),
        ("Québec", "QC"),
        ("Puerto Rico", "PR"),
        ("LA - Louisiana", "LA"),
        ("PA-Pennsylvania", "PA"),
        ("TX (Texas)", "TX"),
        ("West Virginia / WV", "WV"),
        ("New York State", "NY"),
        ("NYS", "NY"),
        ("Wash. D.C.", "DC"),
        ("Washington State", "WA"),
        ("PA plate", "PA"),
        ("PA - Texas", None),
        ("PA NJ", None),
        ("Mexico", None),
        ("US GOVERNMENT", None),
        ("ZZ", None),
        ("Bavaria", None),
        ("", None),
        (None, None),
    ],
)
def test_a_state_is_two_letters_or_nothing(told: str | None, code: str | None) -> None:
    assert normalize_state(told) == code


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("K118F?", "K118F_"),
        ("?k11-8fo", "_K118F0"),
        ("AB 12? 4", "AB12_4"),
        ("K118F*", "K118F%"),
        ("K118F...", "K118F%"),
        ("K118F…", "K118F%"),
        ("starts with K118F", "K118F%"),
        ("begins K118F", "K118F%"),
        ("ends in 118FQ", "%118F0"),
        ("ending 118FQ", "%118F0"),
        ("partial K118F", "%K118F%"),
        ("K11?", None),
        ("ABC1*", None),
        ("KXR1107", None),
        ("????", None),
        ("", None),
        (None, None),
        ("Ж118F?", None),
        ("12345678901?", None),
    ],
)
def test_a_half_read_plate_is_a_pattern_if_enough_of_it_is_known(text: str | None, pattern: str | None) -> None:
    assert half_read(text) == pattern
    assert pattern is None or normalize_plate(text) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("W. Va.", "WV"),
        ("W Virginia", "WV"),
        ("No. Carolina", "NC"),
        ("S. Dakota", "SD"),
        ("N Jersey", "NJ"),
        ("State of Delaware", "DE"),
        ("Pennsylvannia", "PA"),
        ("Pensylvania", "PA"),
        ("Conneticut", "CT"),
        ("West Virgina", "WV"),
        ("US-PA", "PA"),
        ("PA, USA", "PA"),
        ("Pennsylvania USA", "PA"),
        ("N. Mex.", "NM"),
        ("Ont.", "ON"),
        ("Kansas", "KS"),
        ("Arkansas", "AR"),
        ("Virginia", "VA"),
        ("LA - Mississippi", None),
        ("Carolina", None),
        ("Dakota", None),
        ("Mexico", None),
        ("US GOVERNMENT", None),
        ("out of state", None),
        ("USA", None),
        ("NO", None),
    ],
)
def test_a_state_is_read_as_people_shorten_and_misspell_it(text: str, state: str | None) -> None:
    assert normalize_state(text) == state


@pytest.mark.parametrize(
    ("text", "vin"),
    [
        ("vin no. 1HGCM82633A004352", "1HGCM82633A004352"),
        ("Serial 1HGCM82633A004352", "1HGCM82633A004352"),
        ("1HGCM82633A004352 or 1HGCM82633A004353", None),
        ("last 6: 004352", None),
        ("ends in 33A004352", None),
        ("first 8 1HGCM826", None),
    ],
)
def test_a_vin_is_found_among_words_and_a_part_of_one_is_none(text: str, vin: str | None) -> None:
    assert normalize_vin(text) == vin


@pytest.mark.parametrize("text", ["last 4 1234", "first three: ABC", "last 5: 12345", "like AB123"])
def test_a_part_of_a_plate_that_is_counted_is_no_plate(text: str) -> None:
    assert normalize_plate(text) is None


@pytest.mark.parametrize(
    ("text", "pattern"), [("last 4 K1234", None), ("first 5: AB123", None), ("like AB123", "%AB123%")]
)
def test_a_number_that_only_counts_is_not_compared(text: str, pattern: str | None) -> None:
    assert half_read(text) == pattern
