"""Parties and letters, stored encrypted, and the log of the people who read them and why."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection
from database.data_keys import EncryptedRow, with_key

INSERT_PARTY = with_key(
    "party", "insert into party (case_id, kind, encrypted, recorded_at) values ($1, $2, $3, $4)", "$5"
)


async def insert_party(
    connection: Connection, case: str, kind: str, encrypted: bytes, key: bytes, now: datetime
) -> int:
    """Insert an owner or a lienholder with the key of the row; returns the id."""
    row: int = await connection.fetchval(INSERT_PARTY, case, kind, encrypted, now, key)
    return row


async def find_party(connection: Connection, case: str, row: int) -> EncryptedRow | None:
    """A party of this case, encrypted; None if there is none."""
    found = await connection.fetchrow(
        "select p.encrypted, k.wrapped from party p join data_key k on k.kind = 'party' and k.id = p.id"
        " where p.case_id = $1 and p.id = $2",
        case,
        row,
    )
    return EncryptedRow(*found) if found else None


async def next_letter(connection: Connection) -> int:
    """Reserve the next letter number: it is printed on the letter, so it must be known before the letter is stored."""
    number: int = await connection.fetchval("select nextval(pg_get_serial_sequence('letter', 'id'))")
    return number


@dataclass(frozen=True)
class EncryptedLetter:
    """A letter as stored: the mailed letter and its file copy, each encrypted with the key of the row.

    `issue` counts this notice's letters to this party: those that have lapsed, and this one.
    """

    letter: int
    case: str
    notice: str
    party: int
    encrypted: bytes
    file_copy: bytes
    issue: int
    key: bytes


async def insert_letter(connection: Connection, kept: EncryptedLetter, now: datetime) -> None:
    """Store a letter under its number."""
    await connection.execute(
        "with kept as (insert into data_key (kind, id, wrapped) values ('letter', $1, $8))"
        " insert into letter (id, case_id, notice, party, encrypted, file_copy, issue, written_at)"
        " overriding system value values ($1, $2, $3, $4, $5, $6, $7, $9)",
        *kept.__dict__.values(),
        now,
    )


async def find_letter(connection: Connection, case: str, letter: int) -> EncryptedRow | None:
    """A letter of this case, encrypted; None if there is none."""
    return await _find_paper(connection, "encrypted", case, letter)


async def find_file_copy(connection: Connection, case: str, letter: int) -> EncryptedRow | None:
    """The file copy of a letter, encrypted; None if there is no such letter, or it has no copy."""
    return await _find_paper(connection, "file_copy", case, letter)


async def _find_paper(connection: Connection, column: str, case: str, letter: int) -> EncryptedRow | None:
    found = await connection.fetchrow(
        f"select coalesce({column}, ''), k.wrapped from letter l join data_key k on k.kind = 'letter' and k.id = l.id"
        f" where l.case_id = $1 and l.id = $2 and ({column} is not null or k.wrapped is null)",
        case,
        letter,
    )
    return EncryptedRow(*found) if found else None


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
