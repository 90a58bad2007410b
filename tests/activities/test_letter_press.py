"""A letter says what the law demands, names its addressee, and prints the same bytes each time."""

import asyncio
from io import BytesIO
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from pypdf import PdfReader

from activities import letter_press
from activities.letter_press import (
    DEMANDED,
    CannotPrint,
    Deadline,
    VehicleText,
    print_letter,
)
from schemas.words import Notice, Party
from tests.activities.sample_letter import ASK, FULL, LINK, VEHICLE, letter, read

EVERY_LETTER = [(notice, party) for notice in Notice for party in Party]

VEHICLE_SAID = ["2009 Chevrolet TrailBlazer", "Dark blue", "PA KZZ 0142", "1GNDT13S472000000", "71840022901"]
LOT_SAID = [
    "River Lot 4000 Quay Exampleton, PA 19001 Open: Daily, 8 a.m. to 6 p.m.",
    "Please bring a photo identity card and the registration. What is in the vehicle is given back to its owner, free",
    "To reclaim the vehicle, you must pay these costs at the lot: Cost Amount",
    "Towing $175.00 Storage, 3 days $1,075.05 Storage for each further day $25.00 per day",
    "Total on the date of this letter $1,250.05",
    "Call us at 215-555-0143 to ask how you can pay. Paying is not an admission that the tow was lawful: you can pay",
    "right to a copy of our report on the vehicle and to a hearing",
    "Ask for either one within 30 days after this letter was mailed: until the first of June. " + ASK,
    "civilian officer or employee of the city who did not order the tow",
    "You can still ask for a hearing in this time after",
    "within 48 hours of the decision, without paying any fee or penalty",
]
HELD_SAID = [
    "right to reclaim the vehicle and its contents within 30 days after this letter was mailed: until the last of "
    "May. We counted from the date of this letter. If the postmark on the envelope is later, count from the postmark",
    "the law allows the vehicle and its contents to be sold, destroyed or otherwise disposed of as if",
    "had consented to it, and every lien on it ends",
    *LOT_SAID,
]
SAID: dict[Notice, list[str]] = {
    Notice.PRE_TOW: [
        "Unless the vehicle is moved by the tenth of May, it will be removed and held at a storage lot",
        "10 days after this letter was mailed",
        "right to be heard before the vehicle is removed. The hearing is held by a civilian officer or employee of the "
        "city who did not order the tow.",
        ASK,
    ],
    Notice.HAZARD_TOW: ["Why it could not wait", *HELD_SAID],
    Notice.IMPOUND: ["towed as an abandoned vehicle", *HELD_SAID],
    Notice.SECOND: [
        "This is our second notice; we also sent a first one after the tow.",
        "Reclaim the vehicle by the last of May. After that it may be sold or destroyed.",
        *HELD_SAID,
    ],
    Notice.SALE: [
        "The vehicle will not be sold before the end of June. That is 31 days after this letter was mailed.",
        "If the postmark on the envelope is later",
        "right to reclaim the vehicle and its contents until it is sold. After that no one can",
        "Call us, and we will tell you the day, the time and the place once they are set.",
        "What is left is held for the owner",
        "within 10 days after this letter was mailed: until the sixth of May. The vehicle will then not be sold until",
        *LOT_SAID,
    ],
    Notice.CORRECTION: [
        "should not have been towed",
        "We apologize",
        "Nothing is owed.",
        "free of any fee or penalty within 48 hours of the decision: until noon on the fourth of May",
        "Towing $175.00 $0.00 Storage, 3 days $1,075.05 $0.00",
        "Total $0.00",
        "If any of this was already paid, call us and we will refund it.",
        "Call us at 215-555-0143",
    ],
}


def left_out(part: BaseModel) -> list[str]:
    """The fields of a text, and of the texts in it, that have no value."""
    held = [(name, getattr(part, name)) for name in type(part).model_fields]
    inner = [f"{name}.{each}" for name, value in held if isinstance(value, BaseModel) for each in left_out(value)]
    return [name for name, value in held if value in (None, ())] + inner


@pytest.mark.parametrize(("notice", "party"), EVERY_LETTER)
async def test_each_notice_carries_what_the_law_demands(notice: Notice, party: Party) -> None:
    said = read(await print_letter(letter(notice, party)))

    wanted = [*SAID[notice], *VEHICLE_SAID, "2900 block of Orkney Street", "It leaked fuel onto the street."]
    assert [words for words in wanted if words not in said] == []
    assert not set("[]{}#") & set(said)


def test_the_full_letter_lacks_nothing_that_a_letter_can_have() -> None:
    elsewhere = (".until", ".comes_with", ".then", "translations")
    assert [each for each in left_out(FULL) if not each.endswith(elsewhere)] == []


@pytest.mark.parametrize(("notice", "party"), EVERY_LETTER)
async def test_a_letter_that_has_everything_is_printed(notice: Notice, party: Party) -> None:
    said = read(await print_letter(FULL.model_copy(update={"notice": notice, "party": party})))

    assert [words for words in VEHICLE_SAID if words not in said] == []


@pytest.mark.parametrize(("notice", "party"), EVERY_LETTER)
async def test_each_letter_names_sender_addressee_and_case(notice: Notice, party: Party) -> None:
    pdf = await print_letter(letter(notice, party))

    wanted = [
        "Maria Sandoval 1458 West Example Street Exampleton, PA 19133",
        "City of Exampleton Police Department, Neighborhood Unit 12 Sample Street Exampleton, PA 19000",
        "215-555-0143",
        "May 1, 2026 Case 26-004512 Letter 3",
        LINK,
        "75 Pa.C.S. 7305(b); Phila. Code 12-1120",
        "Page 1 of 2",
    ]
    assert [words for words in wanted if words not in read(pdf)] == []
    assert len(PdfReader(BytesIO(pdf)).pages) <= 2


