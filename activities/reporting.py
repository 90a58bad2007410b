"""Intake of reports: stored, then joined to the open case of the same vehicle or given a case of their own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from activities.casework import repeated
from activities.duplicates import compare_open_cases, holder_of, list_open_beside
from activities.encryption import Encryption
from activities.record import record
from activities.services import (
    CaseContext,
    FutureReportError,
    NoSuchCaseError,
    NoSuchDistrictError,
    Services,
    position_of,
    standing,
)
from activities.statements import words_of
from database import cases, journal, reporting, vehicles
from database.connection import Connection, transaction
from database.idempotency import find_answer, insert_answer
from database.outbox import put_in_outbox
from rules.dates import CLOCK_SLACK
from rules.duplicates import SaidOfCar, contradiction
from rules.next_task import list_tasks
from rules.vehicles import all_states, check_vin, half_read, normalize_plate, normalize_state, normalize_vin
from schemas.after import opened
from schemas.answers import Answer
from schemas.messages import Actor, JournalEntry
from schemas.reporting import ReportJoined, ReportVehicle, VehicleReported
from schemas.retention import DataKind
from schemas.wire import Position

OF_REPORTS = frozenset({DataKind.REPORTS, DataKind.VEHICLES, DataKind.PLACES})
"""The kinds of data of which a report has some."""


async def report_vehicle(
    services: Services, report: ReportVehicle, actor: Actor, *, now: datetime, key: str | None = None
) -> Answer:
    """Take in a report at the real instant `now`; the same report again gets the same case.

    Raises ClockError, ReportFaultError, and KeyReusedError if this account used `key` for a different report.
    """
    async with transaction(services.pool) as connection:
        asked = services.encryption.hashes(report.model_dump_json().encode())
        if key and (given := await find_answer(connection, actor.account, key)):
            return repeated(given, asked)
        answer = await take_in(services, connection, report, actor, now)
        if key:
            await insert_answer(connection, actor.account, key, asked[0], answer.model_dump_json(), now)
        return answer


async def take_in(
    services: Services, connection: Connection, report: ReportVehicle, actor: Actor, now: datetime
) -> Answer:
    """Take in a report as part of the caller's transaction. Raises ClockError, ReportFaultError."""
    [answer] = await take_in_all(services, connection, [report], actor, now)
    return answer


async def take_in_all(
    services: Services, connection: Connection, reports: Sequence[ReportVehicle], actor: Actor, now: datetime
) -> list[Answer]:
    """Take in reports in their order as part of the caller's transaction. Raises ClockError, ReportFaultError.

    The vehicles of all reports are locked first, in one order for every transaction.
    """
    await services.compare_clocks(connection, now)
    for each in reports:
        _check(services, each, now)
    await vehicles.lock_vehicles(connection, {lock for each in reports for lock in _locks_of(each)})
    moment = services.pace.case_time(now)
    return [await _take_in_locked(services, connection, each, actor, moment) for each in reports]


def _check(services: Services, report: ReportVehicle, now: datetime) -> None:
    """On a training copy a file's dates are of real time, and those of people of case time, which is ahead."""
    if services.districts and report.district not in services.districts:
        raise NoSuchDistrictError(report.district, services.districts)
    if report.at and report.at > max(now, services.pace.case_time(now)) + CLOCK_SLACK:
        raise FutureReportError


def _locks_of(report: ReportVehicle) -> list[str]:
    numbered = [f"report:{report.source}:{report.external_id}"] if report.external_id else []
    return [*vehicle_of(report).locks, *numbered]


async def _take_in_locked(
    services: Services, connection: Connection, report: ReportVehicle, actor: Actor, moment: datetime
) -> Answer:
    vehicle = vehicle_of(report)
    if report.external_id:
        known = await reporting.find_report(connection, report.source, report.external_id)
        if known:
            return await _corrected(services, connection, known, report, actor, moment)
    row = await _open_case_of(connection, vehicle, report)
    if row:
        return await _join(CaseContext(services, connection, row, actor, moment), vehicle, report)
    return await _open(services, connection, vehicle, report, actor, moment)


async def _corrected(
    services: Services,
    connection: Connection,
    known: tuple[int, str],
    report: ReportVehicle,
    actor: Actor,
    now: datetime,
) -> Answer:
    """The same report again changes nothing; one that says something else is a further report of the same case.

    A file that is sent again brings nothing back that was removed.
    """
    first, case = known
    new = _new_report(services.encryption, case, report, now, corrects=first)
    row = await holder_of(connection, case)
    if row is None:
        raise NoSuchCaseError(case)
    said = _description(report)
    hashes = services.encryption.hashes(said.encode()) if said else ()
    if OF_REPORTS & set(row.case.removed) or await reporting.is_repeated(connection, first, new, said, hashes):
        return Answer(case=row.id, number=row.number, position=standing(services, row))
    if row.closed_at is None:
        context = CaseContext(services, connection, row, actor, now)
        joined = await _join(context, vehicle_of(report), report, corrects=first)
        return joined.model_copy(update={"corrects": True})
    await reporting.insert_report(connection, replace(new, case_id=row.id))
    return Answer(case=row.id, number=row.number, position=standing(services, row), corrects=True)


