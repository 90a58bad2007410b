"""The car in the lot: custody, the hearing, the way home. Knows no clock."""

from typing import Literal

from rules.law import PaperRule
from rules.requirements import Asked, Requirements, asks, our_own
from rules.since import done_since
from rules.tow_dispatch import not_called_stolen
from schemas.case import Case
from schemas.impound import SurrenderVehicle
from schemas.law import Duty
from schemas.messages import by_of, fact_of
from schemas.rulings import Requirement
from schemas.words import ReleaseTo, Role, Stolen, Task

Taker = Literal["owner", "lienholder", "surrender", "contents"]

CARE = our_own("the holder of a car is responsible for it")


def in_care(case: Case) -> bool:
    """Whether the car is in the lot's care, and still somebody's."""
    return case.intake is not None and case.in_custody and case.surrendered is None


def in_the_lots_care(asked: Asked) -> Requirements:
    """The car is there, and was taken in."""
    case = asked.case
    task = Task.INTAKE if case.intake is None else None
    met = in_care(case)
    text = "The car is in the lot's custody"
    yield asks(CARE, text, met=met, fact=case.intake, who=Role.LOT_KEEPER, task=task, final=task is None)


def arrived(asked: Asked) -> Requirements:
    """The car was brought to this lot and is not taken in yet."""
    case, lot = asked.case, asked.request.lot
    yield asks(CARE, f"The car was dropped at the lot {lot}", met=case.lot == lot, fact=case.in_lot, final=True)
    yield asks(CARE, "The lot has not recorded the intake yet", met=case.intake is None, fact=case.intake, final=True)


def own_lot(asked: Asked) -> Requirements:
    """A keeper speaks for their own lot."""
    theirs = asked.role != Role.LOT_KEEPER or asked.firm == asked.case.lot
    yield asks(CARE, "The car is in this keeper's own lot", met=theirs, who=Role.LOT_KEEPER, final=True)


def state_not_told(asked: Asked) -> Requirements:
    """The state is told once, and only where the law asks for it."""
    rule, number = asked.law.duties.get(Duty.STATE_REPORT, CARE), asked.case.state_reported
    asked_for = Duty.STATE_REPORT in asked.law.duties
    yield asks(rule, "The law requires a report to the state", met=asked_for, final=True)
    yield asks(rule, "The impound was not reported to the state yet", met=number is None, fact=number, final=True)


def state_told(asked: Asked) -> Requirements:
    """Where the law asks for a report to the state it was made."""
    if Duty.STATE_REPORT in asked.law.duties:
        rule, number = asked.law.duties[Duty.STATE_REPORT], asked.case.state_reported
        yield asks(rule, rule.text, met=number is not None, fact=number, task=Task.STATE_REPORT)


def hearing_can_be_asked(asked: Asked) -> Requirements:
    """None is open, this tow was not heard yet, and the car is not back with its owner."""
    case, rule = asked.case, asked.law.duties[Duty.HEARING]
    yield asks(rule, "No hearing is open", met=not case.hearing_open, final=True)
    heard = case.hearing is not None and case.hearing.requested.fact > (fact_of(case.hooked_up) or 0)
    met = case.hearing_open or not heard
    yield asks(rule, "No hearing has decided this before", met=met, final=True)
    met, fact = case.released is None, case.released
    yield asks(rule, "The car was not released before", met=met, fact=fact, final=True)


def hearing_possible(case: Case) -> bool:
    """Whether somebody may still ask to be heard about this car."""
    heard = case.hearing is not None and case.hearing.requested.fact > (fact_of(case.hooked_up) or 0)
    return not case.hearing_open and not heard and case.released is None


def heard_by_another(asked: Asked) -> Requirements:
    """G4: somebody waits, and whoever decides neither declared the car abandoned nor ordered the tow."""
    case, rule = asked.case, asked.law.duties[Duty.HEARING]
    yield asks(rule, "A hearing was requested", met=case.hearing_open, final=True)
    apart = asked.account not in (case.ordered_by, by_of(case.declared))
    text = "The hearing officer neither declared the car abandoned nor ordered the tow"
    yield asks(rule, text, met=apart, who=Role.HEARING_OFFICER, final=True)


def ends_with_the_decision(asked: Asked) -> Requirements:
    """G4: the hold of a hearing is on until the hearing is decided, and nobody lifts it before."""
    case, rule = asked.case, asked.law.duties[Duty.HEARING]
    if case.hearing and asked.request.placed == case.hearing.requested.fact:
        text, met = "The hearing that this hold protects is decided", not case.hearing_open
        yield asks(rule, text, met=met, fact=case.hearing.requested, task=Task.HEARING)


