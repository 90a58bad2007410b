"""Vehicles, and the rule of one open case per known vehicle."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from database.connection import Connection

UNKNOWN_STATE = "??"
SAME_VEHICLE_SHOWN = 20
"""How many other cases of a car are shown: a car that was reported every month for years is not one of these."""


@dataclass(frozen=True)
class NewVehicle:
    """A vehicle as reported: normalized, and as received. `plate_half` is a pattern (`rules.vehicles.half_read`)."""

    plate: str | None = None
    plate_state: str | None = None
    plate_raw: str | None = None
    vin: str | None = None
    vin_raw: str | None = None
    make: str | None = None
    model: str | None = None
    color: str | None = None
    plate_half: str | None = None

    @property
    def keys(self) -> list[str]:
        """The keys that identify this vehicle: its VIN, its plate with state, both, or none."""
        keys = [f"vin:{self.vin}"] if self.vin else []
        return [*keys, f"plate:{self.plate_state or UNKNOWN_STATE}:{self.plate}"] if self.plate else keys

    @property
    def locks(self) -> list[str]:
        """What is locked while its case is looked up: the plate of any state, because many leave the state out."""
        return [f"vin:{self.vin}"] * bool(self.vin) + [f"plate:{self.plate}"] * bool(self.plate)


@dataclass(frozen=True)
class SameVehicle:
    """Another case of what may be the same vehicle."""

    id: str
    stage: str
    outcome: str | None
    address: str
    opened_at: datetime
    closed_at: datetime | None
    shown_by: Literal["vin", "plate", "half_read", "earlier"]
    """What shows it: the VIN, a plate that reads alike or was half read, or what was known before a correction."""
    plate: str | None
    plate_state: str | None
    make: str | None
    model: str | None
    color: str | None
    lat: float | None
    lon: float | None

    @property
    def same_vin(self) -> bool:
        """Whether both have one VIN."""
        return self.shown_by == "vin"


async def lock_vehicles(connection: Connection, locks: Collection[str]) -> None:
    """Lock these, in their order: no other transaction can open a case for them until this one ends."""
    await connection.execute(
        "select pg_advisory_xact_lock(hashtextextended(lock, 0)) from unnest($1::text[]) lock", sorted(locks)
    )


async def list_open_cases(
    connection: Connection, vehicle: NewVehicle, states: list[str], except_for: str | None = None
) -> list[str]:
    """The open cases of this vehicle, by its VIN first; a duplicate leads to the case that holds its reports.

    A plate without a state is that of every state of `states`. The keys of the case `except_for` do not count.
    """
    plates = [vehicle.plate_state, UNKNOWN_STATE] if vehicle.plate_state else [*states, UNKNOWN_STATE]
    keys = [f"vin:{vehicle.vin}"] * bool(vehicle.vin)
    keys += [f"plate:{state}:{vehicle.plate}" for state in plates if vehicle.plate]
    if not keys:
        return []
    rows = await connection.fetch(
        """select distinct on (case_id) case_id, key like 'vin:%' as by_vin from (
               select coalesce((select r.case_id from report r where r.moved_from = o.case_id limit 1), o.case_id)
                   as case_id, o.key
                 from open_vehicle o where o.key = any($1) and o.case_id is distinct from $2) found
            order by case_id, by_vin desc""",
        keys,
        except_for,
    )
    return [row["case_id"] for row in sorted(rows, key=lambda row: (not row["by_vin"], row["case_id"]))]


async def list_same_vehicle(
    connection: Connection, case: str, most: int, found_before: Sequence[str] = ()
) -> list[SameVehicle]:
    """Other cases of the same VIN, or of a plate that reads alike; of one state, as far as states are known. Those of
    `found_before` are among them, whatever is known now.

    Of plates that were only half read open cases alone. Open cases first, then the newest; cases closed as its
    duplicates, and the one that it duplicates, are left out.
    """
    rows = await connection.fetch(SAME_VEHICLE, case, most, list(found_before))
    return [SameVehicle(**row) for row in rows]


SAME_VEHICLE = """
with mine as (select v.*, c.id as case_id, c.duplicate_of from vehicle_case c join vehicle v on v.id = c.vehicle
               where c.id = $1),
