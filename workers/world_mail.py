"""The mail house of the training city over HTTP, as `docs/connecting.md` describes one."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import FastAPI, File, Header, HTTPException, Query, Response, UploadFile

from sample.disturbances import Disturbance, Disturbances
from sample.mail import ManifestError, TrainingMailHouse
from schemas.mail_house import BatchAnswer, NewsPage
from workers.world_answers import sent


@dataclass(frozen=True)
class MailCall:
    """One call that came in, in words, and what became of it."""

    at: datetime
    what: str
    said: str


@dataclass
class MailCounter:
    """The counter of the mail house: `clock` gives the instant of case time."""

    house: TrainingMailHouse
    clock: Callable[[], datetime]
    disturbances: Disturbances = field(default_factory=Disturbances)
    calls: deque[MailCall] = field(default_factory=lambda: deque(maxlen=200))
    is_down: bool = False

    def called(self, what: str) -> Disturbance | None:
        """Note a call; what goes wrong with it."""
        disturbed = Disturbance.DOWN if self.is_down else self.disturbances.next()
        self.calls.appendleft(MailCall(self.clock(), what, disturbed or "answered"))
        return disturbed


def mail_app(counter: MailCounter) -> FastAPI:
    """The routes of the mail house."""
    app = FastAPI(title="Mail house", version="1", description="What Towpath asks of a city's mail house.")
    house = counter.house

    @app.post("/batches", summary="Hand a batch of letters over", response_model=BatchAnswer)
    async def take(
        manifest: Annotated[UploadFile, File(description="CSV, one row for each letter, in the order of the PDF")],
        letters: Annotated[UploadFile, File(description="One PDF with all letters")],
        idempotency_key: Annotated[str, Header(description="The name of the batch")],
    ) -> Response:
        """The answer for each letter. The same batch sent again is taken once and answered alike."""
        told, pdf = (await manifest.read()).decode(), await letters.read()
        disturbed = counter.called(f"Batch {idempotency_key}, {len(pdf) // 1024} KB")
        try:
            # The answer may be lost after the batch was taken; while the house is down it takes none.
            if disturbed is not Disturbance.DOWN:
                house.take(idempotency_key, told, len(pdf), counter.clock())
        except ManifestError as fault:
            raise HTTPException(422, str(fault)) from fault
        if disturbed is Disturbance.DOWN:
            return await sent("", disturbed)
        return await sent(house.answer(idempotency_key).model_dump_json(), disturbed)

    @app.get("/batches/{name}", summary="The answer for a batch", response_model=BatchAnswer)
    async def look_up(name: str) -> Response:
        """The answer as of now; 404 if the batch never came in."""
        disturbed = counter.called(f"Asked for batch {name}")
        if disturbed is None and name not in house.batches:
            raise HTTPException(404, "There is no such batch.")
        answer = house.answer(name).model_dump_json() if name in house.batches else "{}"
        return await sent(answer, disturbed)

    @app.get("/events", summary="What became of the letters", response_model=NewsPage)
    async def events(after: Annotated[str, Query(description="The cursor of the page before")] = "") -> Response:
        """The next events, the oldest first; the same cursor again once there are no more."""
        page = house.events(after, counter.clock())
        disturbed = counter.called(f"Asked for events: {len(page.events)}")
        return await sent(page.model_dump_json(), disturbed)

    return app
