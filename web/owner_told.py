"""The page of an owner or lienholder in sentences and dates: the status of the case, and what the letters name."""

from datetime import datetime
from typing import NamedTuple

from rules.calendars import ends
from rules.disposal_options import floors_of, open_options
from rules.impound import hearing_until
from rules.law import Edition
from rules.owner_notice import letter_to
from rules.requirements import GuardContext
from rules.rulings import is_allowed
from rules.waiting_periods import ANCHORS, floor, known_period
from schemas.case import Case
from schemas.messages import Actor, at_of
from schemas.tasks import OpenTask
from schemas.words import Anchor, Notice, Party, Stage, Task

STAGES = {
    "reported": "The vehicle was reported. No one has inspected it yet.",
    "verification": "An officer is checking whether the vehicle is abandoned.",
    "notice": "You have time to move the vehicle.",
    "tow": "Your time to move the vehicle has ended. It will be towed.",
    "impound": "Your vehicle is being held at a lot. You can pick it up.",
    "disposal": "The reclaim period has ended. Until the vehicle is sold or destroyed, you can still ask at the lot.",
    "closed": "The case is closed.",
}
"""The status of the case in each stage, as an owner reads it."""

FOR_A_LIENHOLDER = {
    "notice": "The owner has time to move the vehicle.",
    "tow": "The owner's time to move the vehicle has ended. It will be towed.",
    "impound": "The vehicle is being held at a lot. You can pick it up with proof of your lien.",
}
"""The same as a lienholder reads it, where it differs."""

HELD_BACK = (
    "The vehicle is being held at a lot. It cannot be released while a hold is on. Please call us before you come."
)
HANDED_OVER = "The vehicle was released."
GIVEN_UP = {Party.OWNER: "You gave up the vehicle.", Party.LIENHOLDER: "The owner gave up the vehicle."}


def where(case: Case, party: Party = Party.OWNER, *, held_back: bool = False) -> str:
    """The status of the case as this party reads it, also after the vehicle has left the lot or while a hold is on."""
    stages = STAGES if party is Party.OWNER else STAGES | FOR_A_LIENHOLDER
    if case.stage is Stage.CLOSED:
        return stages[case.stage]
    if held_back and case.in_custody and case.in_lot:
        return HELD_BACK
    return HANDED_OVER if case.released else GIVEN_UP[party] if case.surrendered else stages[case.stage]


WAITS = {
    Task.EXTENSION_DECISION: "You asked for more time. We will decide this before we do anything else.",
    Task.MOVE_CHECK: "You told us that you moved the vehicle. An officer will check whether it is still there.",
    Task.REINSPECTION: "An officer will check once more whether the vehicle is still there.",
    Task.TOW: "A truck is on its way to the vehicle, or has already picked it up.",
    Task.POLICE: "The vehicle is listed as stolen. Please call us.",
    Task.INTAKE: "The vehicle has just arrived at the lot. You can pick it up after the lot has recorded it.",
    Task.LAW_QUESTION: "One legal question about this vehicle is still open. Please call us before you come.",
    Task.HEARING: "A hearing was requested. Nothing final happens before it is decided.",
    Task.FREE_RETRIEVAL: "You won the hearing. You can take the vehicle back without paying anything.",
    Task.REFUND: "You owe nothing for this tow. What you paid will be refunded to you.",
    Task.HOLD: "The case is on hold for now. Please call us if you want to know why.",
}
"""What the owner reads about an open task; tasks that only concern the city have no sentence."""

OTHERS_TOO = frozenset({Task.REINSPECTION, Task.TOW, Task.INTAKE, Task.LAW_QUESTION, Task.HEARING, Task.HOLD})
NOT_LAWFUL = "A hearing found that the vehicle was not lawfully towed."
WAITS_FOR_A_LIENHOLDER = {task: WAITS[task] for task in OTHERS_TOO} | {
    Task.FREE_RETRIEVAL: f"{NOT_LAWFUL} It can be taken back without paying anything.",
    Task.REFUND: "Nothing is owed for this tow. What was paid will be refunded.",
}
"""The same for a lienholder, without what concerns the owner alone."""


def waits_told(task: Task, party: Party) -> str | None:
    """The sentence about the next task for this party; None if it does not concern them."""
    return (WAITS if party is Party.OWNER else WAITS_FOR_A_LIENHOLDER).get(task)


FREE = "Free of charge until"
"""This date is not shown once it has passed: an owner who won the hearing owes nothing after it either."""


class Day(NamedTuple):
    """One date that matters to the owner."""

    label: str
    moment: datetime
    over: bool


def days_told(case: Case, law: Edition, waits: OpenTask, now: datetime, reader: Actor | None = None) -> tuple[Day, ...]:
    """The dates that matter to this owner or lienholder now, as the letters to them name them."""
    row = reader.party if reader else case.owner
    found = {
        "Move it by": waits.not_before if waits.task is Task.NOTICE_PERIOD else None,
        "Hearing held by": _told(case, law, "hold_hearing", row) if case.hearing_open else None,
        FREE: _told(case, law, "free_retrieval", row) if case.wrongly_towed else None,
    }
    held = case.stage is Stage.IMPOUND and not (case.lost_hearing or case.released or case.surrendered)
    if held:
        found["Reclaim it by"] = reclaim if (reclaim := _reclaim_by(case, law, row)) and now < reclaim else None
    if case.towed and is_allowed(GuardContext("may_ask_hearing", case, law, now, reader)):
        until = hearing_until(case, law) if case.released else _told(case, law, "ask_hearing", row)
        found["Ask for a hearing by"] = until
    if held:
        found["Oppose the sale by"] = _told(case, law, "oppose_sale", row)
        found["Not sold before"] = _sale_from(case, law, row)
        found["Not sold or destroyed before"] = waits.not_before if waits.task is Task.RECLAIM_PERIOD else None
    told = (Day(label, moment, moment < now) for label, moment in found.items() if moment)
    return tuple(day for day in told if not (day.over and day.label == FREE))


def _reclaim_by(case: Case, law: Edition, row: int | None) -> datetime | None:
    """The date in the party's own letter, or a later one that the law has given since, such as after a hold."""
    told, over = _told(case, law, "reclaim", row), floor(case, law, "reclaim")
    return max(told, over) if told and over else told


def _sale_from(case: Case, law: Edition, row: int | None) -> datetime | None:
    """The latest date that runs from the notice of sale, over the disposal options of this car."""
    codes = floors_of(open_options(case, law))
    ends_of = (_told(case, law, code, row) for code in codes if law.periods[code].notice is Notice.SALE)
    return max((each for each in ends_of if each), default=None)


def _told(case: Case, law: Edition, code: str, row: int | None) -> datetime | None:
    period = known_period(case, law, code)
    if period is None:
        return None
    begun = ANCHORS[period.anchor](case, period, law)[0] if period.anchor is not Anchor.MAILED else None
    if period.anchor is Anchor.MAILED and period.notice and row:
        letter = letter_to(case, period.notice, row)
        begun = at_of(letter.mailed) if letter else None
    return ends(period, begun, law) if begun else None
