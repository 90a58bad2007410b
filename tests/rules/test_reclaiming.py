"""What a letter can promise about the time after the reclaim period: true for every disposal option that is open."""

import pytest

from activities.letter_periods import reclaim_by
from rules.disposal_options import floors_of, if_appraised, open_options
from rules.law import Edition
from rules.library import find_edition
from rules.reclaiming import after_reclaiming
from rules.waiting_periods import floor
from schemas.case import Case
from schemas.mail import LetterMailed
from schemas.owner_notice import PartiesRecorded, WriteLetter
from schemas.words import Notice, Party, Route, VehicleStatus
from tests.rules import cars
from tests.rules.cars import on
from tests.rules.made_up_laws import law_with
from tests.rules.test_laws_of_other_places import CALIFORNIA, CHICAGO, KNOWN, TEXAS, WASHINGTON, told
from tests.schemas.lives import at_fact, changed, records_checked

MAILED = cars.day(6)
ONE_MORE = "You will be notified once more before it is sold."


def valued(dollars: int) -> Case:
    """The car after its value was entered."""
    return if_appraised(KNOWN, dollars * 100, 2015)


def then(case: Case, law: Edition, notice: Notice = Notice.IMPOUND) -> str | None:
    """What the letter says about the time after the reclaim period."""
    return reclaim_by(case, law, MAILED, asked=WriteLetter(notice=notice, party=Party.OWNER, addressee=1)).then


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (KNOWN, f"It will not be sold or destroyed before then. {ONE_MORE}"),
        (valued(500), "After that it may be destroyed."),
        (valued(501), f"It will not be sold before then. {ONE_MORE}"),
        (valued(4_001), f"It will not be sold before then. {ONE_MORE}"),
    ],
    ids=["not valued", "$500", "$501", "$4,001"],
)
def test_in_california_the_first_letter_promises_what_holds_for_every_value(case: Case, says: str) -> None:
    said = reclaim_by(
        case, CALIFORNIA, MAILED, asked=WriteLetter(notice=Notice.IMPOUND, party=Party.OWNER, addressee=1)
    )

    assert said.then == says
    assert said.at_least == ("not be" in says)
    assert said.until == "11:59 p.m. on Tuesday, December 15, 2026"


def test_what_may_happen_at_once_is_said_in_the_words_of_the_options() -> None:
    assert then(KNOWN, TEXAS) == "After that it may be sold or destroyed."
    assert then(KNOWN, CHICAGO) == "After that it may be destroyed."
    assert then(cars.TAKEN_IN, cars.LAW) == "After that it may be sold or destroyed."
    assert then(cars.TAKEN_IN, cars.LAW, Notice.HAZARD_TOW) == "After that it may be sold or destroyed."


def test_a_letter_that_does_not_begin_the_period_says_nothing_of_what_follows_it() -> None:
    assert then(KNOWN, WASHINGTON) is None
    assert then(told(KNOWN, Notice.IMPOUND), WASHINGTON, Notice.SALE) is not None


def test_no_promise_is_made_if_an_option_does_not_wait_for_the_period() -> None:
    rule = cars.LAW.disposal["with_value"].model_copy(update={"floors": ()})
    at_once = cars.LAW.model_copy(update={"disposal": {**cars.LAW.disposal, "with_value": rule}})

    assert then(cars.TAKEN_IN, at_once) is None


def test_nobody_is_promised_a_letter_that_one_way_of_sale_does_not_ask_for() -> None:
    """One option sells after a further notice, the other without: no letter is promised before a sale."""
    quick = CALIFORNIA.disposal["over_4000"].model_copy(update={"floors": ("reclaim",)})
    mixed = CALIFORNIA.model_copy(update={"disposal": {**CALIFORNIA.disposal, "over_4000": quick}})

    assert then(KNOWN, mixed) == "It will not be sold or destroyed before then."


