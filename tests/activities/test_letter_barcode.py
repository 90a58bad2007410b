"""The barcode of a letter is read from its first page, stands in the window of the envelope, and covers nothing."""

from io import BytesIO
from typing import NamedTuple

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from activities.letter_press import LetterText, print_letter
from rules.letter_references import letter_reference
from schemas.words import Notice, Party
from tests.activities.sample_letter import letter, read
from tests.activities.test_letters_of_each_edition import EDITIONS, LETTERS, of_the_edition

INCH, DPI = 72, 200
WINDOW = (1.0, 2.1, 4.3, 3.2)
"""Left, top, right and bottom in inches: what a No. 10 window envelope shows, however the folded sheet slides."""

LONG = {
    "addressee_name": "Maximiliana Sandoval-Featherstonehaugh y Rodriguez",
    "addressee_lines": ("c/o The Second Fidelity Savings and Loan Association", "W" * 60, "1 Rear Street", "X", "Y"),
}


class Scanned(NamedTuple):
    """What a decoder reads on a page, and where, in inches from the upper left corner."""

    text: str
    kind: str
    left: float
    top: float
    right: float
    bottom: float


def found_on(page: pypdfium2.PdfPage) -> list[Scanned]:
    """The barcodes of this page as a scanner sees them."""
    picture = page.render(scale=DPI / INCH).to_pil()
    return [_found(each) for each in zxingcpp.read_barcodes(picture)]


def _found(read_there: zxingcpp.Barcode) -> Scanned:
    at = read_there.position
    corners = (at.top_left, at.top_right, at.bottom_left, at.bottom_right)
    x, y = [each.x / DPI for each in corners], [each.y / DPI for each in corners]
    return Scanned(read_there.text, read_there.format.name, min(x), min(y), max(x), max(y))


def words_in(page: pypdfium2.PdfPage, box: tuple[float, float, float, float]) -> str:
    """The text of the page that touches this box."""
    left, top, right, bottom = box
    height = page.get_height() / INCH
    sides = ((left, height - bottom), (right, height - top))
    (x0, y0), (x1, y1) = ((x * INCH, y * INCH) for x, y in sides)
    return str(page.get_textpage().get_text_bounded(x0, y0, x1, y1)).strip()


async def pages_of(text: LetterText) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(await print_letter(text)))


@pytest.mark.parametrize(("code", "notice"), LETTERS)
@pytest.mark.parametrize("party", Party)
@pytest.mark.parametrize("other", [{}, LONG], ids=["short", "long"])
async def test_the_barcode_is_read_in_the_window_and_covers_nothing(
    code: str, notice: Notice, party: Party, other: dict[str, str]
) -> None:
    first, *more = await pages_of(letter(notice, party, **(of_the_edition(EDITIONS[code]) | other)))

    [found] = found_on(first)

    assert (found.text, found.kind) == (letter_reference(3), "DataMatrix")
    left, top, right, bottom = WINDOW
    assert left <= found.left < found.right <= right
    assert top <= found.top < found.bottom <= bottom
    quiet = (found.right - found.left) / 12
    around = (found.left - quiet, found.top - quiet, found.right + quiet, found.bottom + quiet)
    assert words_in(first, around) == ""
    assert [each for page in more for each in found_on(page)] == []


@pytest.mark.parametrize("number", [1, 4711, 999_999_999])
async def test_every_number_can_be_printed_and_read(number: int) -> None:
    first, *_ = await pages_of(letter(letter_number=number))

    assert [each.text for each in found_on(first)] == [letter_reference(number)]


async def test_the_reference_stands_below_it_in_words_and_in_its_alternative_text() -> None:
    printed = await print_letter(letter())
    with pikepdf.open(BytesIO(printed)) as pdf:
        alternatives = [
            str(each["/Alt"]) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]

    assert alternatives == ["Barcode of letter L3-1, for the mail room"]
    assert "L3-1" in read(printed)
