"""Accounts: named people and their roles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database.connection import Connection
from schemas.words import Door, Role


@dataclass(frozen=True)
class Account:
    """A named person; `door` is the one through which the person has come in, while a request is handled."""

    code: str
    name: str
    role: Role
    firm: str | None
    door: Door | None = None


def account_of(row: Mapping[str, Any]) -> Account:
    """The account in a row of the table."""
    return Account(row["code"], row["name"], Role(row["role"]), row["firm"])


async def put_account(connection: Connection, account: Account) -> None:
    """Add an account, or update its name, role and firm; it is active."""
    await connection.execute(
        "insert into account (code, name, role, firm) values ($1, $2, $3, $4) on conflict (code) do update"
        " set name = excluded.name, role = excluded.role, firm = excluded.firm, active = true",
        account.code,
        account.name,
        account.role,
        account.firm,
    )


async def put_accounts(connection: Connection, accounts: Iterable[Account], now: datetime) -> None:
    """Make these the active accounts. Every other one is active no longer, and its links and sessions of before `now`,
    a real instant, open nothing, also if it comes back.
    """
    given = list(accounts)
    await connection.execute(
        "update account set active = false, signed_out_at = $2 where active and code <> all ($1)",
        [account.code for account in given],
        now,
    )
    for account in given:
        await put_account(connection, account)


async def find_account(connection: Connection, code: str) -> Account | None:
    """The active account with this code; None if there is none."""
    row = await connection.fetchrow("select code, name, role, firm from account where code = $1 and active", code)
    return account_of(row) if row else None


async def list_accounts(connection: Connection) -> list[Account]:
    """All active accounts, by code."""
    rows = await connection.fetch("select code, name, role, firm from account where active order by code")
    return [account_of(row) for row in rows]


async def list_names_of_people(connection: Connection) -> dict[str, str]:
    """The names of all people by account, including those who have left: what they did still has their name."""
    rows = await connection.fetch("select code, name from account")
    return {row["code"]: row["name"] for row in rows}
