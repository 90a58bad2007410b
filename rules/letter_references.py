"""The reference of a letter: its number with a check digit, as it is printed on the letter and read on its envelope.

It names nobody and opens nothing: it leads to a letter only for a signed-in person who sees to the mail.
"""

import re

from rules.certified_numbers import check_digit

REFERENCE = re.compile(r"L?([0-9]{1,9})(?:-([0-9]))?")
"""With at most nine digits: no city writes a thousand million letters."""


def letter_reference(letter: int) -> str:
    """The reference of this letter: `L123-6`."""
    return f"L{letter}-{check_digit(str(letter))}"


def read_letter_reference(text: str) -> int | None:
    """The number of the letter in what a scanner or a person typed; None if it is none.

    A bare number (`123`, `L123`), as it stands in the letter, is read too. One with a wrong check digit is none.
    """
    said = REFERENCE.fullmatch(re.sub(r"\s", "", text.upper()))
    if said is None or (said[2] and said[2] != check_digit(said[1])):
        return None
    return int(said[1])
