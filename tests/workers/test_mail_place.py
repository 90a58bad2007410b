"""Where the letters go: to a mail house over https, into a folder for one, or into a folder for our own mail room."""

from pathlib import Path
from typing import cast

import pytest
from pydantic import SecretStr

from activities.file_folder import FolderExchange
from activities.mail_files import FileMailHouse
from activities.mail_house import HttpMailHouse
from activities.services import Mail
from database.connection import Pool
from tests.city_law import CITY
from workers.city import City
from workers.city_mail import MailEntry
from workers.data_dir import StackError
from workers.mail_place import mail_of
from workers.settings import Settings

NOWHERE = cast(Pool, None)
URL = "https://letters.example.gov/towpath/"


def city_with(**entry: object) -> City:
    """The sample city with this entry for its mail."""
    return CITY.model_copy(update={"mail": MailEntry.model_validate(entry)})


def folder_of(mail: Mail) -> Path:
    """The folder of this machine that letters go into."""
    assert isinstance(mail.house, FileMailHouse)
    exchange = getattr(mail.house.opened, "__self__", None)
    assert isinstance(exchange, FolderExchange)
    return exchange.folder


async def test_a_house_with_an_address_is_reached_by_https_with_our_token() -> None:
    settings = Settings(mail_token=SecretStr("a-token"))
    async with mail_of(
        settings, city_with(by="house", url=URL, seconds=7, hour=9, mailer_id="123456"), NOWHERE
    ) as mail:
        assert isinstance(mail.house, HttpMailHouse)
        assert str(mail.house.client.base_url) == URL
        assert mail.house.client.headers["authorization"] == "Bearer a-token"
        assert mail.house.client.follow_redirects is False
        assert (mail.house.client.timeout.read, mail.hour, mail.mailer_id, mail.answers) == (7, 9, "123456", True)


@pytest.mark.parametrize("url", ["http://letters.example.gov/", f"{URL}?a=1", "https://a@l.example/", "letters"])
async def test_an_address_to_which_letters_would_travel_in_clear_is_refused(url: str) -> None:
    with pytest.raises(StackError, match="The address of the mail house is an https address"):
        async with mail_of(Settings(), city_with(by="house", url=url), NOWHERE):
            pass


@pytest.mark.parametrize("entry", [{}, {"by": "mail_room"}, {"by": "house"}])
async def test_without_an_address_our_own_mail_room_mails_and_no_file_is_written(entry: dict[str, object]) -> None:
    async with mail_of(Settings(), city_with(**entry, hour=9), NOWHERE) as mail:
        assert (mail.house, mail.answers, mail.hour) == (None, False, 9)


async def test_files_go_into_a_folder(tmp_path: Path) -> None:
    files = city_with(by="files")
    for settings, folder in (
        (Settings(data=tmp_path), tmp_path / "mail"),
        (Settings(data=tmp_path, mail_folder=tmp_path / "other"), tmp_path / "other"),
    ):
        async with mail_of(settings, files, NOWHERE) as mail:
            assert (folder_of(mail), mail.answers) == (folder, True)


async def test_an_address_of_the_environment_is_for_a_house_alone() -> None:
    settings = Settings(mail_url="http://127.0.0.1:8313/mail/")
    async with mail_of(settings, city_with(by="house", url=URL), NOWHERE) as mail:
        assert isinstance(mail.house, HttpMailHouse)
        assert str(mail.house.client.base_url) == "http://127.0.0.1:8313/mail/"
    async with mail_of(settings, city_with(by="files"), NOWHERE) as mail:
        assert folder_of(mail)
