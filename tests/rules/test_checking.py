"""What is wrong with a file of law is found, and said with its line."""

import re
from datetime import datetime
from typing import Any

import pytest

from rules.checking import check_text, faults_of, mistakes_in
from rules.checking_disposal import kinds, takes
from rules.law import Edition
from rules.law_faults import Fault
from rules.library import find_edition, layers, texts, told_by
from schemas.words import VehicleStatus
from tests.rules.law_texts import CA, IL, LAYER, NY, PA, TX, line_with, planted, section, text_of


def found_in(text: str, code: str = TX) -> list[Fault]:
    """The faults of a text."""
    return check_text(text.encode(), layers(), code=code)


@pytest.mark.parametrize("code", list(texts()))
def test_every_file_of_law_here_checks(code: str) -> None:
    assert [fault for fault in found_in(text_of(code), code) if fault.serious] == []


WRONG_VALUES = [
    ("periods.reclaim", "amount = 20", "amount = -1", "amount", "-1 is too small. The minimum is 0."),
    ("periods.reclaim", "amount = 20", 'amount = "20"', "amount", "A whole number is expected, or"),
    ("periods.reclaim", "amount = 20", "amount = true", "amount", "A whole number is expected, or"),
    ("periods.reclaim", "amount = 20", "amount = 20.5", "amount", "A whole number is expected, or"),
    ("periods.reclaim", '"calendar_days"', '"weeks"', "unit", "'weeks' is not a known value. Use 'hours',"),
    ("periods.reclaim", '"mailed"', '"wished"', "anchor", "'wished' is not a known value. Use 'reported',"),
    ("periods.reclaim", "amount = 20", "amount = 20\namuont = 30", "amuont", "is not a known field."),
    ("periods.reclaim", "anchor =", "# anchor =", None, "This is missing."),
    ("periods.reclaim", "citation =", "# citation =", None, "This is missing."),
    ("periods.reclaim", 'citation = "Tex. Transportation Code 683.012"', 'citation = " "', "citation", "is empty."),
    ("duties.parties", "[duties.parties]", "[duties.joke]", None, "'joke' is not a known value. Use 'definition',"),
    ("holds.hearing", '["hearing_officer"]', "[]", "lifted_by", "No one may lift this hold."),
    (
        "disposal.auction",
        'routes = ["auction"]',
        "routes = []",
        "routes",
        "This is empty. At least one value is required.",
    ),
    ("waivers.by_hand", "by_hand = true", "by_hand = 7", "by_hand", "7"),
    (
        "disposal.auction",
        'text = "A vehicle with value, or salvage, is sold at public auction"',
        "text = 7",
        "text",
        "Text in quotes",
    ),
    ("notices.impound", 'to = ["owner", "lienholder"]', 'to = "owner"', "to", "A list in brackets is expected"),
]


@pytest.mark.parametrize(("head", "old", "new", "key", "why"), WRONG_VALUES)
def test_a_value_that_does_not_fit_is_told_with_its_line(
    head: str, old: str, new: str, key: str | None, why: str
) -> None:
    text = planted(TX, head, old, new)

    faults = found_in(text)

    assert [fault.serious for fault in faults] == [True]
    assert why in faults[0].why
    start = line_with(text, new if new.startswith("[") and key is None else f"[{head}]")
    lines = text.splitlines()[start - 1 :]
    expected = start + (next(number for number, line in enumerate(lines) if line.startswith(f"{key} =")) if key else 0)
    assert faults[0].line == expected


NAMES = [
    (TX, "clauses.inoperable", '"observation_public"', '"someday"', "interval", "There is no floor 'someday'."),
    (TX, "clauses.inoperable", '"observation_public"', '"impound_notice"', "interval", "no floor 'impound_notice'"),
    (TX, "holds.hearing", '["reclaim", "further_step"]', '["lunch"]', "stands_still", "There is no floor 'lunch'."),
    (PA, "exemptions.hazard", '"owner_notice"]', '"remove"]', "waives", "There is no floor 'remove'."),
    (TX, "notices.impound", '"fees"', '"joke"', "says", "There is no letter content 'joke'."),
    (TX, "notices.impound", '"impound_notice"', '"reclaim"', "within", "There is no ceiling 'reclaim'."),
    (TX, "waivers.hearing_won", '"storage"', '"tip"', "fees", "There is no fee 'tip'."),
    (TX, "proceeds", 'held = "proceeds"', 'held = "purse"', "held", "There is no floor 'purse'."),
    (TX, "proceeds", '"pursuit_damage"', '"lunch"', "order", "There is no fee or cost 'lunch'."),
    (TX, "disposal.auction", '["impound"]', '["sale"]', "notices", "There is no notice 'sale'."),
    (TX, "disposal.auction", '["reclaim"]', '["hold_hearing"]', "floors", "There is no floor 'hold_hearing'."),
    (CA, "disposal.over_4000", '["advertised_latest"]', '["x"]', "ceilings", "There is no ceiling 'x'."),
    (CA, "duties.authority", '["over_4000"]', '["over_9000"]', "only_for", "There is no disposal option 'over_9000'."),
    (CA, "exemptions.missing_parts", '"impound"', '"second"', "notice", "There is no notice 'second'."),
    (TX, "holds.hearing", '["hearing_officer"]', '["resident"]', "lifted_by", "No one may lift this hold: add"),
    (TX, "fees.storage", '"in_custody"', '"sold"', "runs_from", "A fee cannot run from 'sold'."),
    (TX, "holidays", '"TX"', '"ATLANTIS"', None, "There is no holiday calendar for 'US', 'ATLANTIS'."),
]


