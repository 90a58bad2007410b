"""Floors, ceilings and holds: from when something may be done, by when it must be, and what stands in the way.

Knows no clock: `at` is the instant that is asked about.
"""

from datetime import datetime

from rules.calendars import Pause, ends, ends_with_pauses
from rules.law import Edition, Period
from rules.owner_notice import (
    everybody_told,
    letters_on_record,
    list_parties,
    nobody_known,
    owed_letters,
    unmailed,
)
from schemas.case import Case
from schemas.rulings import NextThing, Requirement, Ruling
from schemas.words import Notice, Role, Step, Stops, Thing

HEARS = Role.HEARING_OFFICER
OWN_RULE = "Towpath's own rule: what somebody has asked is answered first"


def ceiling(edition: Edition, code: str, anchor: datetime | None) -> tuple[datetime | None, Period]:
    """The instant by which a period asks for an act, and the period."""
    period = edition.periods[code]
    return (ends(period, anchor, edition) if anchor else None), period


def pauses(case: Case, code: str, edition: Edition) -> list[Pause]:
    """From and until when this floor stood still."""
    return [(each.at, each.released_at) for each in case.holds if code in edition.holds[each.hold].stands_still]


def notice_floor(case: Case, edition: Edition) -> datetime | None:
    """When the owner's time to move the car is over; None where it has not begun, or stands still."""
    return _floor(case, edition, "owner_notice", Notice.PRE_TOW, case.sticker_at)


def reclaim_floor(case: Case, edition: Edition) -> datetime | None:
    """When the time to reclaim the car is over; None where it has not begun, or stands still."""
    return _floor(case, edition, "reclaim", Notice.IMPOUND, case.published_at)


def _floor(case: Case, edition: Edition, code: str, notice: Notice, instead: datetime | None) -> datetime | None:
    """When the last of the letters has run its time; `instead` counts where nobody is known who could be written to."""
    period, still = edition.periods[code], pauses(case, code, edition)
    told = [each.mailed_at for each in letters_on_record(case, notice)]
    anchors = [instead] if nobody_known(case) else told
    floors = [ends_with_pauses(period, each, edition, still) if each else None for each in anchors]
    known = [each for each in floors if each]
    return max(known) if known and len(known) == len(floors) else None


def may_open_tow_gate(case: Case, edition: Edition, at: datetime) -> Ruling:
    """Whether the owner's time has passed and nothing stands in the way (Phila. Code 12-1120, 75 Pa.C.S. 3352(d))."""
    return Ruling(
        question="may_open_gate",
        proof=(*_notice_given(case, edition, at), *nothing_asked(case), *nothing_held(case, edition, Stops.TOW)),
    )


def _notice_given(case: Case, edition: Edition, at: datetime) -> tuple[Requirement, ...]:
    period = edition.periods["owner_notice"]
    asked = Requirement(
        text="The registration authority was asked who owns the car and who holds a lien on it",
        citation=period.citation,
        met=case.parties is not None,
        fact=case.parties,
        who=Role.DISPATCHER,
    )
    told = everybody_told(case, Notice.PRE_TOW, edition) if list_parties(case) else (_sticker(case, period),)
    floor = notice_floor(case, edition)
    over = Requirement(
        text=f"{period.amount} days have passed since the notice",
        citation=period.citation,
        confidence=period.confidence,
        met=floor is not None and at >= floor,
        earliest=floor,
    )
    return (asked, *told, over, *_extended(case, at))


def _sticker(case: Case, period: Period) -> Requirement:
    return Requirement(
        text="Nobody is known, so a notice is on the car",
        citation=period.citation,
        met=case.sticker is not None,
        fact=case.sticker,
        who=Role.OFFICER,
    )


def _extended(case: Case, at: datetime) -> tuple[Requirement, ...]:
    if case.extended_until is None:
        return ()
    return (
        Requirement(
            text="The time that was granted to the owner has passed",
            citation="The city's own word",
            met=at >= case.extended_until,
            fact=case.extended,
            earliest=case.extended_until,
        ),
    )


def nothing_asked(case: Case) -> tuple[Requirement, ...]:
    """What the owner has said or asked is settled: a move, more time, a hearing."""
    said = (
        ("Somebody has looked whether the car was moved, as the owner says", case.move_claimed, Role.OFFICER),
        ("The owner's wish for more time is decided", case.extension_asked, Role.SUPERVISOR),
        ("The owner was heard", case.hearing.requested if case.hearing_open and case.hearing else None, HEARS),
    )
    return tuple(
        Requirement(text=text, citation=OWN_RULE, met=fact is None, fact=fact, who=who) for text, fact, who in said
    )


