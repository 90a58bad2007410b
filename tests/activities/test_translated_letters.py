"""A letter in another language says all that the English one says, behind it, and nothing in English."""

import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from activities import letter_press
from activities.letter_catalogs import TEMPLATE, read_messages
from activities.letter_language import TranslatedLanguage
from activities.letter_press import CannotPrint, print_letter
from rules.law import Edition
from rules.library import find_edition, list_editions
from rules.owner_notice import by_letter
from schemas.case import Case
from schemas.texts import PLACEHOLDER
from schemas.waiting_periods import HoldPlaced
from schemas.words import Hold, Notice, Party, Stolen
from tests.activities.translated_letter import (
    CASES,
    CITY_WORDS,
    HELD,
    SPANISH,
    about,
    parts_of,
    settled,
    timed,
    written,
)
from tests.rules import cars
from tests.schemas.lives import records_checked

EDITIONS = {code: settled(find_edition(code)) for code in sorted(list_editions())}
LETTERS = [(code, notice) for code, law in EDITIONS.items() for notice in law.notices if by_letter(law, notice)]
IDS = [each.id for each in read_messages(TEMPLATE) if each.id]
MESSAGES = [form for each in IDS for form in ([each] if isinstance(each, str) else each)]
"""Every message in English, each form of a plural too."""


def fragments(message: str) -> list[str]:
    """The words of a message between its placeholders."""
    parts = (part.strip(" .,:;()") for part in PLACEHOLDER.sub("\n", message).splitlines())
    return [part for part in parts if len(part) >= 4 and part not in ALIKE]


ALIKE = {"Total", "VIN", "Color"}
"""The same word in both languages."""

ENGLISH = sorted({part for message in (*MESSAGES, *CITY_WORDS) for part in fragments(message)}, key=len, reverse=True)