@pytest.mark.parametrize(("code", "head", "old", "new", "key", "why"), NAMES)
def test_what_is_named_and_is_not_there_is_told_with_its_line(
    code: str, head: str, old: str, new: str, key: str | None, why: str
) -> None:
    text = planted(code, head, old, new)

    faults = [fault for fault in found_in(text, code) if why in fault.why]

    start = line_with(text, f"[{head}]")
    keys = [line.partition(" =")[0] for line in text.splitlines()[start - 1 :]]
    assert [fault.line for fault in faults] == [start + (keys.index(key) if key else 0)]
    assert faults[0].where == (f"{head}.{key}" if key else head)


ANCHORS = [
    (TX, "periods.reclaim", 'notice = "impound"\n', "", "does not name the notice."),
    (TX, "periods.reclaim", 'notice = "impound"', 'notice = "sale"', "There is no notice 'sale'."),
    (IL, "periods.reclaim", 'notice = "impound"', 'notice = "pre_tow"', "is posted on the vehicle and never mailed."),
    (TX, "periods.impound_notice", '"in_custody"', '"in_custody"\nnotice = "impound"', "cannot name a notice."),
    (TX, "periods.impound_notice", '"in_custody"', '"appraised"', "the edition has no duty 'appraisal'."),
    (TX, "periods.impound_notice", '"in_custody"', '"advertised"', "the edition has no duty 'advertisement'."),
    (
        "us-il-chicago.2026-01-01",
        "periods.impound_notice",
        '"in_custody"',
        '"authorized"',
        "the edition has no duty 'authority'.",
    ),
    (TX, "periods.impound_notice", '"in_custody"', '"report_submitted"', "the edition has no duty 'state_report'."),
    (TX, "periods.impound_notice", '"in_custody"', '"posted"', "no notice is posted on the vehicle."),
    (TX, "periods.owner_notice", "amount = 0", "amount = 5", "no notice 'pre_tow' says so."),
    (PA, "periods.owner_notice", 'anchor = "mailed"\nnotice = "pre_tow"', 'anchor = "posted"', "requires 'mailed'."),
    (CA, "periods.owner_notice", '"posted"', '"declared"', "requires 'posted'."),
    (
        PA,
        "periods.contested",
        '"refused"',
        '"declared"',
        "The period 'contested', and no other, must run from 'refused'.",
    ),
    (PA, "periods.observation_salvor", '"observed"', '"refused"', "and no other, must run from 'refused'."),
    (
        PA,
        "periods.contested",
        "amount = 48",
        'amount = "unknown"',
        "A number is required here: it cannot be settled for each case.",
    ),
    (TX, "periods.hold_hearing", 'kind = "ceiling"', 'kind = "floor"', "This period must be a ceiling, not a floor."),
    (TX, "periods.proceeds", 'kind = "floor"', 'kind = "ceiling"', "This period must be a floor, not a ceiling."),
    (TX, "periods.demolisher", "[periods.demolisher]", "[periods.wrecker]", "Nothing refers to this period."),
]


@pytest.mark.parametrize(("code", "head", "old", "new", "why"), ANCHORS)
def test_a_period_that_would_never_begin_or_serve_is_told_with_its_line(
    code: str, head: str, old: str, new: str, why: str
) -> None:
    text = planted(code, head, old, new)

    faults = [fault for fault in found_in(text, code) if why in fault.why]

    start = line_with(text, new if new.startswith("[") else f"[{head}]")
    assert len(faults) == 1
    assert start <= faults[0].line < start + 10


