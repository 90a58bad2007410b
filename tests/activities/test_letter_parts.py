"""The periods in a letter: each counts from the anchor that the law of the case names."""

import pytest

from activities.letter_parts import (
    OUR_OWN,
    PAPERS,
    citations,
    costs,
    papers_to_bring,
)
from activities.letter_periods import deadline, how_long
from rules.law import Edition
from rules.library import find_edition
from schemas.mail import LetterMailed
from schemas.messages import Fact
from schemas.owner_notice import WriteLetter
from schemas.tow_dispatch import VehicleHookedUp
from schemas.waiting_periods import HoldPlaced
from schemas.words import Hold, Notice, Paper, Party, Stolen
from tests.rules import cars
from tests.rules.cars import HERE, on
from tests.schemas.lives import records_checked

CALIFORNIA = find_edition("us-ca.2026-01-01")
CHICAGO = find_edition("us-il-chicago.2026-01-01")
COUNTED = ("reclaim", "ask_hearing")
TOLD_FIRST = on(cars.TAKEN_IN, 12, cars.letter(1, Notice.IMPOUND), LetterMailed(letter=1))


def owners(notice: Notice) -> WriteLetter:
    return WriteLetter(notice=notice, party=Party.OWNER, addressee=1)


def test_a_letter_counts_from_what_the_law_counts_from() -> None:
    texas = find_edition("us-tx.2026-01-01")
    case = on(cars.TAKEN, 5, VehicleHookedUp(order=1, place=HERE))

    heard, reclaimed = (
        deadline(case, texas, code, cars.day(9), asked=owners(Notice.IMPOUND)) for code in ("ask_hearing", "reclaim")
    )

    assert heard.period == "14 business days after the car was hooked up"
    assert heard.until == "11:59 p.m. on Thursday, December 17, 2026"
    assert reclaimed.period == "20 days after this letter was mailed"
    assert (heard.from_here, reclaimed.from_here) == (False, True)


@pytest.mark.parametrize(("place", "notice"), [(CALIFORNIA, Notice.SALE), (CHICAGO, Notice.SECOND)])
def test_a_later_letter_counts_from_the_first_one_where_the_law_does(place: Edition, notice: Notice) -> None:
    first = {code: deadline(cars.TAKEN_IN, place, code, cars.day(12), asked=owners(Notice.IMPOUND)) for code in COUNTED}

    later = {code: deadline(TOLD_FIRST, place, code, cars.day(20), asked=owners(notice)) for code in COUNTED}

    assert {code: each.until for code, each in later.items()} == {code: each.until for code, each in first.items()}
    assert later["reclaim"].period.endswith("days after our first notice after the tow was mailed")
    assert not any(each.from_here for each in later.values())


def test_a_letter_says_which_time_is_over() -> None:
    heard = [
        deadline(TOLD_FIRST, CALIFORNIA, "ask_hearing", cars.day(at), asked=owners(Notice.SALE)) for at in (20, 25)
    ]

    assert [each.over for each in heard] == [False, True]


def test_in_washington_the_first_letter_names_no_last_day_and_the_notice_of_the_sale_does() -> None:
    washington = find_edition("us-wa.2026-01-01")
    first, sale = (
        deadline(TOLD_FIRST, washington, "reclaim", cars.day(20), asked=owners(notice))
        for notice in (Notice.IMPOUND, Notice.SALE)
    )

    assert (first.until, first.comes_with) == (None, "the notice of the sale")
    assert first.period == "15 days after the notice of the sale is mailed"
    assert (sale.period, sale.from_here) == ("15 days after this letter was mailed", True)


def test_two_letters_that_go_out_together_name_the_same_day() -> None:
    first, second = (
        deadline(cars.TAKEN_IN, CHICAGO, "reclaim", cars.day(12), asked=owners(notice))
        for notice in (Notice.IMPOUND, Notice.SECOND)
    )

    assert first.until == second.until


def test_a_letter_says_what_a_period_leaves_out() -> None:
    held = (each.periods["hold_hearing"] for each in (CALIFORNIA, cars.LAW))

    assert [how_long(each) for each in held] == [
        "48 hours (not counting Saturdays, Sundays and holidays)",
        "one day (not counting Sundays)",
    ]


@pytest.mark.parametrize("law", [cars.LAW, CALIFORNIA, CHICAGO])
@pytest.mark.parametrize("notice", list(Notice))
def test_a_letter_cites_the_law_and_no_rule_of_towpath(law: Edition, notice: Notice) -> None:
    if notice in law.notices:
        assert not [each for each in citations(law, notice) if OUR_OWN in each]


def test_a_letter_names_the_papers_that_the_counter_asks_for() -> None:
    assert set(PAPERS) == set(Paper)
    assert papers_to_bring(cars.LAW, Party.OWNER) == ("a photo ID", "the registration", "proof of insurance")
    assert papers_to_bring(CALIFORNIA, Party.LIENHOLDER) == ("a photo ID", "proof of your lien")


def test_a_letter_names_no_day_that_is_not_known() -> None:
    new_york = find_edition("us-ny-new-york-city.2026-01-01")

    asked = owners(Notice.IMPOUND)

    assert deadline(cars.TAKEN, new_york, "ask_hearing", cars.day(9), asked=asked).end is None
    assert deadline(cars.TAKEN, find_edition("us-tx.2026-01-01"), "ask_hearing", cars.day(9), asked=asked).end is None


@pytest.mark.parametrize(
    ("spared", "why"),
    [
        (HoldPlaced(hold=Hold.BANKRUPTCY), "11 U.S.C. 362"),
        (records_checked(Stolen.STOLEN), "The vehicle was stolen from its owner"),
    ],
    ids=["bankrupt", "stolen"],
)
def test_a_waived_fee_is_listed_with_its_reason_and_not_charged(spared: Fact, why: str) -> None:
    case = on(cars.REPORTED, 12, spared)

    fees = costs(case, cars.LAW, cars.day(14), won=False)

    assert (len(fees), {fee.cents for fee in fees}, {fee.daily for fee in fees}) == (3, {0}, {False})
    assert all(why in fee.label for fee in fees)
    assert sum(fee.cents for fee in costs(cars.REPORTED, cars.LAW, cars.day(14), won=False)) > 0


def test_an_owner_who_won_the_hearing_reads_every_amount_that_is_dropped() -> None:
    fees = costs(cars.WON, cars.LAW, cars.day(17), won=True)

    assert [fee.label.partition(",")[0] for fee in fees] == ["Towing", "Storage", "The state's fee"]
    assert all(fee.cents > 0 and not fee.daily for fee in fees)
