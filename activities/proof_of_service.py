"""Proof of service: for each letter of a case what was sent, to whom and why, and all that became of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from activities.owner_notice import read_party
from activities.services import SYSTEM, Services
from database import journal, mail, mail_events
from database import owner_notice as letters
from database.cases import CaseRow
from database.connection import Connection
from database.mail_events import MailEvent
from database.people import list_names_of_people
from rules.disposal_options import open_options
from rules.law import Edition
from rules.law_words import STEPS, said
from rules.owner_notice import came_back, letters_on_record
from rules.returns import asked_steps, due_by
from schemas.case import Case
from schemas.case_parts import Letter, StepTaken
from schemas.mail import (
    FurtherStepTaken,
    LetterDelivered,
    LetterHandedOver,
    LetterMailed,
    LetterNotMailed,
    LetterReturned,
)
from schemas.messages import Actor, Fact, JournalEntry
from schemas.owner_notice import Addressee, LetterWritten
from schemas.texts import in_sentence

PURPOSE = "proof_of_service"


@dataclass(frozen=True)
class Step:
    """One thing that happened to a letter: when, what, and by whom or how it is known; the fact, if it is one."""

    at: datetime
    what: str
    source: str
    fact: int | None = None


@dataclass(frozen=True)
class FollowUp:
    """One step that the return of a letter asks for: what was done for it, or by when it is due."""

    asked: str
    done: StepTaken | None
    by: datetime | None


@dataclass(frozen=True)
class Served:
    """One letter: what the law says of it, the digest of its PDF, its number as certified mail, and its steps.

    `follow_up`: what its return asks for, in order; `asks_for_nothing`: why a return asks for no step.
    """

    letter: Letter
    citation: str | None
    required: str | None
    sha256: str | None
    certified_number: str | None
    addressee: Addressee | None
    steps: tuple[Step, ...]
    follow_up: tuple[FollowUp, ...]
    asks_for_nothing: str | None


async def proof_of_service(
    services: Services, row: CaseRow, *, opened_by: Actor | None = None, now: datetime
) -> list[Served]:
    """Every letter of the case, the oldest first. `opened_by`: with names and addresses, which is logged."""
    async with services.pool.acquire() as connection:
        recorded = [journal.read_fact(entry) for entry in await journal.list_entries(connection, row.id)]
        events = await mail_events.list_events_of(connection, row.id)
        numbers = {each.letter: each.certified_number for each in await mail.list_pieces_of(connection, row.id)}
        names = {SYSTEM.account: SYSTEM.role.words} | await list_names_of_people(connection)
        digests = {each.letter: await _digest(services, connection, row.id, each.letter) for each in row.case.letters}
    named = await _named(services, row, opened_by, now) if opened_by else {}
    law = services.law(row.edition)
    return [
        Served(
            letter=each,
            citation=_citation(each, law),
            required=_required(each, law),
            sha256=digests[each.letter],
            certified_number=numbers.get(each.letter),
            addressee=named.get(each.addressee),
            steps=tuple(sorted(_steps(each.letter, recorded, events, names), key=lambda step: step.at)),
            follow_up=tuple(_follow_up(each, row.case, law)),
            asks_for_nothing=_why_no_step(each, row.case, law),
        )
        for each in row.case.letters
    ]


async def _named(services: Services, row: CaseRow, actor: Actor, now: datetime) -> Mapping[int, Addressee]:
    """The name and address of each addressee."""
    rows = dict.fromkeys(each.addressee for each in row.case.letters)
    return {each: await read_party(services, row.id, each, actor, purpose=PURPOSE, now=now) for each in rows}


async def _digest(services: Services, connection: Connection, case: str, letter: int) -> str | None:
    """The digest of the letter as it was printed; None if it was removed on the records schedule."""
    kept = await letters.find_letter(connection, case, letter)
    paper = services.encryption.read(kept) if kept else None
    return sha256(paper).hexdigest() if paper else None


def _citation(letter: Letter, law: Edition) -> str | None:
    rule = law.notices.get(letter.notice)
    return rule.citation if rule else None


def _follow_up(letter: Letter, case: Case, law: Edition) -> Iterator[FollowUp]:
    """The steps that the newest return of this letter asks for, if the disposal relies on the letter."""
    relied_on = came_back(case, open_options(case, law))
    for each in asked_steps(letter, law) if letter in relied_on else ():
        yield FollowUp(STEPS[each.step].capitalize(), each.taken, due_by(letter, each, law))


def _why_no_step(letter: Letter, case: Case, law: Edition) -> str | None:
    """Why nothing follows the return of this letter; None if it did not come back, or if steps follow."""
    if letter.returned is None or letter in came_back(case, open_options(case, law)):
        return None
    if letter.lapsed:
        return "This letter no longer counts, so its return asks for no step."
    if letter not in letters_on_record(case):
        return "Its reader is no longer on record: the letters to the parties on record took its place."
    return "The disposal of the car does not rest on this letter, so its return asks for no step."


def _required(letter: Letter, law: Edition) -> str | None:
    """What the edition says of such a letter, in words."""
    rule = law.notices.get(letter.notice)
    return said(rule) if rule else None


def _steps(
    letter: int, recorded: list[JournalEntry], events: list[MailEvent], names: Mapping[str, str]
) -> Iterator[Step]:
    for entry in recorded:
        what = _said(entry.fact)
        if what and getattr(entry.fact, "letter", None) == letter:
            yield Step(entry.at, what, names.get(entry.actor, entry.actor), entry.number)
    for each in events:
        if each.letter == letter and each.fact is None:
            reason = f" ({in_sentence(each.reason.words)})" if each.reason else ""
            yield Step(each.occurred_at, f"{each.event.words}{reason}. {each.why or ''}".strip(), each.source.words)


def _said(fact: Fact) -> str | None:
    """A fact about a letter in words; None for any other."""
    words = next((words for kind, words in SAID.items() if isinstance(fact, kind)), None)
    return words(fact) if words else None


def _mailed(fact: LetterMailed) -> str:
    stale = ", too long after it was written: it does not count" if fact.stale else ""
    return f"Mailed: {in_sentence(fact.shown_by.words)}{stale}"


SAID: dict[type[Fact], Callable[[Any], str]] = {
    LetterWritten: lambda _: "Written",
    LetterHandedOver: lambda fact: f"Handed over to the mail house, batch {fact.batch}",
    LetterMailed: _mailed,
    LetterDelivered: lambda _: "Delivered",
    LetterReturned: lambda fact: f"Returned: {in_sentence(fact.reason.words)}",
    LetterNotMailed: lambda fact: fact.fault.words,
    FurtherStepTaken: lambda fact: f"Further step: {in_sentence(fact.step.words)}",
}
"""What each fact about a letter is called here."""