def nothing_held(case: Case, edition: Edition, stops: Stops) -> tuple[Requirement, ...]:
    """One requirement for each hold that is on and stops this."""
    return tuple(
        Requirement(
            text=f"The hold ({each.hold.replace('_', ' ')}) is lifted",
            citation=edition.holds[each.hold].citation,
            confidence=edition.holds[each.hold].confidence,
            met=False,
            fact=each.placed,
            who=edition.holds[each.hold].lifted_by[0],
        )
        for each in case.open_holds
        if stops in edition.holds[each.hold].stops
    )


def may_decide_extension(case: Case, until: datetime | None, at: datetime) -> Ruling:
    """Whether there is a wish to decide, and the time granted lies ahead."""
    wish = Requirement(
        text="The owner has asked for more time",
        citation=OWN_RULE,
        met=case.extension_asked is not None,
        fact=case.extension_asked,
    )
    ahead = Requirement(text="The time that is granted lies ahead", citation=OWN_RULE, met=until is None or until > at)
    return Ruling(question="may_decide", proof=(wish, ahead))


def held(case: Case, edition: Edition, stops: Stops) -> NextThing | None:
    """What a case waits for while a hold stops this."""
    for each in case.open_holds:
        rule = edition.holds[each.hold]
        if stops in rule.stops:
            why = f"A hold ({each.hold.replace('_', ' ')}) stops the {stops}."
            return NextThing(thing=Thing.HOLD, by=rule.lifted_by[0], why=why, citation=rule.citation)
    return None


def asked(case: Case) -> NextThing | None:
    """What a case waits for while the owner has said or asked something."""
    if case.move_claimed:
        why = "The owner says that the car has been moved: an officer looks."
        return NextThing(thing=Thing.REINSPECTION, by=Role.OFFICER, why=why, citation=OWN_RULE)
    if case.extension_asked:
        why = "The owner asks for more time to move the car."
        return NextThing(thing=Thing.EXTENSION_DECISION, by=Role.SUPERVISOR, why=why, citation=OWN_RULE)
    return None


def hearing_to_hold(case: Case, edition: Edition) -> NextThing | None:
    """What a case waits for while somebody is to be heard."""
    if not case.hearing_open or case.hearing is None:
        return None
    due, period = ceiling(edition, "hold_hearing", case.hearing.at)
    why = "The owner asked to be heard by somebody who did not order the tow."
    return NextThing(thing=Thing.HEARING, by=HEARS, why=why, citation=period.citation, due_at=due)


def notice_to_give(case: Case, edition: Edition) -> NextThing | None:
    """What is still to be done before the owner's time runs: names, letters, the post, the notice on the car."""
    due, period = ceiling(edition, "remove", case.declared_at)
    rule = edition.notices[Notice.PRE_TOW]
    if case.parties is None:
        why = "The car is declared abandoned: who owns it, and who holds a lien on it, is asked."
        return NextThing(thing=Thing.PARTIES, by=Role.DISPATCHER, why=why, citation=period.citation, due_at=due)
    if owed_letters(case, edition):
        why = "The letters to owner and lienholders are written."
        step = Step.WRITE_LETTERS
        return NextThing(thing=Thing.LETTERS, by=Role.ENGINE, why=why, citation=rule.citation, due_at=due, step=step)
    if unmailed(case):
        why = "The letters are printed: the owner's time runs from the day they are mailed."
        return NextThing(thing=Thing.MAILING, by=Role.DISPATCHER, why=why, citation=rule.citation, due_at=due)
    if nobody_known(case) and case.sticker is None:
        why = "Nobody is known who could be written to: a notice on the car takes the letter's place."
        return NextThing(thing=Thing.STICKER, by=Role.OFFICER, why=why, citation=rule.citation, due_at=due)
    return None


def notice_period(case: Case, edition: Edition) -> NextThing:
    """The owner's time runs; the engine asks again when it is over."""
    due, _ = ceiling(edition, "remove", case.declared_at)
    period, ruling = edition.periods["owner_notice"], may_open_tow_gate(case, edition, case.opened_at)
    floor = ruling.ask_again
    return NextThing(
        thing=Thing.NOTICE_PERIOD,
        by=Role.ENGINE,
        why="The owner has time to move the car." + _conflict(floor, due),
        citation=period.citation,
        not_before=floor,
        due_at=due,
        step=Step.PASS_TOW_GATE,
        wake_at=floor,
    )


def _conflict(floor: datetime | None, due: datetime | None) -> str:
    late = floor and due and floor > due
    return " It ends after the day by which the car should be gone: the law sets both." if late else ""
