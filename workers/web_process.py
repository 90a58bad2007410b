"""The web process."""

import asyncio
from datetime import timedelta

import structlog
import uvicorn
from fastapi import FastAPI

from web.app import create_app
from web.app_state import AppState
from workers.compose import connect_temporal, open_services
from workers.exposure import check_exposure, signing_secret
from workers.logs import set_up_logs
from workers.photo_place import check_photo_store
from workers.settings import Settings
from workers.slow_clients import TimedProtocol
from workers.stack import with_port

log = structlog.get_logger()


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop`. Raises StackError without a secret, if others can reach an address that is not set, and if
    the store of photos refuses to be used.
    """
    set_up_logs(settings.log)
    check_exposure(settings)
    chosen = with_port(settings)
    if chosen.port != settings.port:
        print(f"Console: {chosen.address}", flush=True)
    async with open_services(settings) as services:
        if said := await check_photo_store(services.photo_store):
            log.warning("photos away", reason=said)
        temporal_client = await connect_temporal(settings, lazy=True)
        secure = (settings.public_url or "").startswith("https://")
        app_state = AppState(
            services,
            lambda: temporal_client,
            signing_secret(settings),
            secure=secure,
            session_lasts=timedelta(hours=settings.session_hours),
        )
        server = uvicorn.Server(config_of(create_app(app_state), chosen))
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
        forwarded_allow_ips=settings.proxies,
    )


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
