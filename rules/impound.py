"""The car in the lot: custody, hearing, release. Knows no clock."""

from datetime import datetime
from typing import Literal

from rules.calendars import ends
from rules.law import Edition, PaperRule
from rules.requirements import GuardContext, Requirements, our_own, requirement
from rules.since import done_since
from rules.tow_dispatch import not_called_stolen
from rules.waiting_periods import ANCHORS, known_period
from schemas.case import Case
from schemas.case_parts import Hearing
from schemas.impound import DecideHearing, SurrenderVehicle
from schemas.law import Duty
from schemas.messages import Actor, at_of, by_of, fact_of
from schemas.rulings import Requirement
from schemas.words import ReleaseTo, Role, Stage, Stolen, Task

Taker = Literal["owner", "lienholder", "surrender", "contents"]

CARE = our_own("the holder of a car is responsible for it")


def in_care(case: Case) -> bool:
    """Whether the car is in the lot's custody and was not surrendered."""
    return case.intake is not None and case.in_custody and case.surrendered is None


def in_the_lots_care(context: GuardContext) -> Requirements:
    """The car is in custody, and its intake is recorded."""
    case = context.case
    task = Task.INTAKE if case.intake is None else None
    met = in_care(case)
    text = "The car is in the lot's custody"
    yield requirement(CARE, text, met=met, fact=case.intake, remedied_by=Role.LOT_KEEPER, task=task, final=task is None)


def arrived(context: GuardContext) -> Requirements:
    """The car was dropped at this lot, and its intake is not recorded yet."""
    case, lot = context.case, context.request.lot
    yield requirement(CARE, f"The car was dropped at the lot {lot}", met=case.lot == lot, fact=case.in_lot, final=True)
    yield requirement(
        CARE, "The lot has not recorded the intake yet", met=case.intake is None, fact=case.intake, final=True
    )


def own_lot(context: GuardContext) -> Requirements:
    """A lot keeper acts only for their own lot."""
    theirs = context.role != Role.LOT_KEEPER or context.firm == context.case.lot
    yield requirement(CARE, "The car is in this keeper's own lot", met=theirs, remedied_by=Role.LOT_KEEPER, final=True)


def state_not_told(context: GuardContext) -> Requirements:
    """The impound is reported once, and only if the law requires a report."""
    rule, number = context.law.duties.get(Duty.STATE_REPORT, CARE), context.case.state_reported
    asked_for = Duty.STATE_REPORT in context.law.duties
    yield requirement(rule, "The law requires a report to the state", met=asked_for, final=True)
    yield requirement(
        rule, "The impound was not reported to the state yet", met=number is None, fact=number, final=True
    )


def state_told(context: GuardContext) -> Requirements:
    """The report to the state was made, if the law requires one."""
    if Duty.STATE_REPORT in context.law.duties:
        rule, number = context.law.duties[Duty.STATE_REPORT], context.case.state_reported
        yield requirement(rule, rule.text, met=number is not None, fact=number, task=Task.STATE_REPORT)


def hearing_can_be_asked(context: GuardContext) -> Requirements:
    """The party has no open hearing, and was not heard about this tow. After the release, within the time to ask.

    Each lienholder is heard like the owner (75 Pa.C.S. 7305(b)(5)). Chicago Code 9-92-080(a): a person who has
    taken the car back may still request a hearing.
    """
    case, rule = context.case, context.law.duties[Duty.HEARING]
    party = who_asks(case, context.actor, context.request)
    known = party is None or party in (*case.owners, *case.lienholders)
    yield requirement(rule, "The party is on record", met=known, fact=case.parties, final=True)
    waits = any(each.party == party for each in case.open_hearings)
    yield requirement(rule, "No hearing is open", met=not waits, final=True)
    met = waits or not _heard(case, party)
    yield requirement(rule, "No hearing has decided this before", met=met, final=True)
    yield requirement(rule, "No hearing found the tow not lawful", met=not case.wrongly_towed, final=True)
    if case.stage is Stage.CLOSED:
        text = "The car was towed, and released from the lot"
        yield requirement(rule, text, met=case.released is not None, fact=case.released, final=True)
    if case.released:
        text = "The time to request a hearing has not ended"
        yield requirement(rule, text, met=not _time_is_over(context), fact=case.released, final=True)


