"""Accounts: named people and their roles."""

from dataclasses import dataclass

from database.connection import Connection


@dataclass(frozen=True)
class Account:
    """A named person."""

    code: str
    name: str
    role: str
    firm: str | None


async def put_account(connection: Connection, account: Account) -> None:
    """Add an account, or update its name, role and firm."""
    await connection.execute(
        "insert into account (code, name, role, firm) values ($1, $2, $3, $4)"
        " on conflict (code) do update set name = excluded.name, role = excluded.role, firm = excluded.firm",
        *account.__dict__.values(),
    )


async def find_account(connection: Connection, code: str) -> Account | None:
    """The active account with this code; None if there is none."""
    row = await connection.fetchrow("select code, name, role, firm from account where code = $1 and active", code)
    return Account(**row) if row else None


async def list_accounts(connection: Connection) -> list[Account]:
    """All active accounts, by code."""
    rows = await connection.fetch("select code, name, role, firm from account where active order by code")
    return [Account(**row) for row in rows]
