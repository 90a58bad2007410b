"""Questions to a records system by file: kept with their fact, and put into the file of a day.

What is asked is read from the case when the file is written, so that nothing is asked that was answered meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from activities.owner_notice import NoSuchLetterError
from activities.records_answers import known
from activities.records_files import RecordsFiles, put_out, take_back
from activities.services import CaseContext, Services, SystemActor
from activities.verification import question_about_owner
from database import records
from database.cases import CaseRow
from database.connection import transaction
from database.records import FiledInquiry
from rules.mail import last_batch
from rules.records import ASKED, KnownVehicle, questions_about
from rules.rows import UnnamedRows
from schemas.records import AskRecords, PersonQuestion, VehicleQuestion
from schemas.wire import DailyInput
from schemas.words import Task


async def inquiry_kept(context: CaseContext, asked: AskRecords) -> UnnamedRows:
    """Keep the question for the next file, under the number of its fact."""
    await records.insert_inquiry(context.connection, context.row.id, context.case.number + 1, asked.task, context.now)
    return UnnamedRows()


def was_about(asked: FiledInquiry, services: Services, car: KnownVehicle) -> bool:
    """Whether a question was about this car, of which more may be known now; not after a correction."""
    return any(asked.car in _hashes_of(services, each) for each in car.as_known_before)


def _hashes_of(services: Services, car: KnownVehicle) -> tuple[bytes, ...]:
    """What says that a question was about this car, without naming it."""
    return services.encryption.hashes(f"car {car.plate} {car.plate_state} {car.vin}".encode())


async def put_out_what_is_due(system: SystemActor, by_files: RecordsFiles, given: DailyInput) -> None:
    """Make the file of the day, once, put out what was not, and take back what is answered. Raises ServiceAwayError."""
    services = system.services
    moment, law = services.pace.case_time(given.now), services.law(services.edition)
    await _settle_what_is_over(system)
    due = last_batch(moment, by_files.hour, law)
    # After midnight the file of yesterday is made only if it was missed.
    is_its_day = moment.astimezone(law.tz).date() == due.date()
    async with transaction(services.pool) as connection:
        await records.file_waiting(connection, due.date(), moment, moment if is_its_day else due)
        unsent = await records.list_unsent(connection)
    for day in unsent:
        await _Questions(system, day, given.now).put_out(by_files)
    async with services.pool.acquire() as connection:
        answered = await records.list_answered_files(connection)
    for day in answered:
        async with by_files.reached(given.now) as files:
            await take_back(files, day)
        async with services.pool.acquire() as connection:
            await records.mark_file_removed(connection, day, given.now)


async def _settle_what_is_over(system: SystemActor) -> None:
    """A question whose task was done or given up waits no more; an answer that comes all the same is judged as late."""
    async with system.services.pool.acquire() as connection:
        unsettled = await records.list_unsettled(connection)
    for asked in unsettled:
        row = await system.find(asked.case)
        if row.is_readable and not waits_for(row, asked):
            async with system.services.pool.acquire() as connection:
                await records.settle_inquiry(connection, asked.case, asked.fact)


@dataclass
class _Questions:
    """The questions of a day."""

    system: SystemActor
    day: date
    now: datetime
    vehicles: list[VehicleQuestion] = field(default_factory=list)
    people: list[PersonQuestion] = field(default_factory=list)

    async def put_out(self, by_files: RecordsFiles) -> None:
        async with self.system.services.pool.acquire() as connection:
            inquiries = await records.list_inquiries(connection, self.day)
        for each in inquiries:
            await self._add(each)
        async with by_files.reached(self.now) as files:
            await put_out(files, self.day, self.vehicles, self.people)
        async with self.system.services.pool.acquire() as connection:
            await records.mark_file_sent(connection, self.day, self.now)

    async def _add(self, asked: FiledInquiry) -> None:
        """Ask, unless the case cannot be read, or no longer waits for this."""
        row = await self.system.find(asked.case)
        if not row.is_readable or not waits_for(row, asked):
            return
        added = (
            [*await self._of_people(row, asked)] if asked.task is Task.SERVICE_CHECK else [*self._of_car(row, asked)]
        )
        async with transaction(self.system.services.pool) as connection:
            car = _hashes_of(self.system.services, known(row))[0]
            await records.keep_requests(connection, asked, added, car)

    def _of_car(self, row: CaseRow, asked: FiledInquiry) -> Iterable[str]:
        for question in questions_about(known(row), ASKED[asked.task], f"{asked.case}-{asked.fact}", self.day):
            self.vehicles.append(question)
            yield question.request_id

    async def _of_people(self, row: CaseRow, asked: FiledInquiry) -> list[str]:
        """Nothing is asked about anybody if the name of one owner was removed: then all of it is a person's."""
        questions = []
        for owner in row.case.owners:
            number = f"{asked.case}-{asked.fact}-military-{owner}"
            try:
                questions.append(await question_about_owner(self.system, row, owner, number, self.day, self.now))
            except NoSuchLetterError:
                return []
        self.people.extend(questions)
        return [each.request_id for each in questions]


def waits_for(row: CaseRow, asked: FiledInquiry) -> bool:
    """Whether the case still waits for the answer to this question."""
    inquiry = row.case.inquiry(asked.task)
    return inquiry is not None and inquiry.fact == asked.fact
