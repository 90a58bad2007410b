"""A city whose records are checked by files overnight, in a folder of this machine; rounds are run by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from temporalio.testing import ActivityEnvironment

from activities.casework import Casework
from activities.file_folder import FolderExchange
from activities.notifying import TemporalClient
from activities.outside import Circuit
from activities.quarantine import list_apart, read_apart
from activities.records_files import RecordsFiles
from activities.records_round import RecordsRound
from activities.services import Services
from activities.verification import Verification
from schemas.outside import Port
from schemas.records import RecordsQuestion
from schemas.wire import ActivityInput, DailyInput
from schemas.words import Task
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.mail_city import FOUR_PM

NINE_PM = FOUR_PM.replace(hour=21)
"""After the hour of the file of this Monday."""
COLUMNS = "request_id,kind,asked_by,outcome,vin,plate,plate_state,registered_until,stolen,answered_by,as_of"
OF_PARTIES = "request_id,outcome,plate,plate_state,as_of,role,name,line1,line2"


@dataclass
class RecordsCity:
    """The services of the city, the folder of its records system, and the clock that both read."""

    services: Services
    temporal_client: TemporalClient
    clock: Clock
    folder: Path
    environment: ActivityEnvironment = field(default_factory=ActivityEnvironment)

    @property
    def round(self) -> RecordsRound:
        """The activities of a round."""
        return RecordsRound(Casework(self.services))

    async def goes_round(self) -> None:
        """A whole round."""
        given = DailyInput(now=self.clock())
        await self.environment.run(self.round.put_out_questions, given)
        await self.environment.run(self.round.read_answers, given)

    async def passes(self, **time: float) -> None:
        """Time passes."""
        self.clock.stands = self.clock() + timedelta(**time)

    async def reported(self, plate: str) -> CaseDriver:
        """A case of a car with this plate."""
        return await reported(self.services, self.temporal_client, self.clock, plate=plate)

    async def does(self, car: CaseDriver, task: Task = Task.RECORDS_CHECK) -> None:
        """What the workflow of the car has the system do when this is its own task."""
        row, acts = await car.row(), Verification(Casework(self.services), None)
        act = {
            Task.RECORDS_CHECK: acts.check_records,
            Task.PARTIES: acts.find_owner_and_lienholders,
            Task.SERVICE_CHECK: acts.check_military_service,
        }[task]
        given = ActivityInput(case=car.case, now=self.clock(), known_number=row.number)
        await self.environment.run(act, given)

    async def asked(self, plate: str) -> CaseDriver:
        """A car about which the file of this Monday asks; the next morning."""
        car = await self.reported(plate)
        await self.does(car)
        self.clock.stands = NINE_PM
        await self.goes_round()
        await self.passes(hours=9)
        return car

    def files(self, place: str) -> list[str]:
        """The names in one of the folders."""
        folder = self.folder / place
        return sorted(each.name for each in folder.iterdir()) if folder.exists() else []

    def puts_in(self, name: str, *lines: str, end: str | None = None, checked: bool = True) -> None:
        """A file as the records system puts it in, with its checksum."""
        content = "".join(f"{line}\r\n" for line in (*lines, end or f"END,{len(lines) - 1}")).encode()
        folder = self.folder / "in"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        if checked:
            (folder / f"{name}.sha256").write_text(f"{sha256(content).hexdigest()}  {name}\n")

    def answer(
        self,
        car: CaseDriver,
        plate: str,
        *,
        outcome: str = "clear",
        stolen: str = "no",
        as_of: datetime | None = None,
        fact: int = 2,
    ) -> str:
        """A row that answers the question about the plate of a car."""
        moment = (as_of or self.clock() - timedelta(hours=3)).isoformat()
        request = f"{car.case}-{fact}-vehicle-plate"
        until = "2027-12-31" if outcome == "clear" else ""
        return f"{request},vehicle,plate,{outcome},,{plate},PA,{until},{stolen},NCIC;PA,{moment}"

    async def shown(self) -> str:
        """What a person is shown of the first thing that was quarantined."""
        [first, *_] = await list_apart(self.services, Port.RECORDS)
        return await read_apart(self.services, Port.RECORDS, first.id) or ""

    async def quarantined(self) -> list[str]:
        """What was quarantined, in sentences."""
        return [each.sentence for each in await list_apart(self.services, Port.RECORDS)]


@asynccontextmanager
async def records_city(
    services: Services, temporal_client: TemporalClient, clock: Clock, folder: Path
) -> AsyncIterator[RecordsCity]:
    """The city, on a Monday at four in the afternoon."""
    clock.stands = FOUR_PM
    exchange = FolderExchange(folder, Port.RECORDS)
    by_files = RecordsFiles(exchange.opened, Circuit(Port.RECORDS, services.pool), hour=20, days=2)
    law = replace(services.city_law, asks=frozenset(RecordsQuestion))
    yield RecordsCity(replace(services, city_law=law, records_files=by_files), temporal_client, clock, folder)
