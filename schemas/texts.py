"""Text for people, in English and marked for translation, next to the value that it names."""

import re
from enum import StrEnum
from typing import Protocol, Self

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def N_(text: str) -> str:
    """Mark a text for extraction by gettext; it is translated when it is shown."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:
    """Mark a text for one and for several of something."""
    return one, many


class Say(Protocol):
    """Says a message in one language, with the values of its placeholders: `{days}`."""

    def __call__(self, message: str, **values: str) -> str:
        """The message in this language."""


def filled(message: str, values: dict[str, str]) -> str:
    """The message with these values; any other placeholder stays, and a value is not read for placeholders."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), message)


def in_english(message: str, **values: str) -> str:
    """The message as it is written."""
    return filled(message, values)


class Spoken(StrEnum):
    """A closed list whose members carry their text for people. A member without words is a TypeError at import."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        """A member from its stored value and its words. Raises TypeError if it has none."""
        if not words:
            raise TypeError(f"{cls.__name__} has a member without words: {value}.")
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member


def in_sentence(words: str) -> str:
    """The words in the middle of a sentence: `Flat tires` is `flat tires`, and `VIN check` stays."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
