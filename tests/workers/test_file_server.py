"""Where letters go, by the city file: a server over SFTP is known by its host key, and training never reaches it."""

from pathlib import Path
from typing import Any, cast

import asyncssh
import pytest

from activities.file_sftp import SftpServer
from activities.mail_files import FileMailHouse
from activities.mail_house import HttpMailHouse
from database.connection import Pool
from rules.library import find_edition
from tests.city_law import CITY, EDITION
from workers.city import City, CityFileError, read_city
from workers.city_mail import MailEntry
from workers.data_dir import StackError
from workers.file_server import parts_of
from workers.mail_place import mail_of
from workers.settings import HERE, Settings

NOWHERE = cast(Pool, None)
HOST_KEY = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
ODD_KEY = asyncssh.generate_private_key("ssh-ed448").export_public_key().decode().strip()
URL = "sftp://towpath@letters.example.gov:2222/mail"
TRAINING = "http://127.0.0.1:8313/mail/"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(tmp_path / "key")
    return tmp_path / "key"


def city_with(**mail: Any) -> City:
    """The sample city with another mail house."""
    return CITY.model_copy(update={"mail": MailEntry(**mail)})


def server_of(house: object) -> SftpServer:
    """The server that files are exchanged with."""
    assert isinstance(house, FileMailHouse)
    server = getattr(house.opened, "__self__", None)
    assert isinstance(server, SftpServer)
    return server


async def test_a_server_is_reached_as_the_city_file_says(key_file: Path) -> None:
    city = city_with(by="sftp", url=URL, host_key=f"{HOST_KEY} of the mail house", seconds=7)
    async with mail_of(Settings(mail_key_file=key_file), city, NOWHERE) as mail:
        server = server_of(mail.house)

    assert (server.host, server.port, server.user, server.folder) == ("letters.example.gov", 2222, "towpath", "/mail")
    assert (server.seconds, mail.answers, city.mail.is_house) == (7, True, True)
    assert server.host_key.export_public_key().decode().startswith(HOST_KEY)


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("sftp://t@h", ("t", "h", 22, ".")),
        ("sftp://t@h/", ("t", "h", 22, "/")),
        ("sftp://a%40b@h/x%20y", ("a@b", "h", 22, "/x y")),
        ("sftp://t@[::1]:2222/m", ("t", "::1", 2222, "/m")),
    ],
)
def test_an_address_has_a_user_a_host_and_perhaps_a_port_and_a_folder(url: str, parts: tuple[object, ...]) -> None:
    assert parts_of(url) == parts


async def test_a_training_copy_has_its_training_citys_mail_house_whatever_the_city_file_says() -> None:
    city = city_with(by="sftp", url=URL, host_key=HOST_KEY)

    async with mail_of(Settings(mail_url=TRAINING), city, NOWHERE) as mail:
        assert isinstance(mail.house, HttpMailHouse)
        assert str(mail.house.client.base_url) == TRAINING


async def test_another_server_for_a_trial_must_have_the_same_host_key(key_file: Path) -> None:
    city = city_with(by="sftp", url=URL, host_key=HOST_KEY)
    settings = Settings(mail_url="sftp://trial@10.0.0.7/", mail_key_file=key_file)

    async with mail_of(settings, city, NOWHERE) as mail:
        server = server_of(mail.house)

    assert (server.user, server.host) == ("trial", "10.0.0.7")
    assert server.host_key.export_public_key().decode().strip() == HOST_KEY


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "TOWPATH_MAIL_KEY_FILE cannot be read: No such file or directory."),
        ("\x00\ufffd", "TOWPATH_MAIL_KEY_FILE is no file of a private key without a passphrase."),
        ("", "TOWPATH_MAIL_KEY_FILE is no file of a private key without a passphrase."),
        (HOST_KEY, "TOWPATH_MAIL_KEY_FILE is no file of a private key without a passphrase."),
        ("with a passphrase", "TOWPATH_MAIL_KEY_FILE is no file of a private key without a passphrase."),
    ],
    ids=["not there", "bytes", "empty", "a host key", "with a passphrase"],
)
async def test_a_key_that_is_none_is_refused_at_the_start_without_its_content(
    tmp_path: Path, content: str | None, said: str
) -> None:
    path = tmp_path / "key"
    if content == "with a passphrase":
        asyncssh.generate_private_key("ssh-ed25519").write_private_key(path, "pkcs8-pem", "word")
    elif content is not None:
        path.write_text(content)
    city = city_with(by="sftp", url=URL, host_key=HOST_KEY)

    with pytest.raises(StackError) as refused:
        await mail_of(Settings(mail_key_file=path), city, NOWHERE).__aenter__()

    assert str(refused.value) == said


async def test_without_a_key_nothing_starts() -> None:
    with pytest.raises(StackError, match="Set TOWPATH_MAIL_KEY_FILE"):
        await mail_of(Settings(), city_with(by="sftp", url=URL, host_key=HOST_KEY), NOWHERE).__aenter__()


async def test_an_address_of_the_environment_that_is_none_is_refused_without_its_password(key_file: Path) -> None:
    settings = Settings(mail_url="sftp://a:secret@h/", mail_key_file=key_file)

    with pytest.raises(StackError, match="TOWPATH_MAIL_URL cannot be used: the address of a server") as refused:
        await mail_of(settings, city_with(by="sftp", url=URL, host_key=HOST_KEY), NOWHERE).__aenter__()

    assert "secret" not in str(refused.value)


SFTP = f'[mail]\nby = "sftp"\nhost_key = "{HOST_KEY}"\n'
NO_ADDRESS = "at mail: the address of a server over SFTP is sftp://user@host/folder"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[mail]\nby = "sftp"', "at mail: a mail house over SFTP has its `url` and its `host_key`."),
        (f'[mail]\nby = "sftp"\nurl = "{URL}"', "at mail: a mail house over SFTP has its `url` and its `host_key`."),
        (f'[mail]\nby = "sftp"\nurl = "{URL}"\nhost_key = "any"', "at mail: a host key is a kind and a key, such as"),
        (f'[mail]\nby = "sftp"\nurl = "{URL}"\nhost_key = "h {HOST_KEY}"', "without the name of the host."),
        (f'[mail]\nby = "sftp"\nurl = "{URL}"\nhost_key = "{ODD_KEY}"', "there are ssh-ed25519, ssh-rsa, ecdsa-"),
        (f'{SFTP}url = "https://h/"', NO_ADDRESS),
        (f'{SFTP}url = "sftp://h/"', NO_ADDRESS),
        (f'{SFTP}url = "sftp://u@/x"', NO_ADDRESS),
        (f'{SFTP}url = "sftp://u@h:x/"', NO_ADDRESS),
        (f'{SFTP}url = "sftp://u:secret@h/"', "There are no passwords: the city's key shows who it is."),
        (f'{SFTP}url = "sftp://u@h/?a=1"', NO_ADDRESS),
        ('[mail]\nby = "pigeon"', "by one that takes them over `sftp`, or by the `mail_room`."),
    ],
)
def test_a_wrong_server_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    whole = (HERE / "city.toml").read_text()
    before, after = whole.partition("[mail]")[0], whole.partition("[contractors]")[2]
    (tmp_path / "city.toml").write_text(f"{before}{text}\n[contractors]{after}")

    with pytest.raises(CityFileError) as refused:
        read_city(tmp_path / "city.toml", find_edition(EDITION))

    assert sentence in str(refused.value)
    assert "secret" not in str(refused.value)
