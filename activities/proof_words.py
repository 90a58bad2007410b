"""A ruling in words, for pages, paper and the terminal: the verdict, what is missing, and every requirement.

Knows no clock and no law: it tells what a ruling says.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from activities.letter_press import day_in_words, moment_in_words
from rules.conflicts import CONCERNED, Conflict, conflict_of
from rules.law import Edition
from rules.rulings import is_over, standing_rulings
from schemas.case import Case
from schemas.rulings import Branch, Requirement, Ruling
from schemas.texts import N_, Spoken, in_sentence
from schemas.words import Confidence, Role


class Verdict(Spoken):
    """What a ruling comes to."""

    YES = "yes", N_("Yes")
    NO = "no", N_("No")
    NOT_BEFORE = "not_before", N_("Not yet lawful")
    CONFLICT = "conflict", N_("The legal deadlines conflict")
    OVER = "over", N_("No longer applicable")


QUESTIONS = {
    "may_declare": "Declare the car abandoned",
    "may_review": "Record the review",
    "may_record_parties": "Enter owner and lienholders",
    "may_write": "Write the letter",
    "may_mail": "Record the mailing",
    "may_return": "Record a returned letter",
    "may_take_step": "Record a further notification step",
    "may_open_tow_gate": "End the owner's notice period",
    "may_open_disposal_gate": "End the reclaim period",
    "may_post": "Post a notice on the car",
    "may_claim_moved": "Report the car as moved",
    "may_ask_extension": "Ask for more time",
    "may_decide_extension": "Grant or refuse more time",
    "may_lift": "Lift the hold",
    "may_settle": "Settle an open question of law",
    "may_override": "Override a safeguard",
    "may_retry": "Retry the failed step",
    "may_amend": "Move the case to a new law",
    "may_take_back_amendment": "Move the case back to the earlier law",
    "may_tow": "Tow the car",
    "may_offer": "Offer the tow to a contractor",
    "may_accept": "Accept the offer",
    "may_answer": "Answer the offer",
    "may_report": "Report tow progress",
    "may_lapse": "End an order after a no-show",
    "may_withdraw": "Withdraw the order",
    "may_take_in": "Record intake",
    "may_report_to_state": "Report the impound to the state",
    "may_ask_hearing": "Ask for a hearing",
    "may_decide_hearing": "Decide the hearing",
    "may_release": "Release the car",
    "must_release": "Release the car free of charge",
    "may_bill_storage": "Bill storage",
    "may_refund": "Refund what was paid",
    "may_waive": "Waive fees",
    "may_hand_over_contents": "Hand over the contents of the car",
    "may_surrender": "Record the surrender of the car",
    "may_classify": "Classify the vehicle",
    "may_appraise": "Appraise the vehicle",
    "may_check_service": "Record the military status (SCRA)",
    "may_renew": "Reissue a notice",
    "may_advertise": "Record the advertisement of the sale",
    "may_authorise": "Record the state's authorization",
    "may_dispose": "Dispose of the car",
    "may_report_disposal": "Report the disposal to NMVTIS",
    "may_close": "Close the case",
    "may_close_as_duplicate": "Close the case as a duplicate",
    "may_split": "Undo closing as a duplicate",
}
"""Every question as people ask it."""


@dataclass(frozen=True)
class Line:
    """One requirement in words. `confidence` says what its letter means where that is told for the first time."""

    met: bool
    text: str
    citation: str
    confidence: str
    fact: int | None
    who: str | None
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
        """What follows the text of something that is missing: from when it is so, or who can supply it."""
        if self.unknown:
            return f"counsel answers; {self.who or 'a supervisor'} enters the answer"
        supplied = f"by {self.who}" if self.who else ""
        return f"from {self.earliest}" if self.earliest else supplied

    @property
    def sentence(self) -> str:
        """The whole of it in one line."""
        begins = "" if self.met else f"{self.mark}: "
        ends = f" ({self.ends})" if self.ends and not self.met else ""
        return f"{begins}{self.text}{ends}. {self.citation} ({self.confidence})"


@dataclass(frozen=True)
class Part:
    """One guard's part of a proof in words; `set_aside` is the fact by which a person set it aside."""

    guard: str
    says: str
    lines: tuple[Line, ...]
    set_aside: int | None


