"""Letters under editions that leave an amount or a day open, or that count from another letter."""

import pytest

from activities.letter_press import Deadline, LetterFee, print_letter
from schemas.words import Notice
from tests.activities.sample_letter import letter, mailed, read


async def test_an_amount_that_the_edition_does_not_know_is_not_guessed() -> None:
    fees = (LetterFee(label="Towing", cents=0, unknown=True), LetterFee(label="Storage", cents=2_500))
    said = read(await print_letter(letter(fees=fees)))

    assert "Towing not set yet Storage $25.00" in said
    assert "Total on the date of this letter $25.00 plus amounts not set yet" in said
    assert "The city sets them before anyone pays. Please call us at 215-555-0143 before you come to the lot." in said
    assert "not set yet" not in read(await print_letter(letter()))


async def test_a_bill_without_any_known_amount_has_no_total() -> None:
    fees = (LetterFee(label="Towing", cents=0, unknown=True), LetterFee(label="Storage", cents=0, unknown=True))

    said = read(await print_letter(letter(fees=fees)))

    assert "Total on the date of this letter not set yet" in said
    assert "$0.00" not in said


@pytest.mark.parametrize("notice", [Notice.IMPOUND, Notice.SECOND])
async def test_a_letter_names_no_last_day_for_what_a_later_notice_begins(notice: Notice) -> None:
    later = Deadline(period="15 days after the notice of the sale is mailed", comes_with="the notice of the sale")

    said = read(await print_letter(letter(notice, reclaim_by=later)))

    assert "reclaim the vehicle until it is sold or destroyed. That will not happen before 15 days after the" in said
    assert "Reclaim the vehicle by" not in said
    assert "postmark" not in said
    assert "count from the postmark" in read(
        await print_letter(letter(notice, reclaim_by=later, ask_by=mailed("1 day", "May")))
    )
    assert not set("[]{}#") & set(said)


@pytest.mark.parametrize("notice", [Notice.HAZARD_TOW, Notice.SECOND, Notice.SALE])
async def test_a_time_that_is_over_is_not_offered_again(notice: Notice) -> None:
    first = "10 days after our first notice after the tow was mailed"
    over = Deadline(period=first, until="April the ninth", over=True)

    said = read(await print_letter(letter(notice, ask_by=over)))

    assert f"The time to ask for a hearing was {first}: it ended at April the ninth." in said
    assert "If you could not ask in that time, tell us why." in said
    assert "You can ask for a hearing until" not in said


async def test_a_correction_that_comes_late_names_no_day_that_has_passed() -> None:
    over = Deadline(period="within 48 hours of the decision", until="noon on the fourth of May", over=True)

    said = read(await print_letter(letter(Notice.CORRECTION, free_for=over)))

    assert "free of any fee or penalty. Please call us at 215-555-0143 first: this letter is late" in said
    assert "the fourth of May" not in said


async def test_a_sale_without_a_time_to_oppose_it_can_be_opposed_until_it_is_held() -> None:
    said = read(await print_letter(letter(Notice.SALE, oppose_by=None, may_be_destroyed=True)))

    assert (
        "in writing at the address above, before it is sold. The vehicle will then not be sold until a court has"
        in said
    )
    assert "sold at public auction, or destroyed if it is only fit to be junked" in said
    assert "The vehicle will not be sold or destroyed before the end of June." in said
