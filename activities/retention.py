"""Removal of data after their time: the rows go, or their keys, in the transaction of the fact."""

from activities.services import CaseContext
from database import retention
from rules.rows import UnnamedRows
from schemas.retention import RemoveData


async def removed(context: CaseContext, asked: RemoveData) -> UnnamedRows:
    """Remove this kind of data of the case."""
    await retention.remove_data(context.connection, context.row.id, asked.data, context.case.number + 1)
    return UnnamedRows()
