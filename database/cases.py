"""The read model: one row per case, written with every fact, so that lists and pages need no replay."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from database import journal
from database.connection import Connection
from database.vehicles import NewVehicle
from schemas.case import Case
from schemas.messages import at_of
from schemas.tasks import TaskList


class UnreadableCaseError(ValueError):
    """A stored case that this version cannot read: another version wrote it, or somebody overwrote it."""

    def __init__(self, case: str) -> None:
        super().__init__(
            f"Case {case} cannot be read by this version of Towpath. `towpath verify {case}` says what is wrong;"
            f" `towpath restart {case}` folds it again from its journal."
        )
        self.case = case


Stored = TypeVar("Stored", bound=BaseModel)


def _read(kind: type[Stored], text: str, case: str) -> Stored:
    try:
        return kind.model_validate_json(text)
    except ValidationError:
        # What was stored may hold more than a log may show.
        raise UnreadableCaseError(case) from None


@dataclass(frozen=True)
class CaseRow:
    """A case as lists and pages show it, with its vehicle."""

    id: str
    stage: str
    outcome: str | None
    district: str
    address: str
    lat: float | None
    lon: float | None
    edition: str
    training: bool
    opened_at: datetime
    closed_at: datetime | None
    number: int
    digest: bytes
    state: str
    tasks_json: str
    due_at: datetime | None
    not_before: datetime | None
    notified_number: int
    run: int
    folded: int
    changed_at: datetime
    opened_by: str | None
    vehicle: int
    plate: str | None
    plate_state: str | None
    vin: str | None
    make: str | None
    model: str | None
    color: str | None

    @property
    def is_stale(self) -> bool:
        """Whether an older Towpath stored this case, and the current version has not folded it again."""
        return self.folded < self.number

    @cached_property
    def case(self) -> Case:
        """The folded state. Raises UnreadableCaseError."""
        return _read(Case, self.state, self.id)

    @cached_property
    def tasks(self) -> TaskList:
        """The open tasks of the case. Raises UnreadableCaseError."""
        return _read(TaskList, self.tasks_json, self.id)

    @property
    def is_readable(self) -> bool:
        """Whether this version can read the stored state and tasks."""
        try:
            return bool(self.case and self.tasks)
        except UnreadableCaseError:
            return False


SELECT = """
select c.id, c.stage, c.outcome, c.district, c.address, c.lat, c.lon, c.edition, c.training, c.opened_at, c.closed_at,
       c.number, c.digest, c.state, c.tasks as tasks_json, c.due_at, c.not_before, c.notified_number, c.run, c.folded,
       c.changed_at, c.opened_by, c.vehicle, v.plate, v.plate_state, v.vin, v.make, v.model, v.color
  from vehicle_case c join vehicle v on v.id = c.vehicle
