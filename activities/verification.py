"""Verification: a records service is asked about a vehicle and its owners, and its answers are evaluated."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.outside import ServiceAwayError, beating
from activities.owner_notice import read_party
from activities.records_service import RecordsService
from activities.services import SYSTEM, SystemActor, standing
from database.cases import CaseRow
from rules.owner_notice import identity_of, to_search_for
from rules.records import (
    ASKED,
    KnownVehicle,
    doubt_about_vin,
    evaluate_parties,
    evaluate_service,
    evaluate_vehicle,
    in_words,
    questions_about,
    service_in_words,
)
from schemas import names
from schemas.mail import FurtherStep, RecordFurtherStep
from schemas.messages import Request
from schemas.owner_notice import RecordParties
from schemas.records import HITS, AnswerOutcome, FoundParty, PersonQuestion, ReferAnswer, VehicleAnswer
from schemas.wire import ActivityInput, Position
from schemas.words import Task

PURPOSE, AGAIN = "military_status", "address_after_return"
"""For what the system reads an owner's name, as the access log says it."""


@dataclass(frozen=True)
class Evaluation:
    """What the answers settle, or their outcome; what was said, in words; who was named; which car was asked about."""

    settles: Request | AnswerOutcome
    words: str
    found: tuple[FoundParty, ...] = ()
    car: KnownVehicle | None = None


Ask = Callable[[RecordsService, ActivityInput, CaseRow], Awaitable[Evaluation]]


