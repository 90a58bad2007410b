"""A city whose letters a mail house mails: the training city's, over real HTTP; rounds are run by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import httpx
from temporalio.testing import ActivityEnvironment

from activities.casework import Casework
from activities.mail import MailRoom
from activities.mail_house import HttpMailHouse
from activities.notifying import TemporalClient
from activities.outside import Circuit
from activities.quarantine import list_apart
from activities.services import Mail, Services
from database.mail import MailBatch, list_batches
from sample.mail import TrainingMailHouse
from schemas.case_parts import Letter
from schemas.mail_house import MailEventKind, MailNews, MailSource
from schemas.outside import Port
from schemas.owner_notice import RecordParties, WriteLetter
from schemas.verification import RecordInspection
from schemas.wire import DailyInput
from schemas.words import Finding, Notice, Party
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.roads import CLEAR, OWNER
from tests.outside import served
from tests.web.desk import system_does
from workers.world_mail import MailCounter, mail_app

PLATES = count(100)
"""Each car is another one."""
ZONE = ZoneInfo("America/New_York")
FOUR_PM = datetime(2027, 3, 1, 16, tzinfo=ZONE)
"""A Monday, at the hour of the day's batch."""


@dataclass
class MailCity:
    """The services of the city, its mail house, and the clock that both read."""

    services: Services
    temporal_client: TemporalClient
    counter: MailCounter
    clock: Clock
    rounds: ActivityEnvironment = field(default_factory=ActivityEnvironment)

    @property
    def house(self) -> TrainingMailHouse:
        """What the mail house has."""
        return self.counter.house

    @property
    def room(self) -> MailRoom:
        """The activities."""
        return MailRoom(Casework(self.services))

    def with_house(self, kind: type[HttpMailHouse]) -> "MailCity":
        """The same city with another kind of connection to its mail house."""
        mail = self.services.mail
        assert mail is not None
        house = kind(**vars(mail.house))
        return replace(self, services=replace(self.services, mail=replace(mail, house=house)))

    async def hands_over(self) -> None:
        """One try to hand over what waits."""
        await self.rounds.run(self.room.hand_over_letters, DailyInput(now=self.clock()))

    async def collects(self) -> None:
        """One try to collect the events."""
        await self.rounds.run(self.room.collect_mail_events, DailyInput(now=self.clock()))

    async def goes_round(self) -> None:
        """A whole round."""
        await self.hands_over()
        await self.collects()

    async def passes(self, **time: float) -> None:
        """Time passes."""
        self.clock.stands = self.clock() + timedelta(**time)

    async def sent(self) -> tuple[CaseDriver, int]:
        """A letter that the mail house has taken, and of which it has told nothing; the next day."""
        car = await self.written()
        await self.hands_over()
        self.house.planned.clear()
        await self.passes(hours=20)
        return car, (await self.letter_of(car)).letter

    async def quarantined(self) -> list[str]:
        """What was quarantined, in sentences."""
        return [each.sentence for each in await list_apart(self.services, Port.MAIL)]

    async def batches(self) -> list[tuple[MailBatch, int, int]]:
        """The batches, each with its letters and those that wait."""
        async with self.services.pool.acquire() as connection:
            return await list_batches(connection, 50)

    async def letter_of(self, car: CaseDriver) -> Letter:
        """The last letter of a car."""
        return (await car.row()).case.letters[-1]

    def event(self, letter: int, kind: str, *, hours: float = 1) -> MailNews:
        """An event of a letter by the postal service, so many hours after the batch."""
        at = FOUR_PM + timedelta(hours=hours)
        return MailNews(
            event_id=f"{letter}-{kind}-{hours}",
            letter_id=letter,
            event=MailEventKind(kind),
            occurred_at=at,
            local_date=at.date(),
            source=MailSource.CARRIER,
        )

    async def declared(self) -> CaseDriver:
        """A car declared abandoned, whose owner is known."""
        return await declared(self.services, self.temporal_client, self.clock)

    async def written(self) -> CaseDriver:
        """A car whose owner has been written to, before the tow."""
        car = await self.declared()
        owner = (await car.row()).case.owner or 0
        await system_does(car, WriteLetter(notice=Notice.PRE_TOW, party=Party.OWNER, addressee=owner))
        return car


async def declared(services: Services, temporal_client: TemporalClient, clock: Clock) -> CaseDriver:
    """A car declared abandoned, whose owner is known."""
    now = clock()
    clock.stands = now - timedelta(days=4)
    car = await reported(services, temporal_client, clock, plate=f"MAIL{next(PLATES)}")
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    clock.stands = now
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", photos=(await car.photo(),))
    await car.ask("officer-1", look)
    await car.ask("dispatcher-1", RecordParties(owner=OWNER))
    return car


@asynccontextmanager
async def mail_city(services: Services, temporal_client: TemporalClient, clock: Clock) -> AsyncIterator[MailCity]:
    """The city, at four in the afternoon, and its mail house."""
    clock.stands = FOUR_PM
    counter = MailCounter(TrainingMailHouse(ZONE), clock)
    async with served(mail_app(counter)) as address, httpx.AsyncClient(base_url=address, timeout=20) as client:
        house = HttpMailHouse(client, Circuit(Port.MAIL, services.pool), seconds=5)
        law = replace(services.city_law, mail_house=True, margin_days=7)
        city = replace(services, city_law=law, mail=Mail(house, hour=16, mailer_id="123456789"))
        yield MailCity(city, temporal_client, counter, clock)


HANDED_OVER, MAILED, DELIVERED = "letter_handed_over", "letter_mailed", "letter_delivered"
RETURNED, NOT_MAILED = "letter_returned", "letter_not_mailed"
ON_THE_WAY = {HANDED_OVER, MAILED, DELIVERED, RETURNED, NOT_MAILED}


async def told(car: CaseDriver) -> list[str]:
    """The kinds of fact about the way of letters, in order."""
    return [each.kind for each in await car.facts() if each.kind in ON_THE_WAY]
