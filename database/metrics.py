"""Metrics of the whole record: reports, cases, outcomes, and the period in which facts were recorded."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class RecordCounts:
    """What the record holds; `first` and `last` are case time: when its first and last facts were recorded."""

    reports: int
    carrying: int
    cases: int
    quarantined: int
    first: datetime | None
    last: datetime | None


async def count_record(connection: Connection) -> RecordCounts:
    """Count everything; `carrying` is the number of cases with at least one report."""
    row = await connection.fetchrow(
        "select (select count(*) from report) as reports,"
        " (select count(distinct case_id) from report) as carrying,"
        " (select count(*) from vehicle_case where stage <> 'closed')"
        " + (select coalesce(sum(change), 0)::bigint from closed_count) as cases,"
        " (select count(*) from quarantined_row where settled_at is null) as quarantined,"
        " (select min(recorded_at) from case_fact) as first, (select max(recorded_at) from case_fact) as last"
    )
    return RecordCounts(**row)


async def count_by_whom(connection: Connection) -> dict[str, int]:
    """How many facts the system recorded by itself (`by_system`), and how many people did (`by_people`)."""
    row = await connection.fetchrow(
        "select count(*) filter (where role = 'system') as by_system,"
        " count(*) filter (where role <> 'system') as by_people from case_fact"
    )
    return dict(row)


async def count_letters_taken(connection: Connection) -> int:
    """How many letters a mail house has taken."""
    count: int = await connection.fetchval("select count(*) from mail_piece where status = 'taken'")
    return count


async def count_outcomes(connection: Connection) -> dict[str, int]:
    """How many closed cases have each outcome."""
    rows = await connection.fetch(
        "select outcome, count(*) as count from vehicle_case where outcome is not null group by 1 order by 1"
    )
    return {row["outcome"]: row["count"] for row in rows}
