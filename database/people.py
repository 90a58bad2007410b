"""Named people and the roles they act in."""

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
    """Add a person, or bring their name and role up to date."""
    await connection.execute(
        "insert into account (code, name, role, firm) values ($1, $2, $3, $4)"
        " on conflict (code) do update set name = excluded.name, role = excluded.role, firm = excluded.firm",
        *account.__dict__.values(),
    )


async def find_account(connection: Connection, code: str) -> Account | None:
    """The active account of this code."""
    row = await connection.fetchrow("select code, name, role, firm from account where code = $1 and active", code)
    return Account(**row) if row else None


async def list_accounts(connection: Connection) -> list[Account]:
    """Everybody, by code."""
    rows = await connection.fetch("select code, name, role, firm from account where active order by code")
    return [Account(**row) for row in rows]
