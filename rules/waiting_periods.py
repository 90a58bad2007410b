"""Floors, ceilings and holds: from when an act is allowed, by when it is due, and what blocks it.

Knows no clock: `at` is the instant of the question.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from rules.calendars import Pause, ends, ends_with_pauses
from rules.law import Edition, Period, Unit
from rules.owner_notice import by_letter, letters_on_record, lost_letters, nobody_known, unmailed
from rules.requirements import GuardContext, Requirements, not_known, our_own, requirement
from rules.returns import followed_up
from schemas.case import Case
from schemas.case_parts import HoldOn
from schemas.impound import DecideHearing
from schemas.law import Duty
from schemas.messages import at_of, fact_of
from schemas.rulings import Requirement
from schemas.texts import N_, in_sentence
from schemas.waiting_periods import DecideExtension
from schemas.words import Anchor, Hold, HoldEffect, Notice, Task

ANSWERED_FIRST = our_own("the owner's requests are answered first")
GRANTED = our_own("the city keeps what it has granted")

UNITS = {
    "hours": ("hour", "hours"),
    "hours_on_working_days": ("hour on working days", "hours on working days"),
    "calendar_days": ("day", "days"),
    "business_days": ("business day", "business days"),
    "days_excluding_sunday": ("day, excluding Sundays", "days, excluding Sundays"),
}
"""The words for one of a unit, and for several."""

Instants = tuple[datetime | None, ...]


def _mailed(case: Case, period: Period, _: Edition) -> Instants:
    """The mailing of every letter of the kind; if no party is known, the posting or publication in its place."""
    if nobody_known(case):
        return (at_of(case.sticker) if period.notice is Notice.PRE_TOW else at_of(case.published),)
    begun = tuple(at_of(each.mailed) for each in letters_on_record(case, period.notice))
    return (*begun, None) if lost_letters(case, period.notice) else begun


def _hearing_won(case: Case, _: Period, __: Edition) -> Instants:
    return (at_of(case.hearing_won.decided) if case.hearing_won else None,)


def _stepped(case: Case, _: Period, law: Edition) -> Instants:
    """For each returned letter about a car in storage: the last of the steps that its return asks for."""
    back = (each for each in letters_on_record(case) if each.returned and each.notice is not Notice.PRE_TOW)
    return tuple(last.at for last in (followed_up(each, law) for each in back) if last)


def _lost_about_the_tow(case: Case, _: Period, __: Edition) -> Instants:
    lost = (each for each in case.hearings if each.decided and each.lawful)
    taken = fact_of(case.hooked_up)
    return tuple(at_of(each.decided) for each in lost if taken and each.requested.fact > taken)


def _refused(case: Case, _: Period, __: Edition) -> Instants:
    """When extensions and hearings were refused; none after the hook-up."""
    heard = (each.decided.at for each in case.hearings if each.decided and each.lawful)
    return () if case.towed else tuple(each for each in (at_of(case.refused), *heard) if each)


ANCHORS: dict[Anchor, Callable[[Case, Period, Edition], Instants]] = {
    Anchor.REPORTED: lambda case, *_: (case.opened_at,),
    Anchor.OBSERVED: lambda case, *_: (case.inspections[0].at if case.inspections else None,),
    Anchor.DECLARED: lambda case, *_: (at_of(case.declared),),
    Anchor.POSTED: lambda case, *_: (at_of(case.sticker),),
    Anchor.REFUSED: _refused,
    Anchor.MAILED: _mailed,
    Anchor.IN_CUSTODY: lambda case, *_: (at_of(case.hooked_up),),
    Anchor.REPORT_SUBMITTED: lambda case, *_: (at_of(case.state_reported),),
    Anchor.HEARING_REQUESTED: lambda case, *_: (case.hearing.requested.at if case.hearing else None,),
    Anchor.HEARING_WON: _hearing_won,
    Anchor.APPRAISED: lambda case, *_: (at_of(case.appraised),),
    Anchor.AUTHORIZED: lambda case, *_: (at_of(case.authority),),
    Anchor.ADVERTISED: lambda case, *_: (at_of(case.advertised),),
    Anchor.SERVICE_ENDED: lambda case, *_: (case.service_checked.ended if case.service_checked else None,),
    Anchor.SOLD: lambda case, *_: (at_of(case.sold),),
    Anchor.PARTIES_KNOWN: lambda case, *_: (at_of(case.parties),),
    Anchor.STEP_TAKEN: _stepped,
    Anchor.HEARING_LOST: _lost_about_the_tow,
    Anchor.RECORDS_CHECKED: lambda case, *_: (at_of(case.records_check),),
    Anchor.SERVICE_CHECKED: lambda case, *_: (at_of(case.service_checked),),
    Anchor.LETTER_WRITTEN: lambda case, *_: tuple(each.written.at for each in unmailed(case)),
}
"""The instants from which a period with this anchor runs; it has ended when all of its runs have."""

SINCE: dict[Anchor, str] = {
    Anchor.REPORTED: N_("the report"),
    Anchor.OBSERVED: N_("the first inspection"),
    Anchor.DECLARED: N_("the declaration"),
    Anchor.POSTED: N_("the notice was posted on the car"),
    Anchor.REFUSED: N_("the owner's request was refused"),
    Anchor.MAILED: N_("the last letter was mailed"),
    Anchor.IN_CUSTODY: N_("the car was hooked up"),
    Anchor.REPORT_SUBMITTED: N_("the report to the state"),
    Anchor.HEARING_REQUESTED: N_("the hearing request"),
    Anchor.HEARING_WON: N_("the hearing was won"),
    Anchor.APPRAISED: N_("the appraisal"),
    Anchor.AUTHORIZED: N_("the state's authorization"),
    Anchor.ADVERTISED: N_("the advertisement"),
    Anchor.SERVICE_ENDED: N_("active duty ended"),
    Anchor.SOLD: N_("the sale"),
    Anchor.PARTIES_KNOWN: N_("owner and lienholders became known"),
    Anchor.STEP_TAKEN: N_("the further step"),
    Anchor.HEARING_LOST: N_("the hearing decision for the city"),
    Anchor.RECORDS_CHECKED: N_("the records check"),
    Anchor.SERVICE_CHECKED: N_("the military-status check"),
    Anchor.LETTER_WRITTEN: N_("the letter was written"),
}


def since(case: Case, period: Period) -> str:
    """The event that the period runs from, in words, also if a notice took the place of letters."""
    if period.anchor is Anchor.MAILED and nobody_known(case):
        return SINCE[Anchor.POSTED] if period.notice is Notice.PRE_TOW else "a notice was published"
    return SINCE[period.anchor]


def in_words(period: Period) -> str:
    """The length of a period: `10 days`."""
    return counted(period.amount, period.unit)


def counted(amount: int | None, unit: Unit) -> str:
    """A number of this unit: `1 day`, `10 days`."""
    one, several = UNITS[unit]
    return f"{amount} {one if amount == 1 else several}"


def known_period(case: Case, law: Edition, code: str) -> Period | None:
    """The period with its number, or the number settled for this case; None if there is none or it is unknown."""
    period = law.periods.get(code)
    if period is None or period.amount is not None:
        return period
    amount = settled(case, f"periods.{code}")
    return None if amount is None else period.model_copy(update={"amount": amount})


def settled(case: Case, provision: str) -> int | None:
    """The number settled for this case, if the edition does not know it; else None."""
    return next((each.amount for each in case.settled if each.provision == provision), None)


def ceiling(case: Case, law: Edition, code: str, anchor: datetime | None) -> tuple[datetime | None, str | None]:
    """The instant by which an act is due, and its citation; None if the law has no such period."""
    period = known_period(case, law, code)
    if period is None:
        return None, law.periods[code].citation if code in law.periods else None
    return (ends(period, anchor, law) if anchor else None), period.citation


def pauses(case: Case, code: str, law: Edition) -> list[Pause]:
    """From when until when holds paused this floor."""
    return [(each.at, each.released_at) for each in case.holds if code in law.holds[each.hold].stands_still]


def floor(case: Case, law: Edition, code: str) -> datetime | None:
    """When the last run of this floor ends; None if one has not begun, is paused, or has an unknown length."""
    period = known_period(case, law, code)
    if period is None:
        return None
    still = pauses(case, code, law)
    anchors = ANCHORS[period.anchor](case, period, law)
    over = [ends_with_pauses(period, each, law, still) if each else None for each in anchors]
    known = [each for each in over if each]
    return max(known) if known and len(known) == len(over) else None


def floor_passed(context: GuardContext, code: str) -> Requirement:
    """The requirement that this floor has passed."""
    rule, period = context.law.periods[code], known_period(context.case, context.law, code)
    if period is None:
        return not_known(rule, rule.text, f"periods.{code}")
    end = floor(context.case, context.law, code)
    met = end is not None and context.at >= end
    more = "More than " if period.more_than else ""
    text = f"{more}{in_words(period)} have passed since {since(context.case, period)}"
    if period.amount == 0:
        text = f"No waiting time is required after {since(context.case, period)}"
    begins = BEGINS.get(period.anchor) if end is None else None
    if end is None and (by := suspended_by(context.case, context.law, code)):
        text = f"{text}; the hold ({by.hold.replace('_', ' ')}) suspends this time"
        return requirement(rule, text, met=met, task=begins, remedied_by=context.law.holds[by.hold].lifted_by[0])
    return requirement(rule, text, met=met, earliest=end, task=begins)


def suspended_by(case: Case, law: Edition, code: str) -> HoldOn | None:
    """The first open hold that suspends this period."""
    return next((each for each in case.open_holds if code in law.holds[each.hold].stands_still), None)


BEGINS: dict[Anchor, Task] = {
    Anchor.POSTED: Task.STICKER,
    Anchor.ADVERTISED: Task.ADVERTISEMENT,
    Anchor.AUTHORIZED: Task.AUTHORITY,
    Anchor.APPRAISED: Task.APPRAISAL,
    Anchor.REPORT_SUBMITTED: Task.STATE_REPORT,
}
"""The task that starts a floor that has not begun. Letters have their own requirement."""


CONTESTED = "contested"
"""The period that an owner has after a refused request."""


def time_again(case: Case, law: Edition, context: DecideExtension | DecideHearing) -> bool:
    """Whether this decision gives the owner a new period; never after the hook-up.

    A second refusal of more time gives none.
    """
    refused = context.lawful if isinstance(context, DecideHearing) else not (context.until or case.refused)
    return refused and CONTESTED in law.periods and case.towed is None


def was_contested(case: Case, law: Edition) -> bool:
    """Whether the law gives a new period after a refusal, and a request was refused."""
    period = law.periods.get(CONTESTED)
    return period is not None and any(ANCHORS[period.anchor](case, period, law))


def owner_time(context: GuardContext) -> Requirements:
    """The owner's notice period has passed, with every new period and extension."""
    yield floor_passed(context, "owner_notice")
    case = context.case
    if was_contested(case, context.law):
        yield floor_passed(context, CONTESTED)
    if case.extended_until is not None:
        met = context.at >= case.extended_until
        text = "The extension granted to the owner has ended"
        yield requirement(GRANTED, text, met=met, fact=case.extended, earliest=case.extended_until)


