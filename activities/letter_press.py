"""Printing: turns the text of a notice into a PDF/UA-1 file, the same bytes for the same text.

Knows no law and no clock: dates, amounts, periods and paragraphs come with the text. Knows no cases and no mail.
"""

import asyncio
import json
import re
from datetime import date
from pathlib import Path
from typing import Annotated

import structlog
import typst
from pydantic import BaseModel, ConfigDict, Field, InstanceOf, StringConstraints

from activities.letter_barcode import barcode_of
from activities.letter_language import ENGLISH, LetterLanguage, TranslatedLanguage
from activities.letter_signs import letter_fonts, with_replacements
from rules.letter_references import letter_reference
from schemas.messages import CaseNumber, Cents, Number
from schemas.texts import N_
from schemas.words import Notice, Party

log = structlog.get_logger()

LETTERS = Path(__file__).parent / "letters"

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SomeWords = Annotated[tuple[Words, ...], Field(min_length=1)]


NOT_KNOWN = N_("not set yet")


class CannotPrint(Exception):
    """The letter cannot be printed as it is. Names case, letter and cause, never the addressee."""


class Printed(BaseModel):
    """Text to print. Validation errors do not repeat the input, which may be personal data."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Letterhead(Printed):
    """The sender: the city, its department, and how to reach both (75 Pa.C.S. 7305(b): location of the police).

    `payment` is a sentence: how a bill can be paid. Without it the letters say whom to ask.
    """

    city: Words
    department: Words
    address: SomeWords
    phone: Words
    payment: Words | None = None


class VehicleText(Printed):
    """The vehicle as the law wants it described (75 Pa.C.S. 7305(b)); an unknown field is printed as not known.

    Tex. Transportation Code 683.012(b)(2) wants the model year too.
    """

    place_found: Words
    model_year: int | None = None
    make: Words | None = None
    model: Words | None = None
    color: Words | None = None
    plate: Words | None = None
    plate_state: Words | None = None
    vin: Words | None = None
    title_number: Words | None = None


class Deadline(Printed):
    """A period, `30 days after this letter was mailed`, and its end in words.

    A period from the mailing ends as if the letter were mailed on the day it was written: a later postmark gives the
    reader more time, and every letter says so (`from_here`). A period from a notice that is not mailed yet has no end:
    it `comes_with` that notice. A right that may last longer than the period lasts `at_least` until its end; `then`
    says what the law allows after it.
    """

    period: Words
    until: Words | None = None
    comes_with: Words | None = None
    from_here: bool = False
    over: bool = False
    at_least: bool = False
    then: Words | None = None

    @property
    def end(self) -> str | None:
        """Its end as the reader sees it."""
        return self.until or self.comes_with


class LotText(Printed):
    """Where the vehicle is stored, and the opening hours."""

    name: Words
    address: SomeWords
    hours: Words
    phone: Words | None = None


class LetterFee(Printed):
    """One cost in cents. The charge for each further day is shown and not added to the total.

    An `unknown` amount is not guessed: the letter says that it is not set yet, and whom to call.
    """

    label: Words
    cents: Cents
    daily: bool = False
    unknown: bool = False


class LetterText(Printed):
    """Everything a letter says beyond its fixed sentences. `DEMANDED` lists the parts that each notice must have."""

    case_number: CaseNumber
    letter_number: Number
    notice: Notice
    party: Party
    addressee_name: Words
    addressee_lines: Annotated[SomeWords, Field(max_length=5)]
    city: Letterhead
    vehicle: VehicleText
    written_on: date
    citations: SomeWords
    reasons: tuple[Words, ...] = ()
    towed_as: Words | None = Field(default=None, description="What it was in law: `towed as an abandoned vehicle`.")
    towed: Words | None = Field(default=None, description="A sentence: when, by which company, on whose order.")
    move_by: Deadline | None = None
    reclaim_by: Deadline | None = None
    ask_by: Deadline | None = Field(default=None, description="For a copy of the report and for a hearing.")
    free_for: Deadline | None = Field(default=None, description="Free retrieval once a hearing is won.")
    sale_from: Deadline | None = Field(default=None, description="Before this the vehicle is not sold.")
    oppose_by: Deadline | None = Field(default=None, description="For opposing the sale, where the law names a time.")
    may_be_destroyed: bool = Field(default=False, description="Whether a way out other than a sale is open.")
    hearing: Words | None = Field(default=None, description="Sentences: how to ask, and when it is held.")
    heard_by: Words | None = Field(default=None, description="Sentences: who hears, and who has to show what.")
    court_hears: bool = Field(default=False, description="Whether a court is asked for the hearing, and not the city.")
    appeal: Words | None = Field(default=None, description="Sentences: how a decision can be appealed.")
    state_writes_too: Words | None = Field(default=None, description="Sentences: what the state's own letter changes.")
    silence: Words | None = Field(default=None, description="A sentence: what it means if nobody reclaims it.")
    opposing: Words | None = Field(default=None, description="How to oppose a sale, without its time and stop.")
    surplus: Words | None = Field(default=None, description="A sentence: what becomes of the rest of the price.")
    lot: LotText | None = None
    held_back: Words | None = Field(default=None, description="Sentences: that a hold keeps it in the lot for now.")
    papers: tuple[Words, ...] = Field(default=(), description="What is shown at the lot to take the vehicle.")
    contents: Words | None = Field(default=None, description="A sentence without its stop: what becomes of them.")
    fees: tuple[LetterFee, ...] = ()
    penalties: Words | None = Field(default=None, description="Sentences: what can be due in addition to the bill.")
    fee_law: tuple[Words, ...] = Field(default=(), description="The paragraphs and ordinances that set the fees.")
    link: Words | None = Field(default=None, description="The signed link of this case.")
    translations: tuple["Translation", ...] = Field(default=(), description="Printed behind it, in the same file.")


class Translation(Printed):
    """The same letter in another language. A `draft` says of itself that nobody has approved it."""

    language: InstanceOf[TranslatedLanguage]
    text: LetterText
    draft: bool


LetterText.model_rebuild()


AT_THE_LOT = ("towed_as", "towed", "lot", "papers", "contents", "fees")
HEARD = ("ask_by.until", "free_for", "hearing", "heard_by")
HELD = (*AT_THE_LOT, "reclaim_by.end", "silence", *HEARD)

DEMANDED: dict[Notice, tuple[str, ...]] = {
    Notice.PRE_TOW: ("reasons", "move_by.until", "hearing", "heard_by"),  # 75 Pa.C.S. 3352(d)
    Notice.HAZARD_TOW: ("reasons", *HELD),  # Phila. Code 12-1120(3)
    Notice.IMPOUND: HELD,  # 75 Pa.C.S. 7305(b)
    Notice.SECOND: HELD,  # 625 ILCS 5/4-208(a)
    Notice.SALE: (*AT_THE_LOT, *HEARD, "sale_from.until", "opposing", "surplus"),  # RCW 46.55.110, Cal. Civil Code 3071
    Notice.CORRECTION: ("reasons", "free_for.until", *AT_THE_LOT),  # 75 Pa.C.S. 7305(b)(5)
}
"""The parts that each notice must have: a letter that lacks one is not printed."""


async def print_letter(text: LetterText, proof: Printed | None = None) -> bytes:
    """Print the letter as PDF/UA-1, the same bytes for the same text; with `proof` it is the file copy.

    A translation that cannot be printed is left out: the letter is due without it. Raises `CannotPrint` with one
    sentence.
    """
    missing = [part for part in DEMANDED[text.notice] if not _part(text, part)]
    if missing:
        raise CannotPrint(f"{_name_of(text)} cannot be printed: it lacks {', '.join(missing)}.")
    if text.translations and (printed := await asyncio.to_thread(_with_translations, text, proof)):
        return printed
    return await asyncio.to_thread(_compile, text.model_copy(update={"translations": ()}), proof)


def _with_translations(text: LetterText, proof: Printed | None) -> bytes | None:
    try:
        return _compile(text, proof)
    except CannotPrint as fault:
        log.warning("translation not printed", reason=str(fault))
        return None


def _part(text: LetterText, path: str) -> object:
    part: object = text
    for name in path.split("."):
        part = getattr(part, name, None)
    return part


def _compile(text: LetterText, proof: Printed | None) -> bytes:
    try:
        return typst.compile(
            LETTERS / f"{text.notice}.typ",
            root=LETTERS,
            font_paths=letter_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"letters": json.dumps(_each_language(text)), "proof": json.dumps(_appended(proof))},
            format="pdf",
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        cause = _cause(str(error))
    # Raised here and not in the handler: the printer's error quotes the text and must not be chained.
    raise CannotPrint(f"{_name_of(text)} cannot be printed: {cause}.")


def _appended(proof: Printed | None) -> dict[str, object] | None:
    return proof.model_dump(mode="json") if proof else None


def _each_language(text: LetterText) -> list[dict[str, object]]:
    translated = [_data(each.text, each.language) | {"draft": each.draft} for each in text.translations]
    return [_data(text, ENGLISH), *translated]


def _data(text: LetterText, language: LetterLanguage) -> dict[str, object]:
    """What the templates read: the text, with dates and money in words, and what their own messages say."""
    day = text.written_on
    return text.model_dump(mode="json", exclude={"translations"}) | {
        "lang": language.code.partition("_")[0],
        "says": dict(language.messages) if isinstance(language, TranslatedLanguage) else {},
        "vehicle": {name: _described(value) for name, value in text.vehicle.model_dump().items()},
        "on": (day.year, day.month, day.day),
        "written": language.day(day),
        "reference": (reference := letter_reference(text.letter_number)),
        "barcode": barcode_of(reference),
        "papers": language.joined(text.papers),
        "fees": [{"label": fee.label, "amount": _amount(fee, language)} for fee in text.fees],
        "unset": any(fee.unknown for fee in text.fees),
        "total": _total(text.fees, language),
        "nothing": language.money(0),
    }


def _described(value: str | int | None) -> str | int | None:
    """What people wrote of the vehicle: a character that no font has makes no letter impossible."""
    return with_replacements(value) if isinstance(value, str) else value


def _total(fees: tuple[LetterFee, ...], language: LetterLanguage) -> str:
    """The sum of the known amounts; if none is known, only that."""
    owed = [fee for fee in fees if not fee.daily]
    known = language.money(sum(fee.cents for fee in owed))
    if not any(fee.unknown for fee in owed):
        return known
    if any(fee.cents for fee in owed):
        return language.say("{known} plus amounts not set yet", known=known)
    return language.say(NOT_KNOWN)


def _amount(fee: LetterFee, language: LetterLanguage) -> str:
    if fee.unknown:
        return language.say(NOT_KNOWN)
    amount = language.money(fee.cents)
    return language.say("{amount} per day", amount=amount) if fee.daily else amount


def _cause(fault: str) -> str:
    # Names only the first missing glyph: all of them together would spell a name.
    glyph = re.search(r'the text `"(\\u\{[0-9a-f]+\}|.)', fault)
    if glyph is None:
        return "its template cannot be compiled"
    return f"no available font has the character {glyph[1]}"


def _name_of(text: LetterText) -> str:
    return f"Letter {text.letter_number} ({text.notice}) of case {text.case_number}"
