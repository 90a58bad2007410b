"""Accounts: named people and their roles."""

from collections.abc import Mapping
from dataclasses import dataclass
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


def _account(row: Mapping[str, Any]) -> Account:
    return Account(row["code"], row["name"], Role(row["role"]), row["firm"])


async def put_account(connection: Connection, account: Account) -> None:
    """Add an account, or update its name, role and firm."""
    await connection.execute(
        "insert into account (code, name, role, firm) values ($1, $2, $3, $4)"
        " on conflict (code) do update set name = excluded.name, role = excluded.role, firm = excluded.firm",
        account.code,
        account.name,
        account.role,
        account.firm,
    )


async def find_account(connection: Connection, code: str) -> Account | None:
    """The active account with this code; None if there is none."""
    row = await connection.fetchrow("select code, name, role, firm from account where code = $1 and active", code)
    return _account(row) if row else None


async def list_accounts(connection: Connection) -> list[Account]:
    """All active accounts, by code."""
    rows = await connection.fetch("select code, name, role, firm from account where active order by code")
    return [_account(row) for row in rows]
