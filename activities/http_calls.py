"""Calls of an outside system over HTTP: what counts as an answer, how long it may take and how large it may be.

Knows no subject: the ports say what they ask and what an answer means. No redirect is followed.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx

from activities.outside import ServiceAwayError
from schemas.outside import AwayCause, Port

MAY_PASS = frozenset({408, 425, 429})
NOT_LET_IN = frozenset({401, 403})
LONGEST_PAUSE_SECONDS = 600.0


@dataclass(frozen=True)
class HttpCalls:
    """How one port is called: each answer within so many `seconds`, and of no more than `longest` bytes."""

    port: Port
    client: httpx.AsyncClient
    seconds: float
    longest: int

    async def send(self, method: str, path: str, *, headers: dict[str, str] | None = None, **given: Any) -> bytes | int:
        """The body of the answer, or the status by which the call was refused. Raises ServiceAwayError."""
        try:
            async with asyncio.timeout(self.seconds):
                return await self._sent(method, path, headers or {}, given)
        except (TimeoutError, httpx.TimeoutException) as fault:
            raise self.away(AwayCause.TOO_SLOW) from fault
        except httpx.TransportError as fault:
            raise self.away(AwayCause.NO_CONNECTION) from fault

    def away(self, cause: AwayCause, again_in: float | None = None) -> ServiceAwayError:
        """That this service is away."""
        return ServiceAwayError(self.port, cause, again_in)

    async def _sent(self, method: str, path: str, headers: dict[str, str], given: dict[str, Any]) -> bytes | int:
        # An answer that is packed could be larger than any limit when it is unpacked.
        told = {"Accept-Encoding": "identity", **headers}
        async with self.client.stream(method, path, headers=told, **given) as response:
            if fault := self._fault_of(response):
                raise fault
            return response.status_code if response.is_client_error else await self._bounded(response)

    def _fault_of(self, response: httpx.Response) -> ServiceAwayError | None:
        if response.is_redirect:
            return self.away(AwayCause.MOVED)
        if response.is_server_error or response.status_code in MAY_PASS:
            return self.away(AwayCause.OVERLOADED, _pause(response.headers.get("Retry-After")))
        is_packed = response.headers.get("Content-Encoding", "identity") != "identity"
        if not response.is_client_error and (response.status_code != httpx.codes.OK or is_packed):
            return self.away(AwayCause.UNREADABLE)
        return None

    async def _bounded(self, response: httpx.Response) -> bytes:
        body = b""
        async for part in response.aiter_raw():
            body += part
            if len(body) > self.longest:
                raise self.away(AwayCause.TOO_LONG)
        return body


def _pause(told: str | None) -> float | None:
    """The seconds of a Retry-After header; a date there is not read."""
    return min(float(told), LONGEST_PAUSE_SECONDS) if told and told.isdecimal() else None
