"""The pages of a case whose data were removed: they say so, and ask for nothing that is gone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from activities.services import Services
from rules.city_law import CityLaw
from rules.retention import KeptFor
from schemas.casework import CloseCase
from schemas.retention import DataKind
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome
from tests.car import CaseDriver
from tests.conftest import Clock
from tests.web.test_console import asks

SCHEDULE = {data: KeptFor(years=1, citation="Records Schedule 12") for data in DataKind}


@pytest.fixture
def services(services: Services) -> Services:
    """Services of a city with a records schedule."""
    return replace(services, city_law=CityLaw(schedule=SCHEDULE))


async def test_a_case_whose_data_were_removed_shows_that_they_were(
    car: CaseDriver, clock: Clock, sign_in: Callable[[str], httpx.AsyncClient]
) -> None:
    gone = RecordInspection(finding=Finding.GONE, note="Seen by a neighbor.", photos=(await car.photo(),))
    await car.ask("officer-1", gone)
    await car.ask("dispatcher-1", CloseCase(outcome=Outcome.GONE_ON_ARRIVAL))
    page, admin = f"/cases/{car.case}", sign_in("admin-1")
    early = (await admin.get(page)).text
    clock.ahead += timedelta(days=367)

    for data in DataKind:
        answer = await asks(admin, page, "remove_data", data=data)
        assert answer.status_code == 303, answer.text

    after = (await admin.get(page)).text
    assert "<img" in early
    assert "<img" not in after
    assert "Seen by a neighbor." in early
    assert "Seen by a neighbor." not in after
    assert "Removed on the records schedule." in after
    assert "Address removed" in after
    assert "plate and VIN removed" in after
    assert after.count("Data removed on the records schedule") == len(DataKind)
    assert "ABC1234" not in after
    assert (await admin.get(f"/api/cases/{car.case}")).json()["plate"] is None


async def test_removal_is_offered_to_an_admin_only_once_its_time_is_over(
    car: CaseDriver, clock: Clock, sign_in: Callable[[str], httpx.AsyncClient]
) -> None:
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))
    await car.ask("dispatcher-1", CloseCase(outcome=Outcome.GONE_ON_ARRIVAL))
    path = f"/cases/{car.case}"

    async def offered(who: str) -> bool:
        return f'action="{path}/requests/remove_data"' in (await sign_in(who).get(path)).text

    early = await offered("admin-1")
    clock.ahead += timedelta(days=367)

    assert [early, await offered("admin-1"), await offered("supervisor-1")] == [False, True, False]
