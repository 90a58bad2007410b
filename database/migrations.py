"""Numbered SQL files, each applied once, in order, under one lock; a file that was changed later is refused."""

from hashlib import sha256
from importlib.resources import files

from database.connection import Connection, Pool, transaction

LOCK = 3_110_075
FIRST_OF_0_1 = "0001_the_record.sql"
OLD = (
    "This database was made by Towpath 0.1, which 0.2 does not take over: it starts from a new schema. Give it an empty"
    " database, or another data folder (--data); what the old one has stays readable with the version that made it."
)


class WrongDatabaseError(Exception):
    """The database does not fit this version of Towpath."""


def list_migrations() -> dict[str, str]:
    """The SQL of every migration by name, in order."""
    folder = files("database") / "migrations"
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".sql"))
    return {name: (folder / name).read_text() for name in names}


async def is_current(connection: Connection) -> bool:
    """Whether the database has all migrations of this version; a newer version may have added to them."""
    if not await connection.fetchval("select to_regclass('migration') is not null"):
        return False
    applied = {row["name"] for row in await connection.fetch("select name from migration")}
    return applied >= list_migrations().keys()


async def migrate(pool: Pool) -> list[str]:
    """Apply the missing migrations; returns their names. Raises `WrongDatabaseError`."""
    async with transaction(pool) as connection:
        # Another set-up may be at work, for longer than a request would wait.
        await connection.execute("set local lock_timeout = 0")
        await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
        await connection.execute("create table if not exists migration (name text primary key, digest text not null)")
        return await _apply(connection, list_migrations())


async def _apply(connection: Connection, ours: dict[str, str]) -> list[str]:
    applied = {row["name"]: row["digest"] for row in await connection.fetch("select name, digest from migration")}
    if FIRST_OF_0_1 in applied:
        raise WrongDatabaseError(OLD)
    if unknown := sorted(applied.keys() - ours.keys()):
        raise WrongDatabaseError(f"The database is from a newer Towpath: it knows {', '.join(unknown)}.")
    if changed := [name for name, digest in applied.items() if digest != _digest(ours[name])]:
        raise WrongDatabaseError(f"The migration {changed[0]} was changed after it had been applied.")
    missing = [name for name in ours if name not in applied]
    for name in missing:
        await connection.execute(ours[name])
        await connection.execute("insert into migration (name, digest) values ($1, $2)", name, _digest(ours[name]))
    return missing


def _digest(sql: str) -> str:
    return sha256(sql.encode()).hexdigest()
