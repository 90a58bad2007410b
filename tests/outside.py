"""An outside system in a test: an application that is really served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import uvicorn
from fastapi import FastAPI

from tests.running import own_port
from tests.serving import once


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The address of an application, while it is served."""
    port = own_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve())
    await once(partial(_started, server))
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        server.force_exit = True
        with suppress(asyncio.CancelledError):
            await serving


async def _started(server: uvicorn.Server) -> bool:
    return server.started