@pytest.mark.parametrize(
    ("code", "head", "why"),
    [
        (TX, "holds.hearing", "The edition has no rule for the hold 'hearing'."),
        (TX, "notices.impound", "The edition has no rule for the notice 'impound'."),
        (TX, "periods.reclaim", "The required period 'reclaim' is missing"),
        (TX, "periods.owner_notice", "The required period 'owner_notice' is missing"),
        (TX, "periods.hold_hearing", "The required period 'hold_hearing' is missing"),
        (
            TX,
            "disposal.auction",
            "No rule matches this vehicle: with value, worth $0.00, 0 years old, with a",
        ),
        (CA, "disposal.over_4000", "No rule matches this vehicle: with value, worth $4,000.01"),
        (CA, "duties.appraisal", "The rule needs the vehicle's value, but there is no duty 'appraisal'."),
        (TX, "transition", "This is missing."),
    ],
)
def test_what_an_edition_is_silent_on_is_told(code: str, head: str, why: str) -> None:
    text = text_of(code).replace(section(code, head), "")

    assert any(why in fault.why for fault in found_in(text, code))


def test_a_disposal_option_behind_one_that_takes_all_its_vehicles_is_told() -> None:
    text = planted(TX, "disposal.demolisher", 'statuses = ["nonrepairable"]\n', "")

    faults = found_in(text)

    assert [(fault.where, fault.line) for fault in faults] == [
        ("disposal.auction", line_with(text, "[disposal.auction]"))
    ]
    assert faults[0].why == "Earlier rules match every vehicle that this rule could match."


@pytest.mark.parametrize(
    ("code", "head", "old", "new", "where", "why"),
    [
        (
            CA,
            "disposal.up_to_4000",
            '["impound", "sale"]',
            '["impound"]',
            "disposal.up_to_4000.floors",
            "The floor 'sale_notice' runs from the notice 'sale', which this disposal option does not require.",
        ),
        (
            CA,
            "duties.advertisement",
            '["up_to_4000", "over_4000"]',
            '["up_to_4000"]',
            "disposal.over_4000.ceilings",
            "The ceiling 'advertised_latest' runs from 'advertised',"
            " but the duty 'advertisement' does not apply to this disposal option.",
        ),
    ],
)
def test_a_disposal_option_that_waits_for_what_it_does_not_ask_for_is_told(
    code: str, head: str, old: str, new: str, where: str, why: str
) -> None:
    assert (where, why) in [(fault.where, fault.why) for fault in found_in(planted(code, head, old, new), code)]


def test_a_hearing_that_neither_an_edition_nor_what_it_builds_on_names_is_told() -> None:
    layer = layers()[LAYER]
    bare = {LAYER: {**layer, "duties": {code: each for code, each in layer["duties"].items() if code != "hearing"}}}
    text = text_of(TX).replace(section(TX, "duties.hearing"), "")
    told = [fault.why for fault in mistakes_in(text.encode(), bare, code=TX)]
    assert "The edition has no duty 'hearing': everyone who asks must get one." in told


def test_papers_that_neither_an_edition_nor_what_it_builds_on_names_are_told() -> None:
    bare = {LAYER: {**layers()[LAYER], "papers": {}}}
    told = [fault.why for fault in mistakes_in(texts()[TX], bare, code=TX)]
    assert told == [
        f"The edition has no rule for the documents of {each!r}."
        for each in ("owner", "lienholder", "surrender", "contents")
    ]


def test_a_disposal_option_that_no_vehicle_can_take_is_told() -> None:
    text = planted(CA, "disposal.up_to_4000", "value_over = 50000", "value_over = 400000")

    assert "No vehicle can match this rule." in [fault.why for fault in found_in(text, CA)]


@pytest.mark.parametrize(
    ("code", "status", "value", "age", "plate", "option"),
    [
        (CA, "with_value", 50_000, 0, True, "up_to_500"),
        (CA, "with_value", 50_001, 0, True, "up_to_4000"),
        (CA, "salvage", 400_000, 0, True, "up_to_4000"),
        (CA, "with_value", 400_001, 0, True, "over_4000"),
        (TX, "nonrepairable", 0, 10, True, "nuisance"),
        (TX, "nonrepairable", 0, 0, True, "demolisher"),
        (TX, "with_value", 0, 10, True, "auction"),
        (TX, "salvage", 0, 10, True, "auction"),
        (NY, "salvage", 125_000, 0, False, "vested"),
        (NY, "with_value", 125_000, 0, False, "auction"),
        (NY, "with_value", 125_000, 0, True, "auction"),
        (NY, "salvage", 125_001, 0, False, "auction"),
    ],
)
def test_the_first_rule_that_takes_a_vehicle_is_its_disposal_option(
    code: str, status: str, value: int, age: int, plate: bool, option: str
) -> None:
    edition = find_edition(code)
    kind = next(each for each in kinds(edition) if each == (VehicleStatus(status), value, age, plate))
    assert next(each for each, rule in edition.disposal.items() if takes(rule, kind)) == option


