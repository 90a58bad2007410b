"""Reports that contradict each other are not of one car; other words for the same thing are no contradiction."""

from math import degrees
from typing import Any

import pytest

from rules.duplicates import SaidOfCar, contradiction

HERE: Any = {"lat": 39.9526, "lon": -75.1652}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SaidOfCar(make="Ford"), SaidOfCar(make="FORD")),
        (SaidOfCar(make="Chevrolet"), SaidOfCar(make="Chevy")),
        (SaidOfCar(make="VW"), SaidOfCar(make="Volkswagen")),
        (SaidOfCar(make="TOYT"), SaidOfCar(make="Toyota")),
        (SaidOfCar(make="Mercedes-Benz"), SaidOfCar(make="Mercedes")),
        (SaidOfCar(make="Ford"), SaidOfCar()),
        (SaidOfCar(make="Hon"), SaidOfCar(make="Honda")),
        (SaidOfCar(make="???"), SaidOfCar(make="Ford")),
        (SaidOfCar(color="Dark blue"), SaidOfCar(color="blue")),
        (SaidOfCar(color="silver"), SaidOfCar(color="GRAY")),
        (SaidOfCar(color="white/rusty"), SaidOfCar(color="white")),
        (SaidOfCar(color="primer"), SaidOfCar(color="red")),
        (SaidOfCar(**HERE), SaidOfCar(lat=39.9530, lon=-75.1660)),
        (SaidOfCar(**HERE), SaidOfCar()),
    ],
)
def test_what_can_be_one_car(one: SaidOfCar, other: SaidOfCar) -> None:
    assert contradiction(one, other) is None
    assert contradiction(other, one) is None


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (SaidOfCar(make="Ford"), SaidOfCar(make="Audi"), "The make is another one."),
        (SaidOfCar(make="Ho"), SaidOfCar(make="Honda"), "The make is another one."),
        (SaidOfCar(make="Ford", color="red"), SaidOfCar(make="Ford", color="blue"), "The color is another one."),
        (SaidOfCar(color="white"), SaidOfCar(color="black"), "The color is another one."),
        (SaidOfCar(**HERE), SaidOfCar(lat=39.9526, lon=-75.1535), None),
        (SaidOfCar(**HERE), SaidOfCar(lat=39.9526, lon=-75.1534), "It stands more than a kilometer away."),
        (SaidOfCar(**HERE), SaidOfCar(lat=39.9617, lon=-75.1652), "It stands more than a kilometer away."),
    ],
)
def test_what_speaks_against_one_car(one: SaidOfCar, other: SaidOfCar, why: str | None) -> None:
    assert contradiction(one, other) == why
    assert contradiction(other, one) == why


@pytest.mark.parametrize(("meters", "is_far"), [(999.9999, False), (1_000.0001, True), (1_000.5, True)])
def test_a_kilometer_is_measured_on_a_globe_with_a_radius_of_6371_kilometers(meters: float, is_far: bool) -> None:
    north = SaidOfCar(lat=degrees(meters / 6_371_000), lon=0.0)

    assert (contradiction(SaidOfCar(lat=0.0, lon=0.0), north) is not None) is is_far