def no_hearing_won(asked: Asked) -> Requirements:
    """G4: what a hearing gave back to its owner is neither towed nor disposed of."""
    case, rule = asked.case, asked.law.duties[Duty.HEARING]
    fact = case.hearing.decided if case.hearing else None
    yield asks(rule, "No hearing was decided for the owner", met=not case.lost_hearing, fact=fact, final=True)


def register_asked_in_the_lot(asked: Asked) -> Requirements:
    """G5 before the release: the register is asked anew while the car is held; a stolen car goes to its owner only."""
    yield from _asked_while_held(asked)
    case, rule = asked.case, asked.law.duties[Duty.STOLEN_CHECK]
    if case.stolen is Stolen.STOLEN and "release" in rule.before:
        owner = getattr(asked.request, "to", ReleaseTo.OWNER) is ReleaseTo.OWNER
        yield asks(
            rule, "A stolen car is released only to its owner", met=owner, fact=case.lookups, who=Role.OWNER, final=True
        )


def stolen_from_nobody(asked: Asked) -> Requirements:
    """G5 before a surrender: a car that was stolen is nobody's to give up, whatever title is shown."""
    yield from _asked_while_held(asked)
    yield from not_called_stolen(asked)


def _asked_while_held(asked: Asked) -> Requirements:
    """An answer from before the tow is too old; a car that nobody can look up is spared it."""
    case, rule = asked.case, asked.law.duties[Duty.STOLEN_CHECK]
    if "release" in rule.before and (case.lookups is not None or case.vehicle_known):
        since = done_since(case.lookups, case.hooked_up)
        text = "The stolen-vehicle check was made after the hook-up"
        yield asks(rule, text, met=since, fact=case.lookups, task=Task.LOOKUPS)


def papers_shown(asked: Asked) -> Requirements:
    """All papers that the law asks of whoever takes the car, or what is in it."""
    yield _papers(asked, asked.law.papers[_taker(asked)])


def _taker(asked: Asked) -> Taker:
    if isinstance(asked.request, SurrenderVehicle):
        return "surrender"
    if asked.question == "may_hand_over_contents":
        return "contents"
    to = getattr(asked.request, "to", ReleaseTo.OWNER)
    return "owner" if to is ReleaseTo.OWNER else "lienholder"


def _papers(asked: Asked, rule: PaperRule) -> Requirement:
    needed = ", ".join(rule.needs)
    met = set(rule.needs) <= set(getattr(asked.request, "papers", ()))
    return asks(rule, f"These documents were shown: {needed}", met=met, who=Role.OWNER)


def lienholder_known(asked: Asked) -> Requirements:
    """A lienholder takes the car only if the record names one."""
    if getattr(asked.request, "to", ReleaseTo.OWNER) is ReleaseTo.LIENHOLDER:
        rule, case = asked.law.duties[Duty.PARTIES], asked.case
        met = bool(case.lienholders)
        yield asks(rule, "This lienholder is on record", met=met, fact=case.parties, final=True)


def nobody_else_has_a_right(asked: Asked) -> Requirements:
    """G3: a car is given up by its owner only where no lien is on it."""
    case, rule = asked.case, asked.law.duties[Duty.PARTIES]
    alone = case.parties is not None and not case.lienholders
    task = Task.PARTIES if case.parties is None else None
    text = "No lienholder is on record"
    yield asks(rule, text, met=alone, fact=case.parties, task=task, final=task is None)


def free_of_charge(asked: Asked) -> Requirements:
    """Somebody has a right to the car that costs nothing: the hearing was won, or it was stolen."""
    case, law = asked.case, asked.law
    won, stolen = case.wrongly_towed, case.found_stolen is not None and "stolen" in law.waivers
    rule = law.waivers["stolen"] if stolen else law.duties[Duty.HEARING]
    fact = case.found_stolen if stolen else case.hearing.decided if case.hearing else None
    text = "A hearing was decided for the owner, or the car was stolen from them"
    yield asks(rule, text, met=won or stolen, fact=fact, who=Role.HEARING_OFFICER, final=True)


def contents_there(asked: Asked) -> Requirements:
    """G11: what is in the car is listed, and was not given back before."""
    case, rule = asked.case, asked.law.duties[Duty.CONTENTS]
    yield asks(
        rule, "The contents of the car were listed", met=case.intake is not None, fact=case.intake, task=Task.INTAKE
    )
    met = case.contents_returned is None
    yield asks(rule, "The contents were not returned before", met=met, fact=case.contents_returned, final=True)


def contents_listed(asked: Asked) -> Requirements:
    """G11 before the end: what is in the car was listed, so that it can be asked for."""
    case, rule = asked.case, asked.law.duties[Duty.CONTENTS]
    yield asks(
        rule, "The contents of the car were listed", met=case.intake is not None, fact=case.intake, task=Task.INTAKE
    )
