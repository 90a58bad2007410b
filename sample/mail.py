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

from sample.disturbances import EventFault, fault_of_event
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

DELIVERED_AFTER, UNCLAIMED_AFTER = timedelta(days=3), timedelta(days=18)
RETURNED_AFTER = dict.fromkeys(MailReturn, timedelta(days=6)) | {
    MailReturn.UNCLAIMED: UNCLAIMED_AFTER,
    MailReturn.UNDELIVERABLE: UNCLAIMED_AFTER,
    MailReturn.LOST: timedelta(days=12),
}
"""When a letter is back: the post office keeps one that nobody picks up, and looks for one that is lost."""
TOLD_LATE = {EventFault.LATE: timedelta(days=2), EventFault.OUT_OF_ORDER: timedelta(days=4)}
"""How long after an event the mail house tells of it; out of order: after what has followed it."""
RETURNING, OFTEN = 10, 2
"""In the training city every tenth letter comes back; of the first ones every second, so that a week of reports has
each reason.
"""
NOBODYS = 1_000_000_000
"""What is added to the number of a letter for one that was never sent."""
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
    """What the mail house has. `returning`: every so many letters one comes back, each time for the next reason.

    `seed`: some news comes late, out of order, twice, or of a letter that nobody sent, the same for the same seed.
    """

    zone: ZoneInfo
    returning: int | None = None
    seed: int | None = None
    batches: dict[str, TakenBatch] = field(default_factory=dict)
    planned: list[MailNews] = field(default_factory=list)
    told_from: dict[str, datetime] = field(default_factory=dict)
    """From when an event is told of, if not from when it happened, by its name."""
    token: str = field(default_factory=lambda: token_hex(4))
    """Part of every cursor: when the training city starts again, its events begin again."""
    letters: int = 0
    copies: Counter[int] = field(default_factory=Counter)
    """How many batches each letter came in: more than one is a letter that was mailed twice."""

    def take(self, name: str, manifest: str, size: int, at: datetime) -> BatchAnswer:
        """Take a batch, once for its name. Raises ManifestError."""
        if name not in self.batches:
            rows = read_manifest(name, manifest)
            self.batches[name] = TakenBatch(name, at, rows, size)
            self.copies.update(row.letter_id for row in rows)
            self.planned += [
                told for row in rows for each in self._events_of(row, at) for told in self._disturbed(each)
            ]
            self.planned.sort(key=self._told_at)
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
        found = [each for each in self.planned[after : after + PER_PAGE] if self._told_at(each) <= now]
        events = tuple(each.model_dump(mode="json") for each in found)
        return NewsPage(events=events, cursor=f"{self.token}-{after + len(found)}")

    def _told_at(self, event: MailNews) -> datetime:
        return self.told_from.get(event.event_id, event.occurred_at)

    def _disturbed(self, event: MailNews) -> tuple[MailNews, ...]:
        """The event as the mail house tells of it."""
        match fault := fault_of_event(self.seed, event.event_id):
            case EventFault.LATE | EventFault.OUT_OF_ORDER:
                self.told_from[event.event_id] = event.occurred_at + TOLD_LATE[fault]
            case EventFault.TWICE:
                return event, event.model_copy(update={"event_id": f"{event.event_id}-again"})
            case EventFault.OF_ANOTHER:
                nobodys = {"letter_id": (event.letter_id or 0) + NOBODYS, "certified_number": None}
                return event, event.model_copy(update={"event_id": f"{event.event_id}-nobodys", **nobodys})
        return (event,)

    def _events_of(self, row: ManifestRow, at: datetime) -> tuple[MailNews, ...]:
        """A certified letter is scanned and tracked; of a first-class one only the accepted manifest is known."""
        certified = row.service is MailService.CERTIFIED
        accepted = self._event(row, MailEventKind.ACCEPTED, at, certified=certified)
        if reason := self._comes_back():
            kind = MailEventKind.LOST if reason is MailReturn.LOST else MailEventKind.RETURNED
            back = self._event(row, kind, at + RETURNED_AFTER[reason], certified=certified)
            return accepted, back.model_copy(update={"reason": REASON_TOLD.get(reason, reason)})
        delivered = self._event(row, MailEventKind.DELIVERED, at + DELIVERED_AFTER, certified=certified)
        return (accepted, delivered) if certified else (accepted,)

    def _comes_back(self) -> MailReturn | None:
        """Why the letter that is planned next comes back; None if it does not. The order of the rows decides."""
        self.letters += 1
        if self.returning is None:
            return None
        reasons = tuple(MailReturn)
        every = min(OFTEN, self.returning) if self.letters <= OFTEN * len(reasons) else self.returning
        return reasons[self.letters // every % len(reasons)] if self.letters % every == 0 else None

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


REASON_TOLD: dict[MailReturn, MailReturn | None] = {MailReturn.LOST: None, MailReturn.UNDELIVERABLE: None}
"""A letter that is lost, and one that comes back without a reason, are told of without one."""


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
