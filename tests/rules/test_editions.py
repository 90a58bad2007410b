"""The numbers of every edition, one by one, as they were read: nothing here is computed from the files."""

import pytest

from rules.law import DisposalRule
from rules.library import enacted, find_edition, fingerprint, list_editions, texts
from schemas.law import Duty, Sign
from schemas.words import Notice, Route, VehicleStatus
from tests.rules.law_texts import CA, IL, NY, PA, TX, WA

UNKNOWN, DAYS, WORKING_HOURS = None, "calendar_days", "hours_on_working_days"

PERIODS = [
    (CA, "observation_public", 72, "hours", "observed", "L"),
    (CA, "owner_notice", 72, "hours", "posted", "H"),
    (CA, "state_report", 1, "hours", "in_custody", "L"),
    (CA, "impound_notice", 48, WORKING_HOURS, "in_custody", "H"),
    (CA, "appraise", 3, DAYS, "in_custody", "H"),
    (CA, "ask_hearing", 10, DAYS, "mailed", "H"),
    (CA, "hold_hearing", 48, WORKING_HOURS, "hearing_requested", "M"),
    (CA, "reclaim", 15, DAYS, "mailed", "H"),
    (CA, "free_retrieval", UNKNOWN, "hours", "hearing_won", "L"),
    (CA, "sale_notice", 31, DAYS, "mailed", "H"),
    (CA, "sale_notice_latest", 41, DAYS, "mailed", "H"),
    (CA, "sale_posted", 10, DAYS, "advertised", "H"),
    (CA, "oppose_sale", 10, DAYS, "mailed", "M"),
    (CA, "sale_notice_over_4000", 20, DAYS, "mailed", "H"),
    (CA, "advertised", 5, DAYS, "advertised", "H"),
    (CA, "advertised_latest", 20, DAYS, "advertised", "H"),
    (CA, "proceeds", 1095, DAYS, "sold", "H"),
    (IL, "observation_undrivable", 0, "hours", "observed", "H"),
    (IL, "observation_public", 168, "hours", "observed", "H"),
    (IL, "observation_without_plates", 48, "hours", "observed", "H"),
    (IL, "owner_notice", 7, DAYS, "posted", "M"),
    (IL, "impound_notice", 10, "business_days", "in_custody", "H"),
    (IL, "impound_notice_once_known", 2, DAYS, "parties_known", "H"),
    (IL, "ask_hearing", 15, DAYS, "mailed", "L"),
    (IL, "hold_hearing", 48, "hours_on_working_days", "hearing_requested", "L"),
    (IL, "reclaim", 18, DAYS, "mailed", "H"),
    (IL, "second_notice", 18, DAYS, "mailed", "H"),
    (IL, "free_retrieval", UNKNOWN, "hours", "hearing_won", "L"),
    (IL, "proceeds", UNKNOWN, DAYS, "sold", "L"),
    (NY, "observation_without_plates", 6, "hours", "observed", "H"),
    (NY, "observation_illegal", 24, "hours", "observed", "H"),
    (NY, "observation_overstayed", 48, "hours", "observed", "H"),
    (NY, "observation_private", 96, "hours", "observed", "H"),
    (NY, "owner_notice", 0, "hours", "declared", "M"),
    (NY, "remove", 3, "business_days", "declared", "H"),
    (NY, "impound_notice", UNKNOWN, DAYS, "in_custody", "L"),
    (NY, "ask_hearing", UNKNOWN, DAYS, "mailed", "L"),
    (NY, "hold_hearing", UNKNOWN, DAYS, "hearing_requested", "L"),
    (NY, "reclaim", 10, DAYS, "mailed", "M"),
    (NY, "free_retrieval", UNKNOWN, "hours", "hearing_won", "L"),
    (NY, "proceeds", 365, DAYS, "sold", "L"),
    (PA, "investigate", 5, "business_days", "reported", "H"),
    (PA, "observation_public", 48, "hours", "observed", "M"),
    (PA, "observation_private", 24, "hours", "observed", "M"),
    (PA, "observation_salvor", 20, DAYS, "observed", "M"),
    (PA, "owner_notice", 10, DAYS, "mailed", "H"),
    (PA, "contested", 48, "hours", "refused", "L"),
    (PA, "remove", 10, "business_days", "declared", "H"),
    (PA, "hazard_notice", 12, "hours", "in_custody", "H"),
    (PA, "state_report", 48, "hours", "in_custody", "L"),
    (PA, "impound_notice", 30, DAYS, "in_custody", "M"),
    (PA, "reclaim", 30, DAYS, "mailed", "H"),
    (PA, "ask_hearing", 30, DAYS, "mailed", "H"),
    (PA, "hold_hearing", 1, "days_excluding_sunday", "hearing_requested", "H"),
    (PA, "free_retrieval", 48, "hours", "hearing_won", "H"),
    (PA, "appeal", 30, DAYS, "hearing_lost", "L"),
    (PA, "remove_at_once", 24, "hours", "declared", "L"),
    (PA, "proceeds", 60, DAYS, "sold", "L"),
    (TX, "observation_public", 48, "hours", "observed", "H"),
    (TX, "observation_private", 48, "hours", "observed", "H"),
    (TX, "owner_notice", 0, "hours", "declared", "M"),
    (TX, "impound_notice", 10, DAYS, "in_custody", "M"),
    (TX, "ask_hearing", 14, "business_days", "in_custody", "M"),
    (TX, "hold_hearing", 20, DAYS, "hearing_requested", "H"),
    (TX, "reclaim", 20, DAYS, "mailed", "M"),
    (TX, "demolisher", 20, DAYS, "mailed", "M"),
    (TX, "free_retrieval", UNKNOWN, "hours", "hearing_won", "L"),
    (TX, "proceeds", 90, DAYS, "sold", "H"),
    (WA, "observation_public", 24, "hours", "observed", "L"),
    (WA, "owner_notice", 24, "hours", "posted", "M"),
    (WA, "telephone_call", 24, "hours", "posted", "L"),
    (WA, "impound_notice", 24, "hours", "in_custody", "H"),
    (WA, "custody_120_hours", 120, "hours", "in_custody", "H"),
    (WA, "custody_and_sale_notice", 144, "hours", "in_custody", "M"),
    (WA, "ask_hearing", 10, DAYS, "mailed", "L"),
    (WA, "hold_hearing", UNKNOWN, DAYS, "hearing_requested", "L"),
    (WA, "reclaim", 15, DAYS, "mailed", "H"),
    (WA, "free_retrieval", UNKNOWN, "hours", "hearing_won", "L"),
    (WA, "advertised", 3, DAYS, "advertised", "H"),
    (WA, "advertised_latest", 10, DAYS, "advertised", "H"),
    (WA, "proceeds", UNKNOWN, DAYS, "sold", "L"),
]

