"""A ruling in words, for pages, letters and the terminal: the verdict, what is missing, and every requirement.

Knows no clock and no law: it formats a ruling.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from activities.letter_language import day_in_words, moment_in_words
from rules.conflicts import CONCERNED, Conflict, conflict_of
from rules.law import Edition
from rules.questions import question_in_words
from rules.rulings import is_over, standing_rulings
from schemas.case import Case
from schemas.rulings import GuardResult, Requirement, Ruling
from schemas.texts import N_, Spoken, in_sentence
from schemas.words import Confidence, Role


class Verdict(Spoken):
    """The verdict of a ruling."""

    YES = "yes", N_("Yes")
    BROUGHT = "brought", N_("Yes, with what the owner brings")
    NO = "no", N_("No")
    NOT_BEFORE = "not_before", N_("Not before its time")
    CONFLICT = "conflict", N_("The legal deadlines conflict")
    OVER = "over", N_("No longer asked")


@dataclass(frozen=True)
class FormattedRequirement:
    """One requirement in words. `confidence` explains its letter the first time that letter appears."""

    met: bool
    text: str
    citation: str
    confidence: str
    fact: int | None
    remedied_by: str | None
    earliest: str | None
    unknown: bool
    final: bool

    @property
    def mark(self) -> str:
        """How it stands, in a word or two; what is final can no longer be supplied."""
        if self.met:
            return "Met"
        return "Not known" if self.unknown else "Not met" if self.final else "Still needed"

    @property
    def ends(self) -> str:
        """What follows the text of an unmet requirement: from when it will be met, or who can supply it."""
        if self.unknown:
            return f"counsel answers; {self.remedied_by or 'a supervisor'} enters the answer"
        supplied = f"by {self.remedied_by}" if self.remedied_by else ""
        return f"from {self.earliest}" if self.earliest else supplied

    @property
    def sentence(self) -> str:
        """The requirement in one line."""
        begins = "" if self.met else f"{self.mark}: "
        ends = f" ({self.ends})" if self.ends and not self.met else ""
        return f"{begins}{self.text}{ends}. {self.citation} ({self.confidence})"


@dataclass(frozen=True)
class FormattedGuard:
    """One guard's part of a proof in words; `overridden` is the fact by which a person overrode it."""

    guard: str
    says: str
    lines: tuple[FormattedRequirement, ...]
    overridden: int | None


@dataclass(frozen=True)
class FormattedRuling:
    """A ruling in words; `first` is the first unmet requirement."""

    question: str
    about: str | None
    title: str
    verdict: Verdict
    says: str
    conflict: str | None
    first: FormattedRequirement | None
    parts: tuple[FormattedGuard, ...]
    edition: str
    at: datetime