def owner_time_over(case: Case, law: Edition) -> datetime | None:
    """When the owner's notice period ends, with every new period and extension; None while unknown."""
    over = floor(case, law, "owner_notice")
    more = (floor(case, law, CONTESTED), case.extended_until)
    return max(over, *(each for each in more if each), over) if over else None


def ends_last(case: Case, law: Edition) -> str:
    """The code of the owner's period before the tow that ends last."""
    more = floor(case, law, CONTESTED)
    return CONTESTED if more and more == owner_time_over(case, law) else "owner_notice"


def letter_not_early(context: GuardContext) -> Requirements:
    """The floor that this notice waits for has passed."""
    rule = by_letter(context.law, context.request.notice)
    if rule and rule.not_before:
        yield floor_passed(context, rule.not_before)


def answered_first(context: GuardContext) -> Requirements:
    """The owner's open requests are answered: a reported move, more time."""
    said = (
        (
            "An officer has checked whether the car was moved, as the owner says",
            context.case.move_claimed,
            Task.MOVE_CHECK,
        ),
        ("The owner's request for more time is decided", context.case.extension_asked, Task.EXTENSION_DECISION),
    )
    for text, fact, task in said:
        yield requirement(ANSWERED_FIRST, text, met=fact is None, fact=fact, task=task)


