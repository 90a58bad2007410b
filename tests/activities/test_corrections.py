"""A plate or a VIN that was written down wrong is corrected, and what rested on the wrong car falls away."""

import pytest

from activities.casework import submit
from activities.services import Services
from schemas.reporting import CorrectDescription, EnterRecordsCheck
from schemas.words import Registration, Stolen
from tests.activities.test_casework import DISPATCHER, row_of
from tests.activities.test_possible_duplicates import ask, undecided
from tests.activities.test_reports import NOW, VIN, told

OTHER_VIN = "2G1WF52E759123456"
CLEAR = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)


async def test_a_corrected_plate_leads_to_the_case_and_the_wrong_one_no_longer(services: Services) -> None:
    case = (await told(services, plate="KZZ0301", plate_state="PA", vin=VIN)).case

    await ask(services, case, CorrectDescription(plate="kzz-0310"))

    right, wrong = await told(services, plate="KZZ0310", plate_state="PA"), await told(services, plate="KZZ0301")
    row = await row_of(services, case)
    assert (row.plate, row.plate_state, row.vin) == ("KZZ0310", "PA", VIN)
    assert (right.case == case, wrong.case == case) == (True, False)
    assert (await told(services, vin=VIN)).case == case


async def test_a_corrected_state_is_that_of_the_same_plate(services: Services) -> None:
    case = (await told(services, plate="KZZ0302", plate_state="PA")).case
    await ask(services, case, CLEAR)

    await ask(services, case, CorrectDescription(plate_state="New Jersey"))

    row = await row_of(services, case)
    assert (row.plate, row.plate_state) == ("KZZ0302", "NJ")
    assert row.case.records_check is not None
    assert (await told(services, plate="KZZ0302", plate_state="NJ")).case == case
    assert (await told(services, plate="KZZ0302", plate_state="PA")).case != case


async def test_the_records_check_of_another_car_falls_away(services: Services) -> None:
    case = (await told(services, plate="KZZ0303", plate_state="PA", vin=VIN)).case
    await ask(services, case, CLEAR)

    await ask(services, case, CorrectDescription(vin=OTHER_VIN))

    assert (await row_of(services, case)).case.records_check is None


async def test_a_color_leaves_the_records_check_and_the_plate_as_they_are(services: Services) -> None:
    case = (await told(services, plate="KZZ0304", plate_state="PA")).case
    await ask(services, case, CLEAR)

    await ask(services, case, CorrectDescription(color="green", make="Ford"))

    row = await row_of(services, case)
    assert (row.color, row.make, row.plate, row.case.records_check is None) == ("green", "Ford", "KZZ0304", False)
    assert (await told(services, plate="KZZ0304", plate_state="PA", color="green")).case == case


async def test_a_corrected_plate_of_another_open_case_is_a_possible_duplicate(services: Services) -> None:
    first = (await told(services, plate="KZZ0305", plate_state="PA")).case
    second = (await told(services, plate="KZZ0306", plate_state="PA")).case

    await ask(services, second, CorrectDescription(plate="KZZ0305"))

    assert await undecided(services, first) == [(second, False)]
    assert await undecided(services, second) == [(first, False)]


@pytest.mark.parametrize(
    ("typed", "name"), [({"plate": "N/A?"}, "plate"), ({"plate_state": "Mexico"}, "state"), ({"vin": "12"}, "VIN")]
)
async def test_what_cannot_be_read_is_said_and_nothing_is_changed(
    services: Services, typed: dict[str, str], name: str
) -> None:
    case = (await told(services, plate="KZZ0307", plate_state="PA")).case
    asked = CorrectDescription.model_validate(typed | {"color": "green"})

    answer = await submit(services, case, asked, DISPATCHER, now=NOW)

    assert answer.refusal is not None
    assert answer.refusal.reason == f"This cannot be read as a {name}. Nothing was changed."
    row = await row_of(services, case)
    assert (row.number, row.color) == (1, None)