async def _open_case_of(
    connection: Connection, vehicle: vehicles.NewVehicle, report: ReportVehicle
) -> cases.CaseRow | None:
    """The open case of this car, locked, if nothing that the report says speaks against it.

    A plate of several states leads to none of their cases: pages show them as perhaps the same car.
    """
    found = await vehicles.list_open_cases(connection, vehicle, all_states())
    if not found or (len(found) > 1 and not vehicle.vin and not vehicle.plate_state):
        return None
    # An open case may have been closed as a duplicate while this transaction waited for its lock.
    row = await holder_of(connection, found[0])
    if row is None or row.closed_at is not None:
        return None
    said = SaidOfCar(report.make, report.color, report.lat, report.lon)
    return None if contradiction(SaidOfCar(row.make, row.color, row.lat, row.lon), said) else row


async def read_report(services: Services, case: str, report: int, actor: Actor, *, now: datetime) -> bool:
    """This person has read the report, at the real instant `now`. False if the case has no such report."""
    async with transaction(services.pool) as connection:
        await services.compare_clocks(connection, now)
        return await reporting.mark_read(connection, case, report, actor.account, services.pace.case_time(now))


def vehicle_of(report: ReportVehicle) -> vehicles.NewVehicle:
    """The vehicle of a report, normalized: a placeholder plate is no plate."""
    return vehicles.NewVehicle(
        plate=normalize_plate(report.plate or ""),
        plate_state=normalize_state(report.plate_state or ""),
        plate_raw=report.plate,
        vin=normalize_vin(report.vin or ""),
        vin_raw=report.vin,
        make=report.make or None,
        model=report.model or None,
        color=report.color or None,
        plate_half=half_read(report.plate),
    )


async def _join(
    context: CaseContext, vehicle: vehicles.NewVehicle, report: ReportVehicle, corrects: int | None = None
) -> Answer:
    """The report teaches: what the case does not know yet is filled, and its keys lead to the case from now on."""
    new = _new_report(context.services.encryption, context.row.id, report, context.now, corrects)
    row = await reporting.insert_report(context.connection, new)
    await vehicles.fill_vehicle(context.connection, context.row.vehicle, vehicle)
    await vehicles.claim_vehicle(context.connection, vehicle.keys, context.row.id)
    joined = ReportJoined(report=row, channel=report.channel)
    position = await record(context, joined, context.now)
    now = await compare_open_cases(context, joined) or position
    return Answer(case=context.row.id, number=position.number, position=now)


async def _open(
    services: Services,
    connection: Connection,
    vehicle: vehicles.NewVehicle,
    report: ReportVehicle,
    actor: Actor,
    now: datetime,
) -> Answer:
    law = services.law(services.edition)
    number = await cases.next_number(connection, now.astimezone(law.tz).year)
    fact = VehicleReported(
        report=await reporting.insert_report(connection, _new_report(services.encryption, number, report, now)),
        channel=report.channel,
        edition=law.code,
        district=report.district,
        vehicle_known=bool(vehicle.keys),
        vin_check=check_vin(vehicle.vin) if vehicle.vin else None,
        private_property=report.private_property,
    )
    recorded = JournalEntry(number=1, at=now, recorded_at=now, actor=actor.account, role=actor.role, fact=fact)
    case = opened(number, recorded)
    entry = journal.write_entry(number, journal.GENESIS, actor, recorded)
    tasks = list_tasks(case, law, now)
    row = cases.NewCase(
        id=number,
        vehicle=vehicle,
        address=report.address,
        lat=report.lat,
        lon=report.lon,
        training=services.pace.is_training,
    )
    await cases.insert_case(connection, row, case, entry.digest, tasks)
    await journal.append(connection, entry)
    await vehicles.claim_vehicle(connection, vehicle.keys, number)
    await put_in_outbox(connection, number, "start", 1)
    named = bool(vehicle.keys or vehicle.plate_half)
    told = await _compare(services, connection, number, fact, actor, now) if named else None
    return Answer(case=number, number=1, position=told or position_of(case, tasks, services.pace))


async def _compare(
    services: Services, connection: Connection, number: str, fact: VehicleReported, actor: Actor, now: datetime
) -> Position | None:
    """Most new cases are of a car that no other open case is about."""
    beside = await list_open_beside(connection, number)
    row = await cases.lock_case(connection, number) if beside else None
    return await compare_open_cases(CaseContext(services, connection, row, actor, now), fact) if row else None


def _description(report: ReportVehicle) -> str | None:
    return "\n".join(filter(None, (report.description, report.note))) or None


def _new_report(
    encryption: Encryption, case: str, report: ReportVehicle, now: datetime, corrects: int | None = None
) -> reporting.NewReport:
    """The report as received; one that corrects another has no number of its own."""
    return reporting.NewReport(
        case_id=case,
        source=report.source,
        external_id=None if corrects else report.external_id,
        channel=report.channel,
        reported_at=report.at or now,
        received_at=now,
        address=report.address,
        plate_raw=report.plate,
        plate_state_raw=report.plate_state,
        vin_raw=report.vin,
        make=report.make,
        model=report.model,
        color=report.color,
        lat=report.lat,
        lon=report.lon,
        corrects=corrects,
        **_encrypted(encryption, _description(report)),
    )


class _Described(TypedDict):
    description: str | None
    description_hash: bytes | None
    key: bytes | None


def _encrypted(encryption: Encryption, description: str | None) -> _Described:
    if description is None:
        return _Described(description=None, description_hash=None, key=None)
    key, hashed = encryption.new_key(), encryption.hashes(description.encode())[0]
    return _Described(description=key.encrypt_words(description), description_hash=hashed, key=key.wrapped)


async def read_reports(services: Services, connection: Connection, case: str) -> list[reporting.StoredReport]:
    """The reports that belong to this case, oldest first, with their words."""
    stored = await reporting.list_reports(connection, case)
    return [replace(report, description=words_of(services, row)) if row else report for report, row in stored]
