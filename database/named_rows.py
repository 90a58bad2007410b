"""The rows of cases by what their facts say of them, for the comparison of both. Knows no fact."""

from collections.abc import Collection
from dataclasses import dataclass

from database.connection import Connection
from database.row_versions import AUDIT_SECONDS


@dataclass(frozen=True)
class StoredRow:
    """A row by its table and primary key; `said` is what facts say of it: its key, or other columns joined by `|`.

    `by_fact`: whether such a row is written with a fact only. No case, if it belongs to none.
    """

    case: str | None
    table: str
    key: str
    said: str
    by_fact: bool


def _instant(column: str) -> str:
    return f"to_char({column} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"


INSTANT = "%Y-%m-%dT%H:%M:%S.%f"
"""The same in Python, for an instant in UTC."""

BY_ID = " union all ".join(
    f"select case_id, '{table}', id::text, id::text, true from {table} where case_id = any($1)"
    for table in ("statement", "party", "letter")
)

ROWS = f"""
{BY_ID}
union all select case_id, 'case_photo', case_id || '/' || photo, case_id || '/' || photo, false from case_photo
 where case_id = any($1)
union all select coalesce(moved_from, case_id), 'report', id::text, id::text, corrects is null from report
 where moved_from = any($1) or (moved_from is null and case_id = any($1))
union all select case_id, 'tow_order', id::text,
                 concat_ws('|', number, contractor, {_instant("offered_at")}, {_instant("answer_by")}), true
            from tow_order where case_id = any($1)
union all select case_id, 'owner_link', id::text, concat_ws('|', party, {_instant("issued_at")}), true
            from owner_link where case_id = any($1)
union all select case_id, 'lot_stay', id::text,
                 concat_ws('|', lot, {_instant("arrived_at")}, {_instant("left_at")}), true
            from lot_stay where case_id = any($1)
union all select case_id, 'fee', case_id || '/' || fact,
                 concat_ws('|', fact, coalesce(sum(cents) filter (where waived is null), 0)), true
            from fee where case_id = any($1) group by case_id, fact
"""

OTHERS = """
select 'account', code from account where code = any($1) union all
select 'contractor', code from contractor where code = any($1) union all
select 'lot', code from lot where code = any($1) union all
select 'vehicle_case', id from vehicle_case where id = any($1)
"""
"""The tables whose rows facts name although they are not rows of their case."""


async def list_rows(connection: Connection, cases: list[str]) -> list[StoredRow]:
    """The rows of these cases. A report is with the case that it was made of first."""
    rows = await connection.fetch(ROWS, cases, timeout=AUDIT_SECONDS)
    return [StoredRow(*row) for row in rows]


async def list_others(connection: Connection, keys: Collection[str]) -> list[StoredRow]:
    """The accounts, contractors, lots and cases with these keys."""
    rows = await connection.fetch(OTHERS, list(keys), timeout=AUDIT_SECONDS)
    return [StoredRow(None, table, key, key, by_fact=False) for table, key in rows]
