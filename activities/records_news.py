"""The answers of a records system by file: each is kept once, and judged when all about its question have come.

An answer to a question that waits no more changes nothing, unless the car may be stolen.
"""

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from activities.quarantine import set_apart
from activities.records_answers import (
    Evaluation,
    enter,
    known,
    of_the_owners,
    of_the_parties,
    of_the_vehicle,
    refer,
)
from activities.records_files import (
    PERSON_ANSWERS,
    VEHICLE_ANSWERS,
    AnswerFile,
    Answers,
    RecordsFiles,
    is_read,
    next_files,
)
from activities.records_questions import waits_for, was_about
from activities.services import Services, SystemActor
from database import records
from database.cases import CaseRow
from database.connection import transaction
from database.data_keys import EncryptedRow
from database.records import FiledInquiry
from rules.records import ASKED, day_of_answers, tell_of_theft
from schemas.disposal import AnswerServiceCheck
from schemas.outside import Port
from schemas.records import HITS, AnswerOutcome, AskedBy, PersonAnswer, VehicleAnswer
from schemas.reporting import EnterRecordsCheck
from schemas.wire import ActivityInput, DailyInput
from schemas.words import Stage, Task

TRIES = 3
"""How often an answer is judged again in one round, if something is recorded in its case at the same moment."""

log = structlog.get_logger()


async def read_answers(system: SystemActor, by_files: RecordsFiles, given: DailyInput) -> None:
    """Read the files that have come in, then record what they say, also if the files cannot be reached.

    Raises ServiceAwayError.
    """
    try:
        async with by_files.reached(given.now) as files:
            async for file in next_files(files, given.now):
                await _keep(system.services, file, given.now)
                await is_read(files, file)
    finally:
        await judge_answers(system, given)


async def _keep(services: Services, file: AnswerFile, now: datetime) -> None:
    if file.fault:
        received = file.received
        await set_apart(services, Port.RECORDS, "file", file.fault, received.beginning, now, once=received.cursor)
    for sentence, row in file.unreadable:
        await _quarantine(services, sentence, json.dumps(row, ensure_ascii=False), now)
    for request, answers in file.answers.items():
        if not await _insert(services, file, request, answers, now):
            sentence = f"The file {file.received.name} answers the question {request}, which was not asked there."
            await _quarantine(services, sentence, _written(answers).decode(), now)


async def _quarantine(services: Services, sentence: str, content: str, now: datetime) -> None:
    """A file that is read again after a crash says the same once."""
    await set_apart(services, Port.RECORDS, "row", sentence, content, now, once=content)


async def _insert(services: Services, file: AnswerFile, request: str, answers: Answers, now: datetime) -> bool:
    """Keep what one file answers to a question, encrypted; False if no such question was asked."""
    content, key = _written(answers), services.encryption.new_key()
    row = EncryptedRow(key.encrypt(content), key.wrapped)
    async with transaction(services.pool) as connection:
        asked = await records.find_inquiry_of(connection, request)
        if asked is None or ASKED[asked.task] is not file.kind:
            return False
        moment, digests = services.pace.case_time(now), services.encryption.hashes(content)
        await records.insert_answer(connection, asked, request, digests, row, moment)
    return True


def _written(answers: Answers) -> bytes:
    return b"[" + b",".join(each.model_dump_json().encode() for each in answers) + b"]"


async def judge_answers(system: SystemActor, given: DailyInput) -> None:
    """Judge every answer that was not judged, case by case; one that cannot be read keeps no other one waiting."""
    async with system.services.pool.acquire() as connection:
        unjudged = await records.list_unjudged(connection)
    for asked in unjudged:
        await _Judging(system, asked, given).run()


