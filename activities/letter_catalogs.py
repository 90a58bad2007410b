"""The catalogs of translated messages: which there are, what they say and what they lack.

Knows no approval: see `activities.languages`.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency
from babel.support import Translations

from activities.letter_language import TranslatedLanguage
from activities.letter_press import LETTERS
from activities.letter_signs import unprintable_in
from schemas.texts import PLACEHOLDER

LOCALE = LETTERS / "locale"
TEMPLATE = LOCALE / "letters.pot"


def catalog_file(code: str) -> Path:
    """Where the catalog of a language is, or would be."""
    return LOCALE / code / "LC_MESSAGES" / "letters.po"


def languages_with_a_catalog() -> tuple[str, ...]:
    """The codes of the languages into which the letters are translated, or begun to be."""
    return tuple(sorted(each.parts[-3] for each in LOCALE.glob("*/LC_MESSAGES/letters.po")))


def read_messages(file: Path, code: str | None = None) -> Catalog:
    """The messages of a catalog, or of the template."""
    with file.open("rb") as opened:
        return read_po(opened, locale=code)


@dataclass(frozen=True)
class LetterCatalog:
    """A language of the letters, and what its catalog lacks: messages by their English text, and characters.

    `misfilled` are those whose translation has other placeholders than the message.
    """

    language: TranslatedLanguage
    messages: int
    missing: tuple[str, ...] = ()
    fuzzy: tuple[str, ...] = ()
    misfilled: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every message is translated."""
        return not (self.missing or self.fuzzy or self.misfilled)

    @property
    def name(self) -> str:
        """The language, in English."""
        return Locale.parse(self.language.code).get_display_name("en") or self.language.code

    @cached_property
    def unprintable(self) -> tuple[str, ...]:
        """The characters of this language that no font of the letters has."""
        return unprintable_in("".join((*self.language.forms, *_written_by(self.language.locale))))


def read_catalog(
    code: str, city_words: Mapping[str, str | None] | None = None, editions: Collection[str] | None = None
) -> LetterCatalog:
    """The catalog of a language, with the city's own sentences and their translation; None is not translated.

    With `editions` it has only what letters say under these: nobody need approve the words of other places.
    """
    template, catalog = read_messages(TEMPLATE), read_messages(catalog_file(code), code)
    said = (each for each in template if each.id and (editions is None or _is_said(each, editions)))
    pairs = [(each, catalog.get(_first(each))) for each in said]
    usable = Catalog(code, fuzzy=False)
    for each, translated in pairs:
        if translated and not _fault(each, translated):
            usable.add(each.id, translated.string)
    own = city_words or {}
    faults = {kind: tuple(_first(a) for a, b in pairs if _fault(a, b) == kind) for kind in FAULTS}
    untranslated = tuple(words for words, translated in own.items() if not translated)
    return LetterCatalog(
        language=_language(code, usable, {words: said for words, said in own.items() if said}),
        messages=len(pairs) + len(own),
        missing=faults["missing"] + untranslated,
        fuzzy=faults["fuzzy"],
        misfilled=faults["misfilled"],
    )


def _is_said(message: Message, editions: Collection[str]) -> bool:
    """Whether letters under these editions can have the message."""
    files = (Path(file) for file, _ in message.locations)
    return any(file.parent.name != "editions" or file.stem in editions for file in files)


FAULTS = ("missing", "fuzzy", "misfilled")


def _fault(message: Message, translated: Message | None) -> str | None:
    """Why a translation is not used; None if it is."""
    if translated is None or not all(_forms(translated)):
        return "missing"
    if translated.fuzzy:
        return "fuzzy"
    needed = [set(PLACEHOLDER.findall(each)) for each in _ids(message)]
    each_has, some_have = set.intersection(*needed), set.union(*needed)
    fits = all(each_has <= set(PLACEHOLDER.findall(form)) <= some_have for form in _forms(translated))
    return None if fits else "misfilled"


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _first(message: Message) -> str:
    return _ids(message)[0]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _language(code: str, usable: Catalog, own: Mapping[str, str]) -> TranslatedLanguage:
    said = [(each, _forms(each)) for each in usable if each.id]
    compiled = BytesIO()
    write_mo(compiled, usable)
    compiled.seek(0)
    return TranslatedLanguage(
        code=code,
        fingerprint=_digest(usable, said, own),
        messages={each.id: forms[0] for each, forms in said if isinstance(each.id, str)} | dict(own),
        plurals=Translations(compiled),
        forms=(*(form for _, forms in said for form in forms), *own.values()),
    )


def _digest(usable: Catalog, said: Iterable[tuple[Message, tuple[str, ...]]], own: Mapping[str, str]) -> str:
    """The digest of all that the language says, and of its rule for numbers."""
    texts = sorted((*_ids(each), *forms) for each, forms in said)
    whole = [str(usable.locale), usable.plural_forms, texts, sorted(own.items())]
    return sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def _written_by(locale: Locale) -> Iterable[str]:
    """What dates, numbers and amounts of this language are made of."""
    yield from locale.months["format"]["wide"].values()
    yield from locale.days["format"]["wide"].values()
    yield from (format_time(time(hour), "short", locale=locale) for hour in range(24))
    yield format_date(date(2026, 12, 31), "full", locale=locale)
    yield format_currency(Decimal("1234567890.55"), "USD", locale=locale)
