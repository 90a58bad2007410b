"""The law as data: what the edition of Philadelphia says, and what no edition may leave out."""

from typing import Any

import pytest
from pydantic import ValidationError

from rules.law import Edition, Provision, over
from rules.library import UnknownEditionError, find_edition, fingerprint, list_editions
from schemas.law import Duty, Sign
from schemas.words import Anchor, Confidence, Hold, HoldEffect, Notice, Paper, Route, VehicleStatus

CITY = find_edition("us-pa-philadelphia.2026-01-01")


@pytest.mark.parametrize(
    ("code", "on", "interval"),
    [
        ("inoperable", "public", "observation_public"),
        ("illegally_parked", "public", "observation_public"),
        ("unmarked", "public", "observation_public"),
        ("city_street", "public", "observation_public"),
        ("private_property", "private", "observation_private"),
        ("salvor_lot", "salvor", "observation_salvor"),
    ],
)
def test_each_clause_of_the_definition_has_its_place_and_its_interval(code: str, on: str, interval: str) -> None:
    assert (CITY.clauses[code].on, CITY.clauses[code].interval) == (on, interval)


@pytest.mark.parametrize("edition", list_editions())
def test_everything_the_law_says_has_a_paragraph_and_a_source(edition: str) -> None:
    assert all(rule.citation and rule.source for rule in find_edition(edition).provisions.values())


def test_unknown_amounts_are_marked() -> None:
    assert {code for code, fee in CITY.fees.items() if fee.confidence is Confidence.LOW} == {"towing", "storage"}


def test_half_of_the_states_fee_goes_to_the_state_and_storage_runs_from_the_report() -> None:
    assert (CITY.fees["state"].cents, CITY.fees["state"].to_state) == (5000, 2500)
    assert CITY.fees["storage"].runs_from is Anchor.REPORT_SUBMITTED


@pytest.mark.parametrize("edition", list_editions())
@pytest.mark.parametrize("hold", Hold)
def test_every_hold_blocks_disposal_and_has_a_role_that_may_lift_it(edition: str, hold: Hold) -> None:
    rule = find_edition(edition).holds[hold]
    assert HoldEffect.DISPOSAL in rule.stops
    assert rule.lifted_by


def test_a_hazard_waives_the_notice_and_the_owner_is_notified_within_twelve_hours() -> None:
    exemption = CITY.exemptions["hazard"]
    assert ("owner_notice" in exemption.waives, exemption.notice) == (True, Notice.HAZARD_TOW)
    assert CITY.notices[Notice.HAZARD_TOW].within == "hazard_notice"


def test_two_stickers_expired_for_ninety_days_waive_the_notice_but_not_the_observation() -> None:
    exemption = CITY.exemptions["both_expired"]
    assert exemption.needs == (Sign.REGISTRATION_EXPIRED, Sign.INSPECTION_EXPIRED)
    assert exemption.expired_for_days == 90
    assert exemption.waives == ("owner_notice",)


def test_the_letter_after_the_tow_explains_reclaim_and_hearing() -> None:
    assert {"reclaim_right", "hearing_right", "fees", "held_at", "if_not_reclaimed"} <= set(
        CITY.notices[Notice.IMPOUND].says
    )


def test_an_owner_who_has_won_or_whose_car_was_stolen_owes_nothing() -> None:
    assert set(CITY.waivers["hearing_won"].fees) == set(CITY.waivers["stolen"].fees) == set(CITY.fees)


def test_the_city_can_ask_less_than_it_may_but_not_of_the_states_fee() -> None:
    assert CITY.waivers["by_hand"].by_hand
    assert set(CITY.waivers["by_hand"].fees) == set(CITY.fees) - {"state"}


def test_only_a_vehicle_with_value_is_auctioned() -> None:
    auctioned = {status for rule in CITY.disposal.values() if Route.AUCTION in rule.routes for status in rule.statuses}
    assert auctioned == {VehicleStatus.WITH_VALUE}


def test_an_owner_shows_who_he_is_and_a_lienholder_his_lien() -> None:
    assert Paper.IDENTITY in CITY.papers["owner"].needs
    assert Paper.LIEN in CITY.papers["lienholder"].needs


@pytest.mark.parametrize("ask", [find_edition, fingerprint])
def test_an_unknown_edition_is_a_sentence_that_names_the_known_ones(ask: Any) -> None:
    with pytest.raises(UnknownEditionError, match=r"no edition 'us-nj\.2026'.*us-pa-philadelphia\.2026-01-01"):
        ask("us-nj.2026")


@pytest.mark.parametrize(("part", "field"), [(CITY, "name"), (CITY.periods["reclaim"], "amount")])
def test_what_was_read_of_the_law_is_changed_by_nobody(part: Edition | Provision, field: str) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(part, field, None)


@pytest.mark.parametrize("amount", [-1, "10", 2.5, True])
def test_a_number_of_the_law_is_whole_and_not_negative(amount: object) -> None:
    told = CITY.model_dump()
    told["periods"]["owner_notice"]["amount"] = amount
    with pytest.raises(ValidationError, match=r"periods\.owner_notice\.amount"):
        Edition.model_validate(told)


def test_no_edition_repeats_a_check_before_an_act_at_which_no_guard_asks_for_it() -> None:
    told = CITY.model_dump()
    told["duties"][Duty.STOLEN_CHECK]["before"] = ["declaration"]
    with pytest.raises(ValidationError, match="Input should be 'tow', 'release' or 'disposal'"):
        Edition.model_validate(told)


@pytest.mark.parametrize(("amount", "known"), [("unknown", None), (0, 0)])
def test_a_period_of_zero_differs_from_an_unknown_period(amount: object, known: int | None) -> None:
    told = CITY.model_dump()
    told["periods"]["owner_notice"]["amount"] = amount
    assert Edition.model_validate(told).periods["owner_notice"].amount == known


@pytest.mark.parametrize("edition", list_editions())
def test_an_edition_has_what_holds_everywhere_and_its_own_word_stands_before_it(edition: str) -> None:
    duties = find_edition(edition).duties
    assert {Duty.GROUND, Duty.NOBODY_INSIDE, Duty.SERVICE_CHECK, Duty.HEARING} <= set(duties)
    assert CITY.duties[Duty.STOLEN_CHECK].citation.startswith("PPD Directive 12.5")


def test_a_layer_overrides_its_base_and_keeps_its_own_head() -> None:
    base = {"code": "a", "name": "A", "fees": {"x": {"cents": 1, "per": "day"}, "y": {"cents": 2}}, "papers": {}}
    told = {"code": "b", "fees": {"x": {"cents": 3}}}
    assert over(base, told) == {"code": "b", "fees": {"x": {"cents": 3}, "y": {"cents": 2}}, "papers": {}}
