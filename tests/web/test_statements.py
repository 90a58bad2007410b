"""No statement of a page reads a large table from end to end."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from database.connection import Pool
from tests.car import CaseDriver

LARGE = {
    *("vehicle_case", "vehicle", "report", "case_fact", "statement", "proof", "letter", "party", "photo", "case_photo"),
    *("tow_order", "lot_stay", "owner_link", "access_log", "outbox", "open_vehicle"),
}


DESK = ("/", "/cases", "/cases?q=first+street", "/cases?stage=tow", "/cases?waits_for=tow", "/amendments", "/overrides")
PAGES = (
    *(("supervisor-1", path) for path in (*DESK, "/cases/{case}", "/cases/{case}/proof")),
    *(("officer-1", "/route-sheet"), ("hearing-1", "/hearings"), ("contractor-1", "/portal"), ("lot-1", "/lot")),
)


@asynccontextmanager
async def listening(pool: Pool) -> AsyncIterator[dict[str, tuple[Any, ...]]]:
    """Every statement that this pool runs meanwhile, with the values of one run."""
    heard: dict[str, tuple[Any, ...]] = {}

    def hear(record: Any) -> None:
        heard[record.query] = tuple(record.args or ())

    holders = [await pool.acquire() for _ in range(pool.get_size())]
    for each in holders:
        each.add_query_logger(hear)
    for each in holders:
        await pool.release(each)
    yield heard


def is_read(statement: str) -> bool:
    """Whether it is one statement that reads: what a pool sends to clean a connection is several."""
    return statement.lstrip().lower().startswith(("select", "with")) and ";" not in statement


def scanned(plan: dict[str, Any]) -> set[str]:
    """The tables that a plan reads from end to end."""
    here = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return here.union(*(scanned(each) for each in plan.get("Plans", ())))


async def reads_whole(pool: Pool, statement: str, values: tuple[Any, ...]) -> set[str]:
    """The large tables that this statement must read from end to end, because no index leads to its rows."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local enable_seqscan = off")
        plan = await connection.fetchval(f"explain (format json) {statement}", *values)
    return scanned(json.loads(plan)[0]["Plan"]) & LARGE


async def test_no_statement_of_a_page_reads_a_whole_table(
    pool: Pool, car: CaseDriver, sign_in: Callable[[str], httpx.AsyncClient]
) -> None:
    async with listening(pool) as heard:
        for who, path in PAGES:
            answer = await sign_in(who).get(path.format(case=car.case))
            assert answer.status_code == 200, path
        found = {text: values for text, values in heard.items() if is_read(text)}
        whole = {text: await reads_whole(pool, text, values) for text, values in found.items()}

    assert len(found) > 10
    assert {text: tables for text, tables in whole.items() if tables} == {}


async def test_a_missing_index_is_noticed(pool: Pool) -> None:
    by_index = "select id from vehicle_case order by opened_at, id limit 50"
    without = "select id from vehicle_case where lower(address) = $1"

    assert await reads_whole(pool, by_index, ()) == set()
    assert await reads_whole(pool, without, ("x",)) == {"vehicle_case"}
