"""The training city: one process that plays the outside systems, over real HTTP, with a page of what each received.

The product talks to it as it would to a city. It keeps nothing: when it ends, what it received is gone.
"""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from pydantic import BaseModel

from rules.library import find_edition
from sample.disturbances import Disturbance, Disturbances
from sample.mail import RETURNING, TrainingMailHouse
from sample.records import BY_WORD, TrainingRecords, answer_about, records_of
from schemas.importing import ReportRow
from schemas.outside import Port
from schemas.pace import Pace
from schemas.records import PersonAnswer, PersonQuestion, VehicleAnswer, VehicleQuestion
from workers.city import read_city
from workers.compose import pace_of
from workers.importing import read_file
from workers.records_place import folder_of
from workers.settings import Settings
from workers.temporal import LOOPBACK, quiet_port
from workers.world_answers import sent
from workers.world_mail import MailCounter, mail_app
from workers.world_records import FolderOfRecords

SHOWN = 200
PAGE = Environment(autoescape=True).from_string(Path(__file__).with_name("world.html").read_text())


@dataclass(frozen=True)
class Received:
    """One question that came in, and what became of it."""

    at: datetime
    question: VehicleQuestion | PersonQuestion
    said: str

    @property
    def by(self) -> str:
        """By what it was asked."""
        return self.question.asked_by.words if isinstance(self.question, VehicleQuestion) else "Name"

    @property
    def about(self) -> str:
        """The VIN, the plate or the name."""
        asked = self.question
        if isinstance(asked, PersonQuestion):
            return asked.name
        return " ".join(filter(None, (asked.vin, asked.plate, asked.plate_state)))


class ReceivedLetters(BaseModel):
    """How many letters the mail house has received, and the numbers of those that came in more than one batch."""

    letters: int
    twice: list[int]


@dataclass
class TrainingCity:
    """The outside systems of the training city, and what they received lately."""

    records: TrainingRecords
    mail: MailCounter = field(default_factory=lambda: mail_counter(Pace(), ZoneInfo("UTC")))
    disturbances: Disturbances = field(default_factory=Disturbances)
    calls: deque[Received] = field(default_factory=lambda: deque(maxlen=SHOWN))
    answers: dict[str, VehicleAnswer | PersonAnswer] = field(default_factory=dict)
    vins: dict[str, str] = field(default_factory=dict)
    is_down: bool = False

    def asked(
        self, question: VehicleQuestion | PersonQuestion
    ) -> tuple[VehicleAnswer | PersonAnswer, Disturbance | None]:
        """The answer to a question, the same one to the same number, and what goes wrong with this call."""
        now = datetime.now(UTC)
        disturbed = Disturbance.DOWN if self.is_down else self.disturbances.next()
        if isinstance(question, VehicleQuestion):
            answer = self.answers.setdefault(question.request_id, self.records.answer(self._whole(question)))
        else:
            answer = self.answers.setdefault(question.request_id, answer_about(question))
        self.calls.appendleft(Received(now, question, disturbed or answer.outcome))
        return answer, disturbed

    def _whole(self, question: VehicleQuestion) -> VehicleQuestion:
        """The question with the VIN that was asked about just before for the same case: the two are of one car here."""
        case = question.request_id.rpartition("-")[0]
        if question.vin:
            self.vins[case] = question.vin
        return question.model_copy(update={"vin": question.vin or self.vins.get(case)})


def world_app(world: TrainingCity) -> FastAPI:
    """The HTTP side of the training city: a page, and each outside system below its own path."""
    app = FastAPI(openapi_url=None)
    app.mount("/records", records_app(world))
    app.mount("/mail", mail_app(world.mail))

    @app.get("/")
    async def page() -> HTMLResponse:
        return HTMLResponse(_page(world))

    @app.get("/received")
    async def received() -> ReceivedLetters:
        copies = world.mail.house.copies
        return ReceivedLetters(letters=len(copies), twice=sorted(each for each in copies if copies[each] > 1))

    return app


def records_app(world: TrainingCity) -> FastAPI:
    """The routes of the records service."""
    app = FastAPI(title="Records service", version="1", description="What Towpath asks a city's records service.")

    @app.post("/checks", summary="One question about a vehicle", response_model=VehicleAnswer)
    async def check(question: VehicleQuestion) -> Response:
        """The answer. The same `request_id` gets the same answer."""
        answer, disturbed = world.asked(question)
        return await _sent(answer, disturbed)

    @app.post("/person-checks", summary="One question about an owner", response_model=PersonAnswer)
    async def check_person(question: PersonQuestion) -> Response:
        """Whether the person is on active duty. The same `request_id` gets the same answer."""
        answer, disturbed = world.asked(question)
        return await _sent(answer, disturbed)

    return app


def contract(port: Port) -> str:
    """What this outside system must answer to, as an OpenAPI document."""
    world = TrainingCity(TrainingRecords())
    apps = {Port.RECORDS: records_app(world), Port.MAIL: mail_app(world.mail)}
    return json.dumps(apps[port].openapi(), indent=1) + "\n"


async def _sent(answer: VehicleAnswer | PersonAnswer, disturbed: Disturbance | None) -> Response:
    if disturbed is Disturbance.ANOTHER:
        answer = answer.model_copy(update={"request_id": "another"})
    return await sent(answer.model_dump_json(), disturbed)


def _page(world: TrainingCity) -> str:
    """What came in lately, the newest first."""
    batches = reversed(world.mail.house.batches.values())
    return PAGE.render(calls=world.calls, words=BY_WORD, batches=list(batches), mail_calls=world.mail.calls)


def mail_counter(pace: Pace, zone: ZoneInfo, seed: int | None = None) -> MailCounter:
    """The mail house at this pace, to which some letters come back; with a seed some calls and some news go wrong."""
    house = TrainingMailHouse(zone, RETURNING, seed)
    return MailCounter(house, lambda: pace.case_time(datetime.now(UTC)), Disturbances(seed))


def world_of(settings: Settings, file: Path, form: str, seed: int | None = None) -> TrainingCity:
    """The training city in which the cars of this file have their stories. Raises StackError, NotThisFormat."""
    rows = [each for each in read_file(file, form).rows if isinstance(each, ReportRow)]
    mail = mail_counter(pace_of(settings), find_edition(settings.edition).tz, seed)
    return TrainingCity(records_of(rows), mail, Disturbances(seed))


def folder_to_play(settings: Settings) -> Path | None:
    """The folder in which this city exchanges files about records; None if it does not. Raises CityFileError."""
    records = read_city(settings.city, find_edition(settings.edition)).records
    return folder_of(settings) if records and records.by == "files" else None


async def run_world(world: TrainingCity, port: int, stop: asyncio.Event, folder: Path | None = None) -> None:
    """Play the training city on this machine until `stop`; with port 0 on a free one.

    With a `folder` it also answers the questions about records that are put out there.
    """
    port = port or quiet_port()
    print(f"Training city: http://{LOOPBACK}:{port}", flush=True)
    config = uvicorn.Config(world_app(world), host=LOOPBACK, port=port, ws="none", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    records = FolderOfRecords(folder, lambda question: world.asked(question)[0]) if folder else None
    playing = [records.play(stop)] if records else []
    await asyncio.gather(server.serve(), _stopped(server, stop), *playing)


async def _stopped(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
