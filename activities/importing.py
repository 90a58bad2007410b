"""Imported rows: taken in by batches. Those that cannot be read are stored as they were sent, corrected by a person,
and imported again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from activities.reporting import report_vehicle, take_in, take_in_all
from activities.services import ReportFaultError, Services
from activities.statements import words_of
from database import importing
from database.cases import UnreadableCaseError
from database.connection import Connection, Failing, Unkeepable, give_way, transaction
from database.data_keys import EncryptedRow
from database.importing import NewText, QuarantinedRow
from rules.importing import importer_of, report_of
from rules.importing_corrections import corrected, read_alone
from schemas.importing import Correction, Passed, Quarantined, QuarantineReport, Receipt, RowFault, TakenReport
from schemas.messages import Actor
from schemas.reporting import ReportVehicle
from schemas.rulings import Refusal
from schemas.words import Role

log = structlog.get_logger()

CLERKS = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN})


class NoSuchRowError(Exception):
    """No row of this number was ever in quarantine."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no quarantined row {number}.")


async def take_in_batch(
    services: Services, reports: Sequence[ReportVehicle], actor: Actor, *, now: datetime
) -> list[TakenReport]:
    """Take in reports in their order, at the real instant `now`; what became of each. The same again changes nothing.

    One transaction takes in all of them. If it fails, each has one of its own, so that none fails because of another.
    Raises ClockError, and one of `Failing` or UnreadableCaseError if it is not the report's fault; the reports before
    it are taken in.
    """
    try:
        async with transaction(services.pool) as connection:
            await give_way(connection)
            answers = await take_in_all(services, connection, reports, actor, now)
        return [TakenReport(case=answer.case, corrects=answer.corrects) for answer in answers]
    except (*Failing, ReportFaultError, UnreadableCaseError) as fault:
        log.warning("batch taken in one by one", fault=type(fault).__name__)
    return [await _take_in_alone(services, each, actor, now) for each in reports]


async def _take_in_alone(services: Services, report: ReportVehicle, actor: Actor, now: datetime) -> TakenReport:
    try:
        answer = await report_vehicle(services, report, actor, now=now)
        return TakenReport(case=answer.case, corrects=answer.corrects)
    except ReportFaultError as fault:
        return TakenReport(fault=RowFault(field=fault.field, reason=str(fault)))
    except Unkeepable:
        return TakenReport(fault=RowFault(field=None, reason="It has an invalid character or an out-of-range number."))


async def quarantine_row(
    services: Services, row: QuarantineReport, actor: Actor, *, now: datetime
) -> Receipt | Refusal:
    """Quarantine a row, at the real instant `now`; the same row is stored once, settled or not.

    Raises NotThisFormat if there is no such format.
    """
    if actor.role not in CLERKS:
        return _not_theirs()
    importer_of(row.format)
    async with transaction(services.pool) as connection:
        await services.compare_clocks(connection, now)
        text, moment = _encrypted(services, row), services.pace.case_time(now)
        kept = await importing.quarantine(connection, row, text, actor.account, moment)
    return Receipt(number=kept.number, settled=kept.settled_at is not None, case=kept.case)


def _encrypted(services: Services, row: QuarantineReport) -> NewText:
    """The hash is of the row with its header: the same text under other columns is a different row."""
    key = services.encryption.new_key()
    hashes = services.encryption.hashes(f"{row.format}\n{row.header or ''}\n{row.raw}".encode())
    return NewText(key.encrypt_words(row.raw), key.wrapped, hashes)


async def list_quarantined(services: Services, *, settled: bool, after: int, limit: int) -> list[QuarantinedRow]:
    """Rows in quarantine, or settled rows, oldest first; `after` is the last number of the page before."""
    async with services.pool.acquire() as connection:
        rows = await importing.list_rows(connection, settled=settled, after=after, limit=limit)
    return [_in_clear(services, row, key) for row, key in rows]


def _in_clear(services: Services, row: QuarantinedRow, key: bytes | None) -> QuarantinedRow:
    def read(text: str) -> str:
        return words_of(services, EncryptedRow(text.encode(), key))

    return replace(row, raw=read(row.raw), corrected=None if row.corrected is None else read(row.corrected))


def _not_theirs() -> Refusal:
    return Refusal(code="not_your_part", reason="Only a dispatcher or supervisor or admin may do this.")


async def correct(
    services: Services, number: int, correction: Correction, actor: Actor, *, now: datetime
) -> Receipt | Quarantined | Refusal:
    """Correct a row and import it, at the real instant `now`; text that still cannot be read is stored as typed.

    Raises NoSuchRowError, and CannotMend or NotThisFormat with nothing changed.
    """
    if actor.role not in CLERKS:
        return _not_theirs()
    async with transaction(services.pool) as connection:
        await services.compare_clocks(connection, now)
        locked = await importing.lock_row(connection, number)
        if locked is None:
            raise NoSuchRowError(number)
        row = _in_clear(services, *locked)
        if row.case:
            return Refusal(code="not_now", reason=f"Row {number} has already been imported, as case {row.case}.")
        text = _text_of(row, correction)
        found, kept = _read(row, text), _as_kept(services, text, locked[1])
        if isinstance(found, Quarantined):
            await importing.keep_attempt(connection, number, kept, found.field, found.reason)
            return found
        return await _settle(services, connection, row, kept, found, actor=actor, now=now)


def _as_kept(services: Services, text: str, key: bytes | None) -> str:
    """Encrypted with the key of the row; a row that was stored before rows had keys stays in clear."""
    row_key = services.encryption.key_of(key)
    return row_key.encrypt_words(text) if row_key else text


def _text_of(row: QuarantinedRow, correction: Correction) -> str:
    if correction.row is not None:
        return correction.row
    text = row.raw if row.corrected is None else row.corrected
    return corrected(text, correction.changes, format=row.format, header=row.header, reason=row.reason)


def _read(row: QuarantinedRow, text: str) -> ReportVehicle | Quarantined | Passed:
    found = read_alone(text, format=row.format, header=row.header)
    return found if isinstance(found, Quarantined | Passed) else report_of(found, row.format)


async def _settle(
    services: Services,
    connection: Connection,
    row: QuarantinedRow,
    kept: str,
    found: ReportVehicle | Passed,
    *,
    actor: Actor,
    now: datetime,
) -> Receipt:
    if isinstance(found, Passed):
        case, why = None, found.reason
    else:
        case, why = (await take_in(services, connection, found, actor, now)).case, None
    await importing.settle_row(connection, row.number, kept, case, actor.account, services.pace.case_time(now))
    return Receipt(number=row.number, settled=True, case=case, why=why)