def nothing_held(context: GuardContext, kinds: Collection[Hold], stops: HoldEffect) -> Requirements:
    """One unmet requirement for each open hold of these kinds that blocks this."""
    for each in context.case.open_holds:
        rule = context.law.holds[each.hold]
        if each.hold in kinds and stops in rule.stops:
            text = f"The hold ({each.hold.replace('_', ' ')}) is lifted"
            task = Task.HEARING if ends_by_hearing(context.case, each) else Task.HOLD
            yield requirement(rule, text, met=False, fact=each.fact, remedied_by=rule.lifted_by[0], task=task)


def ends_by_hearing(case: Case, hold: HoldOn) -> bool:
    """Whether this hold ends with the decision of an open hearing."""
    return any(each.requested.fact == hold.fact for each in case.open_hearings)


def hold_is_on(context: GuardContext) -> Requirements:
    """The hold to lift is open."""
    there = any(each.fact == context.request.placed for each in context.case.open_holds)
    rule = our_own("only an open hold can be lifted")
    yield requirement(rule, f"Fact {context.request.placed} placed a hold that is still open", met=there, final=True)


def lifted_by_its_own(context: GuardContext) -> Requirements:
    """G6: a hold is lifted by the role that the edition names, with a written release if it requires one."""
    hold = next((each for each in context.case.open_holds if each.fact == context.request.placed), None)
    if hold is None:
        return
    rule = context.law.holds[hold.hold]
    lifts = " or ".join(in_sentence(role.words) for role in rule.lifted_by)
    may = context.role in rule.lifted_by
    yield requirement(
        rule, f"The person who lifts this hold is a {lifts}", met=may, remedied_by=rule.lifted_by[0], final=True
    )
    if rule.in_writing:
        text = "The notes name the written release"
        yield requirement(rule, text, met=bool(context.request.note), remedied_by=rule.lifted_by[0])


