"""Who approved the translation of the letters into a language, and when."""

from dataclasses import dataclass
from datetime import date, datetime

from database.connection import Connection


@dataclass(frozen=True)
class Approval:
    """A person who reviewed a translation that says exactly what the fingerprint stands for; recorded in case time."""

    language: str
    fingerprint: str
    reviewer: str
    qualification: str
    reviewed_on: date
    recorded_by: str
    recorded_at: datetime


async def insert_approval(connection: Connection, approval: Approval) -> None:
    """Store an approval."""
    await connection.execute(
        """insert into letter_approval
             (language, fingerprint, reviewer, qualification, reviewed_on, recorded_by, recorded_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        approval.language,
        approval.fingerprint,
        approval.reviewer,
        approval.qualification,
        approval.reviewed_on,
        approval.recorded_by,
        approval.recorded_at,
    )


async def list_approvals(connection: Connection) -> list[Approval]:
    """Every approval, the last one first."""
    rows = await connection.fetch(
        "select language, fingerprint, reviewer, qualification, reviewed_on, recorded_by, recorded_at"
        " from letter_approval order by id desc"
    )
    return [Approval(**row) for row in rows]
