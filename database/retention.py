"""Data that are removed after their time: which cases have some, and their removal."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection
from database.row_versions import AUDIT_SECONDS, VersionFault

DUE = """
  from vehicle_case c
 where c.stage = 'closed' and c.closed_at <= $1
   and not exists (select from removal r where r.case_id = c.id and r.data = $2)
"""


@dataclass(frozen=True)
class DueCase:
    """A closed case that still has data whose time of keeping may be over."""

    id: str
    closed_at: datetime


async def list_due(
    connection: Connection, data: str, closed_by: datetime, beyond: tuple[datetime, str] | None, limit: int
) -> list[DueCase]:
    """The cases closed by this instant that still have this kind of data, the first to be closed first.

    The next part begins `beyond` the closing and the number of the last case.
    """
    rows = await connection.fetch(
        f"select c.id, c.closed_at {DUE} and ($3::timestamptz is null or (c.closed_at, c.id) > ($3, $4))"
        " order by c.closed_at, c.id limit $5",
        closed_by,
        data,
        *(beyond or (None, None)),
        limit,
    )
    return [DueCase(**row) for row in rows]


@dataclass(frozen=True)
class DueCount:
    """How many cases have this kind of data, the first closing among them, and how many of them are preserved."""

    cases: int
    oldest: datetime | None
    preserved: int


PRESERVED = """
exists (select from case_fact f where f.case_id = c.id and f.kind = 'record_preserved' and not exists (
    select from case_fact g where g.case_id = c.id and g.kind = 'preservation_ended' and g.number > f.number))
"""


async def count_due(connection: Connection, data: str, closed_by: datetime) -> DueCount:
    """The cases closed by this instant that still have this kind of data."""
    row = await connection.fetchrow(
        f"select count(*) as cases, min(c.closed_at) as oldest, count(*) filter (where {PRESERVED}) as preserved {DUE}",
        closed_by,
        data,
        timeout=AUDIT_SECONDS,
    )
    return DueCount(**row)


async def remove_data(connection: Connection, case: str, data: str, fact: int) -> None:
    """Remove this kind of data of a closed case, as the fact of this number says; the fact follows."""
    await connection.execute("select remove_data($1, $2, $3)", case, data, fact)


async def list_content_to_delete(connection: Connection, limit: int) -> list[str]:
    """Digests of removed photos whose content is still outside the database, and that no other photo has."""
    rows = await connection.fetch(
        "select digest from content_to_delete d"
        " where not exists (select from photo where id = d.digest and removed is null)"
        " and not exists (select from photo where shown_digest = d.digest and removed is null)"
        " order by digest limit $1",
        limit,
    )
    return [row["digest"] for row in rows]


async def content_is_deleted(connection: Connection, digest: str) -> None:
    """The content of this digest is gone outside the database too."""
    await connection.execute("delete from content_to_delete where digest = $1", digest)


KEYED = {
    "statement": ("statements", "t.words"),
    "report": ("reports", "t.description"),
    "party": ("people", "t.encrypted"),
    "letter": ("letters", "t.encrypted"),
}
"""The tables whose rows have keys: what removes them, and what they hold."""

KEYLESS = " union all ".join(
    f"select '{table}' as kind, t.id::text as key, t.case_id, 'keyless' as fault from {table} t"
    f" left join data_key k on k.kind = '{table}' and k.id = t.id"
    f" where t.case_id = any($1) and k.wrapped is null and {content} is not null"
    f" and not exists (select from removal r where r.case_id = t.case_id and r.data = '{data}')"
    for table, (data, content) in KEYED.items()
)

WITHOUT_FACT = """
select 'removal', case_id || '/' || data, case_id, 'factless' from removal r
 where case_id = any($1) and not exists (
       select from case_fact f where f.case_id = r.case_id and f.number = r.number
          and f.kind = 'data_removed' and f.body::jsonb ->> 'data' = r.data)
"""


KEYLESS_ROWS = """
select 'quarantined_row', t.id::text, t.settled_case, 'keyless' from quarantined_row t
  left join data_key k on k.kind = 'quarantined_row' and k.id = t.id
 where k.wrapped is null
   and not exists (select from removal r where r.case_id = t.settled_case and r.data = 'imported_rows')
"""


async def list_faults_of_imported_rows(connection: Connection) -> list[VersionFault]:
    """Quarantined rows whose key is gone, and that no fact explains."""
    return [VersionFault(*row) for row in await connection.fetch(KEYLESS_ROWS, timeout=AUDIT_SECONDS)]


async def list_faults(connection: Connection, cases: list[str]) -> list[VersionFault]:
    """Rows of these cases whose key is gone, and removals, that no fact explains."""
    rows = await connection.fetch(f"{KEYLESS} union all {WITHOUT_FACT}", cases, timeout=AUDIT_SECONDS)
    return [VersionFault(*row) for row in rows]
