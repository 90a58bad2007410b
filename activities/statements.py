"""A person's words are kept, encrypted, in a table of their own; the fact takes their row."""

from activities.encryption import WrongKeyError
from activities.services import CaseContext, Services
from database import statements
from database.connection import Connection
from database.data_keys import EncryptedRow
from schemas.texts import N_

REMOVED = N_("Removed on the records schedule.")
"""What pages show in place of words that were removed."""


async def keep_statement(context: CaseContext, words: str | None) -> int | None:
    """The row of somebody's words; None if there are none."""
    if not words:
        return None
    key = context.services.encryption.new_key()
    return await statements.insert_statement(
        context.connection, context.row.id, context.actor.account, key.encrypt_words(words), key.wrapped, context.now
    )


async def read_statements(services: Services, connection: Connection, case: str) -> dict[int, str]:
    """The statements of a case in clear, by id."""
    encrypted = await statements.list_statements(connection, case)
    return {row: words_of(services, each) for row, each in encrypted.items()}


def words_of(services: Services, row: EncryptedRow) -> str:
    """What a person wrote, or that it was removed or cannot be read: the rest of a page is shown all the same."""
    try:
        words = services.encryption.read_words(row)
    except WrongKeyError as fault:
        return str(fault)
    return REMOVED if words is None else words
