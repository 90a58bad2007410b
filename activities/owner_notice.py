"""Owner notice: encrypted parties, and the letters to them, each written once in the transaction of its fact."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from temporalio import activity

from activities import letter_parts
from activities.languages import languages_to_print
from activities.letter_language import ENGLISH, LetterLanguage
from activities.letter_press import CannotPrint, LetterText, Translation, print_letter
from activities.letter_signs import unprintable_in
from activities.owner_links import address_of, issue_link
from activities.proof_sheet import ProofSheet, sheet_of
from activities.services import SYSTEM, CaseContext, PrintedAhead, Services, SystemActor, standing
from database import owner_notice as letters
from database.connection import transaction
from database.impound import next_link
from rules.owner_notice import owed_letters
from rules.rows import FoundPartyRows, LetterRow, PartyRows
from schemas import names
from schemas.messages import Actor
from schemas.owner_notice import Addressee, RecordParties, WriteLetter
from schemas.records import FoundParty, ReferAnswer
from schemas.rulings import Refusal
from schemas.waiting_periods import StepFailed
from schemas.wire import ActivityInput, Position
from schemas.words import FailureCause, Notice, Party, Task

Kept = TypeVar("Kept")


class NoSuchLetterError(Exception):
    """This case has no letter, or no party, of this number."""


@dataclass(frozen=True)
class OwnerNotice:
    """The activity that writes letters."""

    system: SystemActor

    @activity.defn(name=names.WRITE_LETTERS)
    async def write_letters(self, given: ActivityInput) -> Position:
        """Write every letter that is owed, one fact each; a retry continues with those still missing."""
        row = await self.system.find(given.case)
        position = standing(self.system.services, row)
        for written, owed in enumerate(owed_letters(row.case, self.system.services.law(row.edition))):
            request = WriteLetter(notice=owed.notice, party=owed.party, addressee=owed.addressee)
            try:
                ahead = await print_ahead(self.system, given, request)
                position = (await self.system.ask(given, request, beyond=written, ahead=ahead)).position
            except CannotPrint as fault:
                failed = StepFailed(step=Task.LETTERS, cause=FailureCause.CANNOT_PRINT, note=str(fault))
                return (await self.system.ask(given, failed, beyond=written)).position
        return position


async def parties_kept(context: CaseContext, asked: RecordParties) -> PartyRows | Refusal:
    """Encrypt names and addresses; the fact has their row ids. A name that no letter can show is refused."""
    if missing := await asyncio.to_thread(unprintable_in, _written(asked)):
        reason = f"No letter can show the character {missing[0]}. Please write names and addresses in Latin letters."
        return Refusal(code="cannot_be_printed", reason=reason)
    owner = await _party(context, Party.OWNER, asked.owner) if asked.owner else None
    co_owners = [await _party(context, Party.OWNER, each) for each in asked.co_owners]
    lienholders = [await _party(context, Party.LIENHOLDER, each) for each in asked.lienholders]
    return PartyRows(owner, tuple(co_owners), tuple(lienholders))


async def found_parties_kept(context: CaseContext, asked: ReferAnswer) -> FoundPartyRows | Refusal:
    """Encrypt whom a service named, as it named them: a person decides who is a party.

    Refused if the plate or the VIN that was asked by has been corrected since: the answer is about another car.
    """
    if (asked.plate, asked.vin) not in ((None, None), (context.row.plate, context.row.vin)):
        return Refusal(code="out_of_turn", reason="The plate or the VIN was corrected since the service was asked.")
    rows = [await _party(context, each.role, _as_named(each)) for each in asked.parties]
    return FoundPartyRows(tuple(rows))


def _as_named(party: FoundParty) -> Addressee:
    """What the service said, readable even where it left something out."""
    name = party.name if len(party.name) > 1 else f"{party.name} (as the service wrote it)"
    return Addressee(name=name, lines=party.lines or ("The service gave no address.",))


def _written(asked: RecordParties) -> str:
    """Everything that stands in the address window of a letter."""
    parties = (asked.owner, *asked.co_owners, *asked.lienholders)
    return "".join(part for each in parties if each for part in (each.name, *each.lines))


async def _party(context: CaseContext, kind: Party, addressee: Addressee) -> int:
    key = context.services.encryption.new_key()
    encrypted = key.encrypt_addressee(addressee)
    return await letters.insert_party(context.connection, context.row.id, kind, encrypted, key.wrapped, context.now)


async def print_ahead(system: SystemActor, given: ActivityInput, asked: WriteLetter) -> PrintedAhead:
    """Print a letter while nobody waits for its case. Raises CannotPrint, NoSuchLetterError."""
    services, row = system.services, await system.find(given.case)
    async with services.pool.acquire() as connection:
        context = CaseContext(services, connection, row, SYSTEM, services.pace.case_time(given.now))
        reserved = await _reserve(context)
        papers = await _papers(context, asked, reserved)
    return replace(reserved, papers={each: await print_letter(*each) for each in papers})


async def _reserve(context: CaseContext) -> PrintedAhead:
    """The number and the link of the next letter. The URL of a link is another one each second."""
    letter, link = await letters.next_letter(context.connection), await next_link(context.connection)
    return PrintedAhead(letter, link, address_of(context.services, link), {})


async def letter_written(context: CaseContext, asked: WriteLetter) -> LetterRow:
    """Keep one letter and its copy for the file: paper and fact are there together. Raises CannotPrint.

    If they say something else now than when they were printed ahead, or were not, they are printed here.
    """
    case, connection = context.row.id, context.connection
    ahead = context.ahead or await _reserve(context)
    papers = await _papers(context, asked, ahead)
    paper, copy = [ahead.papers.get(each) or await print_letter(*each) for each in papers]
    await issue_link(context, ahead.link, asked.addressee)
    key = context.services.encryption.new_key()
    kept = letters.EncryptedLetter(
        letter=ahead.letter,
        case=case,
        notice=asked.notice,
        party=asked.addressee,
        encrypted=key.encrypt(paper),
        file_copy=key.encrypt(copy),
        issue=_issue(context, asked),
        key=key.wrapped,
    )
    await letters.insert_letter(connection, kept, context.now)
    return LetterRow(ahead.letter)


async def _papers(
    context: CaseContext, asked: WriteLetter, reserved: PrintedAhead
) -> tuple[tuple[LetterText, None], tuple[LetterText, ProofSheet]]:
    """What the letter says, and what its copy for the file says. Raises NoSuchLetterError."""
    case = context.row.id
    party = await letters.find_party(context.connection, case, asked.addressee)
    addressee = context.services.encryption.read_addressee(party) if party else None
    if addressee is None:
        raise NoSuchLetterError(f"Case {case} has no party {asked.addressee}.")
    text = await _text(context, asked, reserved, addressee, ENGLISH)
    translations = [
        Translation(language=each, text=await _text(context, asked, reserved, addressee, each), draft=draft)
        for each, draft in await languages_to_print(context.services, context.connection)
    ]
    text = text.model_copy(update={"translations": tuple(translations)})
    return (text, None), (text, sheet_of(context, asked))


def _issue(context: CaseContext, asked: WriteLetter) -> int:
    same = (each for each in context.case.letters if (each.notice, each.addressee) == (asked.notice, asked.addressee))
    return 1 + sum(each.lapsed for each in same)


async def _text(
    context: CaseContext, asked: WriteLetter, reserved: PrintedAhead, addressee: Addressee, language: LetterLanguage
) -> LetterText:
    if asked.notice is Notice.PRE_TOW:
        parts = letter_parts.before_the_tow(context, asked, language)
    else:
        parts = await letter_parts.in_the_lot(context, asked, language)
    return LetterText(
        case_number=context.row.id,
        letter_number=reserved.letter,
        notice=asked.notice,
        party=asked.party,
        addressee_name=addressee.name,
        addressee_lines=addressee.lines,
        city=letter_parts.letterhead(context, language),
        vehicle=letter_parts.vehicle(context),
        written_on=context.now.astimezone(context.law.tz).date(),
        citations=letter_parts.citations(context.law, asked.notice),
        link=reserved.url,
        **parts,
    )


async def read_letter(
    services: Services, case: str, letter: int, actor: Actor, *, purpose: str, now: datetime
) -> bytes:
    """A letter as PDF, at the real instant `now`; reader and purpose are logged. Raises NoSuchLetterError."""
    async with transaction(services.pool) as connection:
        encrypted = await letters.find_letter(connection, case, letter)
        if encrypted is None:
            raise NoSuchLetterError(f"Case {case} has no letter {letter}.")
        await services.compare_clocks(connection)
        moment = services.pace.case_time(now)
        await letters.log_access(connection, actor.account, case, f"letter {letter}", purpose, moment)
    return _kept(services.encryption.read(encrypted), f"letter {letter}", case)


async def read_file_copy(
    services: Services, case: str, letter: int, actor: Actor, *, purpose: str, now: datetime
) -> bytes:
    """The file copy of a letter as PDF, logged like `read_letter`. Raises NoSuchLetterError."""
    async with transaction(services.pool) as connection:
        encrypted = await letters.find_file_copy(connection, case, letter)
        if encrypted is None:
            raise NoSuchLetterError(f"Case {case} has no file copy of a letter {letter}.")
        await services.compare_clocks(connection)
        moment, what = services.pace.case_time(now), f"file copy of letter {letter}"
        await letters.log_access(connection, actor.account, case, what, purpose, moment)
    return _kept(services.encryption.read(encrypted), what, case)


async def read_party(
    services: Services, case: str, party: int, actor: Actor, *, purpose: str, now: datetime
) -> Addressee:
    """An owner or lienholder, decrypted, at the real instant `now`; the access is logged. Raises NoSuchLetterError."""
    async with transaction(services.pool) as connection:
        encrypted = await letters.find_party(connection, case, party)
        if encrypted is None:
            raise NoSuchLetterError(f"Case {case} has no party {party}.")
        await services.compare_clocks(connection)
        moment = services.pace.case_time(now)
        await letters.log_access(connection, actor.account, case, f"party {party}", purpose, moment)
    return _kept(services.encryption.read_addressee(encrypted), f"party {party}", case)


def _kept(found: Kept | None, what: str, case: str) -> Kept:
    """Raises NoSuchLetterError if the key was destroyed."""
    if found is None:
        raise NoSuchLetterError(f"The {what} of case {case} was removed on the records schedule.")
    return found
