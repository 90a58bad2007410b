"""A letter as the system writes it, in English and in other languages, without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pypdf import PdfReader

from activities import letter_parts
from activities.letter_catalogs import read_catalog
from activities.letter_language import ENGLISH, LetterLanguage, TranslatedLanguage
from activities.letter_press import LetterText, Translation, VehicleText
from activities.services import CaseContext
from database.tow_dispatch import Lot
from rules.law import Edition
from schemas.case import Case
from schemas.case_parts import Inspection
from schemas.owner_notice import WriteLetter
from schemas.waiting_periods import HoldPlaced
from schemas.words import Condition, Hold, Notice, Party
from tests.activities.sample_letter import CITY
from tests.rules import cars

PAYMENT, HOURS = "You can pay at the lot by card.", "Monday to Friday, 8 a.m. to 6 p.m."
CITY_WORDS = {
    PAYMENT: "Puede pagar en el depósito con tarjeta.",
    HOURS: "De lunes a viernes, de 8 a. m. a 6 p. m.",
}
SPANISH = read_catalog("es", CITY_WORDS).language
SENDER = CITY.model_copy(update={"payment": PAYMENT})
LOTS = [Lot("river-lot", "River Lot", ("4000 Quay", "Exampleton, PA 19001"), HOURS, "215-555-0188")]
SIGNS = (Condition.NO_PLATE, Condition.INOPERABLE, Condition.FLAT_TIRES)
CASES = {Notice.PRE_TOW: cars.DECLARED, Notice.HAZARD_TOW: cars.TAKEN_IN, Notice.CORRECTION: cars.WON}
HELD = cars.on(cars.TOLD, 13, HoldPlaced(hold=Hold.POLICE_EVIDENCE))


def settled(law: Edition) -> Edition:
    """The edition with every period and amount that it leaves open."""
    fees = {code: each.model_copy(update={"cents": each.cents or 12_345}) for code, each in law.fees.items()}
    return timed(law).model_copy(update={"fees": fees})


def timed(law: Edition) -> Edition:
    """The edition with every period that it leaves open, and with no further amount."""
    periods = {code: each.model_copy(update={"amount": each.amount or 5}) for code, each in law.periods.items()}
    return law.model_copy(update={"periods": periods})


def about(case: Case, clause: str) -> Case:
    """The case, declared by this clause with signs that the officer saw."""
    seen = tuple(_seen(each, clause) for each in case.inspections)
    return case.with_(inspections=seen)


def _seen(look: Inspection, clause: str) -> Inspection:
    return replace(look, clause=clause, conditions=SIGNS) if look.clause else look


def context_of(law: Edition, case: Case, day: int) -> CaseContext:
    """The case under this law, so many days after its start."""
    services = SimpleNamespace(letterhead=SENDER, law=lambda _: law)
    row = SimpleNamespace(case=case, edition=law.code)
    return CaseContext(cast(Any, services), cast(Any, None), cast(Any, row), cars.SYSTEM, cars.day(day))


async def written(
    monkeypatch: pytest.MonkeyPatch,
    law: Edition,
    notice: Notice,
    party: Party = Party.OWNER,
    *,
    case: Case | None = None,
    day: int = 18,
    languages: Sequence[TranslatedLanguage] = (SPANISH,),
    draft: bool = False,
) -> LetterText:
    """The letter of this notice, with its translations."""

    async def lots(_: object) -> list[Lot]:
        return LOTS

    async def names(_: object) -> dict[str, str]:
        return {"north-salvage": "North Salvage"}

    monkeypatch.setattr(letter_parts, "list_lots", lots)
    monkeypatch.setattr(letter_parts, "list_names", names)
    context = context_of(law, case or CASES.get(notice, cars.TOLD), day)
    text = await _text(context, notice, party, ENGLISH)
    translations = [
        Translation(language=each, text=await _text(context, notice, party, each), draft=draft) for each in languages
    ]
    return text.model_copy(update={"translations": tuple(translations)})


async def _text(context: CaseContext, notice: Notice, party: Party, language: LetterLanguage) -> LetterText:
    asked = WriteLetter(notice=notice, party=party, addressee=1 if party is Party.OWNER else 2)
    if notice is Notice.PRE_TOW:
        parts = letter_parts.before_the_tow(context, asked, language)
    else:
        parts = await letter_parts.in_the_lot(context, asked, language)
    return LetterText(
        case_number="26-004512",
        letter_number=3,
        notice=notice,
        party=party,
        addressee_name="Maria Sandoval",
        addressee_lines=("1458 West Example Street", "Exampleton, PA 19133"),
        city=letter_parts.letterhead(context, language),
        vehicle=VehicleText(place_found="2900 Orkney", plate="KZZ 0142"),
        written_on=date(2026, 12, 19),
        citations=letter_parts.citations(context.law, notice),
        link="https://towpath.example/o/abc123",
        **parts,
    )


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def parts_of(pdf: bytes) -> tuple[str, str]:
    """The words of the letter in English, and of what is printed behind it."""
    pages = pages_of(pdf)
    first = next((n for n, page in enumerate(pages) if "Esta es una traducción" in page), len(pages))
    return " ".join(pages[:first]), " ".join(pages[first:])
