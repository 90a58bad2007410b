"""The sample users of a training copy: they import a file, and act on its cases that no real person has opened."""

import asyncio
from contextlib import suppress
from pathlib import Path

from activities.keys import Keys
from rules.library import find_edition
from schemas.words import Role
from workers.city import read_city
from workers.client import secret_for
from workers.compose import pace_of
from workers.importing import import_rows
from workers.player import Player, parts_of
from workers.retrying import retrying_client
from workers.sample_users import SampleUsers
from workers.settings import Settings
from workers.temporal import LOOPBACK

BREATH_SECONDS = 4.0
MOST = 1
"""Cases that move per round: the screens change, and much is left for a person to try."""


async def act(settings: Settings, file: Path, stop: asyncio.Event) -> None:
    """Act until `stop`; at production pace import the file and play no one. Raises StackError.

    Uses the web server on this machine: sample data goes nowhere else, whatever the public URL is.
    """
    city, keys = read_city(settings.city, find_edition(settings.edition)), Keys(secret_for(settings))
    async with retrying_client(f"http://{LOOPBACK}:{settings.port}") as http:
        sample_users = SampleUsers(http, keys, city)
        sample_users.sign_in(Role.ADMIN)
        imported = await import_rows(http, file, "towpath", lambda *_: None)
        player = Player(sample_users, parts_of(imported.rows, imported.cases), pace_of(settings), most=MOST)
        while not stop.is_set():
            if player.pace.is_training:
                await player.play_turn()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BREATH_SECONDS)