@pytest.mark.parametrize("notice", list(Notice))
async def test_a_lienholder_is_not_called_the_owner(notice: Notice) -> None:
    said = read(await print_letter(letter(notice, Party.LIENHOLDER)))

    assert "hold a lien" in said
    assert "your vehicle" not in said.lower()


@pytest.mark.parametrize("notice", list(Notice))
async def test_a_letter_can_be_read_by_a_screen_reader(notice: Notice) -> None:
    """PDF/UA-1: tagged, with a language, and with a displayed title that names no person."""
    pdf = PdfReader(BytesIO(await print_letter(letter(notice))))
    root: Any = pdf.root_object

    assert str(root["/Lang"]).startswith("en")
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert str(pdf.metadata.title).endswith("(case 26-004512)")
    assert "Sandoval" not in str(pdf.metadata)


@pytest.mark.parametrize("notice", list(Notice))
async def test_the_sheet_is_us_letter_and_the_address_stands_in_the_window(notice: Notice) -> None:
    page = PdfReader(BytesIO(await print_letter(letter(notice)))).pages[0]
    places: dict[str, tuple[float, float]] = {}

    def note_place(words: str, page: Any, line: Any, _font: Any, _size: Any) -> None:
        places.setdefault(words.strip(), (page[0] * line[4] + page[4], page[3] * line[5] + page[5]))

    page.extract_text(visitor_text=note_place)
    left, up = next(place for words, place in places.items() if words.startswith("Maria"))
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (612, 792)
    assert 72 <= left < 73
    assert 2.1 * 72 <= 792 - up <= 3.2 * 72


async def test_a_word_without_an_end_goes_on_in_the_next_line_and_over_nothing_else() -> None:
    vehicle = VEHICLE.model_copy(update={"make": "M" * 40, "color": "C" * 40, "place_found": "P" * 200})
    text = letter(addressee_name="W" * 200, addressee_lines=("L" * 200, "Exampleton, PA 19133"), vehicle=vehicle)
    parts = read(await print_letter(text)).replace("\u200b", "").split()

    assert {each: sum(each * 5 in part for part in parts) > 2 for each in "WLMCP"} == dict.fromkeys("WLMCP", True)


async def test_the_same_text_gives_the_same_bytes() -> None:
    assert await print_letter(letter()) == await print_letter(letter())


async def test_letters_printed_at_the_same_time_are_not_mixed_up() -> None:
    texts = [letter(list(Notice)[n % 4], addressee_name=f"Owner Number {n:02}") for n in range(12)]

    together = await asyncio.gather(*(print_letter(text) for text in texts))

    assert [f"Owner Number {n:02}" in read(pdf) for n, pdf in enumerate(together)] == [True] * 12
    assert together[5] == await print_letter(texts[5])


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        "*bold* _not_ $x^2$ @here <there>",
        "= Heading // gone",
        "\\u{41} `raw` ~",
        "Nguyễn Пётр O'Neill",
    ],
)
async def test_a_name_is_printed_as_it_is_written(name: str) -> None:
    pdf = await print_letter(letter(addressee_name=name, vehicle=VehicleText(place_found=name)))

    assert read(pdf).replace("\u2019", "'").count(name) == 2


async def test_an_unknown_field_of_a_vehicle_is_printed_as_not_known() -> None:
    said = read(await print_letter(letter(vehicle=VehicleText(place_found="Under the bridge", plate="X1"))))

    assert "not known not known not known X1 not known not known" in said


async def test_a_letter_without_a_link_says_how_to_answer_by_phone_or_in_writing() -> None:
    said = read(await print_letter(letter(link=None)))

    assert "You can call 215-555-0143, write to Police Department" in said
    assert "web address" not in said.replace("web address below", "")


@pytest.mark.parametrize(("name", "glyph"), [("Lee 王小明", "王"), ("Bell\x07", "\\u{7}"), ("Smile 😀", "😀")])
async def test_a_name_that_no_font_can_print_is_refused_without_repeating_it(name: str, glyph: str) -> None:
    with pytest.raises(CannotPrint) as refused:
        await print_letter(letter(addressee_name=name))

    assert str(refused.value) == (
        f"Letter 3 (impound) of case 26-004512 cannot be printed: no available font has the character {glyph}."
    )
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


@pytest.mark.parametrize(("notice", "part"), [(notice, part) for notice in Notice for part in DEMANDED[notice]])
async def test_a_letter_that_lacks_a_demanded_part_is_not_printed(notice: Notice, part: str) -> None:
    name, _, inner = part.partition(".")
    nothing: Any = Deadline(period="some days") if inner else () if name in ("reasons", "fees", "papers") else None

    with pytest.raises(CannotPrint, match=rf"case 26-004512 cannot be printed: it lacks {part}\."):
        await print_letter(letter(notice, **{name: nothing}))


async def test_a_broken_sheet_is_reported_without_the_text_of_the_letter(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "impound.typ").write_text("#panic(json(bytes(sys.inputs.letter)).addressee_name)")
    monkeypatch.setattr(letter_press, "LETTERS", tmp_path)

    with pytest.raises(CannotPrint) as refused:
        await print_letter(letter())

    assert str(refused.value).endswith("of case 26-004512 cannot be printed: its template cannot be compiled.")


def test_a_wrong_text_is_refused_without_repeating_it() -> None:
    with pytest.raises(ValidationError) as refused:
        letter(addressee_lines=(), addressee_name={"Maria": "Sandoval"})

    assert "Sandoval" not in str(refused.value)
