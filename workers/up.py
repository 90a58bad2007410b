"""The whole stack on one machine, and where to go once it runs."""

import asyncio
from functools import partial

from activities.keys import Keys
from web.sign_in import sign_in_path
from workers.city import City, read_city
from workers.disk import ROOM_TO_GO_ON, ROOM_TO_START, check_room, watch_room
from workers.folder import StackError
from workers.processes import start
from workers.settings import HERE, Settings
from workers.stack import Stack, run_stack, towpath

SAMPLE = HERE / "sample" / "week.jsonl"


async def run_here(settings: Settings, stop: asyncio.Event, *, sample: bool) -> None:
    """Run until `stop`. Raises StackError, CityFileError."""
    city = read_city(settings.city)
    check_room(settings.data, ROOM_TO_START)
    running = asyncio.ensure_future(run_stack(settings, partial(_ready, settings, city, sample=sample)))
    ends = (running, asyncio.ensure_future(watch_room(settings.data)), asyncio.ensure_future(stop.wait()))
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for each in ends:
        each.cancel()
    ended, room, _ = await asyncio.gather(*ends, return_exceptions=True)
    if not stop.is_set():
        _say_why(settings, ended, room)


def _say_why(settings: Settings, ended: BaseException | None, room: BaseException | None) -> None:
    """Raises what ended the stack: first of all that there is no room, which makes everything else fail."""
    if isinstance(room, StackError):
        raise room
    if isinstance(ended, Exception):
        check_room(settings.data, ROOM_TO_GO_ON)
        raise ended


def _ready(settings: Settings, city: City, stack: Stack, environment: dict[str, str], *, sample: bool) -> None:
    url = settings.address
    keys = Keys(stack.addresses.secret)
    print(f"{city.name}: one sign-in link for each person\n")
    for account in city.accounts:
        link = f"{url}{sign_in_path(keys, account.code)}"
        print(f"{account.name:<18} {account.role.replace('_', ' '):<16} {link}")
    print(f"\nConsole: {url}    Temporal: {stack.addresses.temporal_ui}")
    pace = f"a day in {86400 / stack.pace.factor:g} s" if stack.pace.is_training else "production"
    print(f"Pace: {pace}.    Data: {settings.data}    Stop: Ctrl-C", flush=True)
    if sample:
        program = towpath("import", "--file", str(SAMPLE), environment=environment)
        asyncio.get_running_loop().create_task(start(program, settings.data / "logs" / "import.log"))
