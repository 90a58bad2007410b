"""A batch as it is handed over: one PDF with all its letters, and the manifest that names their pages."""

import asyncio
import csv
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from io import StringIO

from activities.batch_pdf import join_letters
from activities.mail_batch import UnreadableLetterError, read_paper
from activities.mail_house import PrintedBatch
from activities.services import Services
from database import owner_notice as letters
from database.connection import transaction
from database.mail import MailBatch, Piece
from schemas.mail_house import ManifestRow
from schemas.messages import Actor

REPLY_WITHIN = timedelta(days=1)
PURPOSE = "mailing"
"""For what a letter is read, as the access log says it."""


async def print_batch(
    services: Services, batch: MailBatch, pieces: Sequence[Piece], actor: Actor, now: datetime
) -> PrintedBatch:
    """These letters of a batch, the same bytes each time; the log of accesses names who reads them.

    Raises UnreadableLetterError.
    """
    papers = [await _checked(services, each) for each in pieces]
    moment = services.pace.case_time(now)
    async with transaction(services.pool) as connection:
        for each in pieces:
            await letters.log_access(connection, actor.account, each.case, f"letter {each.letter}", PURPOSE, moment)
    pdf = await asyncio.to_thread(join_letters, papers, f"Letters of batch {batch.name}")
    return PrintedBatch(batch.name, manifest_of(batch, pieces), pdf)


async def _checked(services: Services, piece: Piece) -> bytes:
    paper = await read_paper(services, piece.case, piece.letter)
    if sha256(paper).hexdigest() != piece.sha256:
        raise UnreadableLetterError(piece.case, piece.letter)
    return paper


def manifest_of(batch: MailBatch, pieces: Sequence[Piece]) -> str:
    """One row for each letter, in the order of the PDF, and a last row that counts them. Names nobody."""
    written = StringIO()
    rows = csv.DictWriter(written, tuple(ManifestRow.model_fields), lineterminator="\r\n")
    rows.writeheader()
    rows.writerows(each.model_dump(mode="json") for each in rows_of(batch, pieces))
    written.write(f"END,{len(pieces)}\r\n")
    return written.getvalue()


def rows_of(batch: MailBatch, pieces: Sequence[Piece]) -> Iterator[ManifestRow]:
    """The rows of the manifest, with the pages of each letter in the PDF, from 1."""
    page = 1
    for row, piece in enumerate(pieces, start=1):
        yield ManifestRow(
            batch_id=batch.name,
            row=row,
            letter_id=piece.letter,
            certified_number=piece.certified_number,
            service=piece.service,
            page_from=page,
            page_to=page + piece.pages - 1,
            sha256=piece.sha256,
            reply_by=batch.day + REPLY_WITHIN,
        )
        page += piece.pages
