"""Dollars as people type them: read to the cent, or not at all."""

import pytest

from rules.dollars import cents_of

AMOUNTS = """
0 | 0
1 | 100
175 | 17500
175.00 | 17500
175.05 | 17505
175.5 | 17550
0.01 | 1
$175.25 | 17525
$ 175 | 17500
1,234.56 | 123456
1,234,567 | 123456700
"""
NO_AMOUNTS = ("", "$", "12,50", "1,23", "1234,567", "1.234", ".50", "175.", "-5", "175 dollars", "1e3", "1234567890")


@pytest.mark.parametrize("row", AMOUNTS.strip().splitlines())
def test_typed_dollars_are_read_to_the_cent(row: str) -> None:
    typed, cents = row.split(" | ")

    assert cents_of(typed) == int(cents)
    assert cents_of(f"  {typed} ") == int(cents)


@pytest.mark.parametrize("typed", NO_AMOUNTS)
def test_what_is_no_amount_or_can_be_misread_is_not_read(typed: str) -> None:
    assert cents_of(typed) is None
