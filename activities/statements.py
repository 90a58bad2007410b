"""A person's words are kept in a table of their own; the fact takes their row."""

from activities.services import CaseContext
from database.statements import insert_statement


async def keep_statement(context: CaseContext, words: str | None) -> int | None:
    """The row of somebody's words; None if there are none."""
    return await insert_words(context, words) if words else None


async def insert_words(context: CaseContext, words: str) -> int:
    """The row of these words."""
    return await insert_statement(context.connection, context.row.id, context.actor.account, words, context.now)
