"""The rulings that facts rest on, each stored beside its fact as it was at the time."""

from database.connection import Connection


async def insert_proof(connection: Connection, case: str, number: int, body: str) -> None:
    """Store the ruling of this fact; the fact carries its digest."""
    await connection.execute("insert into proof (case_id, number, body) values ($1, $2, $3)", case, number, body)


async def find_proof(connection: Connection, case: str, number: int) -> str | None:
    """The ruling of one fact as written; None if the fact has none."""
    body: str | None = await connection.fetchval(
        "select body from proof where case_id = $1 and number = $2", case, number
    )
    return body


async def list_proofs(connection: Connection, case: str) -> dict[int, str]:
    """The rulings of a case as written, by fact number."""
    rows = await connection.fetch("select number, body from proof where case_id = $1 order by number", case)
    return {row["number"]: row["body"] for row in rows}
