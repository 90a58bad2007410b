"""Many open cases, written as rows of the database: worlds of the ordinary process of one edition, over and over."""

from collections.abc import Callable
from itertools import cycle, islice

from database import cases
from database.connection import Pool, transaction
from database.vehicles import NewVehicle
from proving.exploring import Bound, explore
from rules.law import Edition
from rules.next_task import list_tasks
from schemas.tasks import TaskList
from schemas.words import Stage


async def fill(pool: Pool, law: Edition, count: int, keep: Callable[[TaskList], bool] = lambda _: True) -> int:
    """Write open cases whose tasks are kept; returns the number of worlds they are made of."""
    worlds = [each.case for each in explore(law, Bound(0), lambda _: None).worlds.values()]
    listed = [(case, list_tasks(case, law, case.opened_at)) for case in worlds if case.stage is not Stage.CLOSED]
    kept = [(case, tasks) for case, tasks in listed if keep(tasks)]
    async with transaction(pool) as connection:
        for number, (world, tasks) in enumerate(islice(cycle(kept), count), 1):
            case = world.with_(case=f"26-{number:06}")
            new = cases.NewCase(
                case.case, NewVehicle(plate=f"BN{number:05}"), "100 First Street", None, None, training=False
            )
            await cases.insert_case(connection, new, case, bytes(32), tasks)
    return len(kept)