@dataclass(frozen=True)
class ToldRuling:
    """A ruling in words; `first` is the first thing that is missing."""

    question: str
    about: str | None
    title: str
    verdict: Verdict
    says: str
    conflict: str | None
    first: Line | None
    parts: tuple[Part, ...]
    edition: str
    at: datetime


class Teller:
    """Tells rulings in the city's time, and explains each letter of confidence once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.explained: set[Confidence] = set()

    def tell(self, ruling: Ruling, *, over: bool = False, conflict: Conflict | None = None) -> ToldRuling:
        """The ruling in words; `conflict` is one of the law that concerns its question."""
        verdict = verdict_of(ruling, over=over, conflict=conflict)
        missing = barred_by(ruling) or next(iter(ruling.missing), None)
        return ToldRuling(
            question=ruling.question,
            about=ruling.about,
            title=title_of(ruling),
            verdict=verdict,
            says=self._says(ruling, verdict),
            conflict=self.both(conflict) if conflict else None,
            first=self.line(missing) if missing and not over else None,
            parts=tuple(self._part(branch) for branch in ruling.proof),
            edition=ruling.edition,
            at=ruling.at,
        )

    def _says(self, ruling: Ruling, verdict: Verdict) -> str:
        soonest = soonest_of(ruling)
        if verdict is Verdict.NOT_BEFORE and soonest:
            return f"Not before {self.begins(soonest)}"
        return verdict.words

    def _part(self, branch: Branch) -> Part:
        lines = tuple(self.line(each) for each in branch.requirements)
        return Part(branch.guard, branch.says, lines, branch.overridden)

    def line(self, asked: Requirement) -> Line:
        """One requirement in words."""
        return Line(
            met=asked.met,
            text=asked.text,
            citation=asked.citation,
            confidence=self._known(asked.confidence),
            fact=asked.fact,
            who=_somebody(asked.who) if asked.who else None,
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
        """From when something may be done: a day where it begins at midnight."""
        local = moment.astimezone(self.zone)
        if (local.hour, local.minute) == (0, 0):
            return f"{local:%A}, {day_in_words(local)}"
        return moment_in_words(local)

    def both(self, conflict: Conflict) -> str:
        """Floor and ceiling, each with its paragraph."""
        by = moment_in_words(conflict.by.astimezone(self.zone))
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
    """What a ruling comes to."""
    if over:
        return Verdict.OVER
    if ruling.allowed:
        return Verdict.YES
    if conflict and ruling.at < conflict.not_before:
        return Verdict.CONFLICT
    return Verdict.NOT_BEFORE if soonest_of(ruling) and barred_by(ruling) is None else Verdict.NO


def barred_by(ruling: Ruling) -> Requirement | None:
    """What no time and no person can supply: a hearing was won, or the law leads this car another way."""
    return next((each for each in ruling.missing if each.final), None)


def soonest_of(ruling: Ruling) -> datetime | None:
    """Before this instant it is not lawful, whatever else is supplied; None where no time is known."""
    return max((each.earliest for each in ruling.missing if each.earliest), default=None)


def title_of(ruling: Ruling) -> str:
    """The question as people ask it, with the way or the end that it is about."""
    asked = QUESTIONS.get(ruling.question, ruling.question.replace("_", " "))
    return f"{asked}: {ruling.about.replace('_', ' ')}" if ruling.about else asked


def _somebody(role: Role) -> str:
    name = in_sentence(role.words)
    if role in (Role.ENGINE, Role.OWNER):
        return f"the {name}"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def tell_standing(case: Case, law: Edition, at: datetime, teller: Teller) -> tuple[ToldRuling, ...]:
    """What may be done with this car now, in words."""
    conflict = conflict_of(case, law)
    return tuple(
        teller.tell(
            ruling,
            over=is_over(case, ruling.question),
            conflict=conflict if ruling.question in CONCERNED else None,
        )
        for ruling in standing_rulings(case, law, at)
    )
