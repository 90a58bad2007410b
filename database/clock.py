"""The clock of the database, with which every machine compares its own."""

from datetime import datetime

from database.connection import Connection


async def read_clock(connection: Connection) -> datetime:
    """The real instant now, by the clock of the database; also within a transaction."""
    moment: datetime = await connection.fetchval("select clock_timestamp()")
    return moment
