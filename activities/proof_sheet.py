"""The proof sheet appended to a letter's file copy: the rulings that the letter rests on, in words.

Printed and encrypted in the transaction that writes the letter, so that it shows what applied at that time.
"""

from typing import Annotated

from pydantic import Field

from activities.letter_press import Printed, Words, in_words
from activities.office import Folder
from activities.proof_words import Line, Part, Teller, ToldRuling
from rules.conflicts import CONCERNED, conflict_of
from rules.judging import asked_of
from rules.requirements import Asked
from rules.rulings import rule
from schemas.messages import Number
from schemas.owner_notice import WriteLetter
from schemas.words import Notice


class SheetLine(Printed):
    """One requirement; `fact` is the number of the fact that meets it."""

    mark: Words
    text: Words
    law: Words
    fact: int | None


class SheetBranch(Printed):
    """What one guard requires."""

    says: Words
    guard: Words
    lines: tuple[SheetLine, ...]


class SheetRuling(Printed):
    """One ruling: why it is on the sheet, its question, its verdict and its whole proof."""

    why: Words
    title: Words
    verdict: Words
    more: str
    branches: tuple[SheetBranch, ...]


class ProofSheet(Printed):
    """The whole sheet; `fact` is the number of the letter in the journal."""

    fact: Number
    edition: Words
    at: Words
    rulings: Annotated[tuple[SheetRuling, ...], Field(min_length=1)]


TOWARDS = {
    Notice.PRE_TOW: ("may_tow", "The next legal step, as it stood when the letter was written"),
    Notice.CORRECTION: ("must_release", "The effect of the hearing, as it stood when the letter was written"),
}
"""The further question shown with each notice; for all others it is the end of the time to reclaim."""

RECLAIM = ("may_open_disposal_gate", "The next legal step, as it stood when the letter was written")


def sheet_of(folder: Folder, asked: WriteLetter) -> ProofSheet:
    """The sheet of the letter that is being written."""
    case, law, at = folder.case, folder.law, asked.at or folder.now
    teller = Teller(law.tz)
    written = rule(asked_of(case, asked, law, at, actor=folder.actor))
    question, why = TOWARDS.get(asked.notice, RECLAIM)
    conflict = conflict_of(case, law) if question in CONCERNED else None
    towards = teller.tell(rule(Asked(question, case, law, at)), conflict=conflict)
    return ProofSheet(
        fact=case.number + 1,
        edition=law.code,
        at=in_words(at, law.tz),
        rulings=(_ruling("The legal basis of the letter", teller.tell(written)), _ruling(why, towards)),
    )


def _ruling(why: str, told: ToldRuling) -> SheetRuling:
    branches = tuple(_branch(part) for part in told.parts)
    return SheetRuling(why=why, title=told.title, verdict=told.says, more=told.conflict or "", branches=branches)


def _branch(part: Part) -> SheetBranch:
    aside = f"; overridden by fact {part.set_aside}" if part.set_aside else ""
    return SheetBranch(says=part.says, guard=f"safeguard {part.guard}{aside}", lines=tuple(map(_line, part.lines)))


def _line(line: Line) -> SheetLine:
    ends = "" if line.met or not line.ends else f" ({line.ends})"
    return SheetLine(
        mark=line.mark, text=f"{line.text}{ends}", law=f"{line.citation} ({line.confidence})", fact=line.fact
    )
