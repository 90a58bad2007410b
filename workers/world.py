"""The training city: one process that plays the outside systems, over real HTTP, with a page of what each received.

The product talks to it as it would to a city. It keeps nothing: when it ends, what it received is gone.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from jinja2 import Environment

from sample.disturbances import Disturbance, Disturbances
from sample.records import BY_WORD, TrainingRecords, answer_about, records_of
from schemas.importing import ReportRow
from schemas.records import PersonAnswer, PersonQuestion, VehicleAnswer, VehicleQuestion
from workers.importing import read_file
from workers.temporal import LOOPBACK, quiet_port

SLOW_SECONDS = 25.0
"""Longer than any client of ours waits."""
SHOWN = 200
OVERLOADED = 503
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


@dataclass
class TrainingCity:
    """The outside systems of the training city, and what they received lately."""

    records: TrainingRecords
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
    """The HTTP side of the training city."""
    app = FastAPI(title="Records service", version="1", description="What Towpath asks a city's records service.")

    @app.post("/records/checks", summary="One question about a vehicle", response_model=VehicleAnswer)
    async def check(question: VehicleQuestion) -> Response:
        """The answer. The same `request_id` gets the same answer."""
        answer, disturbed = world.asked(question)
        return await _sent(answer, disturbed)

    @app.post("/records/person-checks", summary="One question about an owner", response_model=PersonAnswer)
    async def check_person(question: PersonQuestion) -> Response:
        """Whether the person is on active duty. The same `request_id` gets the same answer."""
        answer, disturbed = world.asked(question)
        return await _sent(answer, disturbed)

    @app.get("/", include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(_page(world))

    return app


def contract() -> str:
    """What a records service must answer to, as an OpenAPI document."""
    return json.dumps(world_app(TrainingCity(TrainingRecords())).openapi(), indent=1) + "\n"


async def _sent(answer: VehicleAnswer | PersonAnswer, disturbed: Disturbance | None) -> Response:
    body = answer.model_dump_json()
    match disturbed:
        case Disturbance.SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        case Disturbance.DOWN | Disturbance.OVERLOADED:
            return Response("Out of order.", OVERLOADED, {"Retry-After": "1"})
        case Disturbance.TRUNCATED:
            body = body[: len(body) // 2]
        case Disturbance.PAGE:
            return HTMLResponse("<h1>Maintenance</h1>")
        case Disturbance.ENDLESS:
            return StreamingResponse(_endless(), media_type="application/json")
        case Disturbance.ANOTHER:
            body = answer.model_copy(update={"request_id": "another"}).model_dump_json()
        case Disturbance.REDIRECT:
            return RedirectResponse("/elsewhere")
    return Response(body, media_type="application/json")


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield b" " * 65_536
        await asyncio.sleep(0)


def _page(world: TrainingCity) -> str:
    """What came in lately, the newest first."""
    return PAGE.render(calls=world.calls, words=BY_WORD)


def world_of(file: Path, form: str, seed: int | None = None) -> TrainingCity:
    """The training city in which the cars of this file have their stories. Raises StackError, NotThisFormat."""
    rows = [each for each in read_file(file, form).rows if isinstance(each, ReportRow)]
    return TrainingCity(records_of(rows), Disturbances(seed))


async def run_world(world: TrainingCity, port: int, stop: asyncio.Event) -> None:
    """Play the training city on this machine until `stop`; with port 0 on a free one."""
    port = port or quiet_port()
    print(f"Training city: http://{LOOPBACK}:{port}", flush=True)
    config = uvicorn.Config(world_app(world), host=LOOPBACK, port=port, ws="none", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    await asyncio.gather(server.serve(), _stopped(server, stop))


async def _stopped(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
