"""The number of closed cases is kept as they close and reopen; lists of lots and contractors have an end."""

import asyncio
from datetime import timedelta

from activities.casework import submit
from activities.services import Services
from database.case_lists import count_stages
from database.closed_cases import Miscount, find_miscount, fold_closed_count
from database.connection import Pool, transaction
from database.impound import insert_stay, list_stays
from database.reconciliation import notify_where_behind
from schemas.casework import CloseCase, Reopen
from schemas.words import Outcome, Stage
from tests.activities.test_casework import NOW, SUPERVISOR, opened
from tests.owner import rewrite

WITHDRAWN = CloseCase(outcome=Outcome.WITHDRAWN, authority="City solicitor", note="Settled")


async def asked(services: Services, case: str, request: CloseCase | Reopen) -> None:
    """A supervisor's request, granted."""
    assert (await submit(services, case, request, SUPERVISOR, now=NOW)).refusal is None


async def closed_cases(pool: Pool) -> int:
    """How many closed cases the stages have."""
    async with pool.acquire() as connection:
        return sum(each.count for each in await count_stages(connection) if each.stage is Stage.CLOSED)


async def folded(pool: Pool) -> int:
    """Sum up the changes; returns of how many rows the sum is made now."""
    async with pool.acquire() as connection:
        await fold_closed_count(connection)
        rows: int = await connection.fetchval("select count(*) from closed_count")
        return rows


async def test_closed_cases_are_counted_as_they_close_and_reopen(services: Services) -> None:
    cases = [await opened(services, plate=f"ABC {number}") for number in range(3)]
    counts = [await closed_cases(services.pool)]
    await asyncio.gather(*(asked(services, case, WITHDRAWN) for case in cases))
    counts.append(await closed_cases(services.pool))
    await asked(services, cases[0], Reopen(note="Not settled after all"))
    counts.append(await closed_cases(services.pool))

    assert counts == [0, 3, 2]
    assert await folded(services.pool) == 1
    assert await closed_cases(services.pool) == 2


async def test_two_sweeps_sum_up_while_a_case_closes_and_lose_nothing(services: Services) -> None:
    cases = [await opened(services, plate=f"ABC {number}") for number in range(3)]
    await asyncio.gather(*(asked(services, case, WITHDRAWN) for case in cases[:2]))
    async with transaction(services.pool) as connection:
        await connection.execute("update vehicle_case set stage = 'closed' where id = $1", cases[2])
        await asyncio.gather(folded(services.pool), folded(services.pool))

    assert await closed_cases(services.pool) == 3
    assert await folded(services.pool) == 1
    async with services.pool.acquire() as connection:
        assert await find_miscount(connection) is None


async def test_a_count_that_is_wrong_is_found(services: Services) -> None:
    await opened(services)
    async with services.pool.acquire() as connection:
        await connection.execute("insert into closed_count (change) values (2)")

        assert await find_miscount(connection) == Miscount(kept=2, counted=0)


async def test_a_lot_is_listed_page_by_page_also_after_the_last_car_of_a_page_has_left(services: Services) -> None:
    cases = [await opened(services, plate=f"ABC {number}") for number in range(5)]
    async with services.pool.acquire() as connection:
        for hour, case in enumerate(cases):
            await insert_stay(connection, case, "river-lot", NOW + timedelta(hours=hour // 2))
        first = await list_stays(connection, "river-lot", limit=2)
        await rewrite(services.pool, f"update lot_stay set left_at = now() where case_id = '{cases[1]}'")
        second = await list_stays(connection, "river-lot", first.next_after, limit=2)
        third = await list_stays(connection, "river-lot", second.next_after, limit=2)

    assert [[row.id for row in page.rows] for page in (first, second, third)] == [cases[:2], cases[2:4], cases[4:]]
    assert third.next_after is None


async def test_a_sweep_notifies_no_more_workflows_than_its_limit(services: Services) -> None:
    cases = [await opened(services, plate=f"ABC {number}") for number in range(3)]
    async with services.pool.acquire() as connection:
        await connection.execute("delete from outbox")
        notified = [await notify_where_behind(connection, limit=2) for _ in range(3)]
        queued = await connection.fetch("select case_id from outbox order by id")

    assert notified == [2, 1, 0]
    assert [row["case_id"] for row in queued] == cases