@pytest.mark.parametrize("place", ["us-pa-philadelphia", "us-il-chicago", "us-ca", "us-tx"])
@pytest.mark.parametrize("status", VehicleStatus)
def test_nothing_ends_before_a_day_that_a_letter_promises(place: str, status: VehicleStatus) -> None:
    """The floors of the rules, once the letters are mailed, against what the first letter said."""
    law = find_edition(f"{place}.2026-01-01")
    for dollars in (100, 500, 501, 4_000, 4_001):
        case = valued(dollars)
        afterward = after_reclaiming(
            case, law, WriteLetter(notice=Notice.IMPOUND, party=Party.OWNER, addressee=1), MAILED
        )
        mailed = on(told(case, Notice.IMPOUND), 6, cars.named(status, by_salvor=False), records_checked())
        mailed = on(mailed, 6, cars.named(status, by_salvor=True))
        options = open_options(mailed, law)
        ends = [floor(mailed, law, code) for code in floors_of(options)]

        assert afterward is not None
        assert {route for each in options for route in each.rule.routes} <= afterward.routes
        waits_longer = None in ends or max(end for end in ends if end) > (floor(mailed, law, "reclaim") or MAILED)
        assert afterward.longer or not waits_longer
        if Route.AUCTION in afterward.notified and Route.AUCTION in options[0].rule.routes:
            assert Notice.SALE in options[0].rule.notices


@pytest.mark.parametrize(
    ("number", "says"),
    [(1, "It will not be sold or destroyed before then."), (4, "After that it may be sold or destroyed.")],
)
def test_in_texas_a_letter_announces_no_sale_while_a_hearing_can_still_be_requested(number: int, says: str) -> None:
    """Around Thanksgiving: twenty days can end before fourteen that are neither weekends nor holidays."""
    case = changed(cars.TAKEN_IN, "towed", hooked_up=at_fact(9, cars.day(number)))
    asked = WriteLetter(notice=Notice.IMPOUND, party=Party.OWNER, addressee=1)

    assert reclaim_by(case, TEXAS, cars.day(number), asked=asked).then == says


def test_a_letter_that_runs_longer_than_the_period_itself_promises_no_further_letter() -> None:
    """A longer time from the same letter: the owner hears nothing more before the sale."""
    longer = cars.LAW.periods["reclaim"].model_copy(update={"amount": 60})
    sold = cars.LAW.disposal["with_value"].model_copy(update={"floors": ("reclaim", "longer")})
    law = law_with(periods={"longer": longer}, disposal={"with_value": sold})

    assert then(cars.TAKEN_IN, law) == "It will not be sold or destroyed before then."


@pytest.mark.parametrize(("mailed", "longer"), [(11, False), (13, True), (None, True)])
def test_the_time_that_another_letter_has_begun_runs_from_its_mailing(mailed: int | None, *, longer: bool) -> None:
    """28 days from a letter of day 14 end with day 42; 30 from one of day 11 before, from one of day 13 after.

    That one was written on day 10. If it lies there unmailed, it is mailed with the other one at the earliest.
    """
    printed = on(cars.TAKEN_IN, 10, PartiesRecorded(owner=1), cars.letter(1, Notice.IMPOUND))
    case = on(printed, mailed, LetterMailed(letter=1)) if mailed else printed
    reclaim, hearing = (cars.LAW.periods[code] for code in ("reclaim", "ask_hearing"))
    plain = {"ends_on_working_day": False}
    law = law_with(
        periods={
            "reclaim": reclaim.model_copy(update={**plain, "notice": Notice.SALE, "amount": 28}),
            "ask_hearing": hearing.model_copy(update={**plain, "notice": Notice.IMPOUND, "amount": 30}),
        }
    )

    afterward = after_reclaiming(
        case, law, WriteLetter(notice=Notice.SALE, party=Party.OWNER, addressee=1), cars.day(14)
    )

    assert afterward is not None
    assert afterward.longer is longer