"""


@dataclass(frozen=True)
class NewCase:
    """The columns of a new case that no fact carries."""

    id: str
    vehicle: NewVehicle
    address: str
    lat: float | None
    lon: float | None
    training: bool


async def next_number(connection: Connection, year: int) -> str:
    """The next case number of this year: `26-000001`."""
    last: int = await connection.fetchval(
        "insert into case_counter (year, last) values ($1, 1)"
        " on conflict (year) do update set last = case_counter.last + 1 returning last",
        year,
    )
    return f"{year % 100:02d}-{last:06d}"


async def count_opened(connection: Connection, since: datetime, most: int) -> int:
    """How many cases were opened since then, in case time; counts up to `most`."""
    count: int = await connection.fetchval(
        "select count(*) from (select from vehicle_case where opened_at > $1 limit $2) opened", since, most
    )
    return count


async def correct_place(
    connection: Connection, case: str, address: str | None, lat: float | None, lon: float | None
) -> None:
    """Replace what is given of where the car stands."""
    await connection.execute(
        "update vehicle_case set address = coalesce($2, address), lat = coalesce($3, lat), lon = coalesce($4, lon)"
        " where id = $1",
        case,
        address,
        lat,
        lon,
    )


async def insert_case(connection: Connection, new: NewCase, case: Case, digest: bytes, tasks: TaskList) -> None:
    """Insert the row of a case that has just been opened, and its vehicle."""
    await connection.execute(
        "with car as (insert into vehicle (plate, plate_state, plate_raw, vin, vin_raw, make, model, color,"
        " plate_half) values ($22, $23, $24, $25, $26, $27, $28, $29, $30) returning id)"
        " insert into vehicle_case (id, vehicle, address, lat, lon, training, district, edition, opened_at, stage,"
        " number, digest, state, tasks, open_tasks, not_before, due_at, own_act, wake_at, duplicate_of,"
        " hearing_requested_at, changed_at, folded)"
        " values ($1, (select id from car), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
        " $18, $19, $20, $21, $10)",
        new.id,
        new.address,
        new.lat,
        new.lon,
        new.training,
        case.district,
        case.edition,
        case.opened_at,
        *_changing(case, digest, tasks),
        case.opened_at,
        *new.vehicle.__dict__.values(),
    )


def _changing(case: Case, digest: bytes, tasks: TaskList) -> tuple[object, ...]:
    return (
        case.stage,
        case.number,
        digest,
        _state(case),
        *_listed(tasks),
        case.duplicate_of,
        hearing_requested_at(case),
    )


def _state(case: Case) -> str:
    return case.model_dump_json(exclude_defaults=True)


def hearing_requested_at(case: Case) -> datetime | None:
    """Since when somebody waits to be heard."""
    return case.hearing.requested.at if case.hearing and case.hearing_open else None


def _listed(tasks: TaskList) -> tuple[object, ...]:
    return (
        tasks.model_dump_json(),
        list(tasks.codes),
        tasks.next.not_before,
        tasks.due_at,
        tasks.own_act,
        tasks.wake_at,
    )


async def update_case(connection: Connection, case: Case, digest: bytes, tasks: TaskList, now: datetime) -> None:
    """Update the row to the newest fact, which is recorded now; a stale row stays stale."""
    await connection.execute(
        "update vehicle_case set stage = $2, number = $3, digest = $4, state = $5, tasks = $6, open_tasks = $7,"
        " not_before = $8, due_at = $9, own_act = $10, wake_at = $11, duplicate_of = $12, hearing_requested_at = $13,"
        " changed_at = $14, outcome = $15, closed_at = $16, edition = $17,"
        " folded = case when folded = number then $3 else folded end where id = $1",
        case.case,
        *_changing(case, digest, tasks),
        now,
        case.outcome,
        at_of(case.closed),
        case.edition,
    )


async def update_tasks(connection: Connection, case: str, tasks: TaskList) -> None:
    """Store the tasks as they are listed now: time has passed, and no fact was added."""
    await connection.execute(
        "update vehicle_case set tasks = $2, open_tasks = $3, not_before = $4, due_at = $5, own_act = $6, wake_at = $7"
        " where id = $1",
        case,
        *_listed(tasks),
    )


async def lock_case(connection: Connection, case: str) -> CaseRow | None:
    """The case, locked until the end of the transaction; None if there is none.

    A case that cannot be read is folded again from its journal. If the journal does not hold, it stays unreadable.
    """
    row = await lock_as_kept(connection, case)
    if row is None or row.is_readable:
        return row
    entries = await journal.list_entries(connection, case)
    if journal.faults_of_journal(case, row.number, row.digest, entries):
        return row
    return replace(row, state=_state(journal.rebuilt(entries)))


async def lock_as_kept(connection: Connection, case: str) -> CaseRow | None:
    """The case as it is kept, locked until the end of the transaction; None if there is none."""
    row = await connection.fetchrow(f"{SELECT} where c.id = $1 for update of c", case)
    return CaseRow(**row) if row else None


async def find_case(connection: Connection, case: str) -> CaseRow | None:
    """The case; None if there is none."""
    row = await connection.fetchrow(f"{SELECT} where c.id = $1", case)
    return CaseRow(**row) if row else None


async def mark_notified(connection: Connection, case: str, number: int) -> None:
    """Record that the workflow knows the journal up to this number."""
    await connection.execute(
        "update vehicle_case set notified_number = greatest(notified_number, $2) where id = $1", case, number
    )


async def mark_opened(connection: Connection, case: str, account: str) -> None:
    """Record the first person who opened this case for work."""
    await connection.execute(
        "update vehicle_case set opened_by = $2 where id = $1 and opened_by is null", case, account
    )


async def notify_all(connection: Connection) -> None:
    """Notify the workflow of every open case again, because the clock was set."""
    await connection.execute(
        "insert into outbox (case_id, kind, number) select id, 'signal', number from vehicle_case"
        " where stage <> 'closed' on conflict (case_id, kind) do nothing"
    )


async def start_run(connection: Connection, case: str) -> int:
    """Count one more run of the case's workflow; returns its number."""
    run: int = await connection.fetchval(
        "update vehicle_case set run = run + 1, notified_number = 0 where id = $1 returning run", case
    )
    return run
