"""What an audit reads beside the journal: the papers and orders that a case's facts speak of."""

from dataclasses import dataclass

from database.connection import Connection


@dataclass(frozen=True)
class Papers:
    """The rows of one case: its letters, and its tow orders with their states."""

    letters: list[int]
    orders: list[tuple[int, str]]


async def find_papers(connection: Connection, case: str) -> Papers:
    """The papers of a case, in order."""
    letters = await connection.fetch("select id from letter where case_id = $1 order by id", case)
    orders = await connection.fetch("select number, state from tow_order where case_id = $1 order by number", case)
    return Papers([row["id"] for row in letters], [(row["number"], row["state"]) for row in orders])


async def list_numbers(connection: Connection, after: str | None, limit: int) -> list[str]:
    """Case numbers in order, from the one after this."""
    rows = await connection.fetch(
        "select id from vehicle_case where $1::text is null or id > $1 order by id limit $2", after, limit
    )
    return [row["id"] for row in rows]
