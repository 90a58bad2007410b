"""The one next thing of every case: what, by whom, from when, until when, and why.

Knows no clock: instants are floors and ceilings of the law, computed from the case's own facts.
"""

from collections.abc import Callable

from rules.calendars import ends
from rules.casework import outcome_due
from rules.disposal import car_to_dispose_of
from rules.impound import car_in_the_lot
from rules.law import Edition
from rules.owner_notice import unmailed
from rules.tow_dispatch import tow_to_order, under_way
from rules.verification import first_observation
from rules.waiting_periods import asked, ceiling, hearing_to_hold, held, notice_period, notice_to_give
from schemas.case import Case
from schemas.rulings import NextThing
from schemas.words import Role, Stage, Step, Stolen, Stops, Thing

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


def _reported(case: Case, edition: Edition) -> Answer:
    due, period = ceiling(edition, "investigate", case.opened_at)
    return NextThing(
        thing=Thing.LOOKUPS,
        by=Role.DISPATCHER,
        why="The stolen-vehicle register and the registration authority are asked before anybody drives out.",
        citation=period.citation,
        due_at=due,
    )


def _verification(case: Case, edition: Edition) -> Answer:
    stopped = _closing(case, edition) or _police(case) or _outreach(case)
    return stopped or _second_look(case, edition) or _first_look(case, edition)


def _closing(case: Case, edition: Edition) -> Answer:
    if (outcome := outcome_due(case)) is None:
        return None
    if waits := hearing_to_hold(case, edition):
        return waits
    if case.open_holds:
        why = "The case is ready to close, but a hold is open."
        return NextThing(thing=Thing.HOLD, by=Role.SUPERVISOR, why=why)
    if unmailed(case):
        why = "The case is ready to close, but a letter waits for the post."
        return NextThing(thing=Thing.MAILING, by=Role.DISPATCHER, why=why)
    why = f"The evidence is there: {outcome.replace('_', ' ')}."
    return NextThing(thing=Thing.CLOSING, by=Role.ENGINE, why=why, step=Step.CLOSE)


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
    due, _ = ceiling(edition, "investigate", case.opened_at)
    return NextThing(
        thing=Thing.SECOND_OBSERVATION,
        by=Role.OFFICER,
        why=f"A second look, {period.amount} hours after the first, proves that the car stands there.",
        citation=period.citation,
        not_before=ends(period, first.at, edition),
        due_at=due,
    )


def _first_look(case: Case, edition: Edition) -> Answer:
    due, period = ceiling(edition, "investigate", case.opened_at if case.reopened_at is None else case.reopened_at)
    return NextThing(
        thing=Thing.INSPECTION,
        by=Role.OFFICER,
        why="An officer looks whether the car is there and whether it is abandoned.",
        citation=period.citation,
        due_at=due,
    )


def _notice(case: Case, edition: Edition) -> Answer:
    return _stopped(case, edition) or notice_to_give(case, edition) or notice_period(case, edition)


def _tow(case: Case, edition: Edition) -> Answer:
    return under_way(case) or _stopped(case, edition) or tow_to_order(case, edition)


def _stopped(case: Case, edition: Edition) -> Answer:
    return _closing(case, edition) or _police(case) or _outreach(case) or _waiting(case, edition)


def _waiting(case: Case, edition: Edition) -> Answer:
    return held(case, edition, Stops.TOW) or asked(case) or hearing_to_hold(case, edition)


def _impound(case: Case, edition: Edition) -> Answer:
    return _closing(case, edition) or car_in_the_lot(case, edition)


def _disposal(case: Case, edition: Edition) -> Answer:
    return _closing(case, edition) or hearing_to_hold(case, edition) or car_to_dispose_of(case, edition)


def _ended(_: Case, __: Edition) -> Answer:
    return NextThing(thing=Thing.NOTHING, by=Role.ENGINE, why="The case is closed.")


STAGES: dict[Stage, Callable[[Case, Edition], Answer]] = {
    Stage.REPORTED: lambda case, edition: _closing(case, edition) or _reported(case, edition),
    Stage.VERIFICATION: _verification,
    Stage.NOTICE: _notice,
    Stage.TOW: _tow,
    Stage.IMPOUND: _impound,
    Stage.DISPOSAL: _disposal,
    Stage.CLOSED: _ended,
}
