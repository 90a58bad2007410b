"""Statements: what people said, encrypted, which facts name by row."""

from datetime import datetime

from database.connection import Connection
from database.data_keys import EncryptedRow, with_key

INSERT = with_key(
    "statement", "insert into statement (case_id, account, words, recorded_at) values ($1, $2, $3, $4)", "$5"
)


async def insert_statement(
    connection: Connection, case: str, account: str, encrypted: str, key: bytes, now: datetime
) -> int:
    """Insert a person's free text with the key of its row; returns its id."""
    row: int = await connection.fetchval(INSERT, case, account, encrypted, now, key)
    return row


async def list_statements(connection: Connection, case: str) -> dict[int, EncryptedRow]:
    """The statements of a case, encrypted, by id."""
    rows = await connection.fetch(
        "select s.id, s.words, k.wrapped from statement s join data_key k on k.kind = 'statement' and k.id = s.id"
        " where s.case_id = $1",
        case,
    )
    return {row["id"]: EncryptedRow(row["words"].encode(), row["wrapped"]) for row in rows}