@dataclass(frozen=True)
class Verification:
    """The activities that ask a records service."""

    system: SystemActor
    records: RecordsService | None

    @activity.defn(name=names.CHECK_RECORDS)
    async def check_records(self, given: ActivityInput) -> Position:
        """Enter what a clear answer says of theft and registration; any other one goes to a person.

        An answer that comes after a person has answered changes nothing, unless the car may be stolen.
        """
        return await self._does(Task.RECORDS_CHECK, given, self._of_the_vehicle)

    @activity.defn(name=names.FIND_OWNER)
    async def find_owner_and_lienholders(self, given: ActivityInput) -> Position:
        """Enter the owner and the lienholders that a clear answer names; any other one goes to a person."""
        return await self._does(Task.PARTIES, given, self._of_the_parties)

    @activity.defn(name=names.CHECK_MILITARY_SERVICE)
    async def check_military_service(self, given: ActivityInput) -> Position:
        """Enter whether an owner is on active duty, if the answers about all of them are clear."""
        return await self._does(Task.SERVICE_CHECK, given, self._of_the_owners)

    async def _does(self, task: Task, given: ActivityInput, ask: Ask) -> Position:
        row = await self.system.find(given.case)
        if self.records is None or row.tasks.own_act is not task or row.number != given.known_number:
            return standing(self.system.services, row)
        try:
            async with beating():
                evaluated = await ask(self.records, given, row)
        except ServiceAwayError as fault:
            # A retry asks again under the same number.
            pause = timedelta(seconds=fault.again_in) if fault.again_in else None
            raise ApplicationError(str(fault), type=names.SERVICE_AWAY, next_retry_delay=pause) from fault
        return await self._enters(task, evaluated, given)

    async def _enters(self, task: Task, evaluated: Evaluation, given: ActivityInput) -> Position:
        if isinstance(evaluated.settles, AnswerOutcome):
            return await self._refers(task, evaluated.settles, evaluated, given)
        answer = await self.system.ask(given, evaluated.settles.model_copy(update={"note": evaluated.words}))
        if answer.refusal and answer.refusal.code != "out_of_turn":
            # What the service says cannot be entered as it is: two parties who are one, a name that no letter can show.
            return await self._refers(task, AnswerOutcome.SEVERAL, evaluated, given)
        return answer.position

    async def _refers(
        self, task: Task, outcome: AnswerOutcome, evaluated: Evaluation, given: ActivityInput
    ) -> Position:
        """A possible theft is news whatever was recorded meanwhile; any other answer only if nothing was."""
        referred = ReferAnswer(task=task, outcome=outcome, note=evaluated.words, parties=evaluated.found)
        if evaluated.car:
            referred = referred.model_copy(update={"plate": evaluated.car.plate, "vin": evaluated.car.vin})
        if outcome in HITS:
            given = given.model_copy(update={"known_number": None})
        return (await self.system.ask(given, referred)).position

    async def _of_the_vehicle(self, records: RecordsService, given: ActivityInput, row: CaseRow) -> Evaluation:
        answers, told = await self._ask(records, Task.RECORDS_CHECK, given, row)
        return Evaluation(evaluate_vehicle(_known(row), answers, self._today(row, given.now)), told, car=_known(row))

    async def _of_the_parties(self, records: RecordsService, given: ActivityInput, row: CaseRow) -> Evaluation:
        answers, told = await self._ask(records, Task.PARTIES, given, row)
        found = dict.fromkeys(party for answer in answers for party in answer.parties)
        city = self.system.services.letterhead.city
        settles: Request | AnswerOutcome = evaluate_parties(_known(row), answers, self._today(row, given.now), city)
        if isinstance(settles, RecordParties) and await self._are_known(row, settles, given):
            settles = self._no_other_address(row)
        return Evaluation(settles, told, tuple(found), _known(row))

    async def _are_known(self, row: CaseRow, named: RecordParties, given: ActivityInput) -> bool:
        """Whether the records, asked again after a return, name only people and addresses that were written to."""
        services, case = self.system.services, row.case
        if not to_search_for(case, services.law(row.edition)):
            return False
        rows = {*case.owners, *case.lienholders, *(each.addressee for each in case.letters if each.returned)}
        known = {
            identity_of(await read_party(services, row.id, each, SYSTEM, purpose=AGAIN, now=given.now)) for each in rows
        }
        return {identity_of(each) for each in (named.owner, *named.lienholders) if each} <= known

    def _no_other_address(self, row: CaseRow) -> RecordFurtherStep:
        letter = to_search_for(row.case, self.system.services.law(row.edition))[0].letter
        return RecordFurtherStep(letter=letter, step=FurtherStep.RECORDS_AGAIN)

    async def _ask(
        self, records: RecordsService, task: Task, given: ActivityInput, row: CaseRow
    ) -> tuple[list[VehicleAnswer], str]:
        """The answers by VIN and by plate, and both in words. Raises ServiceAwayError."""
        on, reference = self._today(row, given.now), f"{given.case}-{row.number}"
        asked = [*questions_about(_known(row), ASKED[task], reference, on)]
        answers = [await records.ask(each, given.now) for each in asked]
        told = [in_words(answer, each.asked_by) for each, answer in zip(asked, answers, strict=True)]
        doubt = doubt_about_vin(_known(row), answers, on)
        return answers, "\n".join(filter(None, (*told, doubt))) or "Nothing to ask by."

    async def _of_the_owners(self, records: RecordsService, given: ActivityInput, row: CaseRow) -> Evaluation:
        """Each registered owner is asked about by name and address; the log of accesses names the system."""
        services, answers, on = self.system.services, [], self._today(row, given.now)
        for owner in row.case.owners:
            found = await read_party(services, given.case, owner, SYSTEM, purpose=PURPOSE, now=given.now)
            number = f"{given.case}-{row.number}-military-{owner}"
            question = PersonQuestion(request_id=number, name=found.name, lines=found.lines, on=on)
            answers.append(await records.ask_about_person(question, given.now))
        told = "\n".join(map(service_in_words, answers))
        return Evaluation(evaluate_service(answers, on, services.law(row.edition).tz), told)

    def _today(self, row: CaseRow, now: datetime) -> date:
        services = self.system.services
        return services.pace.case_time(now).astimezone(services.law(row.edition).tz).date()


def _known(row: CaseRow) -> KnownVehicle:
    return KnownVehicle(row.plate, row.plate_state, row.vin, row.make, row.case.model_year)
