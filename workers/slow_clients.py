"""Time limits for clients: a connection whose request does not arrive in time is closed."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 20.0
"""How long the headers of a request may take, and a body before its size counts."""
LEAST_BYTES_A_SECOND = 2_000
"""A body may take longer, in proportion to what has arrived: a photo over a bad phone connection is slow, but moves."""
LOOK_SECONDS = 1.0


class TimedProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with time limits for the client's side."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._looking: asyncio.TimerHandle | None = None
        self._begins()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected: its time starts."""
        super().connection_made(transport)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended."""
        super().connection_lost(exc)
        if self._looking:
            self._looking.cancel()

    def data_received(self, data: bytes) -> None:
        """A part of a request has arrived."""
        self._received += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """The answer is sent: the time of the next request starts."""
        self._begins()
        super().on_response_complete()

    def _begins(self) -> None:
        self._began, self._received = self.loop.time(), 0

    def _look(self) -> None:
        if self._is_received:
            self._begins()
        elif self.loop.time() - self._began > self._allowed:
            self.transport.abort()
            return
        self._looking = self.loop.call_later(LOOK_SECONDS, self._look)

    @property
    def _is_received(self) -> bool:
        """Whether a request is there as a whole, so that it is not the client that takes its time."""
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    @property
    def _allowed(self) -> float:
        # What follows an answer that did not need the body is thrown away, however fast it comes.
        is_answered = self.cycle is not None and self.cycle.response_complete
        return REQUEST_SECONDS + (0 if is_answered else self._received / LEAST_BYTES_A_SECOND)
