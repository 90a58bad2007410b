"""Random roads, driven by the real workflow on the real record, beside the model.

A road is a string of bytes: hypothesis draws it, and if both sides differ shrinks it toward the ordinary process. The
roads are the same in every run, unless `ROADS` says how many random ones to drive.
"""

import os

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.reality.beginning import begun
from tests.reality.choosing import BYTES, ORDINARY, choices_of, takes
from tests.reality.city import CityUnderTest

ASKED_FOR = os.environ.get("ROADS")
ROADS = int(ASKED_FOR or 12)
STEPS, FAR = 20, 32
"""The number of steps of a road, and of the ordinary steps without a fault before them."""

ROAD = st.binary(min_size=2 + STEPS * BYTES, max_size=2 + STEPS * BYTES)


def driven(roads: int) -> settings:
    """This many roads, without a deadline."""
    slow = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=roads,
        derandomize=ASKED_FOR is None,
        database=None,
        print_blob=True,
        suppress_health_check=slow,
    )


async def drive(town: CityUnderTest, road: bytes) -> None:
    """Drive one road to its end; both sides are compared after every step."""
    car = await begun(town, known=road[0] % 4 != 3, private=road[0] % 8 > 5)
    for choice in (*[ORDINARY] * (road[1] % FAR), *choices_of(road[2:])):
        await takes(car, choice)
    await car.heals()
    event(f"ends in {car.model.case.stage}, waiting for {car.model.tasks.next.task}")


@driven(ROADS)
@given(road=ROAD)
async def test_reality_does_what_the_pure_core_says(philadelphia: CityUnderTest, road: bytes) -> None:
    await drive(philadelphia, road)


@driven(max(1, ROADS // 4))
@given(road=ROAD)
async def test_under_another_law_too(texas: CityUnderTest, road: bytes) -> None:
    await drive(texas, road)
