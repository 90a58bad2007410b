"""The one next thing of every case: what, by whom, from when, until when, and why.

Knows no clock: instants are floors and ceilings of the law, computed from the case's own facts.
"""

from collections.abc import Callable

from rules.calendars import ends
from rules.law import Edition
from rules.next_after_the_tow import car_in_the_lot, car_to_dispose_of
from rules.next_before_the_tow import closing, law_question, notice_or_period, order_or_tow, outreach, police
from rules.verification import first_observation
from rules.waiting_periods import ceiling, in_words, known_period
from schemas import casework, owner_notice, tow_dispatch, waiting_periods
from schemas.case import Case
from schemas.messages import Request
from schemas.rulings import NextThing, Refusal
from schemas.words import Gate, Role, Stage, Step, Thing

Answer = NextThing | None


def next_thing(case: Case, law: Edition) -> NextThing:
    """What this case waits for. Every open case has one."""
    for ask in (_failed, STAGES[case.stage]):
        if answer := ask(case, law):
            return answer
    raise LookupError(f"Case {case.case} in the stage {case.stage} waits for nothing.")


def _failed(case: Case, _: Edition) -> Answer:
    if case.failed is None:
        return None
    return NextThing(thing=Thing.FAILED_STEP, by=Role.ADMIN, why=f"The step {case.failed_step} did not succeed.")


def _reported(case: Case, law: Edition) -> Answer:
    due, citation = ceiling(case, law, "investigate", case.opened_at)
    why = "The stolen-vehicle register and the registration authority are asked before anybody drives out."
    return closing(case, law) or NextThing(
        thing=Thing.LOOKUPS, by=Role.DISPATCHER, why=why, citation=citation, due_at=due
    )


def _verification(case: Case, law: Edition) -> Answer:
    stopped = closing(case, law) or police(case) or outreach(case)
    return stopped or _second_look(case, law) or _first_look(case, law)


def _second_look(case: Case, law: Edition) -> Answer:
    first, place = first_observation(case), "private" if case.private_property else "public"
    clause = next((each for each in law.clauses.values() if each.on == place), None)
    period = known_period(case, law, clause.interval) if clause else None
    if first is None or period is None:
        return law_question(case, law, clause.interval) if first and clause else None
    due, _ = ceiling(case, law, "investigate", case.opened_at)
    apart = f", {in_words(period)} after the first," if period.amount else ""
    return NextThing(
        thing=Thing.SECOND_OBSERVATION,
        by=Role.OFFICER,
        why=f"A second look{apart} proves that the car stands there.",
        citation=period.citation,
        not_before=ends(period, first.at, law),
        due_at=due,
    )


def _first_look(case: Case, law: Edition) -> Answer:
    due, citation = ceiling(case, law, "investigate", case.reopened_at or case.opened_at)
    why = "An officer looks whether the car is there and whether it is abandoned."
    return NextThing(thing=Thing.INSPECTION, by=Role.OFFICER, why=why, citation=citation, due_at=due)


def _ended(_: Case, __: Edition) -> Answer:
    return NextThing(thing=Thing.NOTHING, by=Role.ENGINE, why="The case is closed.")


STAGES: dict[Stage, Callable[[Case, Edition], Answer]] = {
    Stage.REPORTED: _reported,
    Stage.VERIFICATION: _verification,
    Stage.NOTICE: notice_or_period,
    Stage.TOW: order_or_tow,
    Stage.IMPOUND: car_in_the_lot,
    Stage.DISPOSAL: car_to_dispose_of,
    Stage.CLOSED: _ended,
}


def out_of_turn(case: Case, law: Edition, request: Request) -> Refusal | None:
    """Why the engine does not do this now: only what it owes, so that an errand that comes late changes nothing."""
    if _step(request) == next_thing(case, law).step:
        return None
    return Refusal(code="out_of_turn", reason="The engine does not owe this now.")


def _step(request: Request) -> str | None:
    if isinstance(request, waiting_periods.OpenGate):
        return GATES[request.gate]
    if isinstance(request, waiting_periods.StepFailed):
        return request.step
    return STEPS.get(type(request))


GATES = {Gate.TOW: Step.PASS_TOW_GATE, Gate.DISPOSAL: Step.PASS_DISPOSAL_GATE}

STEPS: dict[type[Request], Step] = {
    owner_notice.WriteLetter: Step.WRITE_LETTERS,
    tow_dispatch.OfferTow: Step.OFFER_TOW,
    tow_dispatch.LapseOffer: Step.AWAIT_ANSWER,
    tow_dispatch.ReportDone: Step.TOW_VEHICLE,
    casework.CloseCase: Step.CLOSE,
}
"""What the engine asks for, and the step that it takes by it."""
