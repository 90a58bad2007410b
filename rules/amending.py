"""The effect of an amendment on a case: both laws side by side, before the decision.

Knows no clock: `at` is the instant of the question.
"""

from dataclasses import dataclass
from datetime import datetime

from rules.authorization import asked_of
from rules.conflicts import Conflict, conflict_of
from rules.fees import owed
from rules.law import Edition
from rules.next_task import list_tasks
from rules.requests.amendments import amendment, becomes
from rules.requirements import GuardContext
from rules.rulings import evaluate
from schemas.amendments import ApplyAmendment
from schemas.case import Case
from schemas.rulings import Requirement
from schemas.tasks import OpenTask
from schemas.texts import N_, Spoken
from schemas.words import Stage


@dataclass(frozen=True, slots=True)
class Side:
    """A case under one law: the earliest lawful time of the tow, or of the disposal once the car is taken; what it
    waits for; floor and ceiling that contradict each other; what is owed today for a car in custody, in US cents.

    `earliest` is None as long as no period runs.
    """

    earliest: datetime | None
    task: OpenTask
    conflict: Conflict | None
    owed: int | None


class Fate(Spoken):
    """The effect on a case: the new law applies, leaves it under the old law, or has no legal basis for it."""

    GOES = "goes", N_("Goes over to the new law")
    STAYS = "stays", N_("Stays under the old law")
    CANNOT = "cannot", N_("Cannot go over")


class Effect(Spoken):
    """How the new law changes the owner's time."""

    LONGER = "longer", N_("The owner has more time")
    SHORTER = "shorter", N_("The owner has less time")
    SAME = "same", N_("The owner's time is the same")
    NOT_BEGUN = "not_begun", N_("No period runs yet")


@dataclass(frozen=True, slots=True)
class Compared:
    """One case under the current law (`before`) and the other law (`then`); `kept` is why it stays."""

    case: str
    stage: Stage
    fate: Fate
    kept: Requirement | None
    before: Side
    then: Side
    effect: Effect

    @property
    def in_conflict(self) -> bool:
        """Whether floor and ceiling contradict each other under the other law, and not because of a late mailing."""
        return self.then.conflict is not None and self.then.conflict.mail_by is None

    @property
    def makes_a_difference(self) -> bool:
        """Whether a person should review it: it stays, conflicts, or the owner has more time or less."""
        return self.fate is not Fate.GOES or self.in_conflict or self.effect in (Effect.LONGER, Effect.SHORTER)


def side_by_side(case: Case, counts: Edition, law: Edition, at: datetime) -> Compared:
    """One open case under the current law and the other law."""
    ruling = evaluate(asked_of(case, ApplyAmendment(edition=law.code, note="to see what it does"), counts, at))
    stopping = [
        guard_result for guard_result in ruling.proof if guard_result.guard != "new_law" and not guard_result.met
    ]
    kept = next((each for guard_result in stopping for each in guard_result.requirements if not each.met), None)
    fate = Fate.GOES if not stopping else Fate.STAYS if stopping[0].guard == "transition" else Fate.CANNOT
    before, then = _side(case, counts, at), _side(becomes(case, amendment(case, counts, law, at), at), law, at)
    effect = _effect(before.earliest, then.earliest, at)
    return Compared(case.case, case.stage, fate, kept, before, then, effect)


def _side(case: Case, law: Edition, at: datetime) -> Side:
    due = owed(case, law, at) if case.in_custody else None
    return Side(_earliest(case, law, at), list_tasks(case, law, at).next, conflict_of(case, law), due)


def _earliest(case: Case, law: Edition, at: datetime) -> datetime | None:
    if case.towed is not None and not case.in_custody:
        return None
    question = "may_tow" if case.towed is None else "may_open_disposal_gate"
    times = (each.earliest for each in evaluate(GuardContext(question, case, law, at)).requirements if each.earliest)
    return max(times, default=None)


def _effect(earliest: datetime | None, then: datetime | None, at: datetime) -> Effect:
    """The change of the owner's time; times that have passed under both laws are equal."""
    if earliest is None or then is None:
        return Effect.NOT_BEGUN if earliest is then else Effect.LONGER if then is None else Effect.SHORTER
    before, after_it = max(earliest, at), max(then, at)
    if before == after_it:
        return Effect.SAME
    return Effect.LONGER if after_it > before else Effect.SHORTER
