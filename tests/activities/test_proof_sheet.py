"""The file copy of a letter is the letter, and the sheet that proves it."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader

from activities.letter_press import print_letter
from activities.proof_sheet import ProofSheet, SheetGuard, SheetLine, SheetRuling
from tests.activities.sample_letter import letter, read

SHEET = ProofSheet(
    fact=12,
    edition="us-pa-philadelphia.2026-01-01",
    at="10:00 a.m. on Friday, May 1, 2026",
    rulings=(
        SheetRuling(
            why="The legal basis of the letter",
            title="Write the letter",
            verdict="Yes",
            more="",
            guard_results=(
                SheetGuard(
                    says="The record matches the mail",
                    guard="guard post",
                    lines=(
                        SheetLine(mark="Met", text="The letter is owed", law="75 Pa.C.S. 7305(b) (H)", fact=7),
                        SheetLine(
                            mark="Still needed", text="10 days have passed", law="Phila. Code 12-1120 (H)", fact=None
                        ),
                    ),
                ),
            ),
        ),
    ),
)


async def test_the_file_copy_is_the_letter_with_its_proof_and_is_accessible_too() -> None:
    mailed, copy = await print_letter(letter()), await print_letter(letter(), SHEET)
    letter_pages, copy_pages = PdfReader(BytesIO(mailed)).pages, PdfReader(BytesIO(copy)).pages
    sheet = " ".join(copy_pages[-1].extract_text().split())
    root: Any = PdfReader(BytesIO(copy)).root_object

    assert [page.extract_text() for page in letter_pages] == [page.extract_text() for page in copy_pages[:-1]]
    assert "Proof for the file" not in read(mailed)
    assert "This sheet is kept with the file copy and was not mailed." in sheet
    assert "fact 12 of the case, under the law us-pa-philadelphia.2026-01-01" in sheet
    assert "Met: The letter is owed. 75 Pa.C.S. 7305(b) (H), fact 7" in sheet
    assert "Still needed: 10 days have passed. Phila. Code 12-1120 (H)" in sheet
    assert "For the file only, sheet 1" in sheet
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert await print_letter(letter(), SHEET) == copy
