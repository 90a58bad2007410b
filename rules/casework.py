"""The evidence that each outcome requires before a case may close."""

from collections.abc import Callable

from rules.owner_notice import unmailed
from rules.requirements import GuardContext, Requirements, our_own, requirement
from rules.waiting_periods import ends_by_hearing
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.law import Duty
from schemas.messages import Recorded, fact_of
from schemas.words import Finding, Outcome, Role, Route, Stage, Stolen, Task

Found = tuple[bool, int | None]
"""Whether the evidence exists, and the fact that holds it."""

Evidence = Callable[[Case, CloseCase], Found]


def _look(*findings: Finding) -> Evidence:
    def found(case: Case, _: CloseCase) -> Found:
        look = case.last_inspection
        return (True, look.number) if look and look.finding in findings and case.towed is None else (False, None)

    return found


def _gone(case: Case, context: CloseCase) -> Found:
    return _fact(case.tow_gone) if _truck_found_none(case) else _look(Finding.GONE)(case, context)


def _truck_found_none(case: Case) -> bool:
    """Whether a contractor found the car gone, and no inspection was made since."""
    look = case.last_inspection
    newest = case.tow_gone is not None and (look is None or look.number < case.tow_gone.fact)
    return newest and case.towed is None


def _fact(recorded: Recorded | None) -> Found:
    return recorded is not None, fact_of(recorded)


def _destroyed(route: Route) -> Evidence:
    return lambda case, _: _fact(case.destroyed if case.destroyed and case.destroyed.route is route else None)


def _not_abandoned(case: Case, context: CloseCase) -> Found:
    if case.towed is None and case.hearing_won:
        return True, fact_of(case.hearing_won.decided)
    return _look(Finding.NOT_ABANDONED)(case, context)


def _occupied(case: Case, _: CloseCase) -> Found:
    look = case.last_inspection
    return (True, look.number) if look and look.occupied and case.towed is None else (False, None)


def _recovered(case: Case, context: CloseCase) -> Found:
    return (True, fact_of(case.records_check)) if case.stolen is Stolen.STOLEN and context.authority else (False, None)


EVIDENCE: dict[Outcome, tuple[str, Evidence]] = {
    Outcome.GONE_ON_ARRIVAL: ("An inspection, or a contractor's photo, shows that the car is gone", _gone),
    Outcome.UNFOUNDED: ("An inspection, or a hearing, shows that the car is not abandoned", _not_abandoned),
    Outcome.MOVED_BY_OWNER: ("An inspection shows that the car is no longer there", _look(Finding.GONE)),
    Outcome.REFERRED_TO_OUTREACH: ("An inspection found a person or animal in the car", _occupied),
    Outcome.STOLEN_RECOVERED: (
        "The stolen-vehicle check says stolen, and the authority that released the car is named",
        _recovered,
    ),
    Outcome.DUPLICATE: (
        "The older case of the same car is named (use close as duplicate)",
        lambda *_: (False, None),
    ),
    Outcome.DUPLICATE_ELSEWHERE: (
        "The case number in the other system is entered",
        lambda _, context: (bool(context.elsewhere), None),
    ),
    Outcome.RECLAIMED: (
        "The car was released, and no hearing found that it was wrongly towed",
        lambda case, _: _fact(None if case.wrongly_towed else case.released),
    ),
    Outcome.WRONGLY_TOWED: (
        "A hearing found that the car was wrongly towed, and it was released",
        lambda case, _: _fact(case.released if case.wrongly_towed else None),
    ),
    Outcome.SURRENDERED: ("The owner surrendered the car by its title", lambda case, _: _fact(case.surrendered)),
    Outcome.AUCTIONED: (
        "The car was sold, and the proceeds are divided",
        lambda case, _: _fact(case.sold),
    ),
    Outcome.DISMANTLED: ("A certificate is on file", _destroyed(Route.DISMANTLE)),
    Outcome.CRUSHED: ("A certificate is on file", _destroyed(Route.CRUSH)),
    Outcome.WITHDRAWN: (
        "The authority that withdraws the case is named, with a reason",
        lambda _, context: (bool(context.authority and context.note), None),
    ),
}


def evidence_for(case: Case, context: CloseCase) -> int | None:
    """The fact on which this closing rests; None if its evidence is a statement."""
    return EVIDENCE[context.outcome][1](case, context)[1]


