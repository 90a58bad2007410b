"""Numbers that nobody has read are settled within bounds, and not by the person who ordered the tow."""

import pytest

from rules.library import find_edition, list_editions
from rules.waiting_periods import unknown_provisions
from schemas.messages import Actor
from schemas.waiting_periods import SettleQuestion
from schemas.words import Role
from tests.rules import cars
from tests.rules.cars import SUPERVISOR, reason, refusal_of

UNKNOWN = [(code, each) for code in sorted(list_editions()) for each in sorted(unknown_provisions(find_edition(code)))]


@pytest.mark.parametrize(("edition", "provision"), UNKNOWN)
def test_every_unknown_number_of_an_edition_has_a_bound_that_is_kept(edition: str, provision: str) -> None:
    law = find_edition(edition)
    bound = law.bounds[provision]
    last = bound.at_least if bound.at_least is not None else bound.at_most
    assert last is not None
    beyond = last - 1 if bound.at_least is not None else last + 1

    within, too_far = (
        refusal_of(
            cars.TOLD, SettleQuestion(provision=provision, amount=each, note="As counsel says."), SUPERVISOR, law=law
        )
        for each in (last, beyond)
    )

    assert within is None
    assert too_far is not None
    assert too_far.reason == f"Required: The number settled for {provision} is {bound.words}."


@pytest.mark.parametrize("account", ["dispatcher-1", "officer-1"])
def test_a_person_who_ordered_the_tow_or_declared_the_car_does_not_settle_the_law_for_it(account: str) -> None:
    law = find_edition("us-tx.2026-01-01")
    settle = SettleQuestion(provision="fees.towing", amount=17_500, note="The filed schedule.")
    ordered = cars.on(cars.READY, 20, cars.ORDER, actor="dispatcher-1")
    who = Actor(account=account, role=Role.SUPERVISOR)

    refusal = refusal_of(ordered, settle, who, law=law)

    assert refusal is not None
    assert refusal.reason == (
        "Required: The person who settles it neither declared the car abandoned nor ordered the tow."
    )
    assert refusal_of(ordered, settle, SUPERVISOR, law=law) is None
    assert reason(ordered, settle, SUPERVISOR) == "The edition does not know fees.towing"
