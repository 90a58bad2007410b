"""The languages of the letters in the city file, with the city's own sentences in each of them."""

from collections.abc import Iterable
from typing import Annotated

from babel import UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict

from activities.letter_catalogs import LetterCatalog, languages_with_a_catalog, read_catalog
from activities.letter_language import locale_of
from rules.law import Edition
from rules.library import editions_for, find_edition


def _has_a_catalog(code: str) -> str:
    known = languages_with_a_catalog()
    if code not in known:
        raise ValueError(
            f"the letters have no catalog of the language {code}, only of {', '.join(known)}."
            " docs/languages.md says how to add it"
        )
    try:
        locale_of(code)
    except UnknownLocaleError as fault:
        raise ValueError(f"Babel does not know how the language {code} writes dates") from fault
    return code


Language = Annotated[str, AfterValidator(_has_a_catalog)]


class LettersEntry(BaseModel):
    """The languages beside English in which the letters are printed; `words` are the city's own sentences in each.

    These are how a bill can be paid, and when its lots are open.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    languages: tuple[Language, ...] = ()
    words: dict[Language, dict[str, str]] = {}

    def catalogs(self, law: Edition, sentences: Iterable[str]) -> tuple[LetterCatalog, ...]:
        """The catalog of each language for the letters of this jurisdiction, with these sentences of the city."""
        editions = {part for code in editions_for(law.place) for part in (code, find_edition(code).base) if part}
        chosen = ((code, self.words.get(code, {})) for code in self.languages)
        return tuple(read_catalog(code, {each: own.get(each) for each in sentences}, editions) for code, own in chosen)


OF_LETTERS = {
    "tuple_type": 'a list of languages, such as ["es"]',
    "extra_forbidden": "this is not known. The section has `languages` and `words`",
}
"""What is wrong with an entry under `letters`, by the type of the error."""
