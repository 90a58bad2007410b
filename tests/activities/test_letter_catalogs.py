"""The catalogs of the letters: complete, printable, and never behind what the letters say."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from activities import letter_catalogs
from activities.letter_catalogs import (
    LOCALE,
    TEMPLATE,
    catalog_file,
    languages_with_a_catalog,
    read_catalog,
    read_messages,
)
from activities.letter_language import TranslatedLanguage, locale_of
from rules.library import find_edition
from workers import catalogs
from workers.city import CityFileError, read_city
from workers.settings import HERE

HELD = "We are holding your vehicle"
WITHIN = "within {length} of the decision"
DAYS = ("one day", "{count} days")


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalogs, copied to where a test may change them."""
    copied = tmp_path / "locale"
    shutil.copytree(LOCALE, copied)
    monkeypatch.setattr(letter_catalogs, "LOCALE", copied)
    for module in (letter_catalogs, catalogs):
        monkeypatch.setattr(module, "TEMPLATE", copied / "letters.pot")
    return copied


def change(change_it: Callable[[Catalog], object]) -> None:
    """Change the Spanish catalog."""
    file = letter_catalogs.catalog_file("es")
    catalog = read_messages(file, "es")
    change_it(catalog)
    with file.open("wb") as opened:
        write_po(opened, catalog)


def say(message: str, said: str | tuple[str, ...], *flags: str) -> Callable[[Catalog], None]:
    """Another translation of a message."""

    def change_it(catalog: Catalog) -> None:
        found = catalog.get(message)
        assert found is not None
        found.string = said
        found.flags.update(flags)

    return change_it


def test_the_template_has_every_message_that_the_letters_say_now() -> None:
    now, kept = ({each.id for each in one if each.id} for one in (catalogs.messages(), read_messages(TEMPLATE)))

    assert now - kept == set(), "Run `make catalogs`, and translate what is new."
    assert kept - now == set(), "Run `make catalogs`."


def test_the_command_changes_nothing_that_is_up_to_date(locale: Path) -> None:
    before = {file: file.read_bytes() for file in locale.rglob("letters.po*")}

    told = catalogs.update((), datetime(2027, 1, 1, tzinfo=UTC))

    assert {file: file.read_bytes() for file in locale.rglob("letters.po*")} == before
    assert len(before) == 1 + len(languages_with_a_catalog())
    assert told[1:] == [f"{code}: up to date" for code in languages_with_a_catalog()]


@pytest.mark.parametrize("code", languages_with_a_catalog())
def test_every_catalog_is_complete_and_every_character_of_it_can_be_printed(code: str) -> None:
    catalog = read_catalog(code)

    assert (catalog.missing, catalog.fuzzy, catalog.misfilled) == ((), (), ())
    assert catalog.unprintable == ()
    assert catalog.messages > 250


@pytest.mark.parametrize("code", languages_with_a_catalog())
def test_a_catalog_that_is_shipped_says_that_it_is_a_draft(code: str) -> None:
    header = catalog_file(code).read_text().partition("msgid")[0]

    assert "# DRAFT. Nobody has approved this translation." in header


@pytest.mark.parametrize(
    ("change_it", "kind", "lacks"),
    [
        (say(HELD, ""), "missing", HELD),
        (say(HELD, "Tenemos su carro", "fuzzy"), "fuzzy", HELD),
        (say(WITHIN, "dentro de {dias}"), "misfilled", WITHIN),
        (say(WITHIN, "dentro del plazo"), "misfilled", WITHIN),
        (say(DAYS[0], ("un día", "{count} de días", "{numero} días")), "misfilled", DAYS[0]),
        (say(DAYS[0], ("un día", "", "{count} días")), "missing", DAYS[0]),
    ],
)
def test_what_a_catalog_lacks_is_named_and_said_in_english(
    locale: Path, change_it: Callable[[Catalog], None], kind: str, lacks: str
) -> None:
    before = read_catalog("es")
    change(change_it)

    catalog = read_catalog("es")

    assert getattr(catalog, kind) == (lacks,)
    assert not catalog.is_complete
    assert catalog.language.fingerprint != before.language.fingerprint
    assert catalog.language.say(lacks) == lacks
    assert catalog.language.count(*DAYS, 3) == ("3 days" if lacks == DAYS[0] else "3 días")


