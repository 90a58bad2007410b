"""The number of closed cases, kept as a sum of changes: triggers add one for each closing and reopening."""

from typing import NamedTuple

from database.connection import Connection


class Miscount(NamedTuple):
    """The number of closed cases as it is kept, and as it is counted."""

    kept: int
    counted: int


async def fold_closed_count(connection: Connection) -> None:
    """Replace the changes by their sum."""
    await connection.execute(
        "with folded as (delete from closed_count returning change)"
        " insert into closed_count (change) select sum(change) from folded having count(*) > 0"
    )


async def find_miscount(connection: Connection) -> Miscount | None:
    """Both numbers if they differ. Counts every closed case."""
    found = Miscount(
        *await connection.fetchrow(
            "select (select coalesce(sum(change), 0)::bigint from closed_count),"
            " (select count(*) from vehicle_case where stage = 'closed')"
        )
    )
    return None if found.kept == found.counted else found
