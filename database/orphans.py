"""What the watch looks at: where every open case stands, what its engine owes, and how far the engine was told."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class Standing:
    """A case as the watch sees it; times are case time."""

    id: str
    closed: bool
    number: int
    told: int
    own_act: str | None
    wake_at: datetime | None
    changed_at: datetime


SELECT = "select id, stage = 'closed' as closed, number, told, own_act, wake_at, changed_at from vehicle_case"


async def list_open(connection: Connection, case: str | None = None) -> list[Standing]:
    """Every open case, or this one if it is open."""
    rows = await connection.fetch(
        f"{SELECT} where stage <> 'closed' and ($1::text is null or id = $1) order by id", case
    )
    return [Standing(**row) for row in rows]


async def find_standing(connection: Connection, case: str) -> Standing | None:
    """This case, open or closed; None if there is none."""
    row = await connection.fetchrow(f"{SELECT} where id = $1", case)
    return Standing(**row) if row else None


async def knock_where_behind(connection: Connection) -> int:
    """Let every engine that is behind its journal be told again, unless that is under way; answers with how many.

    Also of a case that is closed, for its engine has to end. A case that somebody holds just now is left out: whoever
    holds it tells its engine.
    """
    done: str = await connection.execute(
        "with behind as (select id, number from vehicle_case c where told < number"
        " and not exists (select from outbox o where o.case_id = c.id) order by id for no key update skip locked)"
        " insert into outbox (case_id, kind, number) select id, 'knock', number from behind"
        " on conflict (case_id, kind) do nothing"
    )
    return int(done.rpartition(" ")[2])
