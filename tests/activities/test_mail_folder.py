"""A mail house, or a mail room, that takes files: whole files only, each once; what is wrong with one is a sentence."""

from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from activities.file_folder import FolderExchange
from activities.mail_files import FileMailHouse
from activities.notifying import TemporalClient
from activities.outside import Circuit, ServiceAwayError
from activities.services import Services
from schemas.outside import AwayCause, Port
from schemas.words import Role, Task
from tests.conftest import Clock
from tests.mail_city import DELIVERED, FOUR_PM, HANDED_OVER, MAILED, NOT_MAILED, MailCity, mail_city, told
from tests.sftp_house import SftpHouse, served_files

COLUMNS = "event_id,letter_id,event,reason,occurred_at,local_date,source"


@pytest.fixture(params=["folder", "sftp"])
async def town(
    services: Services, temporal_client: TemporalClient, clock: Clock, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[MailCity]:
    """The city with a mail house that takes files: in a folder of this machine, or over SFTP."""
    server = SftpHouse(tmp_path)
    exchange = FolderExchange(tmp_path / "mail", Port.MAIL) if request.param == "folder" else server.server()
    async with mail_city(services, temporal_client, clock) as running, served_files(server):
        mail = running.services.mail
        assert mail is not None
        house = FileMailHouse(exchange.opened, Circuit(Port.MAIL, services.pool))
        yield replace(running, services=replace(running.services, mail=replace(mail, house=house)))


def put_in(folder: Path, name: str, *lines: str, end: str | None = None, checked: bool = True) -> None:
    """A file as the mail house puts it in, with its checksum."""
    content = "".join(f"{line}\r\n" for line in (*lines, end or f"END,{len(lines) - 1}")).encode()
    (folder / "mail" / "in").mkdir(parents=True, exist_ok=True)
    (folder / "mail" / "in" / name).write_bytes(content)
    if checked:
        (folder / "mail" / "in" / f"{name}.sha256").write_text(f"{sha256(content).hexdigest()}  {name}\n")


def event(letter: int, kind: str, at: str, source: str = "carrier") -> str:
    return f"e-{letter}-{kind},{letter},{kind},,{at}:00-05:00,{at[:10]},{source}"


async def test_a_batch_goes_out_whole_and_its_answer_and_events_come_in(town: MailCity, tmp_path: Path) -> None:
    car = await town.written()
    letter = (await town.letter_of(car)).letter

    await town.goes_round()
    out = sorted(each.name for each in (tmp_path / "mail" / "out").iterdir())
    sums = (tmp_path / "mail" / "out" / "20270301-01.sha256").read_text()
    contents = {end: (tmp_path / "mail" / "out" / f"20270301-01{end}").read_bytes() for end in (".csv", ".pdf")}
    put_in(tmp_path, "20270301-01.answer.csv", "letter_id,status,certified_number,reason", f"{letter},taken,,")
    put_in(tmp_path, "1.events.csv", COLUMNS, event(letter, "accepted", "2027-03-01T18:00"))
    put_in(tmp_path, "2.events.csv", COLUMNS, event(letter, "delivered", "2027-03-03T10:00"))
    await town.passes(days=2)
    await town.goes_round()

    assert out == ["20270301-01.csv", "20270301-01.pdf", "20270301-01.sha256"]
    assert list((tmp_path / "mail" / "out").iterdir()) == []
    for end, content in contents.items():
        assert f"{sha256(content).hexdigest()}  20270301-01{end}\n" in sums
    assert await told(car) == [HANDED_OVER, MAILED, DELIVERED]
    assert {each.name for each in (tmp_path / "mail" / "done").iterdir()} >= {"1.events.csv", "1.events.csv.sha256"}
    assert await town.quarantined() == []


async def test_a_row_without_an_answer_is_a_persons_after_two_working_days(town: MailCity) -> None:
    car = await town.written()

    await town.goes_round()
    at_once = await told(car)
    await town.passes(days=2, hours=7)
    await town.goes_round()
    on_the_second = await told(car)
    await town.passes(hours=2)
    await town.goes_round()

    assert at_once == on_the_second == []
    assert await told(car) == [NOT_MAILED]
    assert ((await car.row()).tasks.next.task, (await car.row()).tasks.next.by) == (Task.MAILING, Role.DISPATCHER)


@pytest.mark.parametrize(
    ("row", "end", "said"),
    [
        ("one,taken,,", None, "Row 1 of the answer for batch 20270301-01 cannot be read."),
        ("1,eaten,,", None, "Row 1 of the answer for batch 20270301-01 cannot be read."),
        ("1,taken,,", "END,2", "The file 20270301-01.answer.csv does not end with END and the number of its rows."),
        ("1,taken", None, "Row 1 of the file 20270301-01.answer.csv has 2 cells, and its header 4."),
    ],
)
async def test_an_answer_that_cannot_be_read_is_quarantined(
    town: MailCity, tmp_path: Path, row: str, end: str | None, said: str
) -> None:
    car = await town.written()
    await town.goes_round()

    put_in(tmp_path, "20270301-01.answer.csv", "letter_id,status,certified_number,reason", row, end=end)
    await town.goes_round()
    await town.goes_round()

    [sentence] = await town.quarantined()
    assert sentence.startswith(said)
    assert await told(car) == ([] if "of the file" in said or end else [NOT_MAILED])


async def test_a_second_answer_that_cannot_be_read_either_is_told_of_too(town: MailCity, tmp_path: Path) -> None:
    await town.written()
    await town.goes_round()

    for end in ("END,7", "END,7", "END,8"):
        put_in(tmp_path, "20270301-01.answer.csv", "letter_id,status", "1,taken", end=end)
        await town.goes_round()

    assert len(await town.quarantined()) == 2


async def test_a_file_that_is_still_being_written_waits(town: MailCity, tmp_path: Path) -> None:
    put_in(tmp_path, "1.events.csv", COLUMNS, event(1, "accepted", "2027-03-01T18:00"), checked=False)

    await town.goes_round()

    assert (tmp_path / "mail" / "in" / "1.events.csv").exists()
    assert await town.quarantined() == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "does not have the checksum that came with it."),
        (lambda path: path.write_bytes(b""), "does not have the checksum that came with it."),
        (lambda path: put_in(path.parents[2], path.name, COLUMNS, end="END,7"), "does not end with END and the number"),
        (lambda path: put_in(path.parents[2], path.name, COLUMNS, "x", end="1,2"), "does not end with END and the"),
        (lambda path: resummed(path, "é".encode("latin-1")), "is not UTF-8 text."),
        (lambda path: resummed(path, b""), "does not end with END and the number of its rows."),
    ],
)
async def test_a_file_that_is_not_whole_is_quarantined_and_the_next_one_read(
    town: MailCity, tmp_path: Path, spoil: object, said: str
) -> None:
    car = await town.written()
    letter = (await town.letter_of(car)).letter
    await town.goes_round()
    put_in(tmp_path, "1.events.csv", COLUMNS, event(letter, "moving", "2027-03-01T18:00"))
    assert callable(spoil)
    spoil(tmp_path / "mail" / "in" / "1.events.csv")
    put_in(tmp_path, "2.events.csv", COLUMNS, event(letter, "accepted", "2027-03-01T18:00"))
    await town.passes(hours=5)

    await town.goes_round()
    await town.goes_round()

    [sentence] = await town.quarantined()
    assert sentence.startswith("The file 1.events.csv ")
    assert said in sentence
    assert await told(car) == [MAILED]
    assert len(list((tmp_path / "mail" / "quarantine").glob("????????-1.events.csv"))) == 1


