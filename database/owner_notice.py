"""Parties and letters, stored encrypted, and the log of the people who read them and why."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


async def insert_party(connection: Connection, case: str, kind: str, encrypted: bytes, now: datetime) -> int:
    """Insert an owner or a lienholder; returns the id."""
    row: int = await connection.fetchval(
        "insert into party (case_id, kind, encrypted, recorded_at) values ($1, $2, $3, $4) returning id",
        case,
        kind,
        encrypted,
        now,
    )
    return row


async def find_party(connection: Connection, case: str, row: int) -> bytes | None:
    """A party of this case, encrypted; None if there is none."""
    encrypted: bytes | None = await connection.fetchval(
        "select encrypted from party where case_id = $1 and id = $2", case, row
    )
    return encrypted


async def next_letter(connection: Connection) -> int:
    """Reserve the next letter number: it is printed on the letter, so it must be known before the letter is stored."""
    number: int = await connection.fetchval("select nextval(pg_get_serial_sequence('letter', 'id'))")
    return number


@dataclass(frozen=True)
class EncryptedLetter:
    """A letter as stored: the mailed letter and its file copy, each encrypted.

    `issue` counts this notice's letters to this party: those that have lapsed, and this one.
    """

    letter: int
    case: str
    notice: str
    party: int
    encrypted: bytes
    file_copy: bytes
    issue: int


async def insert_letter(connection: Connection, kept: EncryptedLetter, now: datetime) -> None:
    """Store a letter under its number."""
    await connection.execute(
        "insert into letter (id, case_id, notice, party, encrypted, file_copy, issue, written_at)"
        " overriding system value values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *kept.__dict__.values(),
        now,
    )


async def find_letter(connection: Connection, case: str, letter: int) -> bytes | None:
    """A letter of this case, encrypted; None if there is none."""
    encrypted: bytes | None = await connection.fetchval(
        "select encrypted from letter where case_id = $1 and id = $2", case, letter
    )
    return encrypted


async def find_file_copy(connection: Connection, case: str, letter: int) -> bytes | None:
    """The file copy of a letter, encrypted; None if there is no such letter, or it has no copy."""
    encrypted: bytes | None = await connection.fetchval(
        "select file_copy from letter where case_id = $1 and id = $2", case, letter
    )
    return encrypted


async def log_access(connection: Connection, account: str, case: str, what: str, purpose: str, now: datetime) -> None:
    """Log that an account read encrypted data, and for what purpose."""
    await connection.execute(
        "insert into access_log (account, case_id, what, purpose, at) values ($1, $2, $3, $4, $5)",
        account,
        case,
        what,
        purpose,
        now,
    )
