"""Sums over the whole record: reports, cases, what became of them, and from when to when facts were recorded."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class Sums:
    """What the record holds; `first` and `last` are the case times between which its facts were recorded."""

    reports: int
    carrying: int
    cases: int
    set_aside: int
    first: datetime | None
    last: datetime | None


async def sum_up(connection: Connection) -> Sums:
    """Count it all; `carrying` is how many cases hold at least one report."""
    row = await connection.fetchrow(
        "select (select count(*) from report) as reports,"
        " (select count(distinct case_id) from report) as carrying,"
        " (select count(*) from vehicle_case) as cases,"
        " (select count(*) from quarantined_row where settled_at is null) as set_aside,"
        " min(recorded_at) as first, max(recorded_at) as last from case_fact"
    )
    return Sums(**row)


async def count_outcomes(connection: Connection) -> dict[str, int]:
    """How many closed cases ended how."""
    rows = await connection.fetch(
        "select outcome, count(*) as count from vehicle_case where outcome is not null group by 1 order by 1"
    )
    return {row["outcome"]: row["count"] for row in rows}
