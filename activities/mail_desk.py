"""What people see of the mail and do with it: batches, envelopes that come back, and what was quarantined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.casework import submit
from activities.mail_house import PrintedBatch
from activities.mail_printing import manifest_of, print_batch
from activities.quarantine import list_apart
from activities.services import Services
from database import mail
from database.cases import CaseRow, find_case
from database.mail import MailBatch, Piece
from database.quarantine import QuarantinedAnswer
from rules.certified_numbers import read_certified_number
from rules.letter_references import read_letter_reference
from rules.owner_notice import letters_on_record
from schemas.case_parts import Letter
from schemas.mail import RecordMailing
from schemas.messages import Actor
from schemas.outside import Port
from schemas.words import Stage

SHOWN = 60
"""Batches on one page."""


class NoSuchBatchError(Exception):
    """There is no batch of this number."""

    def __init__(self, batch: int) -> None:
        super().__init__(f"There is no batch {batch}.")


@dataclass(frozen=True)
class PieceShown:
    """One letter of a batch, as its case has it now; no letter if the case cannot be read.

    `counts`: it is a letter of an open case to somebody who is a party now. `waits`: people have to mail it.
    """

    piece: Piece
    letter: Letter | None
    counts: bool
    waits: bool


@dataclass(frozen=True)
class MailDesk:
    """What waits and what went out: the newest batches, and what was quarantined, the oldest first."""

    batches: Sequence[tuple[MailBatch, int, int]]
    quarantined: Sequence[QuarantinedAnswer]


async def open_desk(services: Services) -> MailDesk:
    """The desk as it is now."""
    quarantined = await list_apart(services, Port.MAIL)
    async with services.pool.acquire() as connection:
        return MailDesk(await mail.list_batches(connection, SHOWN), quarantined)


async def open_batch(services: Services, number: int) -> tuple[MailBatch, list[PieceShown]]:
    """A batch and its letters. Raises NoSuchBatchError."""
    async with services.pool.acquire() as connection:
        batch = await mail.find_batch(connection, number)
        if batch is None:
            raise NoSuchBatchError(number)
        pieces = await mail.list_pieces(connection, number)
        rows = {case: await find_case(connection, case) for case in dict.fromkeys(each.case for each in pieces)}
    by_house = services.mail is not None and services.mail.answers
    return batch, [_shown(each, rows[each.case], by_house=by_house) for each in pieces]


def _shown(piece: Piece, row: CaseRow | None, *, by_house: bool) -> PieceShown:
    letter = _letter(row, piece.letter)
    if row is None or letter is None:
        return PieceShown(piece, None, counts=False, waits=False)
    counts = row.case.stage is not Stage.CLOSED and letter in letters_on_record(row.case)
    waits = counts and letter.mailed is None and (letter.not_mailed is not None or not by_house)
    return PieceShown(piece, letter, counts, waits)


def _letter(row: CaseRow | None, letter: int) -> Letter | None:
    if row is None or not row.is_readable:
        return None
    return next((each for each in row.case.letters if each.letter == letter), None)


async def fetch_batch(services: Services, number: int, actor: Actor, *, now: datetime) -> PrintedBatch:
    """PDF and manifest of the letters of a batch that still count; the log of accesses names the person at each.

    Raises NoSuchBatchError, UnreadableLetterError.
    """
    batch, shown = await open_batch(services, number)
    return await print_batch(services, batch, [each.piece for each in shown if each.counts], actor, now)


async def fetch_manifest(services: Services, number: int) -> tuple[str, str]:
    """The name of a batch and the manifest of the letters that still count. Raises NoSuchBatchError."""
    batch, shown = await open_batch(services, number)
    return batch.name, manifest_of(batch, [each.piece for each in shown if each.counts])


@dataclass(frozen=True)
class Mailed:
    """How many mailings were recorded, and a sentence for each letter that was refused."""

    recorded: int
    refused: tuple[str, ...]


async def record_batch_mailed(
    services: Services, number: int, actor: Actor, *, at: datetime | None, now: datetime
) -> Mailed:
    """Record that every letter of a batch that waits was mailed. Raises NoSuchBatchError."""
    _, shown = await open_batch(services, number)
    recorded, refused = 0, []
    for each in shown:
        if each.letter is None or not each.waits:
            continue
        request = RecordMailing(letter=each.letter.letter, at=at)
        answer = await submit(services, each.piece.case, request, actor, now=now)
        recorded += answer.refusal is None
        if answer.refusal:
            refused.append(f"Case {each.piece.case}, letter {each.letter.letter}: {answer.refusal.reason}")
    return Mailed(recorded, tuple(refused))


async def find_envelope(services: Services, scanned: str) -> tuple[CaseRow, Letter] | None:
    """The letter of an envelope, by its certified number or by its own reference; None if it is none of ours."""
    number, letter = read_certified_number(scanned), read_letter_reference(scanned)
    if number is None and letter is None:
        return None
    async with services.pool.acquire() as connection:
        case = await mail.find_case_of_letter(connection, letter, number)
        row = await find_case(connection, case[0]) if case else None
    found = _letter(row, case[1]) if case else None
    return (row, found) if row and found else None
