"""Overridden guards and waived fees: by whom, when and why. Append-only, like every fact."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database.connection import Connection
from database.data_keys import EncryptedRow


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


async def list_override_rows(
    connection: Connection, case: str | None = None, limit: int | None = None
) -> list[tuple[OverrideRow, EncryptedRow | None]]:
    """Overrides and waivers of one case or of all, the newest first; every one if there is no limit.

    Each is without its reason and with the encrypted one.
    """
    rows = await connection.fetch(
        "select f.case_id, f.number, f.kind, f.recorded_at as at, f.actor as account,"
        " coalesce(a.name, f.actor) as name, b.body ->> 'guard' as guard, b.body ->> 'question' as question,"
        " array(select jsonb_array_elements_text(coalesce(b.body -> 'fees', '[]'))) as fees,"
        " '' as why, s.words as encrypted, k.wrapped"
        " from case_fact f cross join lateral (select f.body::jsonb as body) b"
        " left join account a on a.code = f.actor"
        " left join statement s on s.id = (b.body ->> 'note')::bigint"
        " left join data_key k on k.kind = 'statement' and k.id = s.id"
        " where f.kind in ('guard_overridden', 'fees_waived') and ($1::text is null or f.case_id = $1)"
        " order by f.recorded_at desc, f.case_id, f.number desc limit $2",
        case,
        limit,
    )
    return [_stored(**row) for row in rows]


def _stored(encrypted: str | None, wrapped: bytes | None, **told: Any) -> tuple[OverrideRow, EncryptedRow | None]:
    return OverrideRow(**told), None if encrypted is None else EncryptedRow(encrypted.encode(), wrapped)


async def count_overrides(connection: Connection, zone: str, case: str | None = None) -> dict[str, dict[str, int]]:
    """Counts of overrides and waivers of one case or of all, highest first: by guard or fee (`what`), by person, and by
    month in this time zone.
    """
    rows = await connection.fetch(
        """with found as materialized (
               select f.actor, f.recorded_at, f.body::jsonb as body from case_fact f
                where f.kind in ('guard_overridden', 'fees_waived') and ($2::text is null or f.case_id = $2))
           select 'what' as by, what as name, count(*) as count from found, lateral (
               select body ->> 'guard' where body ->> 'guard' is not null
               union all
               select jsonb_array_elements_text(coalesce(body -> 'fees', '[]'))) as each (what) group by what
           union all
           select 'person', coalesce(a.name, f.actor), count(*) from found f
             left join account a on a.code = f.actor group by 2
           union all
           select 'month', to_char(recorded_at at time zone $1, 'YYYY-MM'), count(*) from found group by 2
           order by count desc, name""",
        zone,
        case,
    )
    counts: dict[str, dict[str, int]] = {"what": {}, "person": {}, "month": {}}
    for row in rows:
        counts[row["by"]][row["name"]] = row["count"]
    return counts