CEILINGS = {
    "state_report", "impound_notice", "appraise", "ask_hearing", "hold_hearing", "sale_notice_latest", "remove",
    "advertised_latest", "second_notice", "custody_and_sale_notice", "investigate", "hazard_notice", "letter_age",
    "impound_notice_once_known", "remove_at_once", "stolen_check_age", "service_check_age", "telephone_call",
}  # fmt: skip


@pytest.mark.parametrize(("code", "path", "amount", "unit", "anchor", "confidence"), PERIODS)
def test_a_period_is_what_the_law_says(
    code: str, path: str, amount: int | None, unit: str, anchor: str, confidence: str
) -> None:
    period = find_edition(code).periods[path]
    assert (period.amount, period.unit, period.anchor, period.confidence) == (amount, unit, anchor, confidence)
    assert period.kind == ("ceiling" if path in CEILINGS else "floor")
    assert period.more_than is ((code, path) in MORE_THAN)
    assert period.ends_a_right is (path == "ask_hearing")


MORE_THAN = {
    (IL, "observation_public"),
    *((NY, f"observation_{each}") for each in ("without_plates", "illegal", "overstayed", "private")),
    *((code, f"observation_{each}") for code in (PA, TX) for each in ("public", "private")),
}

EVERYWHERE = [
    ("service_tail", 90, DAYS, "service_ended", "M"),
    ("further_step", 10, DAYS, "step_taken", "L"),
    ("appeal", 30, DAYS, "hearing_lost", "L"),
    ("remove_at_once", 24, "hours", "declared", "L"),
    ("stolen_check_age", 30, DAYS, "records_checked", "L"),
    ("service_check_age", 30, DAYS, "service_checked", "L"),
    ("letter_age", 3, DAYS, "letter_written", "L"),
]


@pytest.mark.parametrize(("path", "amount", "unit", "anchor", "confidence"), EVERYWHERE)
@pytest.mark.parametrize("code", list_editions())
def test_a_period_of_the_united_states_is_the_same_everywhere(
    code: str, path: str, amount: int, unit: str, anchor: str, confidence: str
) -> None:
    period = find_edition(code).periods[path]
    assert (period.amount, period.unit, period.anchor, period.confidence) == (amount, unit, anchor, confidence)


@pytest.mark.parametrize("code", list_editions())
def test_no_period_stands_in_an_edition_that_this_table_does_not_know(code: str) -> None:
    known = {path for edition, path, *_ in PERIODS if edition == code} | {path for path, *_ in EVERYWHERE}
    assert set(find_edition(code).periods) == known


@pytest.mark.parametrize("code", list_editions())
def test_military_service_protects_for_ninety_days_more_everywhere(code: str) -> None:
    period = find_edition(code).periods["service_tail"]
    assert (period.amount, period.unit, period.anchor, period.kind) == (90, DAYS, "service_ended", "floor")


