"""Cars without real owners, on streets of no real city.

Plates have nine characters or more; no state issues more than eight. VINs begin with 30Z: country code 30 in the
North American range is assigned to no country.
"""

from random import Random
from typing import Final, NamedTuple, TypeVar

STREETS: Final = (
    "Hubcap Lane", "Gasket Row", "Sparkplug St", "Dipstick Alley", "Flywheel Ave", "Camshaft Ct", "Piston Pl",
    "Towbar Terrace", "141st St", "142nd St", "143rd St", "144th St", "145th St",
)  # fmt: skip
MODELS: Final = (
    ("Chevrolet", "Impala"), ("Ford", "Focus"), ("Honda", "Accord"), ("Nissan", "Altima"), ("Toyota", "Corolla"),
    ("Dodge", "Caravan"), ("Hyundai", "Sonata"), ("Jeep", "Liberty"), ("Ford", "F-150"), ("Buick", "LeSabre"),
)  # fmt: skip
COLORS: Final = ("black", "white", "silver", "gray", "blue", "red", "green", "tan")
NO_PLATE: Final = (None, "NONE", "UNKNOWN", "NO PLATES", "MISSING")
NO_VIN: Final = ("N/A", "cannot see it")

T = TypeVar("T")

_MAKER_AND_TYPE: Final = "30ZSMPLE"
_YEARS: Final = "ABCDEFGHJK"
_VALUES: Final = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", "012345678912345678123457923456789", strict=True))
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


class Car(NamedTuple):
    """What a resident can report about a car. WGS84 degrees, rounded to a block so that they are no one's address."""

    address: str
    lat: float
    lon: float
    plate: str | None
    plate_state: str | None
    vin: str | None
    make: str
    model: str
    color: str


def pick(random: Random, items: tuple[T, ...]) -> T:
    """One of the items. Uses only `Random.random`, which gives the same numbers in every version of Python."""
    return items[int(random.random() * len(items))]


def car(random: Random, number: int, plated: bool | None) -> Car:
    """The car of this number. `plated`: with a plate, without, or at random (17 in 100 without)."""
    make, model = pick(random, MODELS)
    has_plate = random.random() >= 0.17 if plated is None else plated
    return Car(
        address=f"{100 + int(random.random() * 60) * 2} {pick(random, STREETS)}",
        lat=round(39.985 + random.random() * 0.03, 3),
        lon=round(-75.135 + random.random() * 0.04, 3),
        plate=f"SAMPLE{number:03d}" if has_plate else pick(random, NO_PLATE),
        plate_state=pick(random, ("PA", "PA", "PA", "PA", "NJ", "DE")) if has_plate else None,
        vin=_vin_as_told(random, number),
        make=make,
        model=model,
        color=pick(random, COLORS),
    )


def _vin_as_told(random: Random, number: int) -> str | None:
    """The VIN as reported. Two of three reports give none; of the others 60 in 100 are valid, as in real 311 data."""
    told, right = random.random() < 0.35, vin(pick(random, tuple(_YEARS)), number)
    wrong = right[:8] + ("1" if right[8] == "0" else "0") + right[9:]
    kind, no_vin = random.random(), pick(random, NO_VIN)
    if not told:
        return None
    return right if kind < 0.6 else wrong if kind < 0.8 else right[:16] if kind < 0.9 else no_vin


def vin(year: str, number: int) -> str:
    """A VIN with a valid check digit (49 CFR 565) that no manufacturer can assign."""
    digits = f"{_MAKER_AND_TYPE}0{year}T{number % 1_000_000:06d}"
    remainder = sum(int(_VALUES[sign]) * weight for sign, weight in zip(digits, _WEIGHTS, strict=True)) % 11
    return digits[:8] + ("X" if remainder == 10 else str(remainder)) + digits[9:]
