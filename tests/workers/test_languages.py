"""The languages command against the real API, what a start logs, and the languages of the city file."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest
from rich.console import Console
from structlog.testing import capture_logs

from activities.languages import ApproveLanguage, approve
from activities.letter_catalogs import LetterCatalog, read_catalog
from activities.services import Services
from rules.library import find_edition
from schemas.messages import Actor
from schemas.words import Role
from tests.conftest import EDITION
from workers import languages, worker_process
from workers.city import City, CityFileError, read_city
from workers.data_dir import StackError
from workers.languages import ApproveOptions, tell_languages
from workers.settings import HERE, Settings
from workers.stack import Stack, environment_of

SPANISH = read_catalog("es")
REVIEWED = ApproveOptions("es", SPANISH.language.fingerprint[:12], "Ana Ruiz", "court interpreter", "2020-01-01")
LACKING = replace(SPANISH, missing=("We are holding your vehicle",), fuzzy=("Cost",), misfilled=("That is {period}.",))
CHANGED = replace(SPANISH, language=replace(SPANISH.language, fingerprint="f" * 64))
LAW = find_edition(EDITION)

Bearer = Callable[[str], dict[str, str]]


@pytest.fixture
def chosen() -> tuple[LetterCatalog, ...]:
    """The languages that the city has chosen."""
    return (SPANISH,)


@pytest.fixture
def services(services: Services, chosen: tuple[LetterCatalog, ...]) -> Services:
    """Services of a city that wants its letters in these languages too."""
    return replace(services, languages=chosen)


@pytest.fixture
def admin(client: httpx.AsyncClient, bearer: Bearer) -> httpx.AsyncClient:
    """The API, with an admin signed in."""
    client.headers.update(bearer("admin-1"))
    return client


async def said(act: Callable[..., Any], client: httpx.AsyncClient, *given: Any) -> str:
    """What a command prints."""
    out = StringIO()
    await act(client, Console(file=out, width=200), *given)
    return out.getvalue()


async def test_a_draft_is_listed_approved_and_listed_with_its_reviewer(admin: httpx.AsyncClient) -> None:
    before = await said(languages.show_languages, admin)
    told = await said(languages.approve_language, admin, REVIEWED)
    after = await said(languages.show_languages, admin)

    line = f"Spanish (es) {SPANISH.language.fingerprint[:12]} {SPANISH.messages} yes"
    assert f"{line} nobody no" in " ".join(before.split())
    assert "Spanish (es): a draft that nobody has approved. Letters go out in English alone." in before
    assert told == (
        "Spanish (es): approved by Ana Ruiz, court interpreter, on January 1, 2020. Letters are printed in it too.\n"
    )
    assert f"{line} Ana Ruiz, 2020-01-01 yes" in " ".join(after.split())


@pytest.mark.parametrize("chosen", [(LACKING,)])
async def test_what_a_catalog_lacks_is_listed_by_its_english_text(admin: httpx.AsyncClient) -> None:
    told = await said(languages.show_languages, admin)

    assert "3 missing or doubtful nobody no" in " ".join(told.split())
    assert "  Not translated: We are holding your vehicle\n" in told
    assert "  Fuzzy, to be checked: Cost\n" in told
    assert "  With other placeholders than the message: That is {period}.\n" in told
    with pytest.raises(StackError, match="1 not translated, 1 fuzzy, 1 with wrong placeholders"):
        await said(languages.approve_language, admin, REVIEWED)


@pytest.mark.parametrize("chosen", [(CHANGED,)])
async def test_an_approval_of_other_words_is_listed_as_stale(services: Services, admin: httpx.AsyncClient) -> None:
    before = replace(services, languages=(SPANISH,))
    review = ApproveLanguage.model_validate(asdict(REVIEWED))
    await approve(before, review, Actor(account="admin-1", role=Role.ADMIN), now=datetime.now(UTC))

    told = await said(languages.show_languages, admin)

    assert "yes stale (Ana Ruiz, 2020-01-01) no" in " ".join(told.split())
    assert "stale: it says something else since it was approved, last approved by Ana Ruiz" in told


async def test_an_approval_names_who_what_and_when(admin: httpx.AsyncClient) -> None:
    with pytest.raises(StackError, match=r"Give --reviewer, --on too: who reviewed which translation, and when\."):
        await said(languages.approve_language, admin, replace(REVIEWED, reviewer=None, reviewed_on=None))
    with pytest.raises(StackError, match="The translation was changed since: its fingerprint is"):
        await said(languages.approve_language, admin, replace(REVIEWED, fingerprint="0" * 12))
    with pytest.raises(StackError, match="reviewed_on"):
        await said(languages.approve_language, admin, replace(REVIEWED, reviewed_on="soon"))


async def test_only_an_admin_sees_or_approves(client: httpx.AsyncClient, bearer: Bearer) -> None:
    client.headers.update(bearer("supervisor-1"))

    for act, *given in ((languages.show_languages,), (languages.approve_language, REVIEWED)):
        with pytest.raises(StackError, match="admin"):
            await said(act, client, *given)


async def test_a_start_logs_each_language_and_warns_of_one_that_is_not_printed(
    services: Services, admin: httpx.AsyncClient
) -> None:
    with capture_logs() as before:
        await tell_languages(services)
    await said(languages.approve_language, admin, REVIEWED)
    with capture_logs() as after:
        await tell_languages(services)

    assert [(each["log_level"], each["language"]) for each in (*before, *after)] == [("warning", "es"), ("info", "es")]
    assert before[0]["told"] == "Spanish (es): a draft that nobody has approved. Letters go out in English alone."


@pytest.mark.parametrize("chosen", [()])
async def test_a_city_that_names_no_language_is_told_that_english_goes_alone(admin: httpx.AsyncClient) -> None:
    told = await said(languages.show_languages, admin)

    assert told == "Letters go out in English alone: the city file names no other language.\n"


def city_with(tmp_path: Path, text: str) -> City:
    """The sample city with these lines about its letters."""
    path = tmp_path / "city.toml"
    path.write_text(f"{(HERE / 'city.toml').read_text()}\n{text}")
    return read_city(path, LAW)


OWN = """
[letters]
languages = ["es"]

