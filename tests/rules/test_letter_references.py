"""A letter's reference is read as it is printed, and one that was mistyped leads to no letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.letter_references import letter_reference, read_letter_reference

NUMBERS = st.integers(min_value=1, max_value=999_999_999)


@given(NUMBERS)
def test_what_is_printed_is_read(number: int) -> None:
    assert read_letter_reference(letter_reference(number)) == number
    assert read_letter_reference(f" l{number} ") == number
    assert read_letter_reference(str(number)) == number


@given(NUMBERS, st.data())
def test_one_wrong_digit_is_no_letter(number: int, data: st.DataObject) -> None:
    right = letter_reference(number)
    place = data.draw(st.sampled_from([at for at, sign in enumerate(right) if sign.isdigit()]))
    digit = data.draw(st.sampled_from([each for each in "0123456789" if each != right[place]]))

    assert read_letter_reference(right[:place] + digit + right[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "L", "L-6", "L3-", "L3-12", "M3-1", "L1234567890", "L3/1", "L٣", "26-004512"])
def test_anything_else_is_none(text: str) -> None:
    assert read_letter_reference(text) is None
