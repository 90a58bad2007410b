"""How the training city answers: as asked, or wrongly in the way that a disturbance says."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from sample.disturbances import Disturbance

SLOW_SECONDS = 25.0
"""Longer than any client of ours waits for a small answer."""
OVERLOADED = 503


async def sent(body: str, disturbed: Disturbance | None) -> Response:
    """The answer, or what a disturbed service sends in its place."""
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
        case Disturbance.REDIRECT:
            return RedirectResponse("/elsewhere")
    return Response(body, media_type="application/json")


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield b" " * 65_536
        await asyncio.sleep(0)
