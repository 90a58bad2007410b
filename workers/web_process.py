"""The web process."""

import asyncio

import uvicorn

from web.app import create_app
from web.app_state import AppState
from workers.compose import connect_temporal, open_services
from workers.data_dir import StackError
from workers.logs import set_up_logs
from workers.settings import Settings


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop`. Raises StackError without a secret."""
    set_up_logs(settings.log)
    if settings.secret is None:
        raise StackError("Set TOWPATH_SECRET: it signs links and sessions.")
    async with open_services(settings) as services:
        temporal_client = await connect_temporal(settings, lazy=True)
        secure = (settings.public_url or "").startswith("https://")
        app_state = AppState(services, lambda: temporal_client, settings.secret.get_secret_value(), secure=secure)
        # Paths of links carry tokens, so the server keeps no access log.
        config = uvicorn.Config(
            create_app(app_state), host=settings.host, port=settings.port, log_config=None, access_log=False
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        await asyncio.gather(server.serve(), _stop(server, stop))


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
