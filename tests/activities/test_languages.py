"""Beyond training a translation is printed only if a person approved exactly what it says; else English goes alone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from temporalio.testing import TimeSkipper

from activities.audit import verify_case
from activities.languages import (
    ApproveLanguage,
    LanguageState,
    Standing,
    approve,
    languages_to_print,
    list_languages,
)
from activities.letter_catalogs import LetterCatalog, read_catalog
from activities.letter_language import TranslatedLanguage
from activities.notifying import TemporalClient
from activities.owner_notice import read_file_copy, read_letter
from activities.services import Services
from schemas.messages import Actor
from schemas.owner_notice import RecordParties
from schemas.pace import Pace
from schemas.rulings import Refusal
from schemas.words import Role, Task
from tests.activities.translated_letter import parts_of
from tests.car import CaseDriver, actor, reported
from tests.city_law import CITY
from tests.conftest import Clock
from tests.journeys.roads import OWNER, declared

WORDS = {
    CITY.payment or "": "Puede pagar en el depósito en efectivo o con tarjeta.",
    CITY.lots["river-lot"].hours: "De lunes a sábado, de 8 a. m. a 6 p. m.",
}
SPANISH = read_catalog("es", WORDS)
NOW = datetime(2026, 12, 3, 15, tzinfo=UTC)
TODAY = date(2026, 12, 3)
TRAINING = Pace(factor=1440, case_origin=NOW, real_origin=NOW)
ADMIN = Actor(account="admin-1", role=Role.ADMIN)
INCOMPLETE = replace(SPANISH, missing=("We are holding your vehicle",), fuzzy=("Cost", "Total"))
UNPRINTABLE = LetterCatalog(TranslatedLanguage("zh", "a digest", forms=("\u8eca",)), messages=1)
OTHER = replace(SPANISH, language=replace(SPANISH.language, fingerprint="f" * 64))


def wanting(services: Services, *catalogs: LetterCatalog, pace: Pace | None = None) -> Services:
    """A city that wants its letters in these languages."""
    return replace(services, languages=catalogs, pace=pace or Pace())


def review(**other: Any) -> ApproveLanguage:
    """An approval of the Spanish letters."""
    given = {
        "language": "es",
        "fingerprint": SPANISH.language.fingerprint[:12],
        "reviewer": "Ana Ruiz",
        "qualification": "certified court interpreter",
        "reviewed_on": TODAY,
    }
    return ApproveLanguage.model_validate(given | other)


async def approved(services: Services, **other: Any) -> LanguageState | Refusal:
    return await approve(services, review(**other), ADMIN, now=NOW)


async def state_of(services: Services) -> LanguageState:
    """The state of the only language."""
    async with services.pool.acquire() as connection:
        [state] = await list_languages(services, connection)
    return state


async def printed(services: Services) -> list[tuple[str, bool]]:
    """The codes of the languages that are printed, each with whether it is a draft."""
    async with services.pool.acquire() as connection:
        return [(each.code, draft) for each, draft in await languages_to_print(services, connection)]


async def test_a_translation_that_nobody_has_approved_is_printed_in_training_only(services: Services) -> None:
    assert await printed(wanting(services, SPANISH)) == []
    assert await printed(wanting(services, SPANISH, pace=TRAINING)) == [("es", True)]
    assert (await state_of(wanting(services, SPANISH))).sentence == (
        "Spanish (es): a draft that nobody has approved. Letters go out in English alone."
    )


async def test_an_approved_one_is_printed_and_is_no_draft(services: Services) -> None:
    city = wanting(services, SPANISH)

    done = await approved(city)

    assert isinstance(done, LanguageState)
    assert done == await state_of(city)
    assert await printed(city) == [("es", False)]
    assert await printed(wanting(services, SPANISH, pace=TRAINING)) == [("es", False)]
    assert done.sentence == (
        "Spanish (es): approved by Ana Ruiz, certified court interpreter, on December 3, 2026."
        " Letters are printed in it too."
    )


async def test_any_other_word_since_makes_it_stale(services: Services) -> None:
    await approved(wanting(services, SPANISH))
    changed = wanting(services, OTHER)

    assert await printed(changed) == []
    assert await printed(wanting(services, OTHER, pace=TRAINING)) == [("es", True)]
    assert (await state_of(changed)).standing is Standing.STALE
    assert (
        "stale: it says something else since it was approved, last approved by Ana Ruiz"
        in (await state_of(changed)).sentence
    )
    assert await printed(wanting(services, SPANISH)) == [("es", False)], "What was approved may come back."


async def test_an_approval_is_of_one_language(services: Services) -> None:
    await approved(wanting(services, SPANISH))
    french = replace(SPANISH, language=replace(SPANISH.language, code="fr", fingerprint="e" * 64))

    assert (await state_of(wanting(services, french))).standing is Standing.DRAFT
    assert await printed(wanting(services, SPANISH, french)) == [("es", False)]


async def test_an_approved_one_that_lacks_a_message_is_not_printed(services: Services) -> None:
    await approved(wanting(services, SPANISH))
    city = wanting(services, INCOMPLETE)

    assert await printed(city) == []
    assert await printed(wanting(services, INCOMPLETE, pace=TRAINING)) == [("es", True)]
    assert f"Of {SPANISH.messages} messages: 1 not translated, 2 fuzzy." in (await state_of(city)).sentence


@pytest.mark.parametrize("pace", [Pace(), TRAINING])
async def test_one_with_a_character_that_has_no_glyph_is_printed_nowhere(services: Services, pace: Pace) -> None:
    city = wanting(services, UNPRINTABLE, pace=pace)

    assert await printed(city) == []
    assert (await state_of(city)).standing is Standing.UNPRINTABLE
    assert "No glyph: '\\u8eca'" in (await state_of(city)).sentence


@pytest.mark.parametrize(
    ("catalog", "other", "code"),
    [
        (SPANISH, {"language": "fr"}, "no_such_language"),
        (SPANISH, {"fingerprint": "0" * 12}, "stale_translation"),
        (SPANISH, {"reviewed_on": date(2026, 12, 4)}, "in_the_future"),
        (INCOMPLETE, {}, "not_complete"),
        (UNPRINTABLE, {"language": "zh", "fingerprint": "a digest    x"}, "not_complete"),
    ],
)
async def test_what_cannot_be_printed_as_it_is_cannot_be_approved(
    services: Services, catalog: LetterCatalog, other: dict[str, Any], code: str
) -> None:
    city = wanting(services, catalog)

    refusal = await approved(city, **other)

    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert await printed(city) == []


@pytest.fixture
def services(services: Services) -> Services:
    """Services of a city that wants its letters in Spanish too."""
    return replace(services, languages=(SPANISH,))


async def mailed_letter(car: CaseDriver) -> tuple[bytes, bytes]:
    """The first letter of a declared car, and its copy for the file."""
    await car.ask("dispatcher-1", RecordParties(owner=OWNER))
    [letter] = (await car.waits_for(Task.MAILING)).case.letters
    assert await verify_case(car.services, car.case) == []
    asked: dict[str, Any] = {"purpose": "test", "now": car.clock()}
    who = actor("dispatcher-1")
    return (
        await read_letter(car.services, car.case, letter.letter, who, **asked),
        await read_file_copy(car.services, car.case, letter.letter, who, **asked),
    )


async def test_an_owner_gets_the_letter_in_english_alone_until_its_translation_is_approved(
    services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper
) -> None:
    car = await reported(services, weeks, clock, skipper)
    await declared(car)

    paper, copy = await mailed_letter(car)

    assert parts_of(paper)[1] == ""
    assert "Proof for the file" in parts_of(copy)[0]


async def test_an_owner_gets_both_after_the_approval_and_the_file_too(
    services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper
) -> None:
    await approve(services, review(reviewed_on=date(2020, 1, 1)), ADMIN, now=clock())
    car = await reported(services, weeks, clock, skipper)
    await declared(car)

    paper, copy = await mailed_letter(car)

    english, spanish = parts_of(paper)
    assert "Please move your vehicle, or it will be towed" in english
    assert "Mueva su vehículo o será remolcado" in spanish
    assert "Borrador" not in spanish
    _, behind = parts_of(copy)
    assert behind.index("Mueva su vehículo") < behind.index("Proof for the file")
    assert "For the file only, sheet 1" in behind