def resummed(path: Path, content: bytes) -> None:
    """Other content with the right checksum."""
    path.write_bytes(content)
    path.with_name(f"{path.name}.sha256").write_text(sha256(content).hexdigest())


async def test_a_folder_that_is_gone_is_a_service_that_is_away(services: Services, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("no folder")
    house = FileMailHouse(FolderExchange(tmp_path / "mail", Port.MAIL).opened, Circuit(Port.MAIL, services.pool))

    with pytest.raises(ServiceAwayError) as away:
        await house.news_after(None, FOUR_PM)

    assert away.value.cause is AwayCause.NO_CONNECTION


async def test_a_mail_room_has_its_batch_on_the_page_and_no_letter_in_a_folder(town: MailCity, tmp_path: Path) -> None:
    mail = town.services.mail
    assert mail is not None
    law = replace(town.services.city_law, mail_house=False)
    own = replace(town, services=replace(town.services, city_law=law, mail=replace(mail, house=None)))
    car = await own.written()

    await own.goes_round()
    await own.passes(days=2)
    await own.goes_round()

    [(batch, letters, waiting)] = await own.batches()
    assert (batch.name, letters, waiting) == ("20270301-01", 1, 1)
    assert not (tmp_path / "mail").exists()
    assert await told(car) == []
    assert (await car.row()).tasks.next.by is Role.DISPATCHER


async def test_another_file_of_the_same_name_is_read_too(town: MailCity, tmp_path: Path) -> None:
    """A mail house that gives each day's file the same name."""
    car = await town.written()
    letter = (await town.letter_of(car)).letter
    await town.goes_round()
    put_in(tmp_path, "day.events.csv", COLUMNS, event(letter, "accepted", "2027-03-01T18:00"))
    await town.passes(days=1)
    await town.goes_round()

    put_in(tmp_path, "day.events.csv", COLUMNS, event(letter, "delivered", "2027-03-02T10:00"))
    await town.goes_round()

    assert await told(car) == [MAILED, DELIVERED]


async def test_an_unclosed_quote_keeps_no_other_file_waiting(town: MailCity, tmp_path: Path) -> None:
    put_in(tmp_path, "1.events.csv", COLUMNS, '"' + "x" * 200_000)
    put_in(tmp_path, "2.events.csv", COLUMNS, event(1, "accepted", "2027-03-01T18:00"))

    await town.goes_round()
    await town.goes_round()

    [unclosed, event_of_others] = await town.quarantined()
    assert unclosed.startswith("The file 1.events.csv is not CSV. It lies in the folder quarantine as ")
    assert event_of_others == "Event e-1-accepted (Accepted by the postal service) is of no letter of ours: letter 1."
