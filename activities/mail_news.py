"""The events of the letters: each is kept once, and what it says of a letter is recorded, if it says enough.

A label is not mail, the word of a mail house is no proof, and no news is not delivery. States never go back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from activities.mail_house import MailHouse
from activities.mail_quarantine import quarantine_mail
from activities.services import Services, SystemActor
from database import mail_events
from database.cases import CaseRow
from database.connection import Unkeepable, transaction
from database.mail import find_piece
from database.mail_events import MailEvent
from schemas.case_parts import Letter
from schemas.mail import MailFault, MailProof, MailReturn, RecordDelivery, RecordMailing, RecordReturn, ReportMailFault
from schemas.mail_house import MailEventKind, MailNews, MailSource
from schemas.messages import Request
from schemas.wire import ActivityInput, DailyInput
from schemas.words import Stage

AT_ONCE, MOST_PAGES = 200, 1000
FAR_AHEAD = timedelta(days=1)
NEVER_BEFORE = (datetime.min.replace(tzinfo=UTC), 0)


@dataclass(frozen=True)
class Judged:
    """What an event leads to: a request; or why to none, whether a person has to see it, and whether it waits."""

    request: Request | None = None
    why: str | None = None
    for_a_person: bool = False
    waits: bool = False


async def collect_news(system: SystemActor, house: MailHouse, given: DailyInput) -> None:
    """Read the events after those that were read before, then record what they say, also if the mail house is away.

    Raises ServiceAwayError.
    """
    try:
        await _read(system.services, house, given)
    finally:
        await note_events(system, given)


async def _read(services: Services, house: MailHouse, given: DailyInput) -> None:
    async with services.pool.acquire() as connection:
        cursor = await mail_events.find_cursor(connection)
    for _ in range(MOST_PAGES):
        news = await house.news_after(cursor, given.now)
        for raw in news.events:
            await _keep(services, raw, given.now)
        for sentence, came in news.faults:
            await quarantine_mail(services, "file", sentence, came, given.now)
        if news.cursor in (None, cursor):
            return
        cursor = news.cursor
        async with services.pool.acquire() as connection:
            await mail_events.move_cursor(connection, cursor)
        if not (news.events or news.faults):
            return


async def _keep(services: Services, raw: Mapping[str, Any], now: datetime) -> None:
    """Keep an event of one of our letters, once; anything else is quarantined."""
    try:
        news = MailNews.model_validate(raw)
        known = await _insert(services, news, now)
    except ValidationError as fault:
        where = ".".join(str(part) for part in fault.errors()[0]["loc"])
        sentence = f"An event cannot be read: {where} is missing or wrong."
        await quarantine_mail(services, "event", sentence, str(raw), now)
    except Unkeepable:
        await quarantine_mail(services, "event", "An event cannot be kept as it is.", str(raw), now)
    else:
        if not known:
            number = news.certified_number or f"letter {news.letter_id}"
            sentence = f"Event {news.event_id} ({news.event.words}) is of no letter of ours: {number}."
            await quarantine_mail(services, "event", sentence, news.model_dump_json(), now)


async def _insert(services: Services, news: MailNews, now: datetime) -> bool:
    """Whether the event is of one of our letters."""
    async with transaction(services.pool) as connection:
        piece = await find_piece(connection, news.letter_id, news.certified_number)
        if piece:
            await mail_events.insert_event(connection, piece, news, services.pace.case_time(now))
    return piece is not None


async def note_events(system: SystemActor, given: DailyInput) -> None:
    """Judge every event that was not judged for good, in the order in which they happened."""
    beyond = NEVER_BEFORE
    while events := await _unnoted(system.services, beyond):
        for event in events:
            await _note(system, event, given)
        beyond = (events[-1].occurred_at, events[-1].id)


async def _unnoted(services: Services, beyond: tuple[datetime, int]) -> list[MailEvent]:
    async with services.pool.acquire() as connection:
        return await mail_events.list_unnoted_events(connection, beyond, AT_ONCE)


async def _note(system: SystemActor, event: MailEvent, given: DailyInput) -> None:
    row = await system.find(event.case)
    if not row.is_readable:
        return
    judged, fact = judge(event, row, system.services, now=system.services.pace.case_time(given.now)), None
    if judged.request:
        asked = ActivityInput(case=event.case, now=given.now)
        answer = await system.ask(asked, judged.request, key=f"mail-event-{event.id}")
        fact = answer.number
        if answer.refusal:
            judged = Judged(why=answer.refusal.reason, for_a_person=True)
    if judged.for_a_person:
        sentence = f"Case {event.case}, letter {event.letter}: {event.event.words}. {judged.why}"
        await quarantine_mail(system.services, "event", sentence, event.raw_code or "", given.now)
    async with system.services.pool.acquire() as connection:
        await mail_events.note_event(connection, event.id, fact=fact, why=judged.why, noted=not judged.waits)


def judge(event: MailEvent, row: CaseRow, services: Services, *, now: datetime) -> Judged:
    """What this event means for the letter as it stands, at an instant of case time; nothing if the case is closed."""
    if row.stage == Stage.CLOSED:
        return Judged(why="The case is closed.")
    letter = next((each for each in row.case.letters if each.letter == event.letter), None)
    if letter is None:
        return Judged(why="The case has no such letter.", for_a_person=True)
    at = _instant(event, letter, services.law(row.edition).tz)
    if at > now + FAR_AHEAD:
        return Judged(why="Its date is in the future.", for_a_person=True)
    if at > now:
        return Judged(why="It waits for its date.", waits=True)
    return JUDGES.get(event.event, _of_no_weight)(event, letter, at)


def _instant(event: MailEvent, letter: Letter, zone: ZoneInfo) -> datetime:
    """When it happened, in the city's time: the local date decides. If the instant is of another day here, or the
    carrier has given only a date, it is the last minute of that date, which gives the reader the most time.
    """
    at = event.occurred_at.astimezone(zone)
    if at.date() == event.local_date and at >= letter.written.at:
        return at
    return datetime.combine(event.local_date, time(23, 59), zone)


def _accepted(event: MailEvent, letter: Letter, at: datetime) -> Judged:
    if event.source is MailSource.HOUSE:
        return Judged(why="The word of the mail house is no proof of mailing.")
    if letter.mailed:
        later = event.local_date > letter.mailed.at.astimezone(at.tzinfo).date()
        why = (
            "It is later than the mailing on record: look which date is right."
            if later
            else "The mailing is on record."
        )
        return Judged(why=why, for_a_person=later)
    proof = MailProof.ACCEPTANCE_SCAN if event.source is MailSource.CARRIER else MailProof.MANIFEST
    return Judged(RecordMailing(letter=letter.letter, at=at, shown_by=proof))


def _delivered(_: MailEvent, letter: Letter, at: datetime) -> Judged:
    if letter.returned:
        return Judged(why="The letter had been returned: it was delivered back to us.")
    if letter.delivered:
        return Judged(why="The delivery is on record.")
    if letter.mailed is None:
        return Judged(why="It waits for the proof of mailing.", waits=True)
    return Judged(RecordDelivery(letter=letter.letter, at=at))


def _returned(event: MailEvent, letter: Letter, at: datetime) -> Judged:
    reason = event.reason or MailReturn.UNDELIVERABLE
    if letter.delivered:
        return Judged(why="The letter had been delivered. Look at it and decide what it means.", for_a_person=True)
    if letter.mailed is None:
        return Judged(why="It waits for the proof of mailing.", waits=True)
    known = letter.returned.reason if letter.returned else None
    if known and (known is not MailReturn.UNDELIVERABLE or reason is MailReturn.UNDELIVERABLE):
        return Judged(why="The return is on record.")
    return Judged(RecordReturn(letter=letter.letter, at=at, reason=reason))


def _lost(_: MailEvent, letter: Letter, at: datetime) -> Judged:
    if letter.returned or letter.delivered:
        return Judged(why="What became of the letter is on record.", for_a_person=True)
    if letter.mailed is None:
        return Judged(why="It waits for the proof of mailing.", waits=True)
    return Judged(RecordReturn(letter=letter.letter, at=at, reason=MailReturn.LOST))


def _not_produced(_: MailEvent, letter: Letter, _at: datetime) -> Judged:
    if letter.mailed:
        return Judged(
            why="The mailing is on record, and the mail house says that it did not mail it.", for_a_person=True
        )
    if letter.not_mailed:
        return Judged(why="A person mails this letter.")
    return Judged(ReportMailFault(letter=letter.letter, fault=MailFault.NOT_PRODUCED))


def _forwarded(_: MailEvent, _letter: Letter, _at: datetime) -> Judged:
    return Judged(why="The reader has another address now. Find it out, and enter it.", for_a_person=True)


def _of_no_weight(_: MailEvent, _letter: Letter, _at: datetime) -> Judged:
    return Judged(why="It is kept; nothing follows from it.")


JUDGES: dict[MailEventKind, Callable[[MailEvent, Letter, datetime], Judged]] = {
    MailEventKind.ACCEPTED: _accepted,
    MailEventKind.DELIVERED: _delivered,
    MailEventKind.RETURNED: _returned,
    MailEventKind.LOST: _lost,
    MailEventKind.NOT_PRODUCED: _not_produced,
    MailEventKind.FORWARDED: _forwarded,
}
"""What each event may lead to; nothing follows from any other."""