def not_taken(context: GuardContext) -> Requirements:
    """The car is not hooked up yet."""
    fact = context.case.hooked_up
    yield requirement(ANSWERED_FIRST, "The car has not been hooked up yet", met=fact is None, fact=fact, final=True)


def moved_in_time(context: GuardContext) -> Requirements:
    """The reported move happened before the hook-up."""
    taken = at_of(context.case.hooked_up)
    met = taken is None or context.at < taken
    yield requirement(
        ANSWERED_FIRST,
        "The car was moved before the hook-up",
        met=met,
        fact=context.case.hooked_up,
        final=True,
    )


def still_the_owners_time(context: GuardContext) -> Requirements:
    """The owner's notice period ends only before the hook-up."""
    rule, fact = context.law.periods["owner_notice"], context.case.hooked_up
    yield requirement(rule, "The car has not been hooked up yet", met=fact is None, fact=fact, final=True)


def no_notice_on_it(context: GuardContext) -> Requirements:
    """No notice is on the car yet, so the date of the first one stays."""
    rule, fact = context.law.notices.get(Notice.PRE_TOW, context.law.duties[Duty.STICKER]), context.case.sticker
    yield requirement(rule, "No notice is on the car yet", met=fact is None, fact=fact, final=True)


def extension_waits(context: GuardContext) -> Requirements:
    """An extension was requested, and a granted date is in the future."""
    wish, until = context.case.extension_asked, context.request.until
    yield requirement(ANSWERED_FIRST, "The owner has asked for more time", met=wish is not None, fact=wish, final=True)
    yield requirement(ANSWERED_FIRST, "The date granted is in the future", met=until is None or until > context.at)
    granted = context.case.extended_until
    if granted is not None:
        text = "The date granted is not before the one that was granted earlier"
        yield requirement(GRANTED, text, met=until is None or until >= granted, fact=context.case.extended)


def unknown_provisions(law: Edition) -> frozenset[str]:
    """The numbers that this edition does not know, as `periods.code` or `fees.code`."""
    periods = (f"periods.{code}" for code, rule in law.periods.items() if rule.amount is None)
    fees = (f"fees.{code}" for code, rule in law.fees.items() if rule.cents is None)
    return frozenset((*periods, *fees))


def heard_first(context: GuardContext) -> Requirements:
    """G4: every open hearing is decided first."""
    rule = context.law.duties[Duty.HEARING]
    for each in context.case.open_hearings:
        yield requirement(rule, "The requested hearing is decided", met=False, fact=each.requested, task=Task.HEARING)


def stops_it(requirements: Requirements) -> Requirement | None:
    """The first of these requirements that is not met."""
    return next((each for each in requirements if not each.met), None)
