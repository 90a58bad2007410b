"""Files that count only whole: what ends half way is done to its end, and no file fills the memory."""

import asyncio
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import BaseModel

from activities import checked_files
from activities.checked_files import ReceivedFile, UnusableFileError, checksum_line, checksum_of, whole_files
from activities.file_exchange import FilePlace
from activities.file_folder import FolderExchange
from activities.mail_files import FileMailHouse
from activities.outside import Circuit, ServiceAwayError
from activities.records_files import is_read, next_files
from activities.services import Services
from schemas.outside import AwayCause, Port
from tests.mail_city import FOUR_PM

ROW = "26-000001-2-vehicle-plate,clear,2027-03-01T00:00:00Z"
GOOD = f"request_id,outcome,as_of\r\n{ROW}\r\nEND,1\r\n".encode()
BAD = b"request_id\r\nEND,9\r\n"
BAD_DIGEST = sha256(BAD).hexdigest()[:8]


@dataclass(frozen=True)
class EndingExchange(FolderExchange):
    """A folder that is gone after so many changes, as when the connection to a server ends."""

    changes: list[None]

    async def move(self, name: str, place: FilePlace, to: FilePlace, to_name: str | None = None) -> None:
        self._counts()
        await super().move(name, place, to, to_name)

    async def remove(self, place: FilePlace, name: str) -> None:
        self._counts()
        await super().remove(place, name)

    def _counts(self) -> None:
        if not self.changes:
            raise ServiceAwayError(self.service, AwayCause.NO_CONNECTION)
        self.changes.pop()


def put_in(folder: Path, name: str, content: bytes) -> None:
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / name).write_bytes(content)
    (folder / "in" / checksum_of(name)).write_text(checksum_line(name, content))


def names_in(folder: Path, *places: str) -> list[str]:
    return sorted(f"{place}/{each.name}" for place in places for each in (folder / place).glob("*"))


async def read_all(files: FolderExchange) -> None:
    """Read what has come in."""
    async for file in next_files(files, FOUR_PM):
        await is_read(files, file)


@pytest.mark.parametrize("changes", [0, 1])
@pytest.mark.parametrize(
    ("name", "content", "left"),
    [
        ("1.answers.csv", GOOD, ["done/1.answers.csv", "done/1.answers.csv.sha256"]),
        (
            "1.answers.csv",
            BAD,
            [f"quarantine/{BAD_DIGEST}-1.answers.csv", f"quarantine/{BAD_DIGEST}-1.answers.csv.sha256"],
        ),
        ("1.military.csv", GOOD, ["in/1.military.csv.sha256"]),
    ],
)
async def test_a_file_that_is_put_away_half_way_is_put_away_in_the_next_round(
    tmp_path: Path, name: str, content: bytes, left: list[str], changes: int
) -> None:
    """Of a file that names people a checksum may be left, which names nobody."""
    put_in(tmp_path, name, content)
    with pytest.raises(ServiceAwayError):
        await read_all(EndingExchange(tmp_path, Port.RECORDS, [None] * changes))

    await read_all(FolderExchange(tmp_path, Port.RECORDS))

    found = names_in(tmp_path, "in", "done", "quarantine")
    assert found == (left if changes or not name.endswith(".military.csv") else [])


@pytest.mark.parametrize("changes", range(5))
async def test_an_answer_that_is_put_away_half_way_is_found_in_the_next_round(
    services: Services, tmp_path: Path, changes: int
) -> None:
    put_in(tmp_path, "20270301-01.answer.csv", b"letter_id,status\r\n1,taken\r\nEND,1\r\n")
    ending = EndingExchange(tmp_path, Port.MAIL, [None] * changes)
    with pytest.raises(ServiceAwayError):
        await FileMailHouse(ending.opened, Circuit(Port.MAIL, services.pool)).look_up("20270301-01", FOUR_PM)

    house = FileMailHouse(FolderExchange(tmp_path, Port.MAIL).opened, Circuit(Port.MAIL, services.pool))
    answer = await house.look_up("20270301-01", FOUR_PM)

    assert answer is not None
    assert answer.rows == ({"letter_id": "1", "status": "taken"},)
    assert names_in(tmp_path, "in", "quarantine") == []


