"""What a letter says in one language: its messages, and its dates, amounts and numbers as that language writes them.

Knows no case, no file and nothing of who has approved a translation.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from babel.support import NullTranslations

from schemas.texts import filled


@dataclass(frozen=True)
class LetterLanguage:
    """English, in which the letters are written."""

    code: str = "en"

    def say(self, message: str, **values: str) -> str:
        """The message in this language, with the values of its placeholders."""
        return filled(message, values)

    def count(self, one: str, many: str, number: int, **values: str) -> str:
        """The form of the message for this number, which is its `{count}`."""
        return self.say(one if number == 1 else many, count=str(number), **values)

    def day(self, day: date) -> str:
        """A day in words: `December 11, 2026`."""
        return day_in_words(day)

    def moment(self, moment: datetime, zone: ZoneInfo) -> str:
        """An instant in words, in the time of this zone."""
        return in_words(moment, zone)

    def money(self, cents: int) -> str:
        """US cents as dollars."""
        return f"${cents // 100:,}.{cents % 100:02}"

    def joined(self, items: Sequence[str]) -> str:
        """Items as part of a sentence: `a, b and c`."""
        return " and ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


ENGLISH = LetterLanguage()


@dataclass(frozen=True)
class TranslatedLanguage(LetterLanguage):
    """Another language. Two of them are equal if they say the same, which is what the `fingerprint` stands for."""

    fingerprint: str = ""
    messages: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    plurals: NullTranslations = field(default_factory=NullTranslations, compare=False, repr=False)
    forms: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """All that it says, each form of a plural too."""

    @cached_property
    def locale(self) -> Locale:
        """How the language is written here. Raises UnknownLocaleError."""
        return locale_of(self.code)

    def say(self, message: str, **values: str) -> str:
        """The message in this language; one that is not translated stays in English."""
        return filled(self.messages.get(message, message), values)

    def count(self, one: str, many: str, number: int, **values: str) -> str:
        """The form of the message for this number, by the plural rule of the language."""
        form = self.plurals.ngettext(one, many, number)
        return filled(form, {"count": format_decimal(number, locale=self.locale), **values})

    def day(self, day: date) -> str:
        """A day in words."""
        return format_date(day, "long", locale=self.locale)

    def moment(self, moment: datetime, zone: ZoneInfo) -> str:
        """An instant in words, in the time of this zone."""
        local = no_midnight(local_time(moment, zone))
        day, time = format_date(local, "full", locale=self.locale), format_time(local, "short", locale=self.locale)
        return self.say("{day} ({time})", day=day, time=time)

    def money(self, cents: int) -> str:
        """US cents as dollars."""
        return format_currency(Decimal(cents) / 100, "USD", locale=self.locale)

    def joined(self, items: Sequence[str]) -> str:
        """Items as part of a sentence."""
        return format_list(items, locale=self.locale)


def locale_of(code: str) -> Locale:
    """How a language is written in the United States, or where it is at home.

    Raises UnknownLocaleError, also if Babel does not know how it calls the months.
    """
    for each in (f"{code}_US", code):
        with suppress(UnknownLocaleError, ValueError):
            locale = Locale.parse(each)
            if locale.months["format"]["wide"][12] != "M12":
                return locale
    raise UnknownLocaleError(code)


def in_words(moment: datetime, zone: ZoneInfo) -> str:
    """An instant in English words, in the time of this zone: `11:59 p.m. on Friday, December 11, 2026`.

    Midnight becomes the last minute of the day that ends, because "12:00 a.m. on Saturday" misleads.
    Raises `ValueError` for a datetime without a zone.
    """
    return moment_in_words(local_time(moment, zone))


def moment_in_words(local: datetime) -> str:
    """The same for an instant that is in the city's time already."""
    local = no_midnight(local)
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{local.hour % 12 or 12}:{local:%M} {half} on {local:%A}, {day_in_words(local)}"


def day_in_words(day: date) -> str:
    """A day in English words: `December 11, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"


def local_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """The instant in this zone. Raises `ValueError` for a datetime without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment on a letter needs its time zone.")
    return moment.astimezone(zone)


def no_midnight(local: datetime) -> datetime:
    """The time as a letter names it: midnight is the last minute of the day that ends."""
    if (local.hour, local.minute) == (0, 0):
        return local.replace(tzinfo=None) - timedelta(minutes=1)
    return local
