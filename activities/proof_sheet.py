"""The proof sheet appended to a letter's file copy: the rulings that the letter rests on, in words.

Judged again and encrypted in the transaction that writes the letter, so that it shows what applied at that time.
"""

from typing import Annotated

from pydantic import Field

from activities.letter_language import in_words
from activities.letter_press import Printed, Words
from activities.proof_words import FormattedGuard, FormattedRequirement, FormattedRuling, RulingFormatter
from activities.services import CaseContext
from rules.authorization import asked_of
from rules.conflicts import CONCERNED, conflict_of
from rules.requirements import GuardContext
from rules.rulings import evaluate
from schemas.messages import Number
from schemas.owner_notice import WriteLetter
from schemas.words import Notice


class SheetLine(Printed):
    """One requirement; `fact` is the number of the fact that meets it."""

    mark: Words
    text: Words
    law: Words
    fact: int | None


class SheetGuard(Printed):
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
    guard_results: tuple[SheetGuard, ...]


class ProofSheet(Printed):
    """The whole sheet; `fact` is the number of the letter in the journal."""

    fact: Number
    edition: Words
    at: Words
    rulings: Annotated[tuple[SheetRuling, ...], Field(min_length=1)]


NEXT_STEP = {
    Notice.PRE_TOW: ("may_tow", "The next legal step, as it stood when the letter was written"),
    Notice.CORRECTION: ("must_release", "The effect of the hearing, as it stood when the letter was written"),
}
"""The further question shown with each notice; for all others it is the end of the time to reclaim."""

RECLAIM = ("may_open_disposal_gate", "The next legal step, as it stood when the letter was written")


def sheet_of(context: CaseContext, asked: WriteLetter) -> ProofSheet:
    """The sheet of the letter that is being written."""
    case, law, at = context.case, context.law, asked.at or context.now
    formatter = RulingFormatter(law.tz)
    written = evaluate(asked_of(case, asked, law, at, actor=context.actor))
    question, why = NEXT_STEP.get(asked.notice, RECLAIM)
    conflict = conflict_of(case, law) if question in CONCERNED else None
    toward = formatter.format(evaluate(GuardContext(question, case, law, at)), conflict=conflict)
    return ProofSheet(
        fact=case.number + 1,
        edition=law.code,
        at=in_words(at, law.tz),
        rulings=(_ruling("The legal basis of the letter", formatter.format(written)), _ruling(why, toward)),
    )


def _ruling(why: str, told: FormattedRuling) -> SheetRuling:
    guard_results = tuple(_guard_result(part) for part in told.parts)
    return SheetRuling(
        why=why, title=told.title, verdict=told.says, more=told.conflict or "", guard_results=guard_results
    )


def _guard_result(part: FormattedGuard) -> SheetGuard:
    aside = f"; overridden by fact {part.overridden}" if part.overridden else ""
    return SheetGuard(says=part.says, guard=f"safeguard {part.guard}{aside}", lines=tuple(map(_line, part.lines)))


def _line(line: FormattedRequirement) -> SheetLine:
    ends = "" if line.met or not line.ends else f" ({line.ends})"
    return SheetLine(
        mark=line.mark, text=f"{line.text}{ends}", law=f"{line.citation} ({line.confidence})", fact=line.fact
    )