def outcome_borne_out(context: GuardContext) -> Requirements:
    """The evidence for the outcome exists."""
    text, evidence = EVIDENCE[context.request.outcome]
    met, fact = evidence(context.case, context.request)
    yield requirement(ON_EVIDENCE, text, met=met, fact=fact, remedied_by=Role.SUPERVISOR, final=True)


def nmvtis_notified(context: GuardContext) -> Requirements:
    """G12: the case of a sold or destroyed car closes only after the NMVTIS report."""
    case = context.case
    if case.sold or case.destroyed:
        rule, number = context.law.duties[Duty.TITLE_REPORT], case.disposal_reported
        yield requirement(rule, rule.text, met=number is not None, fact=number, task=Task.DISPOSAL_REPORT)


def nothing_open(context: GuardContext) -> Requirements:
    """No order, hold or hearing is open."""
    case = context.case
    yield requirement(
        ON_EVIDENCE, "No tow order is open", met=case.order is None, remedied_by=Role.DISPATCHER, task=Task.TOW
    )
    for each in case.open_holds:
        rule, text = context.law.holds[each.hold], f"The hold ({each.hold.replace('_', ' ')}) is lifted"
        task = Task.HEARING if ends_by_hearing(case, each) else Task.HOLD
        yield requirement(rule, text, met=False, fact=each.fact, remedied_by=rule.lifted_by[0], task=task)
    yield requirement(ON_EVIDENCE, "No hearing is open", met=not case.hearing_open, task=Task.HEARING)


def car_has_left(context: GuardContext) -> Requirements:
    """A towed car is no longer in custody: it was released, surrendered, sold or destroyed."""
    case = context.case
    left = not case.in_custody or case.surrendered is not None
    text = "The car is no longer in the city's custody"
    yield requirement(ON_EVIDENCE, text, met=left, fact=case.hooked_up, remedied_by=Role.LOT_KEEPER, final=True)


def nothing_unsent(context: GuardContext) -> Requirements:
    """Every printed letter was mailed."""
    yield requirement(
        ON_EVIDENCE, "No letter is waiting to be mailed", met=not unmailed(context.case), task=Task.MAILING
    )


def older_case(context: GuardContext) -> Requirements:
    """Of two cases of one car the older stays open; whether it is open is checked under its lock."""
    yield requirement(
        ON_EVIDENCE, "The case that stays open is the older one", met=context.request.of < context.case.case
    )


def was_a_duplicate(context: GuardContext) -> Requirements:
    """The case was closed as a duplicate."""
    case = context.case
    text = "The case was closed as a duplicate of another case"
    yield requirement(ON_EVIDENCE, text, met=case.duplicate_of is not None, fact=case.closed, final=True)


def step_failed(context: GuardContext) -> Requirements:
    """A step of the system has failed."""
    fact = context.case.failed
    yield requirement(ON_EVIDENCE, "A step of the system has failed", met=fact is not None, fact=fact, final=True)


ON_EVIDENCE = our_own("no case is closed without evidence")


def outcome_due(case: Case) -> Outcome | None:
    """The outcome with which the system closes the case, once the record shows it; else None."""
    if case.in_custody or case.stage in (Stage.IMPOUND, Stage.DISPOSAL):
        return _end_of_custody(case)
    if _truck_found_none(case) and case.stage is Stage.TOW and case.ordered is None:
        return Outcome.GONE_ON_ARRIVAL
    if case.lost_hearing:
        return Outcome.UNFOUNDED
    return _seen(case)


def _seen(case: Case) -> Outcome | None:
    look = case.last_inspection
    if look is None or look.finding not in (Finding.GONE, Finding.NOT_ABANDONED):
        return None
    if look.finding is Finding.NOT_ABANDONED:
        return None if look.occupied else Outcome.UNFOUNDED
    return Outcome.GONE_ON_ARRIVAL if case.declared is None else Outcome.MOVED_BY_OWNER


def _end_of_custody(case: Case) -> Outcome | None:
    """The outcome of the case of a towed car; None while it is in the lot."""
    if case.released:
        return Outcome.WRONGLY_TOWED if case.wrongly_towed else Outcome.RECLAIMED
    if case.surrendered:
        return Outcome.SURRENDERED
    if case.disposal_reported is None:
        return None
    return Outcome.AUCTIONED if case.sold else DESTROYED[case.destroyed.route if case.destroyed else Route.CRUSH]


DESTROYED = {Route.DISMANTLE: Outcome.DISMANTLED, Route.CRUSH: Outcome.CRUSHED}