def test_a_text_that_is_no_toml_is_told_with_its_line() -> None:
    text = planted(TX, "holds.hearing", "stops =", "stops")

    faults = found_in(text)

    assert [(fault.line, fault.serious) for fault in faults] == [(line_with(text, "stops "), True)]
    assert faults[0].why.startswith("This is not TOML: ")


def test_a_text_that_ends_too_early_is_told_at_its_end() -> None:
    text = text_of(TX) + 'order = ["towing"'

    assert [fault.line for fault in found_in(text)] == [len(text.splitlines())]


def test_a_key_that_stands_twice_is_told() -> None:
    text = planted(TX, "holds.hearing", 'stops = ["disposal"]', 'stops = ["disposal"]\nstops = ["tow"]')

    assert [fault.line for fault in found_in(text)] == [line_with(text, 'stops = ["tow"]')]


def test_a_text_in_another_encoding_is_told_with_its_line() -> None:
    faults = check_text(b'code = "x"\nname = "\xff"\n', layers(), code=TX)

    assert [(fault.line, fault.why) for fault in faults] == [(2, "The file is not UTF-8.")]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('base = "us.2026-01-01"', 'base = "us.2031-01-01"', "The layer 'us.2031-01-01' is missing or not enacted."),
        ('code = "us-tx.2026-01-01"', 'code = "us-tx.2027-01-01"', "The file is named 'us-tx.2026-01-01'"),
        ("effective_from = 2026-01-01", "effective_from = 2026-02-01", "does not end with this date, 2026-02-01."),
        ('zone = "America/Chicago"', 'zone = "America/Gotham"', "There is no time zone 'America/Gotham'."),
        ('zone = "America/Chicago"', "", "This is missing."),
        ('base = "us.2026-01-01"', "base = 7", "Text in quotes is expected."),
        ('code = "us-tx.2026-01-01"', "", "This is missing."),
    ],
)
def test_what_is_wrong_with_the_head_of_a_file_is_told(old: str, new: str, why: str) -> None:
    text = text_of(TX).replace(old, new)

    faults = [fault for fault in found_in(text) if why in fault.why]

    assert faults
    assert faults[0].line == (line_with(text, new) if new else 1)


def test_a_layer_may_be_silent_but_not_wrong() -> None:
    text = planted(LAYER, "periods.service_tail", "amount = 90", "amount = -90")

    assert [(fault.where, fault.line) for fault in found_in(text, LAYER)] == [
        ("periods.service_tail.amount", line_with(text, "amount = -90"))
    ]
    assert set(told_by(LAYER)) >= {"periods.service_tail", "holds.litigation", "duties.ground"}


def test_a_conflict_of_floor_and_ceiling_is_named_with_its_days_and_refuses_nothing() -> None:
    faults = found_in(text_of(PA), PA)

    assert [(fault.where, fault.serious) for fault in faults] == [("periods.owner_notice", False)]
    assert faults[0].line == line_with(text_of(PA), "[periods.owner_notice]")
    assert "can take 14 days and the ceiling 'remove' as few as 12 days" in faults[0].why
    declared, mailed, lawful, due = (
        datetime.strptime(f"{each} +0000", "%B %d, %Y %z")
        for each in re.findall(r"\w+day, (\w+ \d+, \d+)", faults[0].why)
    )
    assert declared <= mailed < due < lawful
    assert mistakes_in(texts()[PA], layers(), code=PA) == []


@pytest.mark.parametrize(("latest", "conflicts"), [(41, 0), (31, 0), (30, 1)])
def test_a_sale_that_must_be_before_it_may_be_is_a_conflict(latest: int, conflicts: int) -> None:
    text = planted(CA, "periods.sale_notice_latest", "amount = 41", f"amount = {latest}")

    faults = found_in(text, CA)

    assert [fault.serious for fault in faults] == [False] * conflicts
    assert all("the disposal 'up_to_4000' can be overdue" in fault.why for fault in faults)


def changed(edition: Edition, **periods: dict[str, Any]) -> Edition:
    """The edition with other numbers in some of its periods."""
    told = edition.model_dump()
    for code, values in periods.items():
        told["periods"][code] |= values
    return Edition.model_validate(told)


def test_an_unknown_number_is_in_no_conflict() -> None:
    assert list(faults_of(changed(find_edition(PA), remove={"amount": "unknown"}))) == []


def test_an_edition_with_mistakes_is_not_asked_for_conflicts() -> None:
    told = find_edition(PA).model_dump()
    del told["holds"]["litigation"]

    assert [fault.where for fault in faults_of(Edition.model_validate(told))] == ["holds"]
