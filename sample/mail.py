"""The mail house of the training city: it takes every letter, mails it at once, and most of them are delivered.

Knows no network and no clock: the instant of case time is given.
"""

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from secrets import token_hex
from zoneinfo import ZoneInfo

from schemas.mail import MailReturn
from schemas.mail_house import (
    BatchAnswer,
    MailEventKind,
    MailNews,
    MailService,
    MailSource,
    ManifestRow,
    NewsPage,
    RowAnswer,
)

DELIVERED_AFTER, RETURNED_AFTER = timedelta(days=3), timedelta(days=18)
PER_PAGE = 500


class ManifestError(Exception):
    """A manifest that is not what was agreed; the message is one sentence."""


@dataclass(frozen=True)
class TakenBatch:
    """One batch as it came in: when, its rows, and how many bytes its PDF has."""

    name: str
    at: datetime
    rows: tuple[ManifestRow, ...]
    size: int


@dataclass
class TrainingMailHouse:
    """What the mail house has. `returning`: every so many letters one comes back, each time for another reason."""

    zone: ZoneInfo
    returning: int | None = None
    batches: dict[str, TakenBatch] = field(default_factory=dict)
    planned: list[MailNews] = field(default_factory=list)
    token: str = field(default_factory=lambda: token_hex(4))
    """Part of every cursor: when the training city starts again, its events begin again."""
    copies: Counter[int] = field(default_factory=Counter)
    """How many batches each letter came in: more than one is a letter that was mailed twice."""

    def take(self, name: str, manifest: str, size: int, at: datetime) -> BatchAnswer:
        """Take a batch, once for its name. Raises ManifestError."""
        if name not in self.batches:
            rows = read_manifest(name, manifest)
            self.batches[name] = TakenBatch(name, at, rows, size)
            self.copies.update(row.letter_id for row in rows)
            self.planned += [each for row in rows for each in self._events_of(row, at)]
            self.planned.sort(key=lambda each: each.occurred_at)
        return self.answer(name)

    def answer(self, name: str) -> BatchAnswer:
        """The answer for a batch that was taken. Raises KeyError."""
        rows = (
            RowAnswer(letter_id=row.letter_id, status="taken", certified_number=row.certified_number).model_dump()
            for row in self.batches[name].rows
        )
        return BatchAnswer(batch_id=name, rows=tuple(rows))

    def events(self, cursor: str, now: datetime) -> NewsPage:
        """The events after a cursor of this run that have happened by now, some at a time."""
        token, _, place = cursor.partition("-")
        after = int(place) if token == self.token and place.isdecimal() else 0
        found = [each for each in self.planned[after : after + PER_PAGE] if each.occurred_at <= now]
        events = tuple(each.model_dump(mode="json") for each in found)
        return NewsPage(events=events, cursor=f"{self.token}-{after + len(found)}")

    def _events_of(self, row: ManifestRow, at: datetime) -> tuple[MailNews, ...]:
        """A certified letter is scanned and tracked; of a first-class one only the accepted manifest is known."""
        certified = row.service is MailService.CERTIFIED
        accepted = self._event(row, MailEventKind.ACCEPTED, at, certified=certified)
        if self.returning and row.letter_id % self.returning == 0:
            reasons = tuple(MailReturn)
            reason = reasons[row.letter_id // self.returning % len(reasons)]
            back = self._event(row, MailEventKind.RETURNED, at + RETURNED_AFTER, certified=certified)
            return accepted, back.model_copy(update={"reason": reason})
        delivered = self._event(row, MailEventKind.DELIVERED, at + DELIVERED_AFTER, certified=certified)
        return (accepted, delivered) if certified else (accepted,)

    def _event(self, row: ManifestRow, kind: MailEventKind, at: datetime, *, certified: bool) -> MailNews:
        return MailNews(
            event_id=f"e-{row.letter_id}-{kind}",
            letter_id=row.letter_id,
            certified_number=row.certified_number,
            event=kind,
            occurred_at=at,
            local_date=at.astimezone(self.zone).date(),
            source=MailSource.CARRIER if certified else MailSource.MANIFEST,
        )


def read_manifest(name: str, manifest: str) -> tuple[ManifestRow, ...]:
    """The rows of a manifest. Raises ManifestError."""
    lines = manifest.splitlines()
    rows = list(csv.DictReader(StringIO("\n".join(lines[:-1]))))
    if not lines or lines[-1] != f"END,{len(rows)}":
        raise ManifestError("The manifest does not end with END and the number of its rows.")
    try:
        read = [ManifestRow.model_validate({key: text or None for key, text in row.items()}) for row in rows]
    except ValueError as fault:
        raise ManifestError("A row of the manifest cannot be read.") from fault
    if any(row.batch_id != name for row in read):
        raise ManifestError("A row of the manifest is of another batch.")
    return tuple(read)
