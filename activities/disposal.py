"""Disposal: the numbers of the state's papers are kept as statements, and the stay in the lot ends."""

from activities.services import CaseContext
from activities.statements import keep_statement
from database import impound as lots
from rules.rows import StatementKept, UnnamedRows
from schemas.disposal import RecordAuthority, RecordCertificate, RecordSale


async def authority_kept(context: CaseContext, asked: RecordAuthority) -> StatementKept:
    """The number of the state's paper is kept as a statement."""
    return StatementKept(await keep_statement(context, asked.reference))


async def sold(context: CaseContext, asked: RecordSale) -> UnnamedRows:
    """The stay in the lot ends with the sale."""
    await lots.end_stay(context.connection, context.row.id, asked.at or context.now)
    return UnnamedRows()


async def certificate_kept(context: CaseContext, asked: RecordCertificate) -> StatementKept:
    """The stay in the lot ends, and the number of the certificate is kept as a statement."""
    await lots.end_stay(context.connection, context.row.id, asked.at or context.now)
    return StatementKept(await keep_statement(context, asked.reference))
