"""What a records service or system answers is entered if it is clear, and referred to a person if not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from activities.services import SystemActor
from database.cases import CaseRow
from rules.records import (
    KnownVehicle,
    evaluate_parties,
    evaluate_service,
    evaluate_vehicle,
    in_words,
    service_in_words,
)
from schemas.answers import Answer
from schemas.messages import Request
from schemas.records import HITS, AnswerOutcome, AskedBy, FoundParty, PersonAnswer, ReferAnswer, VehicleAnswer
from schemas.wire import ActivityInput
from schemas.words import Task

OUT_OF_TURN = "out_of_turn"


@dataclass(frozen=True)
class Evaluation:
    """What the answers settle, or their outcome; what was said, in words; who was named; which car was asked about."""

    settles: Request | AnswerOutcome
    words: str
    found: tuple[FoundParty, ...] = ()
    car: KnownVehicle | None = None


AskedVehicle = tuple[AskedBy, VehicleAnswer]
"""An answer about a vehicle, and by what it was asked."""


def of_the_vehicle(row: CaseRow, answers: Sequence[AskedVehicle], on: date) -> Evaluation:
    """What these answers say of theft and registration."""
    said = [answer for _, answer in answers]
    return Evaluation(evaluate_vehicle(known(row), said, on), _told(answers), car=known(row))


def of_the_parties(row: CaseRow, answers: Sequence[AskedVehicle], on: date, city: str) -> Evaluation:
    """What these answers say of owner and lienholders; `city` is the city's own name."""
    said = [answer for _, answer in answers]
    found = dict.fromkeys(party for answer in said for party in answer.parties)
    return Evaluation(evaluate_parties(known(row), said, on, city), _told(answers), tuple(found), known(row))


def of_the_owners(system: SystemActor, row: CaseRow, answers: Sequence[PersonAnswer], on: date) -> Evaluation:
    """What these answers, one about each owner, say of military service."""
    law = system.services.law(row.edition)
    return Evaluation(evaluate_service(answers, on, law.tz), "\n".join(map(service_in_words, answers)))


def known(row: CaseRow) -> KnownVehicle:
    """What the case knows of its car."""
    return KnownVehicle(row.plate, row.plate_state, row.vin)


def _told(answers: Sequence[AskedVehicle]) -> str:
    return "\n".join(in_words(answer, asked_by) for asked_by, answer in answers) or "Nothing to ask by."


async def enter(
    system: SystemActor, task: Task, evaluated: Evaluation, given: ActivityInput, judged_at: int | None = None
) -> Answer:
    """Enter what is clear; refer anything else to a person. `judged_at` is as in `SystemActor.ask`."""
    if isinstance(evaluated.settles, AnswerOutcome):
        return await refer(system, task, evaluated.settles, evaluated, given, judged_at)
    request = evaluated.settles.model_copy(update={"note": evaluated.words})
    answer = await system.ask(given, request, judged_at=judged_at)
    if answer.refusal and answer.refusal.code != OUT_OF_TURN:
        # What the service says cannot be entered as it is: two parties who are one, a name that no letter can show.
        return await refer(system, task, AnswerOutcome.SEVERAL, evaluated, given, judged_at)
    return answer


async def refer(
    system: SystemActor,
    task: Task,
    outcome: AnswerOutcome,
    evaluated: Evaluation,
    given: ActivityInput,
    judged_at: int | None = None,
) -> Answer:
    """A possible theft is news whatever was recorded meanwhile; any other answer only if nothing was."""
    referred = ReferAnswer(task=task, outcome=outcome, note=evaluated.words, parties=evaluated.found)
    if evaluated.car:
        referred = referred.model_copy(update={"plate": evaluated.car.plate, "vin": evaluated.car.vin})
    if outcome in HITS:
        given, judged_at = given.model_copy(update={"known_number": None}), None
    return await system.ask(given, referred, judged_at=judged_at)
