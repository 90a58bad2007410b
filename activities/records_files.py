"""A records system that takes files: questions are put into `out`, answers come into `in`. Knows no case.

`docs/connecting.md` describes the columns. What names people comes in files of its own, which are removed once they are
read. Does not know where the files are.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from activities.checked_files import (
    ReceivedFile,
    UnusableFileError,
    checksum_line,
    checksum_of,
    move,
    quarantine,
    remove,
    table_of,
    whole_files,
)
from activities.file_exchange import FileExchange, FilePlace
from activities.outside import Circuit
from schemas.records import (
    AnswerOutcome,
    PersonAnswer,
    PersonQuestion,
    RecordsQuestion,
    VehicleAnswer,
    VehicleQuestion,
)

QUESTIONS, PEOPLE = ".questions.csv", ".people.csv"
ANSWERS: dict[str, RecordsQuestion] = {
    ".answers.csv": RecordsQuestion.VEHICLE,
    ".parties.csv": RecordsQuestion.OWNER,
    ".military.csv": RecordsQuestion.MILITARY,
}
"""The ends of the names of files with answers, and what they are about. Only the first kind names nobody."""
LINES = tuple(f"line{number}" for number in range(1, 6))
OF_A_PARTY = ("role", "name", *LINES)

Answers: TypeAlias = Sequence[VehicleAnswer] | Sequence[PersonAnswer]
Model: TypeAlias = type[VehicleAnswer] | type[PersonAnswer]
VEHICLE_ANSWERS, PERSON_ANSWERS = TypeAdapter(list[VehicleAnswer]), TypeAdapter(list[PersonAnswer])


@dataclass(frozen=True)
class RecordsFiles:
    """The exchange of files; `opened` leads to it. The file of a day is made after this `hour` of the city's day, and
    answered within so many working `days`.
    """

    opened: Callable[[], AbstractAsyncContextManager[FileExchange]]
    circuit: Circuit
    hour: int
    days: int

    @asynccontextmanager
    async def reached(self, now: datetime) -> AsyncIterator[FileExchange]:
        """The files, at the real instant `now`. Raises ServiceAwayError."""
        async with self.circuit.closed(now), self.opened() as files:
            yield files


@dataclass(frozen=True)
class AnswerFile:
    """A file with answers of one kind, by the number of their question, and the rows that cannot be read.

    `fault` is why the whole file cannot be used.
    """

    received: ReceivedFile
    kind: RecordsQuestion
    answers: Mapping[str, Answers]
    unreadable: Sequence[tuple[str, Mapping[str, str]]] = ()
    """A sentence and the row."""
    fault: str | None = None


async def put_out(
    files: FileExchange, day: date, vehicles: Sequence[VehicleQuestion], people: Sequence[PersonQuestion]
) -> None:
    """Put the questions of a day out; the checksum comes last. A file without rows is none."""
    about_cars = table_of(tuple(VehicleQuestion.model_fields), [each.model_dump(mode="json") for each in vehicles])
    about_people = table_of(("request_id", "kind", "name", *LINES, "on"), [_person_row(each) for each in people])
    for rows, end, content in ((vehicles, QUESTIONS, about_cars), (people, PEOPLE, about_people)):
        if rows:
            name = f"{day:%Y%m%d}{end}"
            await files.write(FilePlace.OUT, name, content)
            await files.write(FilePlace.OUT, checksum_of(name), checksum_line(name, content).encode())


def _person_row(question: PersonQuestion) -> dict[str, object]:
    lines = dict(zip(LINES, question.lines, strict=False))
    return question.model_dump(mode="json", exclude={"lines"}) | lines


async def take_back(files: FileExchange, day: date) -> None:
    """Remove the questions of a day, which are answered. Without its checksum, a file does not count any more."""
    for end in (QUESTIONS, PEOPLE):
        name = f"{day:%Y%m%d}{end}"
        for each in (checksum_of(name), name):
            await files.remove(FilePlace.OUT, each)


async def next_files(files: FileExchange, now: datetime) -> AsyncIterator[AnswerFile]:
    """Each whole file that has come in by `now`. `is_read` says that it needs to be read no more."""
    async for file in whole_files(files, tuple(ANSWERS)):
        yield _read(file, now)


async def is_read(files: FileExchange, file: AnswerFile) -> None:
    """Move a file to those that were read, or that cannot be used; one that names people is removed once it is read."""
    if file.fault:
        await quarantine(files, file.received, FilePlace.IN)
    elif file.kind is RecordsQuestion.VEHICLE:
        await move(files, file.received.name, FilePlace.IN, FilePlace.DONE)
    else:
        await remove(files, file.received.name)


def _read(file: ReceivedFile, now: datetime) -> AnswerFile:
    kind = next(kind for end, kind in ANSWERS.items() if file.name.endswith(end))
    model: Model = PersonAnswer if kind is RecordsQuestion.MILITARY else VehicleAnswer
    try:
        rows = dict(enumerate(file.rows(model), 1))
    except UnusableFileError as fault:
        return AnswerFile(file, kind, {}, fault=file.why_unusable(fault))
    return _of_rows(file, kind, model, _parties_joined(rows) if kind is RecordsQuestion.OWNER else rows, now)


def _of_rows(
    file: ReceivedFile, kind: RecordsQuestion, model: Model, rows: Mapping[int, Mapping[str, object]], now: datetime
) -> AnswerFile:
    """A row with a field that cannot be right answers its question in part, whatever another row of it says, so that a
    person looks now.
    """
    answers, unreadable = defaultdict[str, list[Any]](list), list[tuple[str, Mapping[str, str]]]()
    for number, row in rows.items():
        answer: VehicleAnswer | PersonAnswer | None
        try:
            answer = model.model_validate(row)
        except ValidationError as fault:
            where = ".".join(str(part) for part in fault.errors()[0]["loc"])
            sentence = f"Row {number} of the file {file.name} cannot be read: {where} is missing or wrong."
            unreadable.append((sentence, {column: str(said) for column, said in row.items()}))
            answer = _in_part(model, row, now)
        if answer:
            answers[answer.request_id].append(answer)
    return AnswerFile(file, kind, answers, unreadable)


def _in_part(model: Model, row: Mapping[str, object], now: datetime) -> VehicleAnswer | PersonAnswer | None:
    """None if the row does not say which question it answers."""
    said = {"request_id": row.get("request_id"), "outcome": AnswerOutcome.PARTIAL, "as_of": now}
    with suppress(ValidationError):
        return model.model_validate(said)
    return None


def _parties_joined(rows: Mapping[int, Mapping[str, str]]) -> dict[int, dict[str, object]]:
    """One answer of the rows that say the same but for the party, by the number of the first of them.

    A row without a role names nobody.
    """
    joined = dict[tuple[tuple[str, str], ...], tuple[int, list[Mapping[str, object]]]]()
    for number, row in rows.items():
        head = tuple(sorted((column, said) for column, said in row.items() if column not in OF_A_PARTY))
        lines = tuple(row[line] for line in LINES if line in row)
        _, named = joined.setdefault(head, (number, []))
        if "role" in row:
            named.append({"role": row["role"], "name": row.get("name", ""), "lines": lines})
    return {number: {**dict(head), "parties": tuple(parties)} for head, (number, parties) in joined.items()}
