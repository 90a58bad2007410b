"""The records service over real HTTP: what counts as an answer, what as none, and when it is left alone."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from unittest.mock import patch

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from activities import outside
from activities.outside import FAILURES, WRITTEN_EACH, Circuit, ServiceAwayError
from activities.records_service import HttpRecordsService
from database.connection import Pool
from database.outside import list_refusing, note_state
from sample.disturbances import Disturbance, Disturbances
from sample.records import TrainingRecords
from schemas.outside import AwayCause, Port
from schemas.records import AnswerOutcome, AskedBy, VehicleQuestion
from tests.outside import served
from tests.running import own_port
from tests.serving import once
from workers.world import TrainingCity, world_app

NOW = datetime(2027, 3, 1, 14, tzinfo=UTC)
LATER = datetime(2027, 3, 1, 15, tzinfo=UTC)
QUESTION = VehicleQuestion(request_id="26-000001-1-plate", asked_by=AskedBy.PLATE, plate="ABC1234", on=date(2027, 3, 1))
"""A question about an ordinary car."""


@asynccontextmanager
async def asking(app: FastAPI, pool: Pool, *, seconds: float = 5) -> AsyncIterator[HttpRecordsService]:
    """A client of this application that waits so long for an answer."""
    async with served(app) as address, httpx.AsyncClient(base_url=f"{address}records/", timeout=seconds) as client:
        yield HttpRecordsService(client, Circuit(Port.RECORDS, pool), seconds)


class Always(Disturbances):
    """The same thing goes wrong with every call."""

    def __init__(self, what: Disturbance) -> None:
        super().__init__()
        self.what = what

    def next(self) -> Disturbance:
        """What happens to the next call."""
        return self.what


async def test_a_question_is_answered_and_the_same_number_gets_the_same_answer(pool: Pool) -> None:
    world = TrainingCity(TrainingRecords())
    async with asking(world_app(world), pool) as records:
        first, again = await records.ask(QUESTION, NOW), await records.ask(QUESTION, LATER)

    assert (first.outcome, first.stolen, first.plate) == (AnswerOutcome.CLEAR, "no", "ABC1234")
    assert again == first
    assert len(world.calls) == 2


@pytest.mark.parametrize(
    ("what", "cause"),
    [
        (Disturbance.SLOW, AwayCause.TOO_SLOW),
        (Disturbance.DOWN, AwayCause.OVERLOADED),
        (Disturbance.OVERLOADED, AwayCause.OVERLOADED),
        (Disturbance.TRUNCATED, AwayCause.UNREADABLE),
        (Disturbance.PAGE, AwayCause.UNREADABLE),
        (Disturbance.ENDLESS, AwayCause.TOO_LONG),
        (Disturbance.REDIRECT, AwayCause.MOVED),
    ],
)
async def test_what_is_no_answer_is_told_by_its_cause_and_since_when(
    pool: Pool, what: Disturbance, cause: AwayCause
) -> None:
    app = world_app(TrainingCity(TrainingRecords(), disturbances=Always(what)))
    async with asking(app, pool, seconds=0.5) as records:
        for now in (NOW, LATER):
            with pytest.raises(ServiceAwayError) as fault:
                await records.ask(QUESTION, now)
            assert fault.value.cause is cause

    async with pool.acquire() as connection:
        (refusing,) = await list_refusing(connection)
    assert (refusing.port, refusing.since, refusing.cause) == (Port.RECORDS, NOW, cause)


async def test_a_service_that_nobody_serves_cannot_be_reached(pool: Pool) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{own_port()}/", timeout=5) as client:
        with pytest.raises(ServiceAwayError) as fault:
            await HttpRecordsService(client, Circuit(Port.RECORDS, pool), 5).ask(QUESTION, NOW)

    assert fault.value.cause is AwayCause.NO_CONNECTION


async def test_an_answer_to_another_question_is_one_about_a_different_car(pool: Pool) -> None:
    async with asking(
        world_app(TrainingCity(TrainingRecords(), disturbances=Always(Disturbance.ANOTHER))), pool
    ) as records:
        answer = await records.ask(QUESTION, NOW)

    assert (answer.request_id, answer.outcome) == (QUESTION.request_id, AnswerOutcome.OTHER_VEHICLE)


def answering(status: int, headers: dict[str, str] | None = None) -> FastAPI:
    """A service that always answers so; `seen` are the requests that it got."""
    app = FastAPI()
    app.state.seen = []

    @app.post("/records/checks")
    async def check(request: Request) -> Response:
        app.state.seen.append((dict(request.headers), await request.json()))
        return Response("{}", status, headers)

    return app


@pytest.mark.parametrize("status", [400, 404, 409, 422])
async def test_a_question_that_is_refused_is_an_answer_and_never_counts_as_away(pool: Pool, status: int) -> None:
    async with asking(answering(status), pool) as records:
        answers = [await records.ask(QUESTION, NOW) for _ in range(FAILURES + 1)]

    assert {each.outcome for each in answers} == {AnswerOutcome.REFUSED}
    async with pool.acquire() as connection:
        assert await list_refusing(connection) == []


@pytest.mark.parametrize("status", [401, 403])
async def test_a_wrong_token_is_shown_as_such_and_opens_no_circuit(pool: Pool, status: int) -> None:
    async with asking(answering(status), pool) as records:
        answers = [await records.ask(QUESTION, NOW) for _ in range(FAILURES + 1)]

    assert {each.outcome for each in answers} == {AnswerOutcome.REFUSED}
    async with pool.acquire() as connection:
        (refusing,) = await list_refusing(connection)
    assert refusing.cause is AwayCause.NOT_LET_IN


def saying(body: bytes, headers: dict[str, str] | None = None, status: int = 200) -> FastAPI:
    """A service that always answers this."""
    app = FastAPI()

    @app.post("/records/checks")
    async def check() -> Response:
        return Response(body, status, headers, media_type="application/json")

    return app


ANSWER = {"request_id": QUESTION.request_id, "outcome": "clear", "as_of": "2027-03-01T12:00:00Z"}


@pytest.mark.parametrize(
    "said",
    [
        {"registered_until": "0001-01-01"},
        {"registered_until": "9999-12-31"},
        {"year": 12},
        {"make": "x" * 500},
        {"answered_by": "NCIC\x00PA"},
        {"parties": [{"role": "owner", "name": "A", "lines": []}] * 21},
        {"outcome": "perhaps"},
    ],
)
async def test_a_field_that_cannot_be_right_goes_to_a_person_and_is_not_asked_for_again(
    pool: Pool, said: dict[str, object]
) -> None:
    async with asking(saying(json.dumps(ANSWER | said).encode()), pool) as records:
        answer = await records.ask(QUESTION, NOW)

    assert answer.outcome is AnswerOutcome.PARTIAL


async def test_text_of_a_service_is_one_line_without_what_nobody_sees(pool: Pool) -> None:
    said = {"answered_by": "NCIC\nBy plate: Clear", "make": "FO\u200bRD"}
    async with asking(saying(json.dumps(ANSWER | said).encode()), pool) as records:
        answer = await records.ask(QUESTION, NOW)

    assert (answer.answered_by, answer.make) == ("NCIC By plate: Clear", "FORD")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"[]", None, 200),
        (b"", None, 204),
        (json.dumps(ANSWER).encode(), None, 206),
        (gzip.compress(json.dumps(ANSWER).encode()), {"Content-Encoding": "gzip"}, 200),
        (json.dumps(ANSWER).encode("utf-16"), None, 200),
    ],
    ids=("a list", "nothing", "a part", "packed", "another encoding"),
)
async def test_what_is_not_the_promised_json_is_no_answer(
    pool: Pool, body: bytes, headers: dict[str, str] | None, status: int
) -> None:
    async with asking(saying(body, headers, status), pool) as records:
        with pytest.raises(ServiceAwayError) as fault:
            await records.ask(QUESTION, NOW)

    assert fault.value.cause is AwayCause.UNREADABLE


async def test_an_answer_that_drips_is_given_up_when_its_time_is_over(pool: Pool) -> None:
    app = FastAPI()

    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    @app.post("/records/checks")
    async def check() -> StreamingResponse:
        return StreamingResponse(drops())

    async with asking(app, pool, seconds=0.3) as records:
        with pytest.raises(ServiceAwayError) as fault:
            await records.ask(QUESTION, NOW)

    assert fault.value.cause is AwayCause.TOO_SLOW


async def test_calls_that_were_given_up_say_nothing_about_the_service(pool: Pool) -> None:
    circuit = Circuit(Port.RECORDS, pool)
    for _ in range(FAILURES + 1):
        with pytest.raises(asyncio.CancelledError):
            async with circuit.closed(NOW):
                raise asyncio.CancelledError

    async with circuit.closed(NOW) as call:
        assert call.cause is None


async def test_a_state_that_another_process_has_written_is_corrected_within_a_minute(pool: Pool) -> None:
    circuit = Circuit(Port.RECORDS, pool)
    async with circuit.closed(NOW):
        pass
    async with pool.acquire() as connection:
        await note_state(connection, Port.RECORDS, AwayCause.TOO_SLOW, NOW)

    async with circuit.closed(NOW + WRITTEN_EACH):
        pass

    async with pool.acquire() as connection:
        assert await list_refusing(connection) == []


@pytest.mark.parametrize(
    ("told", "seconds"), [("7", 7.0), ("86400", 600.0), ("Wed, 21 Oct 2027 07:28:00 GMT", None), (None, None)]
)
async def test_the_pause_that_a_service_asks_for_is_kept_up_to_ten_minutes(
    pool: Pool, told: str | None, seconds: float | None
) -> None:
    async with asking(answering(429, {"Retry-After": told} if told else None), pool) as records:
        with pytest.raises(ServiceAwayError) as fault:
            await records.ask(QUESTION, NOW)

    assert fault.value.again_in == seconds


async def test_a_question_carries_its_number_as_idempotency_key_and_only_what_is_known(pool: Pool) -> None:
    app = answering(200)
    async with asking(app, pool) as records:
        with pytest.raises(ServiceAwayError):
            await records.ask(QUESTION, NOW)

    ((headers, body),) = app.state.seen
    assert headers["idempotency-key"] == QUESTION.request_id
    assert body == {
        "request_id": QUESTION.request_id,
        "kind": "vehicle",
        "asked_by": "plate",
        "plate": "ABC1234",
        "on": "2027-03-01",
    }


async def test_after_some_failures_a_service_is_left_alone_and_then_asked_again(pool: Pool) -> None:
    world = TrainingCity(TrainingRecords(), is_down=True)
    with patch.object(outside, "PAUSE_SECONDS", 0.2):
        async with asking(world_app(world), pool) as records:
            for _ in range(FAILURES):
                with pytest.raises(ServiceAwayError):
                    await records.ask(QUESTION, NOW)
            with pytest.raises(ServiceAwayError) as fault:
                await records.ask(QUESTION, NOW)
            assert (fault.value.cause, len(world.calls)) == (AwayCause.LEFT_ALONE, FAILURES)

            world.is_down = False
            answer = await once(partial(_answered, records))

    assert answer is AnswerOutcome.CLEAR
    async with pool.acquire() as connection:
        assert await list_refusing(connection) == []


async def test_those_that_were_turned_away_together_do_not_come_back_together(pool: Pool) -> None:
    world = TrainingCity(TrainingRecords(), is_down=True)
    waits = set()
    async with asking(world_app(world), pool) as records:
        for _ in range(FAILURES + 20):
            with pytest.raises(ServiceAwayError) as fault:
                await records.ask(QUESTION, NOW)
            waits.add(fault.value.again_in if fault.value.cause is AwayCause.LEFT_ALONE else None)

    assert None in waits
    left_alone = [each for each in waits if each is not None]
    assert len(left_alone) > 10
    assert all(outside.PAUSE_SECONDS <= each <= 2 * outside.PAUSE_SECONDS for each in left_alone)


async def _answered(records: HttpRecordsService) -> AnswerOutcome | None:
    """The answer; None while the service is still left alone."""
    try:
        return (await records.ask(QUESTION, LATER)).outcome
    except ServiceAwayError as fault:
        return None if fault.cause is AwayCause.LEFT_ALONE else AnswerOutcome.UNAVAILABLE
