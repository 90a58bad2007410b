"""The records service over HTTP: one question at a time, as `docs/connecting.md` describes it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

import httpx
from pydantic import ValidationError

from activities.http_calls import NOT_LET_IN, HttpCalls
from activities.outside import Circuit, ServiceAwayError
from schemas.outside import AwayCause, Port
from schemas.records import AnswerOutcome, PersonAnswer, PersonQuestion, VehicleAnswer, VehicleQuestion

LONGEST_ANSWER = 65_536
"""Bytes of an answer: beyond them it is no answer."""

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

    @property
    def _calls(self) -> HttpCalls:
        return HttpCalls(Port.RECORDS, self.client, self.seconds, LONGEST_ANSWER)

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
            headers = {"Idempotency-Key": question.request_id, "Content-Type": "application/json"}
            body = question.model_dump_json(exclude_none=True)
            sent = await self._calls.send("POST", path, headers=headers, content=body)
            if isinstance(sent, int):
                call.cause = AwayCause.NOT_LET_IN if sent in NOT_LET_IN else None
                return kind(request_id=question.request_id, outcome=AnswerOutcome.REFUSED, as_of=now)
            return _read(question.request_id, kind, sent, now)


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