@dataclass(frozen=True)
class _Judging:
    """The answers to one question."""

    system: SystemActor
    asked: FiledInquiry
    given: DailyInput

    async def run(self) -> None:
        async with self.system.services.pool.acquire() as connection:
            kept = await records.list_answers(connection, self.asked)
        read = [(request, self._read(content)) for _, request, content in kept]
        newest = dict(read)
        # A newer answer takes the place of an older one, but no theft is forgotten.
        answers = [said for request, said in read if said is newest[request] or tell_of_theft(said)]
        for _ in range(TRIES):
            row = await self.system.find(self.asked.case)
            if not row.is_readable or self._waits_for_more(row, newest.keys(), answers):
                return
            if await self._is_entered(row, await self._evaluation(row, answers)):
                await self._settle([number for number, _, _ in kept], row)
                return

    def _waits_for_more(self, row: CaseRow, answered: Set[str], answers: Sequence[Answers]) -> bool:
        """Whether another question of this case is still to be answered, and nothing tells of a theft."""
        is_whole = answered >= set(self.asked.requests)
        return waits_for(row, self.asked) and not is_whole and not any(map(tell_of_theft, answers))

    async def _is_entered(self, row: CaseRow, evaluated: Evaluation) -> bool:
        """Whether nothing is left to be judged: a fact may have come in between."""
        given = ActivityInput(case=row.id, now=self.given.now)
        if waits_for(row, self.asked):
            answer = await enter(self.system, self.asked.task, evaluated, given, judged_at=row.number)
            return answer.refusal is None or (await self.system.find(row.id)).number == row.number
        if evaluated.settles not in HITS or not was_about(self.asked, self.system.services, known(row)):
            log.info("answer by file is of no use any more", case=row.id, task=self.asked.task.value)
        elif row.case.stage is Stage.CLOSED:
            sentence = f"Case {row.id} is closed, and a file says that its car may be stolen."
            await _quarantine(self.system.services, sentence, evaluated.words, self.given.now)
        else:
            await refer(self.system, self.asked.task, AnswerOutcome(str(evaluated.settles)), evaluated, given)
        return True

    async def _evaluation(self, row: CaseRow, answers: Sequence[Answers]) -> Evaluation:
        """What the answers mean as of the day they speak of; what is entered is as old as the oldest of them."""
        said = [each for file in answers for each in file]
        services, zone = self.system.services, self.system.services.law(row.edition).tz
        moment = services.pace.case_time(self.given.now)
        asked_on = self.asked.day or self.asked.asked_at.astimezone(zone).date()
        on = day_of_answers(said, asked_on, moment.astimezone(zone).date())
        evaluated = await self._of_the_task(row, answers, on)
        if not isinstance(evaluated.settles, EnterRecordsCheck | AnswerServiceCheck):
            return evaluated
        at = max(self.asked.asked_at, min(each.as_of for each in said))
        return replace(evaluated, settles=evaluated.settles.model_copy(update={"at": min(at, moment)}))

    async def _of_the_task(self, row: CaseRow, answers: Sequence[Answers], on: date) -> Evaluation:
        people = [each for file in answers for each in file if isinstance(each, PersonAnswer)]
        vehicles = [
            (_asked_by(each.request_id), each) for file in answers for each in file if isinstance(each, VehicleAnswer)
        ]
        if self.asked.task is Task.SERVICE_CHECK:
            return of_the_owners(self.system, row, people, on)
        if self.asked.task is Task.PARTIES:
            return await of_the_parties(self.system, row, vehicles, on, self.given.now)
        return of_the_vehicle(row, vehicles, on)

    def _read(self, kept: EncryptedRow) -> Answers:
        content = self.system.services.encryption.read(kept) or b"[]"
        kind = PERSON_ANSWERS if self.asked.task is Task.SERVICE_CHECK else VEHICLE_ANSWERS
        return kind.validate_json(content)

    async def _settle(self, answers: Sequence[int], row: CaseRow) -> None:
        async with transaction(self.system.services.pool) as connection:
            await records.empty_answers(connection, answers)
            await records.settle_inquiry(connection, row.id, self.asked.fact)


def _asked_by(request: str) -> AskedBy:
    return AskedBy(request.rpartition("-")[2])
