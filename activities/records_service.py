"""The records service over HTTP: one question at a time, as `docs/connecting.md` describes it."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

import httpx
from pydantic import ValidationError

from activities.outside import Circuit, ServiceAwayError
from schemas.outside import AwayCause, Port
from schemas.records import AnswerOutcome, PersonAnswer, PersonQuestion, VehicleAnswer, VehicleQuestion

LONGEST_ANSWER = 65_536
"""Bytes of an answer: beyond them it is no answer."""
MAY_PASS = frozenset({408, 425, 429})
NOT_LET_IN = frozenset({401, 403})
LONGEST_PAUSE_SECONDS = 600.0


Answer = TypeVar("Answer", VehicleAnswer, PersonAnswer)


class RecordsService(Protocol):
    """What answers questions about vehicles and their owners."""

    async def ask(self, question: VehicleQuestion, now: datetime) -> VehicleAnswer:
        """The answer about a vehicle, asked at the real instant `now`. Raises ServiceAwayError."""

    async def ask_about_person(self, question: PersonQuestion, now: datetime) -> PersonAnswer:
        """The answer about a registered owner. Raises ServiceAwayError."""


@dataclass(frozen=True)
class HttpRecordsService:
    """A records service that is asked by `POST checks`, each answer within so many seconds. No redirect is followed."""

    client: httpx.AsyncClient
    circuit: Circuit
    seconds: float

    async def ask(self, question: VehicleQuestion, now: datetime) -> VehicleAnswer:
        """The answer. One that cannot be read is none; a question that is refused is answered so.

        Raises ServiceAwayError.
        """
        return await self._ask("checks", question, VehicleAnswer, now)

    async def ask_about_person(self, question: PersonQuestion, now: datetime) -> PersonAnswer:
        """The same about a person. An answer to another question is no answer about this person."""
        return await self._ask("person-checks", question, PersonAnswer, now)

    async def _ask(
        self, path: str, question: VehicleQuestion | PersonQuestion, kind: type[Answer], now: datetime
    ) -> Answer:
        async with self.circuit.closed(now) as call:
            sent = await self._reached(path, question)
            if isinstance(sent, int):
                call.cause = AwayCause.NOT_LET_IN if sent in NOT_LET_IN else None
                return kind(request_id=question.request_id, outcome=AnswerOutcome.REFUSED, as_of=now)
            return _read(question.request_id, kind, sent, now)

    async def _reached(self, path: str, question: VehicleQuestion | PersonQuestion) -> bytes | int:
        try:
            async with asyncio.timeout(self.seconds):
                return await self._sent(path, question)
        except (TimeoutError, httpx.TimeoutException) as fault:
            raise ServiceAwayError(Port.RECORDS, AwayCause.TOO_SLOW) from fault
        except httpx.TransportError as fault:
            raise ServiceAwayError(Port.RECORDS, AwayCause.NO_CONNECTION) from fault

    async def _sent(self, path: str, question: VehicleQuestion | PersonQuestion) -> bytes | int:
        """The body of the answer, or the status by which the question was refused."""
        # An answer that is packed could be larger than any limit when it is unpacked.
        headers = {"Idempotency-Key": question.request_id, "Accept-Encoding": "identity"}
        headers["Content-Type"] = "application/json"
        body = question.model_dump_json(exclude_none=True)
        async with self.client.stream("POST", path, content=body, headers=headers) as response:
            if fault := _fault_of(response):
                raise fault
            return response.status_code if response.is_client_error else await _bounded(response)


def _fault_of(response: httpx.Response) -> ServiceAwayError | None:
    if response.is_redirect:
        return ServiceAwayError(Port.RECORDS, AwayCause.MOVED)
    if response.is_server_error or response.status_code in MAY_PASS:
        return ServiceAwayError(Port.RECORDS, AwayCause.OVERLOADED, _pause(response.headers.get("Retry-After")))
    is_packed = response.headers.get("Content-Encoding", "identity") != "identity"
    if not response.is_client_error and (response.status_code != httpx.codes.OK or is_packed):
        return ServiceAwayError(Port.RECORDS, AwayCause.UNREADABLE)
    return None


def _pause(told: str | None) -> float | None:
    """The seconds of a Retry-After header; a date there is not read."""
    return min(float(told), LONGEST_PAUSE_SECONDS) if told and told.isdecimal() else None


async def _bounded(response: httpx.Response) -> bytes:
    body = b""
    async for part in response.aiter_raw():
        body += part
        if len(body) > LONGEST_ANSWER:
            raise ServiceAwayError(Port.RECORDS, AwayCause.TOO_LONG)
    return body


def _read(request_id: str, kind: type[Answer], body: bytes, now: datetime) -> Answer:
    """An answer to another question is one about a different car, or person.

    One with a field that cannot be right, such as a year of another century, leaves something out: to ask again would
    bring the same one.
    """
    try:
        answer = kind.model_validate_json(body)
    except ValidationError as fault:
        if _names(request_id, body):
            return kind(request_id=request_id, outcome=AnswerOutcome.PARTIAL, as_of=now)
        raise ServiceAwayError(Port.RECORDS, AwayCause.UNREADABLE) from fault
    if answer.request_id == request_id:
        return answer
    return answer.model_copy(update={"request_id": request_id, "outcome": AnswerOutcome.OTHER_VEHICLE})


def _names(request_id: str, body: bytes) -> bool:
    """Whether this is an answer to the question at all."""
    try:
        said = json.loads(body.decode())
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("request_id") == request_id
