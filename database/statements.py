"""Statements: what people said, which facts name by row."""

from datetime import datetime

from database.connection import Connection


async def insert_statement(connection: Connection, case: str, account: str, words: str, now: datetime) -> int:
    """Insert a person's free text; returns its id."""
    row: int = await connection.fetchval(
        "insert into statement (case_id, account, words, recorded_at) values ($1, $2, $3, $4) returning id",
        case,
        account,
        words,
        now,
    )
    return row


async def list_statements(connection: Connection, case: str) -> dict[int, str]:
    """The statements of a case, by id."""
    rows = await connection.fetch("select id, words from statement where case_id = $1", case)
    return {row["id"]: row["words"] for row in rows}
