"""A mail house over SFTP: real connections to a server that can go wrong in every way; whole files, once, or none."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from structlog.testing import capture_logs

from activities import checked_files, file_sftp
from activities.file_exchange import FilePlace, is_plain
from activities.mail_files import FileMailHouse
from activities.mail_house import PrintedBatch
from activities.notifying import TemporalClient
from activities.outside import Circuit, ServiceAwayError
from activities.services import Services
from schemas.outside import AwayCause, Port
from tests.conftest import Clock
from tests.mail_city import FOUR_PM, mail_city
from tests.serving import once
from tests.sftp_house import SftpHouse, served_files

BATCH = PrintedBatch("20270301-01", "batch_id\r\nEND,0\r\n", b"%PDF " * 100_000)
OUT = [f"{BATCH.name}{end}" for end in (".csv", ".pdf", ".sha256")]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[SftpHouse]:
    async with served_files(SftpHouse(tmp_path)) as running:
        yield running
        await once(running.is_left)


async def hand_over(services: Services, house: SftpHouse, **changed: Any) -> None:
    """Put a batch out."""
    await mail_house(services, house, **changed).hand_over(BATCH, FOUR_PM)


def mail_house(services: Services, house: SftpHouse, **changed: Any) -> FileMailHouse:
    return FileMailHouse(house.server(**changed).opened, Circuit(Port.MAIL, services.pool))


async def cause_of(services: Services, house: SftpHouse, **changed: Any) -> AwayCause:
    """Why the service counts as away."""
    with pytest.raises(ServiceAwayError) as away:
        await hand_over(services, house, **changed)
    return away.value.cause


def out_of(house: SftpHouse) -> list[str]:
    return sorted(each.name for each in (house.folder / "mail" / "out").iterdir())


COLUMNS = b"event_id,event,occurred_at,local_date,source\r\n"


def put_in(house: SftpHouse, name: str, content: bytes = b"event_id\r\nEND,0\r\n") -> None:
    """A file as the mail house puts it in."""
    folder = house.folder / "mail" / "in"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    (folder / f"{name}.sha256").write_text(sha256(content).hexdigest())


async def test_folders_that_are_not_there_are_made_and_nobody_else_on_the_server_reads_them(
    services: Services, house: SftpHouse
) -> None:
    await hand_over(services, house)

    assert {each.name for each in (house.folder / "mail").iterdir()} == {"out", "in", "done", "quarantine"}
    assert out_of(house) == OUT
    for each in (house.folder / "mail").rglob("*"):
        assert stat.S_IMODE(each.stat().st_mode) & 0o007 == 0, each


@pytest.mark.parametrize(("folder", "place"), [(".", "."), ("/", "."), ("/a b/c", "a b/c")])
async def test_the_folder_may_be_where_the_account_begins(
    services: Services, house: SftpHouse, folder: str, place: str
) -> None:
    await hand_over(services, house, folder=folder)

    assert (house.folder / place / "out" / OUT[1]).read_bytes() == BATCH.pdf


async def test_a_round_has_one_connection_which_is_closed_whatever_happens(
    services: Services, house: SftpHouse
) -> None:
    async def works() -> None:
        async with mail_house(services, house).for_a_round() as mail:
            await mail.look_up(BATCH.name, FOUR_PM)
            await mail.hand_over(BATCH, FOUR_PM)
            await mail.news_after(None, FOUR_PM)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await works()

    await once(house.is_left)
    assert (house.ever, house.sessions) == (1, 1)


async def test_each_step_of_the_round_of_the_mail_has_one_connection(
    services: Services, temporal_client: TemporalClient, clock: Clock, house: SftpHouse
) -> None:
    async with mail_city(services, temporal_client, clock) as running:
        mail = running.services.mail
        assert mail is not None
        over_sftp = replace(running.services, mail=replace(mail, house=mail_house(services, house)))
        town = replace(running, services=over_sftp)
        await town.written()
        await town.goes_round()

    assert (house.ever, out_of(house)) == (2, OUT)


async def test_a_round_in_which_nothing_is_asked_connects_to_nothing(services: Services, house: SftpHouse) -> None:
    async with mail_house(services, house).for_a_round():
        pass

    assert house.ever == 0


async def test_a_connection_that_has_ended_while_a_batch_was_printed_is_made_again(
    services: Services, house: SftpHouse
) -> None:
    async with mail_house(services, house).for_a_round() as mail:
        await mail.look_up(BATCH.name, FOUR_PM)
        house.connections[0].abort()
        await asyncio.sleep(0.2)
        await mail.hand_over(BATCH, FOUR_PM)

    assert (house.ever, out_of(house)) == (2, OUT)


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256"])
@pytest.mark.parametrize("expected", ["ssh-ed25519", "ssh-rsa"])
async def test_to_a_server_with_another_host_key_nothing_is_sent_not_even_a_name(
    services: Services, tmp_path: Path, kind: str, expected: str
) -> None:
    async with served_files(SftpHouse(tmp_path, host_key=asyncssh.generate_private_key(kind))) as house:
        cause = await cause_of(services, house, host_key=asyncssh.generate_private_key(expected))

    assert (cause, house.ever, house.users) == (AwayCause.HOST_KEY, 1, [])
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("kind", ["ssh-rsa", "ecdsa-sha2-nistp384"])
async def test_every_usual_kind_of_host_key_is_accepted(services: Services, tmp_path: Path, kind: str) -> None:
    async with served_files(SftpHouse(tmp_path, host_key=asyncssh.generate_private_key(kind))) as house:
        await hand_over(services, house)

        assert out_of(house) == OUT


async def test_of_several_host_keys_the_server_shows_the_kind_that_the_city_file_has(
    services: Services, tmp_path: Path
) -> None:
    of_the_file = asyncssh.generate_private_key("ssh-rsa")
    async with served_files(SftpHouse(tmp_path, second_host_key=of_the_file)) as house:
        await hand_over(services, house, host_key=of_the_file)

        assert out_of(house) == OUT


async def test_a_server_that_refuses_our_key_gets_no_letter(services: Services, house: SftpHouse) -> None:
    cause = await cause_of(services, house, own_key=asyncssh.generate_private_key("ssh-ed25519"))

    assert (cause, set(house.users)) == (AwayCause.NOT_LET_IN, {"towpath"})
    assert list(house.folder.iterdir()) == []


async def test_the_ssh_configuration_of_the_user_is_not_read(
    services: Services, house: SftpHouse, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / ".ssh").mkdir()
    (home / ".ssh" / "config").write_text("Host *\n  User nobody\n  ProxyCommand false\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SSH_AUTH_SOCK", str(home / "agent"))

    await hand_over(services, house)

    assert house.users == ["towpath"]


async def test_a_server_that_is_not_there_is_away(services: Services, tmp_path: Path) -> None:
    assert await cause_of(services, SftpHouse(tmp_path)) is AwayCause.NO_CONNECTION


@pytest.mark.parametrize(
    ("said", "cause"), [(b"", AwayCause.TOO_SLOW), (b"HTTP/1.1 400 Bad\r\n" * 2000, AwayCause.UNREADABLE)]
)
async def test_a_server_that_does_not_speak_ssh_is_away(
    services: Services, tmp_path: Path, said: bytes, cause: AwayCause
) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await asyncio.sleep(3)
        writer.close()

    house = SftpHouse(tmp_path)
    async with await asyncio.start_server(answer, "127.0.0.1", house.port):
        assert await cause_of(services, house, seconds=1) is cause


@pytest.mark.parametrize("call", ["open", "write", "close", "rename"])
async def test_a_server_that_stops_answering_is_too_slow_and_the_connection_is_closed(
    services: Services, house: SftpHouse, call: str
) -> None:
    house.hangs.add(call)

    async with asyncio.timeout(10):
        assert await cause_of(services, house, seconds=0.5) is AwayCause.TOO_SLOW

    assert BATCH.name not in {path.stem for path in house.folder.rglob("*") if path.suffix != ".part"}


@pytest.mark.parametrize("call", ["scandir", "open", "read"])
async def test_a_server_that_stops_answering_while_it_is_read_is_too_slow(
    services: Services, house: SftpHouse, call: str
) -> None:
    put_in(house, "1.events.csv")
    house.hangs.add(call)

    async with asyncio.timeout(10):
        with pytest.raises(ServiceAwayError) as away:
            await mail_house(services, house, seconds=0.5).news_after(None, FOUR_PM)

    assert away.value.cause is AwayCause.TOO_SLOW


@pytest.mark.parametrize("call", ["open", "write", "close", "rename"])
async def test_a_round_that_is_given_up_does_not_wait_for_a_server_that_hangs(
    services: Services, house: SftpHouse, call: str
) -> None:
    house.hangs |= {call, "close"}
    handing_over = asyncio.create_task(hand_over(services, house))
    await asyncio.sleep(0.5)
    handing_over.cancel()

    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(2):
            await handing_over


async def test_a_file_may_take_longer_than_one_answer(
    services: Services, house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_sftp, "STEP", 1_000)
    put_in(house, "1.events.csv", COLUMNS + b"e,,,,\r\n" * 2_000 + b"END,2000\r\n")
    house.pause = 0.1

    news = await mail_house(services, house, seconds=1).news_after(None, FOUR_PM)

    assert len(news.events) == 2_000


async def test_a_file_without_an_end_is_read_up_to_the_limit_and_quarantined(
    services: Services, house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked_files, "LARGEST", 3_000_000)
    put_in(house, "1.events.csv")
    house.endless = True

    news = await mail_house(services, house).news_after(None, FOUR_PM)

    [(sentence, came)], [kept] = news.faults, (house.folder / "mail" / "quarantine").glob("*-1.events.csv")
    said = f"The file 1.events.csv is too large. It lies in the folder quarantine as {kept.name}."
    assert (sentence, len(came)) == (said, 2_000)
    assert 3_000_000 < house.given < 5_000_000


@pytest.mark.parametrize("call", ["write", "close", "rename"])
async def test_a_connection_that_is_lost_leaves_no_half_file_and_the_next_try_writes_it_again(
    services: Services, house: SftpHouse, call: str
) -> None:
    house.cuts_at = call
    cause = await cause_of(services, house)
    left = out_of(house)
    house.cuts_at = None
    (house.folder / "mail" / "out" / f"{OUT[1]}.part").write_bytes(b"x" * 2 * len(BATCH.pdf))
    await hand_over(services, house)

    assert cause is AwayCause.NO_CONNECTION
    assert left in ([f"{OUT[1]}.part"], [OUT[1]])
    assert out_of(house) == OUT
    assert (house.folder / "mail" / "out" / OUT[1]).read_bytes() == BATCH.pdf


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (asyncssh.SFTPPermissionDenied("no"), AwayCause.NOT_ALLOWED),
        (asyncssh.SFTPFailure("disk full \x1b[31m"), AwayCause.OVERLOADED),
        (asyncssh.SFTPNoSuchFile("gone"), AwayCause.OVERLOADED),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "rename"])
async def test_what_the_server_refuses_is_said_by_its_cause(
    services: Services, house: SftpHouse, call: str, fault: Exception, cause: AwayCause
) -> None:
    house.fails[call] = fault

    with pytest.raises(ServiceAwayError) as away:
        await hand_over(services, house)

    assert (away.value.cause, str(away.value)) == (cause, f"The mail service is away: {cause.value}.")


async def test_a_server_that_cannot_replace_a_file_at_once_has_it_removed_first(
    services: Services, house: SftpHouse
) -> None:
    house.fails["rename"] = asyncssh.SFTPOpUnsupported("no such extension")
    await hand_over(services, house)
    (house.folder / "mail" / "out" / OUT[1]).write_bytes(b"old")

    await hand_over(services, house)

    assert out_of(house) == OUT
    assert (house.folder / "mail" / "out" / OUT[1]).read_bytes() == BATCH.pdf


ODD = (
    b"../../quarantine/x.events.csv",
    b"/etc/x.events.csv",
    b"..\\x.events.csv",
    b".events.csv",
    b"\x1b[2Jx.events.csv",
    b"x\n.events.csv",
    b"x\x00.events.csv",
    b"\xff.events.csv",
    "x\u202evsc.events.csv".encode(),
    b"x" * 300 + b".events.csv",
    # 131 characters, but with the end of its checksum more bytes than a file system takes.
    "é".encode() * 120 + b".events.csv",
)


async def test_a_file_with_an_odd_name_is_left_alone_and_the_next_one_is_read(
    services: Services, house: SftpHouse
) -> None:
    house.names[:] = [each + b".sha256" for each in ODD]
    put_in(house, "y.events.csv")

    with capture_logs() as logs:
        news = await mail_house(services, house).news_after(None, FOUR_PM)

    assert (news.cursor or "").partition(" ")[0] == "y.events.csv"
    assert logs == [{"event": "files with odd names left where they are", "log_level": "warning", "count": len(ODD)}]


@pytest.mark.parametrize("name", [each.decode(errors="surrogateescape") for each in ODD])
def test_an_odd_name_is_not_plain(name: str) -> None:
    assert not is_plain(name)
    assert is_plain("März (2).events.csv")


async def test_a_folder_without_an_end_is_no_answer(
    services: Services, house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_sftp, "MOST_NAMES", 100)
    house.names[:] = [f"{number}".encode() for number in range(101)]

    with pytest.raises(ServiceAwayError) as away:
        await mail_house(services, house).news_after(None, FOUR_PM)

    assert away.value.cause is AwayCause.TOO_LONG


async def test_a_name_that_comes_again_with_another_content_is_read_and_with_the_same_one_put_away(
    services: Services, house: SftpHouse
) -> None:
    mail = mail_house(services, house)
    put_in(house, "events.csv.events.csv")
    first = await mail.news_after(None, FOUR_PM)
    put_in(house, "events.csv.events.csv", COLUMNS + b"e-1,,,,\r\nEND,1\r\n")
    second = await mail.news_after(first.cursor, FOUR_PM)
    last = await mail.news_after(second.cursor, FOUR_PM + timedelta(hours=1))

    assert ([len(each.events) for each in (first, second, last)], last.cursor) == ([0, 1, 0], second.cursor)
    assert list((house.folder / "mail" / "in").iterdir()) == []
    assert (house.folder / "mail" / "done" / "events.csv.events.csv").read_bytes().endswith(b"END,1\r\n")


@pytest.mark.parametrize("cursor", ["118", "../../secret", "../secret.events.csv x", "secret"])
async def test_the_cursor_of_another_mail_house_moves_no_file(
    services: Services, house: SftpHouse, cursor: str
) -> None:
    (house.folder / "secret").write_text("kept")
    (house.folder / "mail").mkdir()
    (house.folder / "mail" / "secret.events.csv").write_text("kept")

    await mail_house(services, house).news_after(cursor, FOUR_PM)

    assert (house.folder / "secret").exists()
    assert (house.folder / "mail" / "secret.events.csv").exists()


async def test_a_file_that_was_moved_before_is_not_missed(services: Services, house: SftpHouse) -> None:
    async with house.server().opened() as files:
        await files.move("nothing.events.csv", FilePlace.IN, FilePlace.DONE)

        assert await files.read(FilePlace.IN, "nothing.events.csv", 10) is None
