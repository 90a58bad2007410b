"""Amounts of money as people type them, on every page and on the command line."""

import re

DOLLARS = re.compile(r"\$? ?([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.([0-9]{1,2}))?")
"""A comma stands before three digits only: `12,50` is no amount."""

EXAMPLE = "Enter an amount in dollars, such as 175.00."


def cents_of(typed: str) -> int | None:
    """The typed dollars in US cents; None if it is no amount, or one that can be misread."""
    amount = DOLLARS.fullmatch(typed.strip())
    if amount is None:
        return None
    return int(amount[1].replace(",", "")) * 100 + int((amount[2] or "").ljust(2, "0"))
