"""The one next thing of every case: what, by whom, from when, until when, and why.

Knows no clock: instants are floors and ceilings of the law, computed from the case's own facts.
"""

from collections.abc import Callable
from datetime import datetime

from rules.calendars import ends
from rules.law import Edition, Period
from rules.verification import first_observation
from schemas.case import Case
from schemas.rulings import NextThing
from schemas.words import Finding, Outcome, Registration, Role, Stage, Step, Stolen, Stops, Thing

Answer = NextThing | None


def next_thing(case: Case, edition: Edition) -> NextThing:
    """What this case waits for. Every open case has one."""
    for ask in (_failed, STAGES[case.stage]):
        if answer := ask(case, edition):
            return answer
    raise LookupError(f"Case {case.case} in the stage {case.stage} waits for nothing.")


def _failed(case: Case, _: Edition) -> Answer:
    if case.failed is None:
        return None
    return NextThing(thing=Thing.FAILED_STEP, by=Role.ADMIN, why=f"The step {case.failed_step} did not succeed.")


def _held(case: Case, edition: Edition, stops: Stops) -> Answer:
    for hold in case.open_holds:
        rule = edition.holds[hold.hold]
        if stops in rule.stops:
            by = rule.lifted_by[0]
            why = f"A hold ({hold.hold.replace('_', ' ')}) stops the {stops}."
            return NextThing(thing=Thing.HOLD, by=by, why=why, citation=rule.citation)
    return None


def _ceiling(edition: Edition, code: str, anchor: datetime | None) -> tuple[datetime | None, Period]:
    period = edition.periods[code]
    return (ends(period, anchor, edition) if anchor else None), period


def _reported(case: Case, edition: Edition) -> Answer:
    due, period = _ceiling(edition, "investigate", case.opened_at)
    return NextThing(
        thing=Thing.LOOKUPS,
        by=Role.DISPATCHER,
        why="The stolen-vehicle register and the registration authority are asked before anybody drives out.",
        citation=period.citation,
        due_at=due,
    )


def _verification(case: Case, edition: Edition) -> Answer:
    return (
        _closing(case) or _police(case) or _outreach(case) or _second_look(case, edition) or _first_look(case, edition)
    )


def _closing(case: Case) -> Answer:
    if (outcome := outcome_due(case)) is None:
        return None
    if case.open_holds:
        why = "The case is ready to close, but a hold is open."
        return NextThing(thing=Thing.HOLD, by=Role.SUPERVISOR, why=why)
    why = f"The evidence is there: {outcome.replace('_', ' ')}."
    return NextThing(thing=Thing.CLOSING, by=Role.ENGINE, why=why, step=Step.CLOSE)


def outcome_due(case: Case) -> Outcome | None:
    """The outcome with which the engine closes the case by itself, once an inspection has shown it."""
    look = case.last_inspection
    if case.registration is Registration.VALID and case.stage is Stage.VERIFICATION and look is None:
        return Outcome.UNFOUNDED
    if look is None or look.finding not in (Finding.GONE, Finding.NOT_ABANDONED):
        return None
    if look.finding is Finding.NOT_ABANDONED:
        return None if look.occupied else Outcome.UNFOUNDED
    return Outcome.GONE_ON_ARRIVAL if case.declared is None else Outcome.MOVED_BY_OWNER


def _police(case: Case) -> Answer:
    if case.stolen is not Stolen.STOLEN:
        return None
    why = "The car is reported stolen: the police recover it and say when it is released."
    return NextThing(thing=Thing.POLICE, by=Role.SUPERVISOR, why=why)


def _outreach(case: Case) -> Answer:
    look = case.last_inspection
    if look is None or not look.occupied:
        return None
    why = "Somebody is in the car: outreach is asked, and no truck is sent."
    return NextThing(thing=Thing.OUTREACH, by=Role.SUPERVISOR, why=why)


def _second_look(case: Case, edition: Edition) -> Answer:
    first = first_observation(case)
    if first is None:
        return None
    code = "observation_private" if case.private_property else "observation_public"
    period = edition.periods[code]
    due, _ = _ceiling(edition, "investigate", case.opened_at)
    return NextThing(
        thing=Thing.SECOND_OBSERVATION,
        by=Role.OFFICER,
        why=f"A second look, {period.amount} hours after the first, proves that the car stands there.",
        citation=period.citation,
        not_before=ends(period, first.at, edition),
        due_at=due,
    )


def _first_look(case: Case, edition: Edition) -> Answer:
    due, period = _ceiling(edition, "investigate", case.opened_at if case.reopened_at is None else case.reopened_at)
    return NextThing(
        thing=Thing.INSPECTION,
        by=Role.OFFICER,
        why="An officer looks whether the car is there and whether it is abandoned.",
        citation=period.citation,
        due_at=due,
    )


def _declared(case: Case, edition: Edition) -> Answer:
    due, period = _ceiling(edition, "remove", case.declared_at)
    return _closing(case) or NextThing(
        thing=Thing.PARTIES,
        by=Role.DISPATCHER,
        why="The car is declared abandoned: who owns it, and who holds a lien on it, is asked.",
        citation=period.citation,
        due_at=due,
    )


def _ended(_: Case, __: Edition) -> Answer:
    return NextThing(thing=Thing.NOTHING, by=Role.ENGINE, why="The case is closed.")


STAGES: dict[Stage, Callable[[Case, Edition], Answer]] = {
    Stage.REPORTED: lambda case, edition: _closing(case) or _reported(case, edition),
    Stage.VERIFICATION: _verification,
    Stage.NOTICE: lambda case, edition: _held(case, edition, Stops.TOW) or _declared(case, edition),
    Stage.TOW: lambda case, edition: _held(case, edition, Stops.TOW) or _declared(case, edition),
    Stage.CLOSED: _ended,
}
