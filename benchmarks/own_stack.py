"""What a benchmark measures on: servers and a directory of its own, gone when it ends."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from workers.settings import Settings
from workers.stack import open_servers


@contextmanager
def open_folder() -> Iterator[Path]:
    """A directory that every user may enter, as PostgreSQL must if root measures."""
    with TemporaryDirectory(prefix="towpath bench ") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@asynccontextmanager
async def open_own_servers() -> AsyncIterator[Settings]:
    """PostgreSQL and Temporal without our processes; the settings name them and their owner, at production pace."""
    with open_folder() as folder:
        settings = Settings(data=folder / "data", temporal_ui_port=0)
        async with open_servers(settings) as stack:
            named = {
                "database_url": stack.addresses.database_url,
                "temporal_address": stack.addresses.temporal_address,
                "database_owner_url": stack.addresses.database_owner_url,
                "secret": SecretStr(stack.addresses.secret),
                "encryption_keys": SecretStr(stack.addresses.encryption),
                "pace": "1",
            }
            yield settings.model_copy(update=named)