def right_to_a_hearing_over(context: GuardContext) -> Requirements:
    """G4: a case is not begun again while a hearing about the tow can still be requested."""
    case, rule = context.case, context.law.duties[Duty.HEARING]
    used = case.wrongly_towed or all_heard(case)
    over = case.released is None or used or _time_is_over(context)
    text = "The time to request a hearing about the last tow has ended"
    yield requirement(rule, text, met=over, fact=case.released, earliest=hearing_until(case, context.law))


def time_to_ask_is_over(context: GuardContext) -> Requirements:
    """G1: nothing final happens while a party who was not heard can still request a hearing about the tow.

    The time to ask can end after the time to reclaim: Tex. Occupations Code 2308.456 counts no weekends and holidays.
    """
    case, rule = context.case, context.law.duties[Duty.HEARING]
    until = hearing_until(case, context.law)
    if until is not None and case.in_custody and not all_heard(case):
        text = "The time to request a hearing about the tow has ended"
        yield requirement(rule, text, met=context.at >= until, fact=case.hooked_up, earliest=until)


def all_heard(case: Case) -> bool:
    """Whether every party has requested a hearing about this tow."""
    return all(_heard(case, each) for each in (*(case.owners or (None,)), *case.lienholders))


def who_asks(case: Case, actor: Actor | None, request: object = None) -> int | None:
    """The party who asks for a hearing: that of the link, else the one that is named, else the owner."""
    of_link = actor.party if actor else None
    return of_link or getattr(request, "party", None) or case.owner


def hearing_to_decide(case: Case, request: DecideHearing | None) -> Hearing | None:
    """The open hearing that the request names, or the one that waits longest; None if there is none."""
    named = request.requested if request else None
    return next((each for each in case.open_hearings if named in (None, each.requested.fact)), None)


def _heard(case: Case, party: int | None) -> bool:
    taken = fact_of(case.hooked_up) or fact_of(case.declared) or 0
    return any(each.party == party and each.requested.fact > taken for each in case.hearings)


def _time_is_over(context: GuardContext) -> bool:
    until = hearing_until(context.case, context.law)
    return until is not None and context.at >= until


def hearing_until(case: Case, law: Edition) -> datetime | None:
    """Until when a hearing can be requested: the longest time counted from a letter, or from the release.

    None while a letter about a car in custody is still to be mailed, if nothing has begun, or if the length is unknown:
    then no time limits it.
    """
    period = known_period(case, law, "ask_hearing")
    begun = ANCHORS[period.anchor](case, period, law) if period else ()
    if period is None or (case.in_custody and None in begun):
        return None
    return max((ends(period, each, law) for each in (*begun, at_of(case.released)) if each), default=None)


def heard_by_another(context: GuardContext) -> Requirements:
    """G4: a hearing is open, and the hearing officer neither declared the car abandoned nor ordered the tow."""
    case, rule = context.case, context.law.duties[Duty.HEARING]
    decides = hearing_to_decide(case, context.request if isinstance(context.request, DecideHearing) else None)
    yield requirement(rule, "A hearing was requested", met=decides is not None, final=True)
    apart = context.account not in (case.ordered_by, by_of(case.declared))
    text = "The hearing officer neither declared the car abandoned nor ordered the tow"
    yield requirement(rule, text, met=apart, remedied_by=Role.HEARING_OFFICER, final=True)


def ends_with_the_decision(context: GuardContext) -> Requirements:
    """G4: the hold of a hearing is not lifted before the hearing is decided."""
    rule, placed = context.law.duties[Duty.HEARING], context.request.placed
    for hearing in (each for each in context.case.open_hearings if each.requested.fact == placed):
        text = "The hearing that this hold protects is decided"
        yield requirement(rule, text, met=False, fact=hearing.requested, task=Task.HEARING)


def no_hearing_won(context: GuardContext) -> Requirements:
    """G4: no tow and no disposal after a hearing decided for the owner."""
    case, rule = context.case, context.law.duties[Duty.HEARING]
    fact = case.hearing_won.decided if case.hearing_won else None
    yield requirement(rule, "No hearing was decided for the owner", met=not case.lost_hearing, fact=fact, final=True)


def records_checked_in_the_lot(context: GuardContext) -> Requirements:
    """G5 before the release: checked again while the car is in custody; a stolen car is released only to its owner."""
    yield from _asked_while_held(context)
    case, rule = context.case, context.law.duties[Duty.STOLEN_CHECK]
    if case.stolen is Stolen.STOLEN and "release" in rule.before:
        owner = getattr(context.request, "to", ReleaseTo.OWNER) is ReleaseTo.OWNER
        yield requirement(
            rule,
            "A stolen car is released only to its owner",
            met=owner,
            fact=case.records_check,
            remedied_by=Role.OWNER,
            final=True,
        )


