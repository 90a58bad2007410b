"""The web process."""

import asyncio

import uvicorn
from fastapi import FastAPI

from web.app import create_app
from web.app_state import AppState
from workers.compose import connect_temporal, open_services
from workers.data_dir import StackError
from workers.logs import set_up_logs
from workers.settings import Settings
from workers.slow_clients import TimedProtocol


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop`. Raises StackError without a secret."""
    set_up_logs(settings.log)
    if settings.secret is None:
        raise StackError("Set TOWPATH_SECRET: it signs links and sessions.")
    async with open_services(settings) as services:
        temporal_client = await connect_temporal(settings, lazy=True)
        secure = (settings.public_url or "").startswith("https://")
        app_state = AppState(services, lambda: temporal_client, settings.secret.get_secret_value(), secure=secure)
        server = uvicorn.Server(config_of(create_app(app_state), settings))
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        await asyncio.gather(server.serve(), _stop(server, stop))


def config_of(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How the application is served: paths of links carry tokens, so the server keeps no access log."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=TimedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
    )


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
