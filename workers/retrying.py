"""An HTTP transport with retries: an unreachable server gets the same request again for a while."""

import asyncio
from dataclasses import dataclass
from time import monotonic

import httpx

PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 0.25


@dataclass
class RetryTransport(httpx.AsyncBaseTransport):
    """Retries on connection errors and 5xx, for `seconds` at most."""

    inner: httpx.AsyncBaseTransport
    seconds: float = PATIENCE_SECONDS

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The first answer below 500, or the last failure. Raises httpx.TransportError."""
        await request.aread()
        end = monotonic() + self.seconds
        while True:
            try:
                answer = await self.inner.handle_async_request(request)
            except httpx.TransportError:
                if monotonic() > end:
                    raise
            else:
                if not httpx.codes.is_server_error(answer.status_code) or monotonic() > end:
                    return answer
                await answer.aclose()
            await asyncio.sleep(PAUSE_SECONDS)

    async def aclose(self) -> None:
        """Close the transport."""
        await self.inner.aclose()


def retrying_client(url: str) -> httpx.AsyncClient:
    """A client with retries. No one is signed in."""
    return httpx.AsyncClient(base_url=url, transport=RetryTransport(httpx.AsyncHTTPTransport()), timeout=60)
