"""Verification: records are checked about a vehicle and its owners, by a service at once or by files overnight."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.outside import ServiceAwayError, beating
from activities.owner_notice import read_party
from activities.records_answers import (
    AskedVehicle,
    Evaluation,
    enter,
    known,
    of_the_owners,
    of_the_parties,
    of_the_vehicle,
    refer,
)
from activities.records_service import RecordsService
from activities.services import SYSTEM, SystemActor, standing
from database.cases import CaseRow
from rules.calendars import ends_after_working_days
from rules.records import ASKED, questions_about
from schemas import names
from schemas.records import AnswerOutcome, AskRecords, PersonQuestion
from schemas.wire import ActivityInput, Position
from schemas.words import Task

PURPOSE = "military_status"
"""For what the system reads an owner's name, as the access log says it."""

Ask = Callable[[RecordsService, ActivityInput, CaseRow], Awaitable[Evaluation]]


@dataclass(frozen=True)
class Verification:
    """The activities that ask a records service, or put a question into the next file."""

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
        if row.tasks.own_act is not task or row.number != given.known_number:
            return standing(self.system.services, row)
        if inquiry := row.case.inquiry(task):
            is_over = self.system.services.pace.case_time(given.now) >= inquiry.expected_by
            return await self._gives_up(task, given) if is_over else standing(self.system.services, row)
        if self.system.services.records_files:
            return await self._asks_by_file(task, given, row, self.system.services.records_files.days)
        if self.records is None:
            return standing(self.system.services, row)
        try:
            async with beating():
                evaluated = await ask(self.records, given, row)
        except ServiceAwayError as fault:
            # A retry asks again under the same number.
            pause = timedelta(seconds=fault.again_in) if fault.again_in else None
            raise ApplicationError(str(fault), type=names.SERVICE_AWAY, next_retry_delay=pause) from fault
        return (await enter(self.system, task, evaluated, given)).position

    async def _asks_by_file(self, task: Task, given: ActivityInput, row: CaseRow, days: int) -> Position:
        services = self.system.services
        expected_by = ends_after_working_days(days, services.pace.case_time(given.now), services.law(row.edition))
        return (await self.system.ask(given, AskRecords(task=task, expected_by=expected_by))).position

    async def _gives_up(self, task: Task, given: ActivityInput) -> Position:
        """The system's turn comes again when the time of an answer by file is over; a person does it then."""
        nothing = Evaluation(AnswerOutcome.UNAVAILABLE, "No file has answered in time.")
        return (await refer(self.system, task, AnswerOutcome.UNAVAILABLE, nothing, given)).position

    async def _of_the_vehicle(self, records: RecordsService, given: ActivityInput, row: CaseRow) -> Evaluation:
        answers = await self._ask(records, Task.RECORDS_CHECK, given, row)
        return of_the_vehicle(row, answers, self._today(row, given.now))

    async def _of_the_parties(self, records: RecordsService, given: ActivityInput, row: CaseRow) -> Evaluation:
        answers = await self._ask(records, Task.PARTIES, given, row)
        return await of_the_parties(self.system, row, answers, self._today(row, given.now), given.now)

    async def _ask(self, records: RecordsService, task: Task, given: ActivityInput, row: CaseRow) -> list[AskedVehicle]:
        """The answers by VIN and by plate. Raises ServiceAwayError."""
        on, reference = self._today(row, given.now), f"{given.case}-{row.number}"
        asked = questions_about(known(row), ASKED[task], reference, on)
        return [(each.asked_by, await records.ask(each, given.now)) for each in asked]

    async def _of_the_owners(self, records: RecordsService, given: ActivityInput, row: CaseRow) -> Evaluation:
        """Each registered owner is asked about by name and address; the log of accesses names the system."""
        answers, on = [], self._today(row, given.now)
        for owner in row.case.owners:
            number = f"{given.case}-{row.number}-military-{owner}"
            question = await question_about_owner(self.system, row, owner, number, on, given.now)
            answers.append(await records.ask_about_person(question, given.now))
        return of_the_owners(self.system, row, answers, on)

    def _today(self, row: CaseRow, now: datetime) -> date:
        services = self.system.services
        return services.pace.case_time(now).astimezone(services.law(row.edition).tz).date()


async def question_about_owner(
    system: SystemActor, row: CaseRow, owner: int, number: str, on: date, now: datetime
) -> PersonQuestion:
    """The question about an owner's military service. Raises NoSuchLetterError if their name was removed."""
    found = await read_party(system.services, row.id, owner, SYSTEM, purpose=PURPOSE, now=now)
    return PersonQuestion(request_id=number, name=found.name, lines=found.lines, on=on)