def test_a_message_that_the_letters_no_longer_say_changes_no_fingerprint(locale: Path) -> None:
    before = read_catalog("es").language.fingerprint
    change(lambda catalog: catalog.add("Nobody says this.", "Nadie dice esto."))

    assert read_catalog("es").language.fingerprint == before


@pytest.mark.parametrize("said", ["Tenemos su carro", "Tenemos su vehículo en un depósito."])
def test_another_word_or_stop_is_another_fingerprint(locale: Path, said: str) -> None:
    before = read_catalog("es")
    change(say(HELD, said))

    after = read_catalog("es")

    assert after.is_complete
    assert after.language != before.language
    assert after.language.say(HELD) == said


def test_a_character_without_a_glyph_is_named(locale: Path) -> None:
    change(say(HELD, "Tenemos su 車"))

    assert read_catalog("es").unprintable == ("車",)


def test_the_dates_of_a_language_need_glyphs_too() -> None:
    chinese = letter_catalogs.LetterCatalog(TranslatedLanguage("zh"), messages=0)

    assert "年" in chinese.unprintable


def test_the_sentences_of_a_city_need_a_translation_and_are_part_of_what_is_approved() -> None:
    alone, cash, card = (
        read_catalog("es", {"Pay in cash.": said}) for said in (None, "Pague en efectivo.", "Pague con tarjeta.")
    )

    assert alone.missing == ("Pay in cash.",)
    assert cash.language.say("Pay in cash.") == "Pague en efectivo."
    assert len({each.language.fingerprint for each in (alone, cash, card)}) == 3


def test_a_city_approves_nothing_that_only_letters_of_another_place_say(locale: Path) -> None:
    texas = "Left unattended on the right-of-way of a highway for more than 48 hours"
    here = {"us-pa-philadelphia.2026-01-01", "us.2026-01-01"}
    before = read_catalog("es", editions=here)
    change(say(texas, ""))

    assert read_catalog("es", editions=here) == before
    assert read_catalog("es").missing == (texas,)
    assert read_catalog("es", editions={"us-tx.2026-01-01"}).missing == (texas,)
    assert before.messages < read_catalog("es").messages


def test_a_new_language_begins_with_every_message_and_none_of_them_translated(locale: Path) -> None:
    catalogs.update(["fr"], datetime(2027, 1, 1, tzinfo=UTC))

    french = read_catalog("fr")

    assert letter_catalogs.languages_with_a_catalog() == ("es", "fr")
    assert french.name == "French"
    assert len(french.missing) == french.messages == read_catalog("es").messages
    assert "The letters of Towpath in French." in letter_catalogs.catalog_file("fr").read_text()


def test_a_language_whose_dates_nobody_knows_is_not_begun_and_not_taken(locale: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownLocaleError, match="ht"):
        catalogs.update(["ht"], datetime(2027, 1, 1, tzinfo=UTC))
    shutil.copytree(locale / "es", locale / "ht")
    city = tmp_path / "city.toml"
    city.write_text(f'{(HERE / "city.toml").read_text()}\n[letters]\nlanguages = ["ht"]')

    with pytest.raises(CityFileError, match="Babel does not know how the language ht writes dates"):
        read_city(city, find_edition("us-pa-philadelphia.2026-01-01"))


@pytest.mark.parametrize(("code", "name"), [("es", "es_US"), ("pt_BR", "pt_BR"), ("vi", "vi"), ("zh_Hans", "zh_Hans")])
def test_a_language_is_written_as_in_the_united_states_or_at_home(code: str, name: str) -> None:
    assert str(locale_of(code)) == name


def test_a_new_message_is_missing_in_every_catalog_until_it_is_translated(
    locale: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def more() -> Catalog:
        catalog = original()
        catalog.add("The lot has moved to another street.")
        return catalog

    original = catalogs.messages
    monkeypatch.setattr(catalogs, "messages", more)
    before = read_catalog("es").language.fingerprint

    catalogs.update((), datetime(2027, 1, 1, tzinfo=UTC))

    assert read_catalog("es").missing == ("The lot has moved to another street.",)
    assert read_catalog("es").language.fingerprint == before, "It says nothing else, and is not complete."
    assert "2027-01-01" in (locale / "letters.pot").read_text()
