"""The editions as they are proved: Philadelphia with fees that a city has enacted, the others as they stand."""

from rules.city_fees import CityFee, CityFees, with_city_fees
from rules.law import Edition
from rules.library import find_edition

ORDINANCE = "An ordinance made up for the proof"
FEES = CityFees(
    "us-pa-philadelphia",
    {
        "towing": CityFee(cents=17_500, citation=ORDINANCE),
        "storage": CityFee(cents=2_500, citation=ORDINANCE),
    },
)
"""Philadelphia is explored deepest, so it is explored as it runs in a city; what is asked while an amount is open is
proved in the other editions.
"""


def law_of(code: str) -> Edition:
    """The edition that is proved under this code. Raises EditionError."""
    return with_city_fees(find_edition(code), FEES)