@pytest.mark.parametrize(
    ("code", "period", "notice"),
    [
        (CA, "reclaim", Notice.IMPOUND),
        (CA, "sale_notice", Notice.SALE),
        (CA, "sale_notice_latest", Notice.SALE),
        (CA, "oppose_sale", Notice.SALE),
        (CA, "sale_notice_over_4000", Notice.SALE),
        (IL, "second_notice", Notice.IMPOUND),
        (PA, "owner_notice", Notice.PRE_TOW),
        (TX, "reclaim", Notice.IMPOUND),
        (WA, "reclaim", Notice.SALE),
        (WA, "ask_hearing", Notice.IMPOUND),
    ],
)
def test_a_period_runs_from_the_notice_that_the_law_names(code: str, period: str, notice: Notice) -> None:
    assert find_edition(code).periods[period].notice is notice


@pytest.mark.parametrize(
    ("code", "clause", "on", "interval"),
    [
        (CA, "left_standing", "public", 72),
        (IL, "disrepair", "public", 0),
        (IL, "deserted", "public", 168),
        (IL, "without_plates", "public", 48),
        (NY, "without_plates", "public", 6),
        (NY, "illegally_parked", "public", 24),
        (NY, "overstayed", "public", 48),
        (NY, "private_property", "private", 96),
        (TX, "inoperable", "public", 48),
        (TX, "illegally_parked", "public", 48),
        (TX, "right_of_way", "public", 48),
        (TX, "private_property", "private", 48),
        (WA, "unattended", "public", 24),
    ],
)
def test_a_clause_has_its_place_and_its_interval_in_hours(code: str, clause: str, on: str, interval: int) -> None:
    edition = find_edition(code)
    rule = edition.clauses[clause]
    assert (rule.on, edition.periods[rule.interval].amount) == (on, interval)


@pytest.mark.parametrize(
    ("code", "sent_by"), [(CA, "sticker"), (IL, "sticker"), (WA, "sticker"), (PA, "certified_mail")]
)
def test_the_notice_before_the_tow_goes_by_mail_or_on_the_vehicle(code: str, sent_by: str) -> None:
    assert find_edition(code).notices[Notice.PRE_TOW].sent_by == sent_by


@pytest.mark.parametrize("code", [NY, TX])
def test_where_no_notice_is_owed_before_the_tow_there_is_none(code: str) -> None:
    assert Notice.PRE_TOW not in find_edition(code).notices


def out(code: str, option: str) -> DisposalRule:
    """A disposal option of an edition."""
    return find_edition(code).disposal[option]


ANY = tuple(VehicleStatus)
SCRAP = (Route.DISMANTLE, Route.CRUSH)
JUNK = (VehicleStatus.NONREPAIRABLE,)


@pytest.mark.parametrize(
    ("code", "option", "statuses", "over", "up_to", "age", "bare", "routes", "confidence"),
    [
        (CA, "up_to_500", ANY, None, 50_000, None, False, SCRAP, "H"),
        (CA, "up_to_4000", ANY, 50_000, 400_000, None, False, (Route.AUCTION,), "H"),
        (CA, "over_4000", ANY, 400_000, None, None, False, (Route.AUCTION,), "H"),
        (IL, "recycler", ANY, None, None, None, False, SCRAP, "H"),
        (NY, "vested", (VehicleStatus.SALVAGE, *JUNK), None, 125_000, None, True, SCRAP, "M"),
        (NY, "auction", ANY, None, None, None, False, (Route.AUCTION,), "M"),
        (TX, "nuisance", JUNK, None, None, 10, False, SCRAP, "H"),
        (TX, "demolisher", JUNK, None, None, None, False, SCRAP, "H"),
        (
            TX,
            "auction",
            (VehicleStatus.WITH_VALUE, VehicleStatus.SALVAGE),
            None,
            None,
            None,
            False,
            (Route.AUCTION,),
            "M",
        ),
        (WA, "junk", JUNK, None, None, None, False, SCRAP, "H"),
        (WA, "auction", ANY, None, None, None, False, (Route.AUCTION,), "H"),
    ],
)
def test_a_disposal_option_is_for_the_vehicles_that_the_law_names(
    code: str,
    option: str,
    statuses: tuple[VehicleStatus, ...],
    over: int | None,
    up_to: int | None,
    age: int | None,
    bare: bool,
    routes: tuple[Route, ...],
    confidence: str,
) -> None:
    rule = out(code, option)
    assert (rule.statuses, rule.value_over, rule.value_up_to) == (statuses, over, up_to)
    assert (rule.age_at_least, rule.without_plate, rule.routes, rule.confidence) == (age, bare, routes, confidence)