async def test_a_checksum_that_comes_before_its_file_waits_for_it(tmp_path: Path) -> None:
    files = FolderExchange(tmp_path, Port.RECORDS)
    put_in(tmp_path, "day.answers.csv", GOOD)
    await read_all(files)
    other = GOOD.replace(b"26-000001", b"26-000002")
    put_in(tmp_path, "day.answers.csv", other)
    (tmp_path / "in" / "day.answers.csv").unlink()

    early = [each async for each in whole_files(files, (".answers.csv",))]
    (tmp_path / "in" / "day.answers.csv").write_bytes(other)

    assert early == []
    assert [each.content async for each in whole_files(files, (".answers.csv",))] == [other]


class Letters(BaseModel):
    """A row that names one letter at least."""

    a: str
    b: str | None = None


def received(content: bytes) -> ReceivedFile:
    return ReceivedFile("1.answers.csv", content, sha256(content).hexdigest().encode())


@pytest.mark.parametrize(("rows", "is_usable"), [(3, True), (4, False)])
def test_a_file_has_so_many_rows_at_most(monkeypatch: pytest.MonkeyPatch, rows: int, is_usable: bool) -> None:
    """A row of two bytes is a hundred times as large once it is read."""
    monkeypatch.setattr(checked_files, "MOST_ROWS", 3)
    file = received(b"a\r\n" + b"1\r\n" * rows + f"END,{rows}\r\n".encode())

    if is_usable:
        assert file.rows(Letters) == ({"a": "1"},) * 3
        return
    with pytest.raises(UnusableFileError, match=r"^The file 1\.answers\.csv has too many rows\.$"):
        file.rows(Letters)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"END,0\r\n", ()),
        (b"a,b\r\nEND,0", ()),
        (b'a,b\n"1\n2",\nx,y\nEND, 2 \n', ({"a": "1\n2"}, {"a": "x", "b": "y"})),
        (b"a,b\n1,2\nEND,1,,\n", ({"a": "1", "b": "2"},)),
        ("a,b\n1\u2028,2\nEND,1\n".encode(), ({"a": "1\u2028", "b": "2"},)),
    ],
)
def test_a_line_ends_where_a_line_of_csv_ends(content: bytes, rows: tuple[dict[str, str], ...]) -> None:
    assert received(content).rows(Letters) == rows


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"b\n1\nEND,1\n", "The header of the file 1.answers.csv lacks: a."),
        (
            b"a,b\n1,2\n3,4,5\nEND,2\n",
            "Row 2 of the file 1.answers.csv has 3 cells, and its header 2. A cell with a comma in it stands in"
            " quotation marks.",
        ),
        (b"a,b\n1\nEND,1\n", "Row 1 of the file 1.answers.csv has 1 cells, and its header 2. "),
    ],
)
def test_a_file_whose_columns_are_not_those_agreed_is_not_read_as_if_they_were(content: bytes, sentence: str) -> None:
    with pytest.raises(UnusableFileError) as told:
        received(content).rows(Letters)
    assert str(told.value).startswith(sentence)


async def test_a_link_leads_neither_out_of_the_folder_nor_into_it(tmp_path: Path) -> None:
    """The other side may put one there: what it leads to is neither read nor written."""
    outside, files = tmp_path / "secret", FolderExchange(tmp_path / "records", Port.RECORDS)
    outside.write_text("kept")
    for place, name in (("in", "1.answers.csv"), ("out", "20270301.questions.csv.part")):
        (tmp_path / "records" / place).mkdir(parents=True)
        (tmp_path / "records" / place / name).symlink_to(outside)

    await files.write(FilePlace.OUT, "20270301.questions.csv", b"questions")

    assert await files.read(FilePlace.IN, "1.answers.csv", 10) is None
    assert await files.read(FilePlace.OUT, "20270301.questions.csv", 10) == b"questions"
    assert outside.read_text() == "kept"


async def test_a_pipe_or_a_folder_is_no_file_and_the_next_one_is_read(tmp_path: Path) -> None:
    put_in(tmp_path, "3.answers.csv", GOOD)
    os.mkfifo(tmp_path / "in" / checksum_of("1.answers.csv"))
    (tmp_path / "in" / checksum_of("2.answers.csv")).mkdir()

    async with asyncio.timeout(5):
        await read_all(FolderExchange(tmp_path, Port.RECORDS))

    assert names_in(tmp_path, "done") == ["done/3.answers.csv", "done/3.answers.csv.sha256"]
