"""The journal of a case as its pages tell it: every fact in words, and which of them set a guard aside."""

from database import casework as papers
from database import journal
from database.cases import CaseRow
from database.connection import Connection
from database.people import list_accounts
from rules.library import find_edition
from web.words import Told, tell


async def tell_journal(connection: Connection, row: CaseRow) -> dict[int, Told]:
    """Every fact of a case in words, by its number, oldest first."""
    entries = await journal.list_entries(connection, row.id)
    statements = await papers.list_statements(connection, row.id)
    names = {account.code: account.name for account in await list_accounts(connection)}
    zone = find_edition(row.edition).zone
    return {entry.number: tell(journal.read_fact(entry), statements, names, zone) for entry in entries}


def set_aside_in(row: CaseRow, told: dict[int, Told]) -> dict[int, Told]:
    """The facts by which persons set guards aside: who, when and why, by their numbers."""
    return {each.fact: told[each.fact] for each in row.case.overrides}