[letters.words.es]
"You can pay at the lot in cash, by credit or debit card, or by money order." = "Puede pagar en efectivo."
"Monday to Saturday, 8 a.m. to 6 p.m." = "De lunes a sábado, de 8 a. m. a 6 p. m."
"""


def test_a_city_names_its_languages_and_its_own_sentences_in_them(tmp_path: Path) -> None:
    [spanish] = city_with(tmp_path, OWN).letter_catalogs(LAW)

    assert spanish.is_complete
    assert spanish.language.say("Monday to Saturday, 8 a.m. to 6 p.m.") == "De lunes a sábado, de 8 a. m. a 6 p. m."
    assert spanish.language.say("We are holding your vehicle") == "Tenemos su vehículo en un depósito"


def test_a_sentence_of_the_city_that_has_no_translation_is_missing(tmp_path: Path) -> None:
    [spanish] = city_with(tmp_path, '[letters]\nlanguages = ["es"]').letter_catalogs(LAW)

    assert spanish.missing == (
        "You can pay at the lot in cash, by credit or debit card, or by money order.",
        "Monday to Saturday, 8 a.m. to 6 p.m.",
    )


def test_the_sample_city_writes_in_english_alone() -> None:
    assert read_city(HERE / "city.toml", LAW).letter_catalogs(LAW) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[letters]\nlanguages = ["es", "fr"]',
            "at letters.languages.1: the letters have no catalog of the language fr, only of es. docs/languages.md says"
            " how to add it.",
        ),
        ('[letters]\nlanguages = ["../es"]', "the letters have no catalog of the language ../es, only of es."),
        ('[letters.words.fr]\n"Daily" = "Tous les jours"', "the letters have no catalog of the language fr"),
        (
            "[letters]\nlanguage = 'es'",
            "at letters.language: this is not known. The section has `languages` and `words`",
        ),
        ('[letters]\nlanguages = "es"', 'at letters.languages: a list of languages, such as ["es"]'),
    ],
)
def test_a_language_without_a_catalog_is_told_at_the_start(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CityFileError) as refused:
        city_with(tmp_path, text)

    assert sentence in str(refused.value)


async def test_a_process_has_the_languages_of_its_city_file(
    tmp_path: Path, stack: Stack, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    city_with(tmp_path, OWN)
    names = {"database_url": services.pool._connect_args[0], "encryption_keys": stack.addresses.encryption}
    secret = environment_of(Settings(), stack)["TOWPATH_SECRET"]
    settings = Settings(**names, secret=secret, city=tmp_path / "city.toml", public_url="https://towpath.example")
    monkeypatch.setattr(worker_process, "set_up_logs", lambda _: None)
    monkeypatch.setattr(worker_process, "connect_temporal", AsyncMock())
    started = AsyncMock()
    monkeypatch.setattr(worker_process, "run_worker", started)

    with capture_logs() as logs:
        await worker_process.work(settings, asyncio.Event())

    [catalog] = started.call_args.args[0].languages
    assert catalog.language.say("Monday to Saturday, 8 a.m. to 6 p.m.").startswith("De lunes a sábado")
    assert [each["language"] for each in logs if each["event"] == "language of the letters"] == ["es"]
