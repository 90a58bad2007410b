"""Every letter of every edition says this edition's law, and no sentence of another one."""

from itertools import product
from typing import get_args

import pytest

from activities.letter_parts import of_a_hearing, sentence
from activities.letter_press import CannotPrint, Deadline, print_letter
from rules.checking_names import silence
from rules.law import Edition
from rules.library import find_edition, list_editions
from schemas.law import MaySay, MustSay, Said
from schemas.words import Notice, Party
from tests.activities.sample_letter import CITY, letter, read
from tests.rules import cars

PHONE = "215-555-0143"
EDITIONS = {code: find_edition(code) for code in sorted(list_editions())}
CODES: tuple[Said, ...] = (*get_args(MustSay), *get_args(MaySay))
HEARD: tuple[Said, ...] = ("who_hears", "burden", "how_to_ask", "asked_of_a_court", "appeal")
HELD: tuple[Said, ...] = (*HEARD, "state_writes_too", "penalties")
SAYS: dict[Notice, tuple[Said, ...]] = {
    Notice.PRE_TOW: HEARD,
    Notice.HAZARD_TOW: (*HELD, "silence"),
    Notice.IMPOUND: (*HELD, "silence", "towed_as"),
    Notice.SECOND: (*HELD, "silence", "towed_as"),
    Notice.SALE: (*HELD, "how_to_oppose", "surplus", "towed_as"),
    Notice.CORRECTION: (),
}
LETTERS = [(code, notice) for code, law in EDITIONS.items() for notice in law.notices]


def of_the_edition(law: Edition) -> dict[str, str | None]:
    """The parts of a letter in the words of this edition."""
    whole: tuple[Said, ...] = ("silence", "surplus", "towed_as", "state_writes_too", "penalties")
    own = {code: sentence(law, code) if code in law.sentences else None for code in whole}
    return own | {"opposing": sentence(law, "how_to_oppose", PHONE)} | of_a_hearing(cars.TOLD, law, PHONE)


def all_said(law: Edition) -> dict[str, str]:
    """The sentences of an edition as a letter prints them."""
    return {code: sentence(law, code, PHONE) for code in CODES if code in law.sentences}


@pytest.mark.parametrize(("code", "notice"), LETTERS)
@pytest.mark.parametrize("party", Party)
async def test_a_letter_says_the_law_of_its_edition_and_of_no_other(code: str, notice: Notice, party: Party) -> None:
    law = EDITIONS[code]
    said = read(await print_letter(letter(notice, party, **of_the_edition(law))))

    own = all_said(law)
    every = {text for other in EDITIONS.values() for text in all_said(other).values()}
    foreign = {text for text in every if not any(text in each for each in own.values())}
    assert [own[each] for each in SAYS[notice] if each in own and own[each] not in said] == []
    assert [text for text in foreign if text in said] == []
    assert "Page 3" not in said


@pytest.mark.parametrize("notice", [each for each in Notice if each is not Notice.PRE_TOW])
async def test_a_letter_about_a_towed_car_says_when_and_by_whom_it_was_towed(notice: Notice) -> None:
    said = read(await print_letter(letter(notice)))

    assert "When and by whom it was towed: 9:15 a.m. on Monday, April 27, 2026, by North Salvage" in said
    with pytest.raises(CannotPrint, match="it lacks towed"):
        await print_letter(letter(notice, towed=None))


def test_in_washington_and_texas_a_court_hears_and_is_asked_in_writing() -> None:
    for code, words in product(("us-wa.2026-01-01", "us-tx.2026-01-01"), ("court", "in writing")):
        parts = of_a_hearing(cars.TOLD, EDITIONS[code], PHONE)
        assert words in (parts["hearing"] or "")
        assert "court" in (parts["heard_by"] or "")


def test_only_pennsylvania_takes_silence_for_consent_to_every_end_and_texas_for_a_waiver() -> None:
    consent = {code for code, law in EDITIONS.items() if "as if the owner and every" in law.sentences["silence"].text}
    waiver = {code for code, law in EDITIONS.items() if "waiver of all right" in law.sentences["silence"].text}

    assert consent == {"us-pa-philadelphia.2026-01-01"}
    assert waiver == {"us-tx.2026-01-01"}


def test_every_edition_has_every_sentence_that_its_letters_print() -> None:
    missing = [(code, each) for code, law in EDITIONS.items() for each in CODES if each not in law.sentences]

    assert {each for _, each in missing} <= set(get_args(MaySay))


def test_an_edition_without_a_sentence_of_every_letter_is_refused() -> None:
    law = EDITIONS["us-wa.2026-01-01"]
    silent = law.model_copy(update={"sentences": {"who_hears": law.sentences["who_hears"]}})

    assert "The edition has no sentence 'towed_as' for its letters." in [each.why for each in silence(silent)]


def test_before_120_hours_no_letter_calls_a_car_abandoned_in_washington() -> None:
    assert "abandoned" not in sentence(EDITIONS["us-wa.2026-01-01"], "towed_as")
    assert sentence(EDITIONS["us-pa-philadelphia.2026-01-01"], "towed_as") == "towed as an abandoned vehicle"


PAID = (Notice.HAZARD_TOW, Notice.IMPOUND, Notice.SECOND, Notice.SALE)


@pytest.mark.parametrize("notice", PAID)
async def test_a_letter_that_asks_for_money_says_how_to_pay_and_that_paying_admits_nothing(notice: Notice) -> None:
    cash = CITY.model_copy(update={"payment": "You can pay in cash or by card."})

    told, asked = [read(await print_letter(letter(notice, city=each))) for each in (cash, CITY)]

    admits = "Paying is not an admission that the tow was lawful: you can pay under protest."
    assert f"You can pay in cash or by card. {admits}" in told
    assert f"Call us at 215-555-0143 to ask how you can pay. {admits}" in asked


async def test_a_car_that_may_wait_longer_is_not_said_to_be_sold_after_the_first_day() -> None:
    waits = Deadline(
        period="15 days after this letter was mailed",
        until="December 21",
        from_here=True,
        at_least=True,
        then="It will not be sold or destroyed before then. You will be notified once more before it is sold.",
    )
    notices = (Notice.IMPOUND, Notice.HAZARD_TOW)
    impound, hazard = [read(await print_letter(letter(notice, reclaim_by=waits))) for notice in notices]

    assert f"Reclaim the vehicle by December 21. {waits.then}" in impound
    assert "15 days after this letter was mailed: at least until December 21." in impound
    assert "can be reclaimed at least until December 21." in hazard
    assert "After that it may" not in impound + hazard
