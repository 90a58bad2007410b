"""A mail house over HTTP: it takes batches of letters, answers for each letter, and tells what became of it."""

import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import httpx
from pydantic import ValidationError

from activities.http_calls import NOT_LET_IN, HttpCalls
from activities.outside import Circuit
from schemas.mail_house import BatchAnswer, NewsPage
from schemas.outside import AwayCause, Port

LONGEST_ANSWER = 8_000_000
"""Bytes of an answer, which has a row for each letter of a batch: beyond them it is no answer."""

UNFIT = (400, 422)
"""With these a mail house refuses a batch for what stands in it."""


@dataclass(frozen=True)
class PrintedBatch:
    """A batch as it is handed over: its name, the manifest as CSV, and one PDF with all letters."""

    name: str
    manifest: str
    pdf: bytes


@dataclass(frozen=True)
class News:
    """Some events as they came, the cursor after which the next ones follow, and what could not be used.

    `faults`: a sentence of each, and what came.
    """

    events: tuple[Mapping[str, Any], ...]
    cursor: str | None
    faults: tuple[tuple[str, str], ...] = ()


class BatchFaultError(Exception):
    """The mail house refused a batch, or its answer cannot be used; the message says why. `came` is what it sent."""

    def __init__(self, why: str, came: str = "") -> None:
        super().__init__(why)
        self.came = came


class MailHouse(Protocol):
    """What mails the city's letters. `now` is a real instant; every call raises ServiceAwayError."""

    def for_a_round(self) -> AbstractAsyncContextManager["MailHouse"]:
        """The same mail house for all that is done inside, with one connection, if it needs one."""

    async def look_up(self, name: str, now: datetime) -> BatchAnswer | None:
        """The answer for a batch; None if it is not known there, or not answered yet. Raises BatchFaultError."""

    async def hand_over(self, batch: PrintedBatch, now: datetime) -> BatchAnswer | None:
        """Hand a batch over; None if the answer comes later. Raises BatchFaultError."""

    async def news_after(self, cursor: str | None, now: datetime) -> News:
        """The next events after this cursor, from the first one without it."""


@dataclass(frozen=True)
class HttpMailHouse:
    """A mail house that is reached by `POST batches`, `GET batches/{name}` and `GET events`."""

    client: httpx.AsyncClient
    circuit: Circuit
    seconds: float

    @property
    def _calls(self) -> HttpCalls:
        return HttpCalls(Port.MAIL, self.client, self.seconds, LONGEST_ANSWER)

    def for_a_round(self) -> AbstractAsyncContextManager[MailHouse]:
        """Each call stands alone."""
        return nullcontext(self)

    async def look_up(self, name: str, now: datetime) -> BatchAnswer | None:
        """The answer for a batch; None if the mail house does not know it. Raises ServiceAwayError."""
        async with self.circuit.closed(now):
            sent = await self._calls.send("GET", f"batches/{name}")
            return None if sent == httpx.codes.NOT_FOUND else self._answer(name, self._let_in(sent))

    async def hand_over(self, batch: PrintedBatch, now: datetime) -> BatchAnswer | None:
        """Hand a batch over, once for its name. Raises ServiceAwayError, BatchFaultError."""
        files = {
            "manifest": (f"{batch.name}.csv", batch.manifest.encode(), "text/csv"),
            "letters": (f"{batch.name}.pdf", batch.pdf, "application/pdf"),
        }
        async with self.circuit.closed(now):
            sent = await self._calls.send("POST", "batches", headers={"Idempotency-Key": batch.name}, files=files)
            if sent not in UNFIT:
                return self._answer(batch.name, self._let_in(sent))
        raise BatchFaultError(f"The mail house refused batch {batch.name} with status {sent!r}. A dispatcher mails it.")

    async def news_after(self, cursor: str | None, now: datetime) -> News:
        """The next events. Raises ServiceAwayError."""
        params = {"after": cursor} if cursor else {}
        async with self.circuit.closed(now):
            body = self._let_in(await self._calls.send("GET", "events", params=params))
            try:
                page = NewsPage.model_validate_json(body)
            except ValidationError as fault:
                raise self._calls.away(AwayCause.UNREADABLE) from fault
            return News(page.events, page.cursor)

    def _let_in(self, sent: bytes | int) -> bytes:
        """Any other refusal is of the address, the token or the size, and not of what stands in the batch."""
        if isinstance(sent, int):
            raise self._calls.away(AwayCause.NOT_LET_IN if sent in NOT_LET_IN else AwayCause.REFUSES)
        return sent

    def _answer(self, name: str, body: bytes) -> BatchAnswer:
        try:
            answer = BatchAnswer.model_validate(json.loads(body))
        except ValueError as fault:
            raise self._calls.away(AwayCause.UNREADABLE) from fault
        if answer.batch_id != name:
            raise self._calls.away(AwayCause.UNREADABLE)
        return answer
