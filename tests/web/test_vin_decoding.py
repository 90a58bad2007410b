"""Pages show what the VIN says: in the blanks, beside its field, and against what people saw, which stays."""

from typing import Any

import pytest

from activities import letter_parts
from activities.notifying import TemporalClient
from activities.services import CaseContext, Services
from schemas.reporting import CorrectDescription
from schemas.verification import RecordInspection
from schemas.words import Finding
from tests.car import actor, reported
from tests.conftest import Clock
from tests.web.test_reports import beside

ACCORD = "1HGCM82633A004352"
BLANK = "(from the VIN: 2003 HONDA Accord)"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({}, f"VIN {ACCORD} {BLANK}"),
        ({"make": "Honda"}, f"VIN {ACCORD} (from the VIN: 2003 Accord)"),
        ({"make": "Honda", "model": "Accord EX"}, f"VIN {ACCORD} (from the VIN: 2003)"),
        ({"vin": "1M8GDM9AXKP042788"}, "VIN 1M8GDM9AXKP042788<br>"),
    ],
)
async def test_what_a_report_left_blank_is_shown_from_the_vin(
    services: Services, temporal_client: TemporalClient, clock: Clock, sign_in: Any, said: dict[str, Any], shown: str
) -> None:
    car = await reported(services, temporal_client, clock, **({"vin": ACCORD} | said))

    page = (await sign_in("dispatcher-1").get(f"/cases/{car.case}")).text

    assert shown in page
    assert "This is the VIN of a" not in page


async def test_the_vin_of_another_car_is_told_until_a_person_has_settled_it(
    services: Services, temporal_client: TemporalClient, clock: Clock, sign_in: Any
) -> None:
    car = await reported(services, temporal_client, clock, vin=ACCORD, make="Ford")
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE, model_year=2011))
    told = (
        "This is the VIN of a 2003 HONDA Accord, and the model year on record is 2011: please compare it with the car"
    )
    before = (await sign_in("dispatcher-1").get(f"/cases/{car.case}")).text

    await car.ask("dispatcher-1", CorrectDescription(make="Honda"))
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE, model_year=2003))
    after = (await sign_in("dispatcher-1").get(f"/cases/{car.case}")).text

    assert told in before
    assert "Ford" in before
    assert "This is the VIN of a" not in after


async def test_the_car_of_a_vin_is_said_beside_its_field(
    services: Services, temporal_client: TemporalClient, clock: Clock, sign_in: Any
) -> None:
    car = await reported(services, temporal_client, clock, vin=ACCORD)

    page = (await sign_in("officer-1").get(f"/cases/{car.case}")).text

    assert beside(page, "record_inspection", "vin") == "The VIN is that of a 2003 HONDA Accord."


@pytest.mark.parametrize(
    ("said", "described"),
    [
        ({}, (2003, "HONDA", "Accord")),
        ({"make": "Honda", "model": "Accord EX"}, (2003, "Honda", "Accord EX")),
        ({"make": "Ford"}, (2003, "Ford", None)),
    ],
)
async def test_a_letter_describes_the_car_by_its_vin_where_nobody_did(
    services: Services,
    temporal_client: TemporalClient,
    clock: Clock,
    said: dict[str, Any],
    described: tuple[int, str, str | None],
) -> None:
    car = await reported(services, temporal_client, clock, vin=ACCORD, **said)

    async with services.pool.acquire() as connection:
        context = CaseContext(services, connection, await car.row(), actor("dispatcher-1"), clock())
        text = letter_parts.vehicle(context)

    assert (text.model_year, text.make, text.model) == described
