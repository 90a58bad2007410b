"""What a records service or system answers is entered if it is clear, and referred to a person if not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from activities.owner_notice import read_party
from activities.services import SYSTEM, SystemActor
from database.cases import CaseRow
from rules.owner_notice import identity_of, to_search_for
from rules.records import (
    KnownVehicle,
    doubt_about_vin,
    evaluate_parties,
    evaluate_service,
    evaluate_vehicle,
    in_words,
    service_in_words,
)
from schemas.answers import Answer
from schemas.mail import FurtherStep, RecordFurtherStep
from schemas.messages import Request
from schemas.owner_notice import RecordParties
from schemas.records import HITS, AnswerOutcome, AskedBy, FoundParty, PersonAnswer, ReferAnswer, VehicleAnswer
from schemas.wire import ActivityInput
from schemas.words import Task

OUT_OF_TURN = "out_of_turn"
AFTER_RETURN = "address_after_return"
"""For what the system reads the people who were written to, as the access log says it."""


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
    return Evaluation(evaluate_vehicle(known(row), said, on), _told(row, answers, on), car=known(row))


async def of_the_parties(
    system: SystemActor, row: CaseRow, answers: Sequence[AskedVehicle], on: date, now: datetime
) -> Evaluation:
    """What these answers say of owner and lienholders, at the real instant `now`."""
    said = [answer for _, answer in answers]
    found = dict.fromkeys(party for answer in said for party in answer.parties)
    settles: Request | AnswerOutcome = evaluate_parties(known(row), said, on, system.services.letterhead.city)
    if isinstance(settles, RecordParties) and await _are_known(system, row, settles, now):
        settles = _no_other_address(system, row)
    return Evaluation(settles, _told(row, answers, on), tuple(found), known(row))


async def _are_known(system: SystemActor, row: CaseRow, named: RecordParties, now: datetime) -> bool:
    """Whether the records, asked again after a return, name only people and addresses that were written to."""
    services, case = system.services, row.case
    if not to_search_for(case, services.law(row.edition)):
        return False
    rows = {*case.owners, *case.lienholders, *(each.addressee for each in case.letters if each.returned)}
    written = {
        identity_of(await read_party(services, row.id, each, SYSTEM, purpose=AFTER_RETURN, now=now)) for each in rows
    }
    return {identity_of(each) for each in (named.owner, *named.lienholders) if each} <= written


def _no_other_address(system: SystemActor, row: CaseRow) -> RecordFurtherStep:
    letter = to_search_for(row.case, system.services.law(row.edition))[0].letter
    return RecordFurtherStep(letter=letter, step=FurtherStep.RECORDS_AGAIN)


def of_the_owners(system: SystemActor, row: CaseRow, answers: Sequence[PersonAnswer], on: date) -> Evaluation:
    """What these answers, one about each owner, say of military service."""
    law = system.services.law(row.edition)
    return Evaluation(evaluate_service(answers, on, law.tz), "\n".join(map(service_in_words, answers)))


def known(row: CaseRow) -> KnownVehicle:
    """What the case knows of its car."""
    return KnownVehicle(row.plate, row.plate_state, row.vin, row.make, row.case.model_year)


def _told(row: CaseRow, answers: Sequence[AskedVehicle], on: date) -> str:
    """Each answer in words, and what the VIN says against them."""
    told = [in_words(answer, asked_by) for asked_by, answer in answers]
    doubt = doubt_about_vin(known(row), [answer for _, answer in answers], on)
    return "\n".join(filter(None, (*told, doubt))) or "Nothing to ask by."


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
