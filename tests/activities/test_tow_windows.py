"""The system says that a contractor did not answer, or did not come, only once the contractor's time is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from activities.casework import submit
from activities.clocks import BOUND
from activities.notifying import TemporalClient
from activities.services import SYSTEM, Services, Windows
from schemas.answers import Answer
from schemas.messages import Request
from schemas.tow_dispatch import AcceptOffer, LapseOffer, ReportDone
from schemas.words import TowResult
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.web.desk import offered

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NO_SHOW = ReportDone(order=1, result=TowResult.NO_SHOW)


async def system_asks(car: CaseDriver, request: Request) -> Answer:
    """The answer to a request of the system."""
    return await submit(car.services, car.case, request, SYSTEM, now=car.clock())


async def test_an_offer_lapses_and_a_truck_has_not_come_only_after_the_window(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    clock.stands = NOW
    windows = Windows(answer_seconds=900, arrival_seconds=5400)
    car = await reported(replace(services, windows=windows), temporal_client, clock)
    driver = await offered(car)
    unanswered = await system_asks(car, LapseOffer(order=1))
    await car.ask(driver, AcceptOffer(order=1))

    clock.stands = NOW + timedelta(seconds=5400) - BOUND - MINUTE
    early = await system_asks(car, NO_SHOW)
    clock.stands += MINUTE
    late = await system_asks(car, NO_SHOW)

    assert [each.refusal.code for each in (unanswered, early) if each.refusal] == ["not_yet", "not_yet"]
    assert early.refusal is not None
    assert early.refusal.reason == "The contractor still has time to arrive."
    assert late.refusal is None
