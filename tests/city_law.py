"""The editions as they apply in the sample city: with the fees of `city.toml`."""

from rules.city_fees import CityFees, with_city_fees
from rules.law import Edition
from rules.library import find_edition
from workers.city import City, read_city
from workers.settings import HERE

EDITION = "us-pa-philadelphia.2026-01-01"
CITY: City = read_city(HERE / "city.toml", find_edition(EDITION))
FEES: CityFees = CITY.fees_under(find_edition(EDITION))


def law_here(code: str = EDITION) -> Edition:
    """The edition with the fees that the sample city has enacted."""
    return with_city_fees(find_edition(code), FEES)
