"""Contractors, lots and tow orders: the rotation, and the orders a contractor sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection
from schemas.words import Role

ROTATION = 7_204


@dataclass(frozen=True)
class Contractor:
    """A company that tows."""

    code: str
    name: str


@dataclass(frozen=True)
class Lot:
    """A place where towed vehicles are stored."""

    code: str
    name: str
    address: tuple[str, ...]
    hours: str
    phone: str | None = None


@dataclass(frozen=True)
class OrderRow:
    """One order as the contractor sees it, with vehicle and place.

    The place on the map is there until the order ends; vehicle and address too, and for good if the contractor had
    accepted: they are then part of its own work.
    """

    case_id: str
    number: int
    contractor: str
    state: str
    offered_at: datetime
    answer_by: datetime
    accepted_at: datetime | None
    en_route_at: datetime | None
    on_scene_at: datetime | None
    ended_at: datetime | None
    address: str | None
    lat: float | None
    lon: float | None
    plate: str | None
    plate_state: str | None
    make: str | None
    model: str | None
    color: str | None


SELECT = """
select o.case_id, o.number, o.contractor, o.state, o.offered_at, o.answer_by, o.accepted_at, o.en_route_at,
       o.on_scene_at, o.ended_at, case when v.id is not null then c.address end as address,
       case when o.ended_at is null then c.lat end as lat, case when o.ended_at is null then c.lon end as lon,
       v.plate, v.plate_state, v.make, v.model, v.color
  from tow_order o join vehicle_case c on c.id = o.case_id
  left join vehicle v on v.id = c.vehicle and (o.ended_at is null or o.accepted_at is not null)
