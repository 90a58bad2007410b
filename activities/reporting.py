"""Intake of reports: stored, then joined to the open case of the same vehicle or given a case of their own."""

from datetime import datetime
from hashlib import sha256

from activities.casework import repeated
from activities.duplicates import holder_of
from activities.record import record
from activities.services import CaseContext, NoSuchCaseError, NoSuchDistrictError, Services, position_of, standing
from database import cases, journal, reporting
from database.connection import Connection, transaction
from database.idempotency import find_answer, insert_answer
from database.outbox import put_in_outbox
from rules.next_task import list_tasks
from rules.vehicles import check_vin, normalize_plate, normalize_state, normalize_vin
from schemas.after import opened
from schemas.answers import Answer
from schemas.messages import Actor, JournalEntry
from schemas.reporting import ReportJoined, ReportVehicle, VehicleReported


async def report_vehicle(
    services: Services, report: ReportVehicle, actor: Actor, *, now: datetime, key: str | None = None
) -> Answer:
    """Take in a report at the real instant `now`; the same report again gets the same case.

    Raises ClockError, NoSuchDistrictError, and KeyReusedError if this account used `key` for a different report.
    """
    async with transaction(services.pool) as connection:
        asked = sha256(report.model_dump_json().encode()).digest()
        if key and (given := await find_answer(connection, actor.account, key)):
            return repeated(given, asked)
        answer = await take_in(services, connection, report, actor, now)
        if key:
            await insert_answer(connection, actor.account, key, asked, answer.model_dump_json(), now)
        return answer


async def take_in(
    services: Services, connection: Connection, report: ReportVehicle, actor: Actor, now: datetime
) -> Answer:
    """Take in a report as part of the caller's transaction. Raises ClockError, NoSuchDistrictError."""
    await services.compare_clocks(connection, now)
    if services.districts and report.district not in services.districts:
        raise NoSuchDistrictError(report.district, services.districts)
    vehicle = vehicle_of(report)
    await reporting.lock_vehicle(connection, [*vehicle.keys, f"report:{report.source}:{report.external_id}"])
    if report.external_id:
        known = await reporting.find_report(connection, report.source, report.external_id)
        if known:
            return await _standing(services, connection, known)
    moment = services.pace.case_time(now)
    case = await reporting.find_open_case(connection, vehicle.keys)
    # An open case may have been closed as a duplicate while this transaction waited for its lock.
    row = await holder_of(connection, case) if case else None
    if row and row.closed_at is None:
        return await _join(CaseContext(services, connection, row, actor, moment), report)
    return await _open(services, connection, vehicle, report, actor, moment)


def vehicle_of(report: ReportVehicle) -> reporting.NewVehicle:
    """The vehicle of a report, normalized: a placeholder plate is no plate."""
    return reporting.NewVehicle(
        plate=normalize_plate(report.plate or ""),
        plate_state=normalize_state(report.plate_state or ""),
        plate_raw=report.plate,
        vin=normalize_vin(report.vin or ""),
        vin_raw=report.vin,
        make=report.make or None,
        model=report.model or None,
        color=report.color or None,
    )


async def _standing(services: Services, connection: Connection, case: str) -> Answer:
    row = await cases.find_case(connection, case)
    if row is None:
        raise NoSuchCaseError(case)
    return Answer(case=case, number=row.number, position=standing(services, row))


async def _join(context: CaseContext, report: ReportVehicle) -> Answer:
    row = await _keep(context.connection, context.row.id, report, context.now)
    position = await record(context, ReportJoined(report=row, channel=report.channel), context.now)
    return Answer(case=context.row.id, number=position.number, position=position)


async def _open(
    services: Services,
    connection: Connection,
    vehicle: reporting.NewVehicle,
    report: ReportVehicle,
    actor: Actor,
    now: datetime,
) -> Answer:
    law = services.law(services.edition)
    number = await cases.next_number(connection, now.astimezone(law.tz).year)
    fact = VehicleReported(
        report=await _keep(connection, number, report, now),
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
        vehicle=await reporting.insert_vehicle(connection, vehicle),
        address=report.address,
        lat=report.lat,
        lon=report.lon,
        training=services.pace.is_training,
    )
    await cases.insert_case(connection, row, case, entry.digest, tasks)
    await journal.append(connection, entry)
    await reporting.claim_vehicle(connection, vehicle.keys, number)
    await put_in_outbox(connection, number, "start", 1)
    return Answer(case=number, number=1, position=position_of(case, tasks, services.pace))


async def _keep(connection: Connection, case: str, report: ReportVehicle, now: datetime) -> int:
    return await reporting.insert_report(
        connection,
        reporting.NewReport(
            case_id=case,
            source=report.source,
            external_id=report.external_id,
            channel=report.channel,
            reported_at=report.at or now,
            received_at=now,
            address=report.address,
            description="\n".join(filter(None, (report.description, report.note))) or None,
            plate_raw=report.plate,
            vin_raw=report.vin,
        ),
    )
