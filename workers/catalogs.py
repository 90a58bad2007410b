"""Collects the messages of the letters in `letters.pot` and brings every catalog up to date: `make catalogs`.

With the code of a language it also begins the catalog of that language.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from activities.letter_catalogs import TEMPLATE, catalog_file, languages_with_a_catalog, read_messages
from activities.letter_language import locale_of
from activities.letter_press import LETTERS
from schemas.words import Condition
from workers.settings import HERE

SENTENCES = (
    "activities/letter_language.py",
    "activities/letter_parts.py",
    "activities/letter_periods.py",
    "activities/letter_press.py",
    "rules/fees.py",
    "rules/reasons.py",
    "rules/waiting_periods.py",
)
"""The files whose sentences letters print."""

KEYWORDS: dict[str, Any] = {"say": None, "N_": None, "count": (1, 2), "NN_": (1, 2)}
SAID_IN_TYPST = re.compile(r'\bsay\("((?:[^"\\]|\\.)*)"|\bsaying\(letter\)\("((?:[^"\\]|\\.)*)"')
OF_AN_EDITION = {
    "clauses": ("text", "stem"),
    "exemptions": ("text",),
    "fees": ("text",),
    "waivers": ("text",),
    "sentences": ("text",),
}
"""What letters print of an edition, by its section; also the `limbs` of clauses, and what becomes of the contents."""

DRAFT = """\
# The letters of Towpath in {language}.
#
# DRAFT. Nobody has approved this translation. Until a city has recorded by name
# who reviewed it, it is printed in training only: see docs/languages.md.
#"""

PROJECT: dict[str, Any] = {
    "project": "Towpath",
    "version": "letters",
    "msgid_bugs_address": "see docs/languages.md",
    "last_translator": "see docs/languages.md",
    "language_team": "see docs/languages.md",
    "fuzzy": False,
}


Message = str | tuple[str, ...]


def of_python(file: Path) -> Iterator[Message]:
    """The messages of a module."""
    with file.open("rb") as opened:
        yield from (message for _, message, _, _ in extract("python", opened, keywords=KEYWORDS))


def of_typst(file: Path) -> Iterator[Message]:
    """The messages of a template of the letters."""
    for found in SAID_IN_TYPST.finditer(file.read_text()):
        yield found[1] or found[2]


def of_edition(file: Path) -> Iterator[Message]:
    """What letters print of an edition."""
    law = tomllib.loads(file.read_text())
    for section, fields in OF_AN_EDITION.items():
        for rule in law.get(section, {}).values():
            yield from (rule[field] for field in fields if field in rule)
            yield from rule.get("limbs", {}).values()
    if contents := law.get("duties", {}).get("contents"):
        yield contents["text"]


def of_signs(_: Path) -> Iterator[Message]:
    """The signs that an officer sees on a vehicle."""
    yield from (each.words for each in Condition)


SOURCES: tuple[tuple[Callable[[Path], Iterator[Message]], Sequence[Path]], ...] = (
    (of_typst, sorted(LETTERS.glob("*.typ"))),
    (of_python, [HERE / name for name in SENTENCES]),
    (of_edition, sorted((HERE / "rules" / "editions").glob("us*.toml"))),
    (of_signs, [HERE / "schemas" / "words.py"]),
)


def messages() -> Catalog:
    """Every message that a letter can print, with the files in which it stands."""
    catalog = Catalog(header_comment="# The messages of the letters, collected by `make catalogs`.", **PROJECT)
    for messages_of, files in SOURCES:
        for file in files:
            for message in messages_of(file):
                catalog.add(message, locations=[(file.relative_to(HERE).as_posix(), 0)])
    return catalog


def update(begun: Iterable[str], now: datetime) -> list[str]:
    """Write the template and every catalog, and begin those of the languages named; returns what was written.

    Raises UnknownLocaleError.
    """
    template = messages()
    before = read_messages(TEMPLATE) if TEMPLATE.exists() else Catalog()
    same = [each.id for each in template] == [each.id for each in before]
    template.creation_date = template.revision_date = before.creation_date if same else now
    _write(TEMPLATE, template)
    codes = sorted({*languages_with_a_catalog(), *begun})
    for code in codes:
        _write(catalog_file(code), _updated(code, template, now))
    return [f"letters.pot: {len(template)} messages", *(f"{code}: up to date" for code in codes)]


def _updated(code: str, template: Catalog, now: datetime) -> Catalog:
    file = catalog_file(code)
    if file.exists():
        catalog = read_messages(file, code)
    else:
        locale_of(code)
        comment = DRAFT.format(language=Locale.parse(code).get_display_name("en"))
        catalog = Catalog(code, header_comment=comment, revision_date=now, **PROJECT)
    catalog.update(template)
    return catalog


def _write(file: Path, catalog: Catalog) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        write_po(opened, catalog, width=100, include_lineno=False)


if __name__ == "__main__":
    try:
        print("\n".join(update(sys.argv[1:], datetime.now(UTC))))
    except UnknownLocaleError as fault:
        sys.exit(f"Babel does not know how this language writes dates: {fault}.")
