"""The numbers of certified mail: 22 digits, of which the last is a check digit (USPS Publication 199, IMpb)."""

import re

APPLICATION, CERTIFIED = "94", "073"
"""The number is on the label, and the piece is certified mail."""
ROUTING = re.compile(r"^420[0-9]{5}(?:[0-9]{4})?(?=94[0-9]{20}$)")


def certified_number(mailer: str, serial: int) -> str:
    """The number of the piece with this serial number by this mailer, whose id has 6 or 9 digits.

    Raises ValueError for another id, and for a serial number that does not fit.
    """
    if len(mailer) not in (6, 9) or not mailer.isdecimal():
        raise ValueError("A mailer id has 6 or 9 digits.")
    digits = 16 - len(mailer)
    if not 0 <= serial < 10**digits:
        raise ValueError(f"A serial number for this mailer id has at most {digits} digits.")
    body = f"{APPLICATION}{CERTIFIED}{mailer}{serial:0{digits}}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """The digit that makes the sum of all digits, weighted 3 and 1 from the right, a multiple of ten."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def read_certified_number(text: str) -> str | None:
    """The number in what a scanner or a person typed: spaces and the ZIP in front are left out; None if it is none."""
    digits = ROUTING.sub("", re.sub(r"[\s-]", "", text))
    fits = re.fullmatch(r"94[0-9]{20}|71[0-9]{18}", digits)
    return digits if fits and check_digit(digits[:-1]) == digits[-1] else None
