"""The records system of the training city that takes files: it reads questions in a folder, and puts answers in.

Each file is answered once, while the training city runs, as `docs/connecting.md` says.
"""

import asyncio
import csv
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from activities.checked_files import checksum_line, checksum_of, table_of
from activities.file_exchange import FilePlace
from activities.file_folder import write_whole
from activities.records_files import LINES, OF_A_PARTY, PEOPLE, QUESTIONS
from schemas.records import PersonAnswer, PersonQuestion, RecordsQuestion, VehicleAnswer, VehicleQuestion

LOOK_SECONDS = 0.5
OF_A_CAR = tuple(name for name in VehicleAnswer.model_fields if name != "parties")

Question = VehicleQuestion | PersonQuestion
Answer = VehicleAnswer | PersonAnswer
Row = dict[str, object]


@dataclass
class FolderOfRecords:
    """The folder; `answer` says what is known."""

    folder: Path
    answer: Callable[[Question], Answer]
    answered: set[str] = field(default_factory=set)

    async def play(self, stop: asyncio.Event) -> None:
        """Answer what is there, again and again, until `stop`."""
        while not stop.is_set():
            await asyncio.to_thread(self.look)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)

    def look(self) -> None:
        """Answer each file of questions that is whole and was not answered."""
        for checksum in sorted((self.folder / FilePlace.OUT).glob("*.csv.sha256")):
            name = checksum.name.removesuffix(".sha256")
            if name not in self.answered and name.endswith((QUESTIONS, PEOPLE)):
                self._answer(name, (self.folder / FilePlace.OUT / name).read_text())
                self.answered.add(name)

    def _answer(self, name: str, content: str) -> None:
        rows = csv.DictReader(StringIO(content.rpartition("END,")[0]))
        day, answers = name.partition(".")[0], [self.answer(_question(row)) for row in rows]
        cars = [each for each in answers if isinstance(each, VehicleAnswer)]
        self._put_in(f"{day}.answers.csv", OF_A_CAR, [_of_car(each) for each in cars if not _is_of_owner(each)])
        named = [row for each in cars if _is_of_owner(each) for row in _of_parties(each)]
        self._put_in(f"{day}.parties.csv", (*OF_A_CAR, *OF_A_PARTY), named)
        people = [each.model_dump(mode="json") for each in answers if isinstance(each, PersonAnswer)]
        self._put_in(f"{day}.military.csv", tuple(PersonAnswer.model_fields), people)

    def _put_in(self, name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        if not rows:
            return
        folder, content = self.folder / FilePlace.IN, table_of(columns, rows)
        folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(folder / name, content)
        write_whole(folder / checksum_of(name), checksum_line(name, content).encode())


def _question(row: dict[str, str]) -> Question:
    said = {column: text for column, text in row.items() if text}
    if said["kind"] != RecordsQuestion.MILITARY:
        return VehicleQuestion.model_validate(said)
    lines = tuple(said.pop(line) for line in LINES if line in said)
    return PersonQuestion.model_validate(said | {"lines": lines})


def _is_of_owner(answer: VehicleAnswer) -> bool:
    return f"-{RecordsQuestion.OWNER}-" in answer.request_id


def _of_car(answer: VehicleAnswer) -> Row:
    return answer.model_dump(mode="json", exclude={"parties"})


def _of_parties(answer: VehicleAnswer) -> list[Row]:
    """A row for each party; one without any, if nobody is named."""
    parties = [
        {"role": each.role.value, "name": each.name} | dict(zip(LINES, each.lines, strict=False))
        for each in answer.parties
    ]
    return [_of_car(answer) | party for party in parties or [{}]]