found as (
    select v.id from mine join vehicle v on v.vin = mine.vin
    union select v.id from mine join vehicle v on v.plate_alike = mine.plate_alike
    union select v.id from mine join vehicle v on v.plate_half is not null and mine.plate_alike like v.plate_half
                           join vehicle_case c on c.vehicle = v.id and c.stage <> 'closed'
    union select v.id from mine join vehicle_case c on mine.plate_half is not null and c.stage <> 'closed'
                           join vehicle v on v.id = c.vehicle and v.plate_alike like mine.plate_half
    union select vehicle from vehicle_case where id = any($3))
select c.id, c.stage, c.outcome, c.address, c.opened_at, c.closed_at, v.plate, v.plate_state, v.make, v.model, v.color,
       c.lat, c.lon,
       case when v.vin = mine.vin then 'vin' when v.plate_alike = mine.plate_alike then 'plate'
            when v.plate_alike like mine.plate_half or mine.plate_alike like v.plate_half then 'half_read'
            else 'earlier' end as shown_by
  from mine join found on true join vehicle v on v.id = found.id join vehicle_case c on c.vehicle = v.id
 where c.id <> $1 and c.duplicate_of is distinct from $1 and mine.duplicate_of is distinct from c.id
   and (v.vin = mine.vin or c.id = any($3)
        or coalesce(v.plate_state, mine.plate_state, '') = coalesce(mine.plate_state, v.plate_state, ''))
 order by c.closed_at desc nulls first, c.id desc limit $2
"""


async def fill_vehicle(connection: Connection, vehicle: int, told: NewVehicle) -> None:
    """Fill what is not known yet from a further report; nothing that is known is overwritten.

    The state belongs to the plate: it is taken for the same plate only.
    """
    await connection.execute(
        """update vehicle v
              set plate_state = case when coalesce(v.plate, new.plate) = new.plate
                                     then coalesce(v.plate_state, new.plate_state) else v.plate_state end,
                  plate_raw = case when v.plate is null then coalesce(new.plate_raw, v.plate_raw) else v.plate_raw end,
                  plate = coalesce(v.plate, new.plate),
                  vin_raw = case when v.vin is null then coalesce(new.vin_raw, v.vin_raw) else v.vin_raw end,
                  vin = coalesce(v.vin, new.vin),
                  make = coalesce(v.make, new.make),
                  model = coalesce(v.model, new.model),
                  color = coalesce(v.color, new.color),
                  plate_half = case when coalesce(v.plate, new.plate) is null
                                    then coalesce(v.plate_half, new.plate_half) end
             from (values ($2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text))
                  as new (plate, plate_state, plate_raw, vin, vin_raw, make, model, color, plate_half)
            where v.id = $1""",
        vehicle,
        *told.__dict__.values(),
    )


async def update_vehicle(connection: Connection, vehicle: int, given: NewVehicle) -> None:
    """Replace what is given: what an officer read on the vehicle itself, or how it looks."""
    await connection.execute(
        "update vehicle set plate = coalesce($2, plate), plate_state = coalesce($3, plate_state),"
        " vin = coalesce($4, vin), make = coalesce($5, make), model = coalesce($6, model), color = coalesce($7, color),"
        " plate_half = case when coalesce($2, plate) is null then coalesce($8, plate_half) end where id = $1",
        vehicle,
        given.plate,
        given.plate_state,
        given.vin,
        given.make,
        given.model,
        given.color,
        given.plate_half,
    )


async def claim_vehicle(connection: Connection, keys: list[str], case: str) -> None:
    """Make this case the open case of the vehicle with these keys, as far as no other case has them."""
    if keys:
        await connection.execute(
            "insert into open_vehicle (key, case_id) select key, $2 from unnest($1::text[]) key on conflict do nothing",
            keys,
            case,
        )


async def free_keys(connection: Connection, case: str, keys: list[str]) -> None:
    """These keys lead no longer to this open case."""
    await connection.execute("delete from open_vehicle where case_id = $1 and key = any($2)", case, keys)


async def free_vehicle(connection: Connection, case: str) -> None:
    """Free the vehicle of a closed case and of its duplicates: the next report of it opens a new case."""
    await connection.execute(
        "delete from open_vehicle where case_id = $1 or case_id in (select moved_from from report where case_id = $1)",
        case,
    )
