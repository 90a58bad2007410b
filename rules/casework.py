"""What each outcome demands before a case may close."""

from collections.abc import Callable

from rules.owner_notice import unmailed
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.rulings import Requirement, Ruling
from schemas.words import Finding, Outcome, Registration, Role, Route, Stage, Stolen

Found = tuple[bool, int | None]
"""Whether the evidence is there, and the fact that holds it."""

Evidence = Callable[[Case, CloseCase], Found]


def _look(*findings: Finding) -> Evidence:
    def found(case: Case, _: CloseCase) -> Found:
        look = case.last_inspection
        return (True, look.number) if look and look.finding in findings else (False, None)

    return found


def _gone(case: Case, asked: CloseCase) -> Found:
    return (True, case.tow_gone) if case.tow_gone else _look(Finding.GONE)(case, asked)


def _fact(number: int | None) -> Found:
    return number is not None, number


def _destroyed(route: Route) -> Evidence:
    return lambda case, _: _fact(case.destroyed if case.destroyed_route is route and case.disposal_reported else None)


def _not_abandoned(case: Case, asked: CloseCase) -> Found:
    if case.lost_hearing and case.hooked is None and case.hearing:
        return True, case.hearing.decided
    if _in_use(case):
        return True, case.lookups
    return _look(Finding.NOT_ABANDONED)(case, asked)


def _in_use(case: Case) -> bool:
    """Whether the registry's answer alone speaks against an abandoned car; of a stolen one it says nothing."""
    return case.registration is Registration.VALID and case.stolen is not Stolen.STOLEN


def _occupied(case: Case, _: CloseCase) -> Found:
    look = case.last_inspection
    return (True, look.number) if look and look.occupied else (False, None)


def _recovered(case: Case, asked: CloseCase) -> Found:
    return (True, case.lookups) if case.stolen is Stolen.STOLEN and asked.authority else (False, None)


EVIDENCE: dict[Outcome, tuple[str, Evidence]] = {
    Outcome.GONE_ON_ARRIVAL: ("An inspection, or a contractor's photo, shows that the car is gone", _gone),
    Outcome.UNFOUNDED: ("An inspection or the registry's answer shows that the car is not abandoned", _not_abandoned),
    Outcome.MOVED_BY_OWNER: ("An inspection shows that the car is no longer there", _look(Finding.GONE)),
    Outcome.REFERRED_TO_OUTREACH: ("An inspection found somebody in the car", _occupied),
    Outcome.STOLEN_RECOVERED: ("The register says stolen, and who released the car is named", _recovered),
    Outcome.DUPLICATE: (
        "The older case of the same car is named, by the request close as duplicate",
        lambda *_: (False, None),
    ),
    Outcome.DUPLICATE_ELSEWHERE: (
        "The other system's number is given",
        lambda _, asked: (bool(asked.elsewhere), None),
    ),
    Outcome.RECLAIMED: (
        "The car was released, and no hearing found that it was wrongly towed",
        lambda case, _: _fact(None if case.wrongly_towed else case.released),
    ),
    Outcome.WRONGLY_TOWED: (
        "A hearing found that the car was wrongly towed, and it was released",
        lambda case, _: _fact(case.released if case.wrongly_towed else None),
    ),
    Outcome.SURRENDERED: ("The owner gave the car up by its title", lambda case, _: _fact(case.surrendered)),
    Outcome.AUCTIONED: (
        "The car was sold, the proceeds are divided, and the title system is told",
        lambda case, _: _fact(case.sold if case.disposal_reported else None),
    ),
    Outcome.DISMANTLED: ("A certificate is on file, and the title system is told", _destroyed(Route.DISMANTLE)),
    Outcome.CRUSHED: ("A certificate is on file, and the title system is told", _destroyed(Route.CRUSH)),
    Outcome.WITHDRAWN: (
        "The authority that withdraws the case is named, with its reason",
        lambda _, asked: (bool(asked.authority and asked.note), None),
    ),
}

NOT_REACHED = "The record shows that the car came to this end"


def evidence_for(case: Case, asked: CloseCase) -> int | None:
    """The fact on which this closing rests; None where its evidence is a statement."""
    return EVIDENCE[asked.outcome][1](case, asked)[1]


def may_close(case: Case, asked: CloseCase) -> Ruling:
    """Whether the case may close with this outcome: its own evidence, and nothing left open."""
    text, evidence = EVIDENCE.get(asked.outcome, (NOT_REACHED, lambda *_: (False, None)))
    met, fact = evidence(case, asked)
    own = Requirement(text=text, citation=RULE, met=met, fact=fact, who=Role.SUPERVISOR)
    return Ruling(question="may_close", proof=(own, *_nothing_open(case)))


def may_close_as_duplicate(case: Case, of: str) -> Ruling:
    """Whether the case may end as the same car as an older one; whether that one is open is seen under its lock."""
    older = Requirement(text="The case that goes on is the older one", citation=RULE, met=of < case.case)
    return Ruling(question="may_close", proof=(older, *_nothing_open(case)))


def may_split(case: Case) -> Ruling:
    """Whether there is something to undo: the case was closed as a duplicate of another one here."""
    closed = Requirement(
        text="The case was closed as a duplicate of another case",
        citation=RULE,
        met=case.duplicate_of is not None,
        fact=case.closed,
    )
    return Ruling(question="may_split", proof=(closed,))


RULE = "Towpath closes no case without evidence"


def _nothing_open(case: Case) -> tuple[Requirement, ...]:
    return (
        Requirement(text="No tow order is open", citation=RULE, met=case.order is None, who=Role.DISPATCHER),
        Requirement(text="No hold is open", citation=RULE, met=not case.open_holds, who=Role.SUPERVISOR),
        Requirement(text="No letter waits for the post", citation=RULE, met=_all_mailed(case), who=Role.DISPATCHER),
    )


def _all_mailed(case: Case) -> bool:
    return not unmailed(case)


def outcome_due(case: Case) -> Outcome | None:
    """The outcome with which the engine closes the case by itself, once the record has shown it."""
    if case.in_custody or case.stage in (Stage.IMPOUND, Stage.DISPOSAL):
        return _end_of_custody(case)
    if case.tow_gone and case.stage is Stage.TOW and case.ordered is None:
        return Outcome.GONE_ON_ARRIVAL
    unseen = case.stage is Stage.VERIFICATION and case.last_inspection is None
    if case.lost_hearing or (_in_use(case) and unseen):
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
    """How the case of a car that was towed ends by itself; None while it is in the lot."""
    if case.released:
        return Outcome.WRONGLY_TOWED if case.wrongly_towed else Outcome.RECLAIMED
    if case.surrendered:
        return Outcome.SURRENDERED
    if case.disposal_reported is None:
        return None
    return Outcome.AUCTIONED if case.sold else DESTROYED[case.destroyed_route or Route.CRUSH]


DESTROYED = {Route.DISMANTLE: Outcome.DISMANTLED, Route.CRUSH: Outcome.CRUSHED}
