"""A person's words are kept in a table of their own; the fact takes their row."""

from activities.office import Folder
from database import casework as papers


async def keep_statement(folder: Folder, words: str | None) -> int | None:
    """The row of somebody's words; None if there are none."""
    if not words:
        return None
    return await papers.insert_statement(folder.connection, folder.row.id, folder.actor.account, words, folder.now)
