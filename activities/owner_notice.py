"""Owner notice: encrypted parties, and the letters to them, each written once in the transaction of its fact."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from activities import letter_parts
from activities.letter_press import CannotPrint, LetterText, print_letter
from activities.office import Folder, Office, System, standing
from activities.owner_links import issue_link
from activities.proof_sheet import sheet_of
from database import owner_notice as letters
from database.connection import transaction
from rules.library import find_edition
from rules.owner_notice import owed_letters
from rules.rows import LetterRow, PartyRows
from schemas import names
from schemas.messages import Actor
from schemas.owner_notice import Addressee, RecordParties, WriteLetter
from schemas.waiting_periods import StepFailed
from schemas.wire import ActivityInput, FailureCause, Position
from schemas.words import Notice, Party, Task


class NoSuchLetterError(Exception):
    """This case has no letter, or no party, of this number."""


@dataclass(frozen=True)
class OwnerNotice:
    """The activity that writes letters."""

    system: System

    @activity.defn(name=names.WRITE_LETTERS)
    async def write_letters(self, given: ActivityInput) -> Position:
        """Write every letter that is owed, one fact each; a retry continues with those still missing."""
        row = await self.system.find(given.case)
        position = standing(self.system.office, row)
        for written, owed in enumerate(owed_letters(row.case, find_edition(row.edition))):
            request = WriteLetter(notice=owed.notice, party=owed.party, addressee=owed.addressee)
            try:
                position = (await self.system.ask(given, request, beyond=written)).position
            except CannotPrint as fault:
                failed = StepFailed(step=Task.LETTERS, cause=FailureCause.CANNOT_PRINT, note=str(fault))
                return (await self.system.ask(given, failed, beyond=written)).position
        return position


async def parties_kept(folder: Folder, asked: RecordParties) -> PartyRows:
    """Names and addresses are sealed; the fact takes their rows."""
    owner = await _party(folder, Party.OWNER, asked.owner) if asked.owner else None
    lienholders = [await _party(folder, Party.LIENHOLDER, each) for each in asked.lienholders]
    return PartyRows(owner, tuple(lienholders))


async def _party(folder: Folder, kind: Party, addressee: Addressee) -> int:
    sealed = folder.office.seal.close_addressee(addressee)
    return await letters.insert_party(folder.connection, folder.row.id, kind, sealed, folder.now)


async def letter_written(folder: Folder, asked: WriteLetter) -> LetterRow:
    """Print and keep one letter and its copy for the file: paper and fact are there together. Raises CannotPrint."""
    case, connection = folder.row.id, folder.connection
    sealed = await letters.find_party(connection, case, asked.addressee)
    if sealed is None:
        raise NoSuchLetterError(f"Case {case} has no party {asked.addressee}.")
    number = await letters.next_letter(connection)
    seal = folder.office.seal
    text = await _text(folder, asked, number, seal.open_addressee(sealed))
    paper, copy = await print_letter(text), await print_letter(text, sheet_of(folder, asked))
    sealed_pair = seal.close(paper), seal.close(copy)
    kept = letters.SealedLetter(number, case, asked.notice, asked.addressee, *sealed_pair, _issue(folder, asked))
    await letters.insert_letter(connection, kept, folder.now)
    return LetterRow(number)


def _issue(folder: Folder, asked: WriteLetter) -> int:
    same = (each for each in folder.case.letters if (each.notice, each.addressee) == (asked.notice, asked.addressee))
    return 1 + sum(each.lapsed for each in same)


async def _text(folder: Folder, asked: WriteLetter, number: int, addressee: Addressee) -> LetterText:
    before = asked.notice is Notice.PRE_TOW
    parts = letter_parts.before_the_tow(folder, asked) if before else await letter_parts.in_the_lot(folder, asked)
    link = await issue_link(folder, asked.addressee) if asked.party is Party.OWNER else None
    return LetterText(
        case_number=folder.row.id,
        letter_number=number,
        notice=asked.notice,
        party=asked.party,
        addressee_name=addressee.name,
        addressee_lines=addressee.lines,
        city=folder.office.voice,
        vehicle=letter_parts.vehicle(folder),
        written_on=folder.now.astimezone(folder.law.tz).date(),
        citations=letter_parts.citations(folder.law, asked.notice),
        link=link,
        **parts,
    )


async def read_letter(office: Office, case: str, letter: int, actor: Actor, *, purpose: str, now: datetime) -> bytes:
    """A letter as PDF, at the real instant `now`; reader and purpose are logged. Raises NoSuchLetterError."""
    async with transaction(office.pool) as connection:
        sealed = await letters.find_letter(connection, case, letter)
        if sealed is None:
            raise NoSuchLetterError(f"Case {case} has no letter {letter}.")
        moment = office.pace.case_time(now)
        await letters.log_access(connection, actor.account, case, f"letter {letter}", purpose, moment)
    return office.seal.open(sealed)


async def read_file_copy(office: Office, case: str, letter: int, actor: Actor, *, purpose: str, now: datetime) -> bytes:
    """The file copy of a letter as PDF, logged like `read_letter`. Raises NoSuchLetterError."""
    async with transaction(office.pool) as connection:
        sealed = await letters.find_file_copy(connection, case, letter)
        if sealed is None:
            raise NoSuchLetterError(f"Case {case} has no file copy of a letter {letter}.")
        moment, what = office.pace.case_time(now), f"file copy of letter {letter}"
        await letters.log_access(connection, actor.account, case, what, purpose, moment)
    return office.seal.open(sealed)


async def read_party(office: Office, case: str, party: int, actor: Actor, *, purpose: str, now: datetime) -> Addressee:
    """An owner or lienholder, decrypted, at the real instant `now`; the access is logged. Raises NoSuchLetterError."""
    async with transaction(office.pool) as connection:
        sealed = await letters.find_party(connection, case, party)
        if sealed is None:
            raise NoSuchLetterError(f"Case {case} has no party {party}.")
        moment = office.pace.case_time(now)
        await letters.log_access(connection, actor.account, case, f"party {party}", purpose, moment)
    return office.seal.open_addressee(sealed)