class RulingFormatter:
    """Formats rulings in the city's time; explains each letter of confidence once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.explained: set[Confidence] = set()

    def format(self, ruling: Ruling, *, over: bool = False, conflict: Conflict | None = None) -> FormattedRuling:
        """Format a ruling; `conflict` is a conflict of deadlines that concerns its question."""
        verdict = verdict_of(ruling, over=over, conflict=conflict)
        missing = barred_by(ruling) or next(iter(ruling.missing), None)
        return FormattedRuling(
            question=ruling.question,
            about=ruling.about,
            title=title_of(ruling),
            verdict=verdict,
            says=self._says(ruling, verdict),
            conflict=self.both(conflict) if conflict else None,
            first=self.line(missing) if missing and not over else None,
            parts=tuple(self._part(guard_result) for guard_result in ruling.proof),
            edition=ruling.edition,
            at=ruling.at,
        )

    def _says(self, ruling: Ruling, verdict: Verdict) -> str:
        soonest = soonest_of(ruling)
        if verdict is Verdict.NOT_BEFORE and soonest:
            return f"Not before {self.begins(soonest)}"
        return verdict.words

    def _part(self, guard_result: GuardResult) -> FormattedGuard:
        lines = tuple(self.line(each) for each in guard_result.requirements)
        return FormattedGuard(guard_result.guard, guard_result.says, lines, guard_result.overridden)

    def line(self, asked: Requirement) -> FormattedRequirement:
        """Format one requirement."""
        return FormattedRequirement(
            met=asked.met,
            text=asked.text,
            citation=asked.citation,
            confidence=self._known(asked.confidence),
            fact=asked.fact,
            remedied_by=_somebody(asked.remedied_by) if asked.remedied_by else None,
            earliest=self.begins(asked.earliest) if asked.earliest else None,
            unknown=asked.unknown is not None,
            final=asked.final,
        )

    def _known(self, confidence: Confidence) -> str:
        if confidence in self.explained:
            return confidence.value
        self.explained.add(confidence)
        return f"{confidence.value}: {in_sentence(confidence.words)}"

    def begins(self, moment: datetime) -> str:
        """From when something is allowed: only the day if it begins at midnight."""
        local = moment.astimezone(self.zone)
        if (local.hour, local.minute) == (0, 0):
            return f"{local:%A}, {day_in_words(local)}"
        return moment_in_words(local)

    def both(self, conflict: Conflict) -> str:
        """The floor and the ceiling that conflict, each with its paragraph."""
        by = moment_in_words(conflict.by.astimezone(self.zone))
        if conflict.mail_by:
            return (
                f"Late: the letters should have been mailed by {day_in_words(conflict.mail_by)}, so that the owner's"
                f" notice period ends before the removal deadline, {by} ({conflict.ceiling_citation}). It ends"
                f" {self.begins(conflict.not_before)} ({conflict.floor_citation}); until then a tow is not allowed."
            )
        sets = (
            "The city granted more time than the removal deadline leaves"
            if conflict.granted
            else "The law sets both dates"
        )
        return (
            f"{sets}: not before {self.begins(conflict.not_before)} ({conflict.floor_citation}), and not "
            f"later than {by} ({conflict.ceiling_citation}). The owner's notice period comes first, because a tow "
            "cannot be undone."
        )


def verdict_of(ruling: Ruling, *, over: bool = False, conflict: Conflict | None = None) -> Verdict:
    """The verdict of a ruling."""
    if over:
        return Verdict.OVER
    if ruling.allowed:
        return Verdict.YES
    if conflict and conflict.mail_by is None and ruling.at < conflict.not_before:
        return Verdict.CONFLICT
    if barred_by(ruling):
        return Verdict.NO
    if all(each.remedied_by is Role.OWNER for each in ruling.missing):
        return Verdict.BROUGHT
    return Verdict.NOT_BEFORE if soonest_of(ruling) else Verdict.NO


def barred_by(ruling: Ruling) -> Requirement | None:
    """The requirement that neither time nor a person can meet: the owner won a hearing, or the law excludes it."""
    return next((each for each in ruling.missing if each.final), None)


def soonest_of(ruling: Ruling) -> datetime | None:
    """The earliest lawful instant, whatever else is supplied; None if no time is known."""
    return max((each.earliest for each in ruling.missing if each.earliest), default=None)


def title_of(ruling: Ruling) -> str:
    """The question as people ask it, with the way or the end that it is about."""
    asked = question_in_words(ruling.question)
    return f"{asked}: {ruling.about.replace('_', ' ')}" if ruling.about else asked


def _somebody(role: Role) -> str:
    name = in_sentence(role.words)
    if role in (Role.SYSTEM, Role.OWNER):
        return f"the {name}"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def tell_standing(case: Case, law: Edition, at: datetime, formatter: RulingFormatter) -> tuple[FormattedRuling, ...]:
    """The standing questions about this case now, answered in words."""
    conflict = conflict_of(case, law)
    return tuple(
        formatter.format(
            ruling,
            over=is_over(case, ruling.question),
            conflict=conflict if ruling.question in CONCERNED else None,
        )
        for ruling in standing_rulings(case, law, at)
    )