@pytest.mark.parametrize(
    ("code", "option", "notices", "floors", "ceilings"),
    [
        (CA, "up_to_500", "impound", "reclaim", ""),
        (CA, "up_to_4000", "impound sale", "sale_notice sale_posted oppose_sale", "sale_notice_latest"),
        (CA, "over_4000", "impound sale", "sale_notice_over_4000 oppose_sale advertised", "advertised_latest"),
        (IL, "recycler", "impound second", "reclaim", ""),
        (NY, "vested", "impound", "reclaim", ""),
        (NY, "auction", "impound", "reclaim", ""),
        (TX, "nuisance", "impound", "reclaim", ""),
        (TX, "demolisher", "impound", "reclaim demolisher", ""),
        (TX, "auction", "impound", "reclaim", ""),
        (WA, "junk", "impound sale", "custody_120_hours reclaim", ""),
        (WA, "auction", "impound sale", "custody_120_hours reclaim advertised", "advertised_latest"),
    ],
)
def test_a_disposal_option_waits_for_its_notices_and_its_time(
    code: str, option: str, notices: str, floors: str, ceilings: str
) -> None:
    rule = out(code, option)
    assert (rule.notices, rule.floors, rule.ceilings) == (
        tuple(notices.split()),
        tuple(floors.split()),
        tuple(ceilings.split()),
    )


def test_a_california_vehicle_that_lacks_parts_is_removed_as_soon_as_it_is_found() -> None:
    exemption = find_edition(CA).exemptions["missing_parts"]
    assert (exemption.needs, exemption.waives) == ((Sign.MISSING_PARTS,), ("observation_public", "owner_notice"))


@pytest.mark.parametrize("code", list_editions())
def test_a_hazard_is_removed_at_once_from_public_property_everywhere(code: str) -> None:
    edition = find_edition(code)
    exemption = edition.exemptions["hazard"]
    waits = {each.interval for each in edition.clauses.values() if each.on == "public"}
    waits = {each for each in waits if edition.periods[each].amount}
    assert (exemption.needs, waits - set(exemption.waives)) == ((Sign.HAZARD,), set())
    assert "owner_notice" in exemption.waives or edition.periods["owner_notice"].amount == 0


@pytest.mark.parametrize("code", [CA, NY, TX, WA])
def test_no_fee_is_known_where_no_schedule_was_read(code: str) -> None:
    assert {fee.cents for fee in find_edition(code).fees.values()} == {None}


@pytest.mark.parametrize(
    ("pounds", "towing", "storage"), [(0, 15_000, 2_500), (7_999, 15_000, 2_500), (8_000, 25_000, 5_000)]
)
def test_a_heavy_vehicle_pays_more_in_chicago(pounds: int, towing: int, storage: int) -> None:
    """Chicago Code 9-92-080(b): $150 and $25 a day, or $250 and $50 from 8,000 pounds of gross weight."""
    fees = [each for each in find_edition(IL).fees.values() if each.is_for(pounds)]
    assert [(each.cents, each.per) for each in fees] == [(towing, "once"), (storage, "day")]


def test_where_plates_are_on_a_vehicle_new_york_needs_illegal_parking() -> None:
    """N.Y. Vehicle and Traffic Law 1224(1) knows a vehicle with plates only where parking is, or became, illegal."""
    public = {code for code, each in find_edition(NY).clauses.items() if each.on == "public"}
    assert public == {"without_plates", "illegally_parked", "overstayed"}


@pytest.mark.parametrize("code", [code for code in list_editions() if code != PA])
def test_owners_of_stolen_vehicles_are_free_only_where_that_was_read(code: str) -> None:
    assert "stolen" not in find_edition(code).waivers


def test_washington_keeps_the_search_for_the_owner_for_three_years() -> None:
    assert find_edition(WA).retention["owner_search"].years == 3


@pytest.mark.parametrize(
    ("code", "duty", "options"),
    [
        (CA, Duty.AUTHORITY, ("over_4000",)),
        (CA, Duty.ADVERTISEMENT, ("up_to_4000", "over_4000")),
        (WA, Duty.AUTHORITY, ("junk",)),
        (PA, Duty.AUTHORITY, ()),
    ],
)
def test_a_duty_is_asked_for_the_ways_out_that_the_law_names(code: str, duty: Duty, options: tuple[str, ...]) -> None:
    assert find_edition(code).duties[duty].only_for == options


@pytest.mark.parametrize("code", list_editions())
def test_an_unknown_number_names_its_source_and_is_of_low_confidence(code: str) -> None:
    unknown = [each for each in find_edition(code).periods.values() if each.amount is None]
    assert [each for each in unknown if each.confidence != "L"] == []
    assert [each for each in unknown if "read" not in each.source and "found" not in each.source] == []


def test_every_file_of_law_is_in_force_as_it_was_enacted() -> None:
    assert {code: fingerprint(code) for code in texts()} == enacted()
