"""A person's words are kept in a table of their own; the fact takes their row."""

from activities.services import CaseContext
from database.statements import insert_statement


async def keep_statement(context: CaseContext, words: str | None) -> int | None:
    """The row of somebody's words; None if there are none."""
    if not words:
        return None
    return await insert_statement(context.connection, context.row.id, context.actor.account, words, context.now)
