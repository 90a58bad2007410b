"""The rows that a court may ask for, compared with the digests of their newest versions.

The triggers of the database write the versions. The tables are listed here once more, so that a dropped trigger changes
nothing of what is asked.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from database.connection import Connection

OF_A_CASE = {
    "report": "'id'",
    "statement": "'id'",
    "case_photo": "'case_id', 'photo'",
    "party": "'id'",
    "letter": "'id'",
    "access_log": "'id'",
    "owner_link": "'id'",
    "tow_order": "'id'",
    "skipped_turn": "'case_id', 'number', 'contractor'",
    "lot_stay": "'id'",
    "fee": "'case_id', 'fact', 'code'",
    "removal": "'case_id', 'data'",
    "mail_piece": "'batch', 'row'",
    "mail_event": "'id'",
}
"""The tables with a column `case_id`, and the columns of their keys."""

OF_NO_CASE = {
    "account": "'code'",
    "contractor": "'code'",
    "lot": "'code'",
    "quarantined_row": "'id'",
    "mail_batch": "'number'",
    "letter_approval": "'id'",
}
"""The tables whose rows belong to no case, and the columns of their keys."""

NAMED_BY_A_CASE = ("vehicle", "photo")
"""The tables whose rows a case names, or several cases."""

COVERED = frozenset({"vehicle_case", *OF_A_CASE, *OF_NO_CASE, *NAMED_BY_A_CASE})
"""Every table whose rows have versions."""

AUDIT_SECONDS = 60.0
"""Photos are read in full: the time in seconds that a batch of cases may take."""


Fault: TypeAlias = Literal["changed", "missing", "unversioned", "keyless", "factless", "unread"]


@dataclass(frozen=True)
class VersionFault:
    """A row that differs from its newest version, or that could not be compared, by table and primary key; no case, if
    the row belongs to none.
    """

    table: str
    key: str
    case: str | None
    fault: Fault


def _rows(table: str, key: str, case: str, where: str) -> str:
    return (
        f"select '{table}' as kind, row_key(body, {key}) as key, case_id, body"
        f" from (select {case} as case_id, written(t) as body from {table} t where {where}) as r"
    )


NAMED = """
select 'vehicle' as kind, c.vehicle::text as key, c.id as case_id,
       case when t.id is not null then written(t) end as body
  from vehicle_case c left join vehicle t on t.id = c.vehicle where c.id = any($1)
union all
select 'photo', c.photo, c.case_id, case when t.id is not null then written(t) end
  from case_photo c left join photo t on t.id = c.photo where c.case_id = any($1)
"""

ROWS_OF_CASES = " union all ".join(
    (
        _rows("vehicle_case", "'id'", "t.id", "t.id = any($1)"),
        *(_rows(table, key, "t.case_id", "t.case_id = any($1)") for table, key in OF_A_CASE.items()),
        NAMED,
    )
)

OTHER_ROWS = " union all ".join(
    (
        *(_rows(table, key, "null::text", "true") for table, key in OF_NO_CASE.items()),
        _rows("vehicle", "'id'", "null", "not exists (select from vehicle_case c where c.vehicle = t.id)"),
        _rows("photo", "'id'", "null", "not exists (select from case_photo c where c.photo = t.id)"),
    )
)

NAMED_ROWS = """
select 'vehicle', id::text, null from vehicle union select 'vehicle', vehicle::text, null from vehicle_case
union select 'photo', id, null from photo union select 'photo', photo, null from case_photo
"""

FAULTS = r"""
with present as ({present}),
judged as (
    select present.kind, present.key, present.case_id,
           case when body is null then 'missing'
                when newest.digest is null then 'unversioned'
                when newest.digest <> version_digest(newest.salt, body) then 'changed'
                when present.kind = 'photo' and body ->> 'original' <> '\x' || present.key then 'changed' end as fault
      from present left join lateral (
          select v.salt, v.digest from row_version v where v.kind = present.kind and v.key = present.key
           order by v.id desc limit 1) as newest on true),
known as (select kind, key, case_id from present {further}),
lost as (
    select v.kind, v.key, v.case_id, 'missing' as fault from row_version v
     where {scope}
       and not exists (select from known k where k.kind = v.kind and k.key = v.key
                        and coalesce(k.case_id, '') = coalesce(v.case_id, ''))
       and not exists (select from row_version w where w.kind = v.kind and w.key = v.key and w.id > v.id))
select kind, key, case_id, fault from judged where fault is not null
 union all select * from lost order by case_id, kind, key
"""
"""Both ways: every row has a version, and every newest version its row."""

FAULTS_OF_CASES = FAULTS.format(present=ROWS_OF_CASES, further="", scope="v.case_id = any($1)")
FAULTS_OF_OTHERS = FAULTS.format(
    present=OTHER_ROWS,
    further=f"union {NAMED_ROWS}",
    scope="not exists (select from vehicle_case c where c.id = v.case_id)",
)


async def list_faults_of_cases(connection: Connection, cases: list[str]) -> list[VersionFault]:
    """What is wrong with the rows of these cases, with their vehicles and their photos, by case."""
    rows = await connection.fetch(FAULTS_OF_CASES, cases, timeout=AUDIT_SECONDS)
    return [VersionFault(*row) for row in rows]


async def list_faults_of_others(connection: Connection) -> list[VersionFault]:
    """What is wrong with the rows of no case; also the rows that are gone together with their case."""
    rows = await connection.fetch(FAULTS_OF_OTHERS, timeout=AUDIT_SECONDS)
    return [VersionFault(*row) for row in rows]
