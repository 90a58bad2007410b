"""Links and sessions of people: whose they are, which were used or have ended."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection
from database.people import Account, account_of


@dataclass(frozen=True)
class Credential:
    """What a signed link, session or API token says: its id, the account, and from when to when it is valid.

    Real instants. `account` is a code that may have left the city's file since.
    """

    id: str
    account: str
    issued_at: datetime
    expires_at: datetime


async def find_holder(connection: Connection, credential: Credential) -> Account | None:
    """The active account of this credential; None if it has left, was signed out since, or the credential is spent."""
    row = await connection.fetchrow(
        "select code, name, role, firm from account where code = $1 and active and signed_out_at < $2"
        " and not exists (select from spent_credential where id = $3)",
        credential.account,
        credential.issued_at,
        credential.id,
    )
    return account_of(row) if row else None


async def spend(connection: Connection, credential: Credential, now: datetime) -> bool:
    """Spend a credential: it opens nothing any more. False if it was spent before; of two at once, one gets True."""
    await connection.execute("delete from spent_credential where expires_at < $1", now)
    spent: str | None = await connection.fetchval(
        "insert into spent_credential (id, account, expires_at) values ($1, $2, $3)"
        " on conflict do nothing returning id",
        credential.id,
        credential.account,
        credential.expires_at,
    )
    return spent is not None


async def sign_out_everywhere(connection: Connection, account: str, now: datetime) -> bool:
    """End every link, session and API token that was issued to this account up to `now`. False if there is none such
    that is active.
    """
    code: str | None = await connection.fetchval(
        "update account set signed_out_at = $2 where code = $1 and active returning code", account, now
    )
    return code is not None
