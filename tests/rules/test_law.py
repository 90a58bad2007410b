"""The law as data: what the edition of Philadelphia says, and what no edition may leave out."""

from typing import Any

import pytest
from pydantic import ValidationError

from rules.law import Edition, UnknownEditionError, find_edition, fingerprint, list_editions
from schemas.words import Anchor, Confidence, Hold, Notice, Paper, Route, Stops, VehicleStatus

CITY = find_edition("us-pa-philadelphia.2026-01-01")


@pytest.mark.parametrize(
    ("code", "amount", "unit", "anchor", "kind", "confidence"),
    [
        ("investigate", 5, "business_days", Anchor.REPORTED, "ceiling", "H"),
        ("observation_public", 48, "hours", Anchor.OBSERVED, "floor", "M"),
        ("observation_private", 24, "hours", Anchor.OBSERVED, "floor", "M"),
        ("observation_salvor", 20, "calendar_days", Anchor.OBSERVED, "floor", "M"),
        ("owner_notice", 10, "calendar_days", Anchor.MAILED, "floor", "H"),
        ("remove", 10, "business_days", Anchor.DECLARED, "ceiling", "H"),
        ("hazard_notice", 12, "hours", Anchor.IN_CUSTODY, "ceiling", "H"),
        ("state_report", 48, "hours", Anchor.IN_CUSTODY, "ceiling", "L"),
        ("impound_notice", 30, "calendar_days", Anchor.IN_CUSTODY, "ceiling", "M"),
        ("reclaim", 30, "calendar_days", Anchor.MAILED, "floor", "H"),
        ("ask_hearing", 30, "calendar_days", Anchor.MAILED, "ceiling", "H"),
        ("hold_hearing", 1, "days_excluding_sunday", Anchor.HEARING_REQUESTED, "ceiling", "H"),
        ("free_retrieval", 48, "hours", Anchor.HEARING_WON, "floor", "H"),
        ("proceeds", 60, "calendar_days", Anchor.SOLD, "floor", "L"),
    ],
)
def test_a_period_is_what_the_law_says(
    code: str, amount: int, unit: str, anchor: Anchor, kind: str, confidence: str
) -> None:
    period = CITY.periods[code]
    told = (period.amount, period.unit, period.anchor, period.kind, period.confidence)
    assert told == (amount, unit, anchor, kind, confidence)


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


def test_amounts_that_nobody_has_read_are_marked_so() -> None:
    assert {code for code, fee in CITY.fees.items() if fee.confidence is Confidence.LOW} == {"towing", "storage"}


def test_half_of_the_states_fee_goes_to_the_state_and_storage_runs_from_the_report() -> None:
    assert (CITY.fees["state"].cents, CITY.fees["state"].to_state) == (5000, 2500)
    assert CITY.fees["storage"].runs_from is Anchor.REPORT_SUBMITTED


@pytest.mark.parametrize("hold", Hold)
def test_every_hold_stops_the_disposal_and_somebody_may_lift_it(hold: Hold) -> None:
    assert Stops.DISPOSAL in CITY.holds[hold].stops
    assert CITY.holds[hold].lifted_by


def test_a_hazard_waives_the_notice_and_is_told_within_twelve_hours() -> None:
    exemption = CITY.exemptions["hazard"]
    assert "owner_notice" in exemption.waives
    assert CITY.notices[exemption.notice].within == "hazard_notice"


def test_two_stickers_expired_for_ninety_days_waive_the_notice_but_not_the_observation() -> None:
    exemption = CITY.exemptions["both_expired"]
    assert (exemption.over_days, exemption.waives) == (90, ("owner_notice",))


def test_the_letter_after_the_tow_tells_of_reclaim_and_of_the_hearing() -> None:
    assert {"reclaim_right", "hearing_right", "fees", "held_at", "if_not_reclaimed"} <= set(
        CITY.notices[Notice.IMPOUND].says
    )


def test_an_owner_who_has_won_or_whose_car_was_stolen_owes_nothing() -> None:
    assert all(set(waiver.fees) == set(CITY.fees) for waiver in CITY.waivers.values())


def test_only_a_vehicle_with_value_is_auctioned() -> None:
    auctioned = {status for status in VehicleStatus if Route.AUCTION in CITY.disposal[status].routes}
    assert auctioned == {VehicleStatus.WITH_VALUE}


def test_an_owner_shows_who_he_is_and_a_lienholder_his_lien() -> None:
    assert Paper.IDENTITY in CITY.papers["owner"].needs
    assert Paper.LIEN in CITY.papers["lienholder"].needs


@pytest.mark.parametrize("ask", [find_edition, fingerprint])
def test_an_unknown_edition_is_a_sentence_that_names_the_known_ones(ask: Any) -> None:
    with pytest.raises(UnknownEditionError, match=r"no edition 'us-nj\.2026'.*us-pa-philadelphia\.2026-01-01"):
        ask("us-nj.2026")


@pytest.mark.parametrize(
    ("kind", "code", "field", "value", "sentence"),
    [
        (
            "holds",
            Hold.HEARING,
            "stands_still",
            ("lunch",),
            "hold hearing names what this edition does not have: lunch",
        ),
        ("holds", Hold.HEARING, "stands_still", ("remove",), "hold hearing names .* remove"),
        ("exemptions", "hazard", "waives", ("remove",), "exemption hazard names .* remove"),
        ("clauses", "inoperable", "interval", "remove", "clause inoperable names .* remove"),
        ("notices", Notice.IMPOUND, "says", ("joke",), "notice impound names .* joke"),
        ("notices", Notice.IMPOUND, "within", "someday", "notice impound names .* someday"),
        ("waivers", "stolen", "fees", ("tip",), "waiver stolen names .* tip"),
    ],
)
def test_an_edition_that_names_what_it_does_not_have_is_refused(
    kind: str, code: str, field: str, value: object, sentence: str
) -> None:
    told = CITY.model_dump()
    told[kind][code][field] = value
    with pytest.raises(ValidationError, match=sentence):
        Edition.model_validate(told)


@pytest.mark.parametrize(
    ("kind", "word"),
    [("holds", Hold.BANKRUPTCY), ("notices", Notice.CORRECTION), ("disposal", VehicleStatus.SALVAGE)],
)
def test_an_edition_that_is_silent_on_a_word_of_the_house_is_refused(kind: str, word: str) -> None:
    told = CITY.model_dump()
    del told[kind][word]
    with pytest.raises(ValidationError, match=f"silent on the .*: {word}"):
        Edition.model_validate(told)


def test_a_floor_of_nothing_is_refused() -> None:
    told = CITY.model_dump()
    told["periods"]["owner_notice"]["amount"] = 0
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        Edition.model_validate(told)
