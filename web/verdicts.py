"""The legal status of a case for its page: one line for each question that applies now."""

from dataclasses import dataclass
from datetime import datetime

from activities.proof_words import FormattedRuling, RulingFormatter, Verdict, tell_standing
from database.cases import CaseRow
from rules.law import Edition

IN_THE_LOT = ("may_release", "must_release", "may_bill_storage", "may_dispose")
"""The questions that apply once a car is in a lot."""


@dataclass(frozen=True)
class LegalStatus:
    """The current rulings of a case in words: questions with a line of their own, and the possible outcomes.

    `later` says which questions do not apply yet.
    """

    questions: tuple[FormattedRuling, ...]
    endings: tuple[FormattedRuling, ...]
    later: str | None

    @property
    def possible(self) -> tuple[FormattedRuling, ...]:
        """The outcomes for which the record has the evidence now."""
        return tuple(each for each in self.endings if each.verdict is Verdict.YES)


def told_now(row: CaseRow, law: Edition, at: datetime) -> tuple[FormattedRuling, ...]:
    """All current rulings of a case, in words."""
    return tell_standing(row.case, law, at, RulingFormatter(law.tz))


def standing_of(row: CaseRow, law: Edition, at: datetime) -> LegalStatus:
    """The rulings that the case page shows."""
    told = [each for each in told_now(row, law, at) if each.verdict is not Verdict.OVER]
    waits = row.case.towed is None
    shown = [each for each in told if each.question != "may_close" and not (waits and each.question in IN_THE_LOT)]
    endings = tuple(each for each in told if each.question == "may_close")
    later = "Release, storage and disposal questions appear after the tow." if waits and endings else None
    return LegalStatus(tuple(shown), endings, later)
