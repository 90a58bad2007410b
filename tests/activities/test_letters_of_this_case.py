"""A letter says what is true of this case on the day on which it is written, to the person who reads it."""

import pytest

from activities.letter_parts import before_asking, held_back, of_a_hearing
from activities.letter_press import print_letter
from rules.library import find_edition, list_editions
from rules.owner_notice import Owed, owed_letters
from schemas import impound
from schemas import owner_notice as notice
from schemas.waiting_periods import HoldPlaced, HoldReleased
from schemas.words import Hold, Notice, Party
from tests.activities.sample_letter import letter, read
from tests.rules import cars
from tests.rules.cars import LAW, on
from web.owner_told import HELD_BACK, where

HELD = on(cars.TAKEN_IN, 11, HoldPlaced(hold=Hold.POLICE_EVIDENCE))
AT_THE_LOT = [each for each in Notice if each is not Notice.PRE_TOW]
SAID = "It cannot be released at present, because a hold is on."
STILL = " The time to reclaim it stands still meanwhile."
CALL = " Please call us before you come to the lot."
BY_LINK = "With it you can tell us that the vehicle has moved, ask for more time, explain, or ask for a hearing."


@pytest.mark.parametrize(
    ("hold", "says"),
    [
        (Hold.POLICE_EVIDENCE, f"{SAID}{STILL}{CALL}"),
        (Hold.LITIGATION, f"{SAID}{STILL}{CALL}"),
        (Hold.BANKRUPTCY, None),
        (Hold.HEARING, None),
        (Hold.DWELLING, None),
    ],
)
def test_a_hold_that_keeps_the_car_in_the_lot_is_told_without_its_kind(hold: Hold, says: str | None) -> None:
    held = on(cars.TAKEN_IN, 11, HoldPlaced(hold=hold))
    lifted = on(held, 12, HoldReleased(placed=held.number, hold=hold))

    assert held_back(held, LAW) == says
    assert held_back(lifted, LAW) is None


@pytest.mark.parametrize("kind", AT_THE_LOT)
@pytest.mark.parametrize("party", Party)
async def test_no_letter_sends_its_reader_to_a_lot_that_may_not_release_the_car(kind: Notice, party: Party) -> None:
    said = held_back(HELD, LAW) or ""

    assert said in read(await print_letter(letter(kind, party, held_back=said)))
    assert SAID not in read(await print_letter(letter(kind, party)))


@pytest.mark.parametrize("party", Party)
def test_neither_does_the_page_of_the_link(party: Party) -> None:
    assert where(HELD, party, held_back=True) == HELD_BACK
    assert "You can pick it up" in where(HELD, party)
    assert where(cars.NOTICED, party, held_back=True) == where(cars.NOTICED, party)


async def test_before_the_tow_a_lienholder_is_told_of_what_its_link_can_do_and_of_nothing_else() -> None:
    owner, bank = [read(await print_letter(letter(Notice.PRE_TOW, party))) for party in Party]

    assert BY_LINK in owner
    assert "With it you can ask for a hearing." in bank
    assert BY_LINK not in bank


async def test_only_the_law_of_pennsylvania_says_that_a_lien_ends() -> None:
    """75 Pa.C.S. 7305(b)(4); the letter of the sale goes out in California and Washington."""
    ends = {code for code in list_editions() if "lien on it ends" in find_edition(code).sentences["silence"].text}
    said = read(await print_letter(letter(Notice.SALE, silence="If no one reclaims it, it may be sold.")))

    assert ends == {LAW.code}
    assert "lien on it ends" not in said
    assert "After that no one can reclaim it." in said


@pytest.mark.parametrize("code", list_editions())
def test_everyone_who_was_told_of_the_tow_is_told_that_it_was_wrong(code: str) -> None:
    """75 Pa.C.S. 7305(b)(5) lets the lienholder retrieve free of charge as well, and for a time only."""
    both = on(cars.TAKEN_IN, 12, notice.PartiesRecorded(owner=1, co_owners=(2,), lienholders=(3,)))
    asked = on(both, 13, impound.HearingRequested(party=3))
    won = on(asked, 14, impound.HearingDecided(requested=asked.number, lawful=False))

    assert owed_letters(won, find_edition(code)) == (
        Owed(Notice.CORRECTION, Party.OWNER, 1),
        Owed(Notice.CORRECTION, Party.OWNER, 2),
        Owed(Notice.CORRECTION, Party.LIENHOLDER, 3),
    )


COURTS = {"us-tx.2026-01-01", "us-wa.2026-01-01"}
TELLS = "With it you can see the report and what is owed, and tell us that you have asked for a hearing."


@pytest.mark.parametrize("code", list_editions())
def test_where_a_court_hears_no_page_is_taken_for_the_request_to_it(code: str) -> None:
    """A person who asks on our page alone would miss the time of the court (RCW 46.55.120, Tex. Occ. 2308.456)."""
    law = find_edition(code)
    said, printed = before_asking(law, "215-555-0143"), of_a_hearing(cars.TOLD, law, "215-555-0143")["hearing"] or ""

    assert said.startswith(law.sentences["who_hears"].text)
    assert ("Only a request to that court counts." in said) == (code in COURTS)
    assert ("in writing" in said) == (code in COURTS)
    assert ("Only a request to that court counts." in printed) == (code in COURTS)


@pytest.mark.parametrize("kind", [Notice.HAZARD_TOW, Notice.IMPOUND, Notice.SECOND, Notice.SALE])
async def test_where_a_court_hears_the_web_address_is_not_said_to_ask_for_it(kind: Notice) -> None:
    city, court = [read(await print_letter(letter(kind, court_hears=each))) for each in (False, True)]

    assert "With it you can ask for the report or a hearing" in city
    assert TELLS in court
    assert "ask for the report or a hearing" not in court