"""


async def put_contractors(connection: Connection, contractors: Sequence[Contractor]) -> None:
    """Update the contractors; those not named leave the rotation."""
    await connection.execute(
        "update contractor set active = false where code <> all($1)", [x.code for x in contractors]
    )
    for each in contractors:
        await connection.execute(
            "insert into contractor (code, name) values ($1, $2)"
            " on conflict (code) do update set name = excluded.name, active = true",
            each.code,
            each.name,
        )


async def put_lots(connection: Connection, lots: Sequence[Lot]) -> None:
    """Update the lots."""
    for each in lots:
        await connection.execute(
            "insert into lot (code, name, address, hours, phone) values ($1, $2, $3, $4, $5) on conflict (code)"
            " do update set name = excluded.name, address = excluded.address, hours = excluded.hours,"
            " phone = excluded.phone",
            each.code,
            each.name,
            list(each.address),
            each.hours,
            each.phone,
        )


async def list_lots(connection: Connection) -> list[Lot]:
    """Every lot, by code."""
    rows = await connection.fetch("select code, name, address, hours, phone from lot order by code")
    return [Lot(row["code"], row["name"], tuple(row["address"]), row["hours"], row["phone"]) for row in rows]


async def list_names(connection: Connection) -> dict[str, str]:
    """The names of all lots and contractors by code, including contractors out of the rotation."""
    rows = await connection.fetch("select code, name from lot union all select code, name from contractor")
    return {row["code"]: row["name"] for row in rows}


async def list_turns(connection: Connection) -> list[str]:
    """The active contractors in rotation: the one asked longest ago comes first.

    No other transaction can read the rotation until this one ends.
    """
    await connection.execute("select pg_advisory_xact_lock($1)", ROTATION)
    rows = await connection.fetch(
        "select c.code from contractor c left join tow_order o on o.contractor = c.code where c.active"
        " group by c.code order by max(o.id) nulls first, c.code"
    )
    return [row["code"] for row in rows]


async def insert_order(
    connection: Connection, case: str, number: int, contractor: str, now: datetime, answer_by: datetime
) -> None:
    """Insert an order offered to a contractor."""
    await connection.execute(
        "insert into tow_order (case_id, number, contractor, state, offered_at, answer_by)"
        " values ($1, $2, $3, 'offered', $4, $5)",
        case,
        number,
        contractor,
        now,
        answer_by,
    )


async def insert_skipped(connection: Connection, case: str, number: int, skipped: Sequence[tuple[str, str]]) -> None:
    """Store the turns skipped for this order, with the reasons."""
    await connection.executemany(
        "insert into skipped_turn (case_id, number, contractor, reason) values ($1, $2, $3, $4)",
        [(case, number, contractor, reason) for contractor, reason in skipped],
    )


async def accept_order(connection: Connection, case: str, number: int, now: datetime) -> None:
    """Mark an order as accepted by the contractor."""
    await connection.execute(
        "update tow_order set state = 'open', accepted_at = $3"
        " where case_id = $1 and number = $2 and state = 'offered'",
        case,
        number,
        now,
    )


async def end_order(connection: Connection, case: str, number: int, state: str, now: datetime) -> None:
    """End an order in this state, unless it has ended before."""
    await connection.execute(
        "update tow_order set state = $3, ended_at = $4"
        " where case_id = $1 and number = $2 and state in ('offered', 'open')",
        case,
        number,
        state,
        now,
    )


async def mark_progress(
    connection: Connection, case: str, number: int, contractor: str, progress: str, now: datetime
) -> bool:
    """Record that the truck is en route or on scene; False if this contractor has no such open order."""
    column = {"en_route": "en_route_at", "on_scene": "on_scene_at"}[progress]
    done: str = await connection.execute(
        f"update tow_order set {column} = coalesce({column}, $4)"
        " where case_id = $1 and number = $2 and contractor = $3 and state = 'open'",
        case,
        number,
        contractor,
        now,
    )
    return done == "UPDATE 1"


OPEN_SHOWN, ENDED_SHOWN = 200, 20


async def list_orders(connection: Connection, contractor: str) -> list[OrderRow]:
    """The first `OPEN_SHOWN` open offers and orders of a contractor, then the last `ENDED_SHOWN` that ended."""
    alive = await connection.fetch(
        f"{SELECT} where o.contractor = $1 and o.ended_at is null order by o.answer_by, o.id limit $2",
        contractor,
        OPEN_SHOWN,
    )
    ended = await connection.fetch(
        f"{SELECT} where o.contractor = $1 and o.ended_at is not null order by o.ended_at desc, o.id desc limit $2",
        contractor,
        ENDED_SHOWN,
    )
    return [OrderRow(**row) for row in (*alive, *ended)]


async def find_order(connection: Connection, case: str, number: int, contractor: str) -> OrderRow | None:
    """An order of this contractor; None if there is none."""
    row = await connection.fetchrow(
        f"{SELECT} where o.case_id = $1 and o.number = $2 and o.contractor = $3", case, number, contractor
    )
    return OrderRow(**row) if row else None


async def list_to_classify(connection: Connection, contractor: str) -> list[OrderRow]:
    """The cars that this contractor has towed and must classify: the first `OPEN_SHOWN`, oldest first."""
    rows = await connection.fetch(
        f"{SELECT} where o.contractor = $1 and o.state = 'done' and c.stage <> 'closed'"
        " and c.open_tasks @> array['salvor_status'] order by o.ended_at, o.id limit $2",
        contractor,
        OPEN_SHOWN,
    )
    return [OrderRow(**row) for row in rows]


PARTS = {
    Role.CONTRACTOR: "select exists (select from tow_order where case_id = $1 and contractor = $2 {still})",
    Role.LOT_KEEPER: "select exists (select from lot_stay where case_id = $1 and lot = $2 {still})",
}
STILL = {Role.CONTRACTOR: "and ended_at is null", Role.LOT_KEEPER: "and left_at is null"}


async def has_part(connection: Connection, case: str, role: Role, firm: str | None, *, still: bool = False) -> bool:
    """Whether this contractor has an order of the case, or the car is or was in this keeper's lot.

    `still`: the order has not ended, the car has not left. False for every other role.
    """
    statement = PARTS.get(role)
    if statement is None:
        return False
    found: bool = await connection.fetchval(statement.format(still=STILL[role] if still else ""), case, firm)
    return found
