"""A letter for tests: as a city sends it, and with everything that a letter can have."""

from datetime import date
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from activities.letter_press import Deadline, LetterFee, Letterhead, LetterText, LotText, VehicleText
from rules.library import find_edition
from schemas.words import Notice, Party

CITY = Letterhead(
    city="City of Exampleton",
    department="Police Department, Neighborhood Unit",
    address=("12 Sample Street", "Exampleton, PA 19000"),
    phone="215-555-0143",
)
VEHICLE = VehicleText(
    place_found="2900 block of Orkney Street",
    model_year=2009,
    make="Chevrolet",
    model="TrailBlazer",
    color="Dark blue",
    plate="KZZ 0142",
    plate_state="PA",
    vin="1GNDT13S472000000",
    title_number="71840022901",
)
LOT = LotText(name="River Lot", address=("4000 Quay", "Exampleton, PA 19001"), hours="Daily, 8 a.m. to 6 p.m.")
FEES = (
    LetterFee(label="Towing", cents=17_500),
    LetterFee(label="Storage, 3 days", cents=107_505),
    LetterFee(label="Storage for each further day", cents=2_500, daily=True),
)
LINK = "https://towpath.example/o/abc123"
SENTENCES = find_edition("us-pa-philadelphia.2026-01-01").sentences
THEN = "After that it may be sold or destroyed."
ASK = "Ask on the web, by telephone or in writing; it is held on the first day after that, Sundays excluded."


def mailed(length: str, until: str) -> Deadline:
    """A period that runs from the mailing of this letter."""
    return Deadline(period=f"{length} after this letter was mailed", until=until, from_here=True)


def letter(notice: Notice = Notice.IMPOUND, party: Party = Party.OWNER, **other: Any) -> LetterText:
    said: dict[str, Any] = {
        "case_number": "26-004512",
        "letter_number": 3,
        "notice": notice,
        "party": party,
        "addressee_name": "Maria Sandoval",
        "addressee_lines": ("1458 West Example Street", "Exampleton, PA 19133"),
        "city": CITY,
        "vehicle": VEHICLE,
        "written_on": date(2026, 5, 1),
        "citations": ("75 Pa.C.S. 7305(b)", "Phila. Code 12-1120"),
        "reasons": ("It leaked fuel onto the street.",),
        "move_by": mailed("10 days", "the tenth of May"),
        "reclaim_by": mailed("30 days", "the last of May").model_copy(update={"then": THEN}),
        "ask_by": Deadline(period="30 days after this letter was mailed", until="the first of June"),
        "free_for": Deadline(period="within 48 hours of the decision", until="noon on the fourth of May"),
        "sale_from": mailed("31 days", "the end of June"),
        "oppose_by": mailed("10 days", "the sixth of May"),
        "towed_as": SENTENCES["towed_as"].text,
        "towed": "9:15 a.m. on Monday, April 27, 2026, by North Salvage, on the order of the police.",
        "hearing": ASK,
        "heard_by": SENTENCES["who_hears"].text,
        "silence": SENTENCES["silence"].text,
        "opposing": SENTENCES["how_to_oppose"].text.replace("{phone}", CITY.phone),
        "surplus": SENTENCES["surplus"].text,
        "lot": LOT,
        "papers": ("a photo identity card", "the registration"),
        "contents": "What is in the vehicle is given back to its owner, free of charge",
        "fees": FEES,
        "link": LINK,
    }
    return LetterText(**(said | other))


FULL = letter(
    city=CITY.model_copy(update={"payment": "You can pay by card."}),
    lot=LOT.model_copy(update={"phone": "215-555-0188"}),
    may_be_destroyed=True,
    court_hears=True,
    held_back="It cannot be released at present.",
    appeal=SENTENCES["appeal"].text,
    state_writes_too="The state writes to you too.",
    penalties="Parking tickets can be due too.",
    fee_law=("Phila. Code 9-1105",),
)


def read(pdf: bytes) -> str:
    """The words of all pages with single spaces; the feet come last, because a sentence can turn the page."""
    pages = [page.extract_text().splitlines() for page in PdfReader(BytesIO(pdf)).pages]
    feet = [line for lines in pages for line in lines if "Page " in line]
    body = [line for lines in pages for line in lines if "Page " not in line]
    return " ".join(" ".join((*body, *feet)).split())
