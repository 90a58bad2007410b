"""Overridden guards and waived fees: by whom, when and why. Append-only, like every fact."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class OverrideRow:
    """One guard overridden for one question, or the fees that were waived; `why` is the person's own text."""

    case_id: str
    number: int
    kind: str
    at: datetime
    account: str
    name: str
    guard: str | None
    question: str | None
    fees: list[str]
    why: str


async def list_override_rows(connection: Connection, case: str | None = None) -> list[OverrideRow]:
    """Every override and waiver, of one case or of all, the newest first."""
    rows = await connection.fetch(
        "select f.case_id, f.number, f.kind, f.recorded_at as at, f.actor as account,"
        " coalesce(a.name, f.actor) as name, b.body ->> 'guard' as guard, b.body ->> 'question' as question,"
        " array(select jsonb_array_elements_text(coalesce(b.body -> 'fees', '[]'))) as fees,"
        " coalesce(s.words, '') as why"
        " from case_fact f cross join lateral (select f.body::jsonb as body) b"
        " left join account a on a.code = f.actor"
        " left join statement s on s.id = (b.body ->> 'note')::bigint"
        " where f.kind in ('guard_overridden', 'fees_waived') and ($1::text is null or f.case_id = $1)"
        " order by f.recorded_at desc, f.case_id, f.number desc",
        case,
    )
    return [OverrideRow(**row) for row in rows]
