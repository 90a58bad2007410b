"""The access log: who has read what of which case, and why; `database.owner_notice.log_access` writes it."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection

CONDITIONS = {
    None: "true",
    "case": "l.case_id = $3",
    "account": "l.account = $3",
}


@dataclass(frozen=True)
class AccessRow:
    """One access: the account and its name, what was read, the stated purpose, and when in case time."""

    id: int
    account: str
    name: str
    case_id: str
    what: str
    purpose: str
    at: datetime


async def list_access(
    connection: Connection, *, case: str | None = None, account: str | None = None, before: int | None, limit: int
) -> list[AccessRow]:
    """The accesses to a case, or by an account, or all; the newest first, those before the id `before`."""
    by = "case" if case else "account" if account else None
    given = [each for each in (case or account,) if each]
    rows = await connection.fetch(
        "select l.id, l.account, coalesce(a.name, l.account) as name, l.case_id, l.what, l.purpose, l.at"
        " from access_log l left join account a on a.code = l.account"
        f" where {CONDITIONS[by]} and l.id < coalesce($1, 9223372036854775807) order by l.id desc limit $2",
        before,
        limit,
        *given,
    )
    return [AccessRow(**row) for row in rows]
