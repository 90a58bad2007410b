"""Lists and counts of cases for pages and the API. A case that cannot be read is named, and hides no other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from database.case_search import Query, found_by
from database.cases import SELECT, CaseRow
from database.connection import Connection
from schemas.words import Stage, Task


@dataclass(frozen=True)
class Queue:
    """How many open cases have this task, and when the oldest of them was opened."""

    task: Task
    count: int
    oldest: datetime


@dataclass(frozen=True)
class StageCount:
    """How many cases are in one stage, when the oldest was opened, and what is due next; times are case time."""

    stage: Stage
    count: int
    oldest: datetime
    next_due: datetime | None


class Listed(NamedTuple):
    """One page of a list: the cases that can be read, the numbers of the others, and the number after which the next
    page begins (None if there is none).
    """

    rows: list[CaseRow]
    unreadable: list[str]
    next_after: str | None


def listed(records: Sequence[Mapping[str, Any]], limit: int | None = None) -> Listed:
    """The first `limit` rows of `SELECT`, in their order; a case that cannot be read is named, and hides no other."""
    rows = [CaseRow(**record) for record in records[:limit]]
    unreadable = [row.id for row in rows if not row.is_readable]
    more = len(rows) < len(records)
    return Listed([row for row in rows if row.is_readable], unreadable, rows[-1].id if more else None)


async def list_cases(
    connection: Connection,
    *,
    stage: str | None = None,
    task: str | None = None,
    district: str | None = None,
    words: str | None = None,
    after: str | None = None,
    only_open: bool = False,
    limit: int = 50,
) -> Listed:
    """Matching cases, oldest first; `words` searches number, plate, VIN and address; `after` is the last id seen."""
    query = Query()
    asked = {
        "c.stage = {}": stage,
        "c.stage <> 'closed' and c.open_tasks @> array[{}]": task,
        "c.district = {}": district,
        "(c.opened_at, c.id) > (select opened_at, id from vehicle_case where id = {})": after,
    }
    query.conditions = [text.format(query.value(value)) for text, value in asked.items() if value is not None]
    query.conditions += ["c.stage <> 'closed'"] * only_open
    most = query.value(limit + 1)
    where = found_by(words, query, most) if words else query.where
    rows = await connection.fetch(f"{SELECT} where {where} order by c.opened_at, c.id limit {most}", *query.values)
    return listed(rows, limit)


class RoutePlace(NamedTuple):
    """A place in the order of the route sheet: by district, the earliest due first. It stays where it is if its case
    is changed meanwhile, so that no other case is left out.
    """

    district: str
    due_at: datetime | None
    case: str


class DistrictCount(NamedTuple):
    """How many cases of a district need an officer, and how many of them stand up to a place of the route sheet."""

    district: str
    cars: int
    before: int


ON_THE_STREET = "c.stage <> 'closed' and c.open_tasks && $1::text[]"
PLACE = "(c.district, coalesce(c.due_at, 'infinity'), c.id)"
PLACED = "($2::text, coalesce($3::timestamptz, 'infinity'), $4::text)"
BEGINNING = RoutePlace("", None, "")


async def list_route_sheet(
    connection: Connection,
    tasks: Sequence[str],
    district: str | None = None,
    after: RoutePlace = BEGINNING,
    limit: int = 50,
) -> tuple[Listed, RoutePlace | None]:
    """One page of the open cases that have one of these tasks, and the place after which the next page begins."""
    rows = await connection.fetch(
        f"{SELECT} where {ON_THE_STREET} and {PLACE} > {PLACED} and ($5::text is null or c.district = $5)"
        f" order by {PLACE} limit $6",
        list(tasks),
        *after,
        district,
        limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    return listed(rows, limit), RoutePlace(last["district"], last["due_at"], last["id"]) if last else None


async def count_route_sheet(
    connection: Connection, tasks: Sequence[str], place: RoutePlace = BEGINNING
) -> list[DistrictCount]:
    """The districts that have such cases, with their numbers."""
    rows = await connection.fetch(
        f"select c.district, count(*) as cars, count(*) filter (where {PLACE} <= {PLACED}) as before"
        f" from vehicle_case c where {ON_THE_STREET} group by c.district order by c.district",
        list(tasks),
        *place,
    )
    return [DistrictCount(**row) for row in rows]


async def count_queues(connection: Connection) -> list[Queue]:
    """The queues of open cases by task; a case is in the queue of each of its tasks. Unknown tasks are left out."""
    rows = await connection.fetch(
        "select task, count(*) as count, min(opened_at) as oldest from vehicle_case, unnest(open_tasks) as task"
        " where stage <> 'closed' and task = any($1) group by task order by task",
        list(Task),
    )
    return [Queue(Task(row["task"]), row["count"], row["oldest"]) for row in rows]


async def count_stages(connection: Connection) -> list[StageCount]:
    """The stages that have cases, `closed` included. Unknown stages are left out."""
    rows = await connection.fetch(
        "select stage, count(*) as count, min(opened_at) as oldest, min(coalesce(not_before, due_at)) as next_due"
        " from vehicle_case where stage <> 'closed' and stage = any($1) group by stage"
        " union all select 'closed', count, oldest, null from"
        " (select sum(change)::bigint as count from closed_count) kept,"
        " (select min(opened_at) as oldest from vehicle_case where stage = 'closed') first where count > 0"
        " order by stage",
        list(Stage),
    )
    return [StageCount(**{**row, "stage": Stage(row["stage"])}) for row in rows]


async def list_open_editions(connection: Connection) -> list[str]:
    """The editions that open cases are under."""
    rows = await connection.fetch("select distinct edition from vehicle_case where stage <> 'closed' order by edition")
    return [row["edition"] for row in rows]
