"""The whole stack on one machine, and the addresses to print once it runs."""

import asyncio
from datetime import UTC, datetime
from functools import partial

from activities.keys import Keys
from rules.library import find_edition
from schemas.texts import in_sentence
from workers.city import City, read_city
from workers.processes import Program
from workers.settings import SAMPLE, Settings
from workers.stack import Stack, run_stack, towpath, with_port
from workers.stopping import unless_stopped
from workers.temporal import LOOPBACK


async def run_here(settings: Settings, stop: asyncio.Event, *, sample: bool) -> None:
    """Run until `stop`. Raises StackError, CityFileError, and EditionError before anything is started."""
    city, settings = read_city(settings.city, find_edition(settings.edition)), with_port(settings)
    await unless_stopped(run_stack(settings, partial(_ready, settings, city, sample=sample)), stop)


def _ready(
    settings: Settings, city: City, stack: Stack, environment: dict[str, str], *, sample: bool
) -> tuple[Program, ...]:
    url, beside = settings.address, list[Program]()
    if stack.pace.is_training:
        _print_links(city, url, Keys(stack.addresses.secret))
        beside.append(towpath("world", environment=environment))
        print(f"Training city: http://{LOOPBACK}:{settings.world_port}")
    print("A new sign-in link: towpath link ACCOUNT")
    print(f"Console: {url}    Temporal: {stack.addresses.temporal_ui}")
    pace = f"a day in {86400 / stack.pace.factor:g} s" if stack.pace.is_training else "production"
    print(f"Pace: {pace}.    Data: {settings.data}    Stop: Ctrl-C", flush=True)
    if sample:
        beside.append(towpath("people", "--file", str(SAMPLE), environment=environment))
    return tuple(beside)


def _print_links(city: City, url: str, keys: Keys) -> None:
    """The links of a training copy. Those of a city would stay in the log of whatever started this."""
    print(f"{city.name}: a sign-in link for each person; it works once, within an hour\n")
    for account in city.accounts:
        link = f"{url}{keys.sign_in_path(account.code, datetime.now(UTC))}"
        print(f"{account.name:<18} {in_sentence(account.role.words):<16} {link}")
    print()
