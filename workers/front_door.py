"""The web process."""

import asyncio

import uvicorn

from web.app import create_app
from web.house import House
from workers.compose import connect_engine, open_office
from workers.folder import StackError
from workers.logs import set_up_logs
from workers.settings import Settings


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop`. Raises StackError without a secret."""
    set_up_logs(settings.log)
    if settings.secret is None:
        raise StackError("Set TOWPATH_SECRET: it signs links and sessions.")
    async with open_office(settings) as office:
        engine = await connect_engine(settings, lazy=True)
        secure = (settings.public_url or "").startswith("https://")
        house = House(office, lambda: engine, settings.secret.get_secret_value(), secure=secure)
        # Paths of links carry tokens, so the server keeps no access log.
        config = uvicorn.Config(
            create_app(house), host=settings.host, port=settings.port, log_config=None, access_log=False
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        await asyncio.gather(server.serve(), _stop(server, stop))


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