def stolen_from_nobody(context: GuardContext) -> Requirements:
    """G5 before a surrender: a stolen car cannot be surrendered, whatever title is shown."""
    yield from _asked_while_held(context)
    yield from not_called_stolen(context)


def _asked_while_held(context: GuardContext) -> Requirements:
    """The check was made after the hook-up; not required for a car without plate and VIN."""
    case, rule = context.case, context.law.duties[Duty.STOLEN_CHECK]
    if "release" in rule.before and (case.records_check is not None or case.vehicle_known):
        since = done_since(case.records_check, case.hooked_up)
        text = "The stolen-vehicle check was made after the hook-up"
        yield requirement(rule, text, met=since, fact=case.records_check, task=Task.RECORDS_CHECK)


def papers_shown(context: GuardContext) -> Requirements:
    """All documents that the law requires of the person who takes the car or its contents."""
    yield _papers(context, context.law.papers[_taker(context)])


def _taker(context: GuardContext) -> Taker:
    if isinstance(context.request, SurrenderVehicle):
        return "surrender"
    if context.question == "may_hand_over_contents":
        return "contents"
    to = getattr(context.request, "to", ReleaseTo.OWNER)
    return "owner" if to is ReleaseTo.OWNER else "lienholder"


def _papers(context: GuardContext, rule: PaperRule) -> Requirement:
    needed = ", ".join(rule.needs)
    met = set(rule.needs) <= set(getattr(context.request, "papers", ()))
    return requirement(rule, f"These documents were shown: {needed}", met=met, remedied_by=Role.OWNER)


def lienholder_known(context: GuardContext) -> Requirements:
    """A car is released to a lienholder only if one is on record."""
    if getattr(context.request, "to", ReleaseTo.OWNER) is ReleaseTo.LIENHOLDER:
        rule, case = context.law.duties[Duty.PARTIES], context.case
        met = bool(case.lienholders)
        yield requirement(rule, "This lienholder is on record", met=met, fact=case.parties, final=True)


def nobody_else_has_a_right(context: GuardContext) -> Requirements:
    """G3: a car can be surrendered only if no lienholder is on record, and by all of its owners."""
    case, rule = context.case, context.law.duties[Duty.PARTIES]
    alone = case.parties is not None and not case.lienholders
    task = Task.PARTIES if case.parties is None else None
    text = "No lienholder is on record"
    yield requirement(rule, text, met=alone, fact=case.parties, task=task, final=task is None)
    if len(case.owners) > 1:
        signed = getattr(context.request, "signed_by_all", False)
        text = "Every registered owner has signed the surrender"
        yield requirement(rule, text, met=signed, fact=case.parties, remedied_by=Role.OWNER)


def free_of_charge(context: GuardContext) -> Requirements:
    """The owner is entitled to a free release: a hearing was won, or the car was stolen."""
    case, law = context.case, context.law
    won, stolen = case.wrongly_towed, case.found_stolen is not None and "stolen" in law.waivers
    rule = law.waivers["stolen"] if stolen else law.duties[Duty.HEARING]
    fact = case.found_stolen if stolen else case.hearing_won.decided if case.hearing_won else None
    text = "A hearing was decided for the owner, or the car was stolen from them"
    yield requirement(rule, text, met=won or stolen, fact=fact, remedied_by=Role.HEARING_OFFICER, final=True)


def contents_there(context: GuardContext) -> Requirements:
    """G11: the contents are listed, and were not returned before."""
    case, rule = context.case, context.law.duties[Duty.CONTENTS]
    yield requirement(
        rule, "The contents of the car were listed", met=case.intake is not None, fact=case.intake, task=Task.INTAKE
    )
    met = case.contents_returned is None
    yield requirement(rule, "The contents were not returned before", met=met, fact=case.contents_returned, final=True)


def contents_listed(context: GuardContext) -> Requirements:
    """G11 before disposal: the contents were listed, so that the owner can claim them."""
    case, rule = context.case, context.law.duties[Duty.CONTENTS]
    yield requirement(
        rule, "The contents of the car were listed", met=case.intake is not None, fact=case.intake, task=Task.INTAKE
    )
