"""Disposal: the numbers of the state's papers are kept as statements, and the stay in the lot ends."""

from activities.office import Folder
from activities.statements import keep_statement
from database import impound as lots
from rules.rows import StatementKept, UnnamedRows
from schemas.disposal import RecordAuthority, RecordCertificate, RecordSale


async def authority_kept(folder: Folder, asked: RecordAuthority) -> StatementKept:
    """The number of the state's paper is kept as a statement."""
    return StatementKept(await keep_statement(folder, asked.reference))


async def sold(folder: Folder, asked: RecordSale) -> UnnamedRows:
    """The stay in the lot ends with the sale."""
    await lots.end_stay(folder.connection, folder.row.id, asked.at or folder.now)
    return UnnamedRows()


async def certificate_kept(folder: Folder, asked: RecordCertificate) -> StatementKept:
    """The stay in the lot ends, and the number of the certificate is kept as a statement."""
    await lots.end_stay(folder.connection, folder.row.id, asked.at or folder.now)
    return StatementKept(await keep_statement(folder, asked.reference))