def left_in_english(said: str, law: Edition) -> list[str]:
    """The English messages in a text, without the citations, which are never translated."""
    for citation in sorted(citations(law), key=len, reverse=True):
        said = said.replace(citation, "")
    return [each for each in ENGLISH if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", said)]


def citations(law: Edition) -> set[str]:
    """Every citation of an edition, and its parts."""
    rules: list[Mapping[Any, Any]] = [
        law.clauses,
        law.periods,
        law.exemptions,
        law.holds,
        law.duties,
        law.notices,
        law.fees,
        law.sentences,
    ]
    whole = [rule.citation for section in rules for rule in section.values()]
    return {part for each in whole for part in (each, *each.split("; "))}


@pytest.mark.parametrize(("code", "notice"), LETTERS)
@pytest.mark.parametrize("party", Party)
async def test_no_english_sentence_is_left_in_a_spanish_letter(
    monkeypatch: pytest.MonkeyPatch, code: str, notice: Notice, party: Party
) -> None:
    law = EDITIONS[code]
    clause = next(iter(law.clauses))
    text = await written(monkeypatch, law, notice, party, case=about(CASES.get(notice, cars.TOLD), clause))

    english, spanish = parts_of(await print_letter(text))

    assert left_in_english(spanish, law) == []
    assert (
        "Esta es una traducción. Si difiere de la carta en inglés que la precede, decide la carta en inglés." in spanish
    )
    assert "traducción" not in english
    assert len(left_in_english(english, law)) > 20


def watched(case: Case) -> Case:
    """The case without its exemption, so that its letter states the time that its car was seen to stand."""
    assert case.declared
    return case.with_(declared=replace(case.declared, exempt=None))


@pytest.mark.parametrize("code", EDITIONS)
async def test_no_clause_sign_or_hold_is_left_in_english(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    law = EDITIONS[code]
    for clause in law.clauses:
        text = await written(monkeypatch, law, Notice.IMPOUND, case=watched(about(HELD, clause)))
        _, spanish = parts_of(await print_letter(text))

        assert left_in_english(spanish, law) == [], clause
        assert SPANISH.say(law.clauses[clause].stem or law.clauses[clause].text) in spanish
        assert "Observado en el vehículo: sin placa, no funciona, llantas desinfladas." in spanish
        assert "Por ahora no se puede entregar, porque hay una orden de retención." in spanish


@pytest.mark.parametrize(("code", "notice"), [each for each in LETTERS if each[1] is not Notice.PRE_TOW])
@pytest.mark.parametrize(
    ("case", "day"),
    [
        (cars.TAKEN_IN, 12),
        (cars.on(cars.TOLD, 13, HoldPlaced(hold=Hold.BANKRUPTCY)), 18),
        (cars.on(cars.TOLD, 13, records_checked(Stolen.STOLEN)), 18),
        (cars.WON, 90),
        (cars.AGREED, 90),
    ],
    ids=["taken_in", "bankrupt", "stolen", "won_and_late", "classified"],
)
async def test_nothing_that_becomes_of_a_case_is_said_in_english(
    monkeypatch: pytest.MonkeyPatch, code: str, notice: Notice, case: Case, day: int
) -> None:
    law = timed(find_edition(code))
    if notice is Notice.CORRECTION and case is not cars.WON:
        case = cars.WON
    english, spanish = parts_of(await print_letter(await written(monkeypatch, law, notice, case=case, day=day)))

    assert left_in_english(spanish, law) == []
    assert "We" in english


@pytest.mark.parametrize(("code", "notice"), LETTERS)
async def test_the_english_letter_is_word_for_word_what_it_is_alone(
    monkeypatch: pytest.MonkeyPatch, code: str, notice: Notice
) -> None:
    both = await written(monkeypatch, EDITIONS[code], notice)
    alone = both.model_copy(update={"translations": ()})

    english, _ = parts_of(await print_letter(both))
    only, behind = parts_of(await print_letter(alone))

    assert numbered(english) == numbered(only)
    assert behind == ""


def numbered(said: str) -> str:
    """The text without the number of the last page."""
    return re.sub(r"Page (\d) of \d", r"Page \1", said)


async def test_dates_and_amounts_are_written_as_the_language_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    law = EDITIONS["us-pa-philadelphia.2026-01-01"]
    english, spanish = parts_of(await print_letter(await written(monkeypatch, law, Notice.IMPOUND)))

    assert "December 19, 2026" in english
    assert "19 de diciembre de 2026 Caso 26-004512 Carta 3" in spanish
    assert re.search(r"hasta el lunes, 11 de enero de 2027 \(11:59\sp\.m\.\)", spanish)
    assert "30 días desde el envío de esta carta" in spanish
    assert "$123.45 por día" in spanish
    assert "una identificación con foto, el registro del vehículo y un comprobante del seguro" in spanish
    assert "Puede pagar en el depósito con tarjeta." in spanish
    assert "Horario: De lunes a viernes" in spanish


async def test_names_addresses_and_citations_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    law = EDITIONS["us-pa-philadelphia.2026-01-01"]
    _, spanish = parts_of(await print_letter(await written(monkeypatch, law, Notice.IMPOUND)))

    same = ("Maria Sandoval 1458 West Example Street", "Police Department, Neighborhood Unit", "75 Pa.C.S. 7305(b)")
    assert [each for each in (*same, "River Lot", "North Salvage", "26-004512") if each not in spanish] == []


async def test_the_pages_run_on_and_the_file_copy_ends_with_its_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    text = await written(monkeypatch, EDITIONS["us-tx.2026-01-01"], Notice.IMPOUND)
    english, spanish = parts_of(await print_letter(text))
    count = len(re.findall(r"Page \d of", english)) + len(re.findall(r"Página \d de", spanish))

    assert f"Page 1 of {count}" in english
    assert f"Página {count} de {count}" in spanish


@pytest.mark.parametrize(("code", "notice"), {notice: (code, notice) for code, notice in LETTERS}.values())
async def test_both_parts_can_be_read_by_a_screen_reader_in_their_language(
    monkeypatch: pytest.MonkeyPatch, code: str, notice: Notice
) -> None:
    pdf = PdfReader(BytesIO(await print_letter(await written(monkeypatch, EDITIONS[code], notice))))
    root: Any = pdf.root_object

    assert str(root["/Lang"]).startswith("en")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert {each[:2] for each in languages_in(root["/StructTreeRoot"])} == {"es"}


def languages_in(node: Any) -> set[str]:
    """The languages that elements of the structure name."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*(languages_in(each) for each in node))
    if not isinstance(node, dict):
        return set()
    named = {str(node["/Lang"])} if "/Lang" in node else set()
    return named | (languages_in(node["/K"]) if "/K" in node else set())


async def test_the_same_letter_gives_the_same_bytes_and_another_language_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    law = EDITIONS["us-wa.2026-01-01"]
    first, again = [await written(monkeypatch, law, Notice.IMPOUND) for _ in range(2)]
    draft = await written(monkeypatch, law, Notice.IMPOUND, draft=True)

    assert first == again
    assert hash(first) == hash(again)
    assert await print_letter(first) == await print_letter(again) != await print_letter(draft)


async def test_a_draft_says_so_above_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    law = EDITIONS["us-wa.2026-01-01"]
    said = [
        parts_of(await print_letter(await written(monkeypatch, law, Notice.IMPOUND, draft=each)))[1]
        for each in (True, False)
    ]

    assert ["Borrador de una traducción que nadie ha aprobado. Esta es una traducción." in each for each in said] == [
        True,
        False,
    ]


async def test_a_translation_that_cannot_be_printed_never_keeps_a_letter_back(monkeypatch: pytest.MonkeyPatch) -> None:
    chinese = TranslatedLanguage("zh", "other", {"The vehicle": "\u8eca\u8f1b"})
    law = EDITIONS["us-wa.2026-01-01"]
    text = await written(monkeypatch, law, Notice.IMPOUND, languages=(chinese,))
    told: list[str] = []
    monkeypatch.setattr(letter_press.log, "warning", lambda event, reason: told.append(f"{event}: {reason}"))

    pdf = await print_letter(text)

    assert pdf == await print_letter(text.model_copy(update={"translations": ()}))
    assert [each.partition(" (")[0] for each in told] == ["translation not printed: Letter 3"]
    with pytest.raises(CannotPrint):
        await print_letter(text.model_copy(update={"addressee_name": "\u8eca"}))


def test_a_message_that_is_not_translated_stays_in_english() -> None:
    assert SPANISH.say("A new sentence of {days}.", days="3") == "A new sentence of 3."


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 días"),
        (1, "un día"),
        (2, "2 días"),
        (30, "30 días"),
        (1000, "1,000 días"),
        (1_000_000, "1,000,000 de días"),
    ],
)
def test_a_number_takes_the_plural_of_its_language(number: int, said: str) -> None:
    assert SPANISH.count("one day", "{count} days", number) == said
