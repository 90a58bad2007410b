"""Boston's export: its real rows, its closing texts, and its rows that are broken."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.importing import read_rows
from rules.importing_csv import story_of
from rules.importing_maps import find_map
from schemas.importing import NotThisFormat, Passed, Quarantined, ReportRow, Row, Story
from schemas.words import Outcome, Registration

SHARED = Path(__file__).parents[3] / "shared" / "data"
real_rows = pytest.mark.skipif(not SHARED.is_dir(), reason="the real rows (../shared/data) are not on this machine")

BOSTON = find_map("boston311")
NEEDED = BOSTON.needed
CLOSED = "Case Closed. Closed date : 2022-07-07 14:01:42.207 "
GOOD = {
    "CASE_ENQUIRY_ID": "101000000001",
    "OPEN_DT": "2022-05-18 07:05:00",
    "CASE_STATUS": "Closed",
    "CLOSURE_REASON": CLOSED + "Case Resolved vehicle not at location",
    "CASE_TITLE": "Abandoned Vehicles",
    "TYPE": "Abandoned Vehicles",
    "Location": "12 Hubcap Ln  Gasket Row  MA  00000",
    "police_district": "E5",
    "LATITUDE": "42.3",
    "LONGITUDE": "-71.1",
}


def csv_of(*rows: dict[str, str], columns: tuple[str, ...] = NEEDED) -> str:
    written = io.StringIO()
    table = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows({**GOOD, **changes} for changes in rows)
    return written.getvalue()


def read(*rows: dict[str, str]) -> list[Row]:
    return list(read_rows(csv_of(*rows), "boston311"))


def read_real(name: str) -> list[Row]:
    return list(read_rows((SHARED / name).read_bytes(), "boston311"))


def told(number: str, closing_text: str) -> Story:
    assert BOSTON.story
    return story_of(BOSTON.story, number, closing_text)


def outcomes(rows: list[Row]) -> Counter[Outcome]:
    return Counter(row.story.outcome for row in rows if isinstance(row, ReportRow) and row.story)


@real_rows
def test_each_of_the_95_real_rows_is_accounted_for_as_its_closing_text_says() -> None:
    rows = read_real("boston311_abandoned_vehicles_95.csv")
    assert [row.line for row in rows] == list(range(2, 97))
    found = outcomes(rows)
    assert found.pop(Outcome.AUCTIONED) + found.pop(Outcome.RECLAIMED) == 11
    assert found == {
        Outcome.GONE_ON_ARRIVAL: 52,
        Outcome.DUPLICATE_ELSEWHERE: 21,
        Outcome.UNFOUNDED: 5 + 2 + 1,
        Outcome.WITHDRAWN: 2,
        Outcome.MOVED_BY_OWNER: 1,
    }
    stories = [row.story for row in rows if isinstance(row, ReportRow) and row.story]
    assert sum(story.registration is Registration.VALID for story in stories) == 5
    assert sum("Case Invalid" in (story.note or "") for story in stories) == 2


@real_rows
def test_the_95_are_found_among_the_4995_and_the_others_are_passed_over() -> None:
    alone = read_real("boston311_abandoned_vehicles_95.csv")
    mixed = read_real("boston311_sample_4995_2015_2024.csv")
    passed = Counter(row.reason for row in mixed if isinstance(row, Passed))
    assert passed == {"another kind of request": 4900}
    taken = {row.external_id: row.story for row in mixed if isinstance(row, ReportRow)}
    assert taken == {row.external_id: row.story for row in alone if isinstance(row, ReportRow)}
    assert len(taken) == 95


def test_a_row_is_read_with_boston_s_own_columns_and_local_time() -> None:
    summer, winter = read({}, {"CASE_ENQUIRY_ID": "101000000002", "OPEN_DT": "2022-12-18 07:05:00", "CASE_TITLE": "x"})
    assert isinstance(summer, ReportRow)
    assert isinstance(winter, ReportRow)
    assert summer.reported_at.isoformat() == "2022-05-18T07:05:00-04:00"
    assert winter.reported_at.isoformat() == "2022-12-18T07:05:00-05:00"
    assert (summer.address, summer.district) == ("12 Hubcap Ln, Gasket Row, MA, 00000", "e5")
    assert (summer.lat, summer.lon, summer.plate) == (42.3, -71.1, None)
    assert (summer.description, winter.description) == (None, "x")


@pytest.mark.parametrize(
    ("text", "outcome", "other", "registration"),
    [
        ("Case Resolved no vehicle at location ", Outcome.GONE_ON_ARRIVAL, None, None),
        ("Case Resolved t83 reports VEHICLE NOT AT LOCATION 6/14.", Outcome.GONE_ON_ARRIVAL, None, None),
        ("Duplicate of Existing Case 1631273", Outcome.DUPLICATE, "1631273", None),
        ("Duplicate of Existing Case ", Outcome.DUPLICATE, "not given", None),
        ("Duplicate of 101002872257  101002876675", Outcome.DUPLICATE, "101002872257", None),
        ("Case Resolved vehicle active to a resident", Outcome.UNFOUNDED, None, Registration.VALID),
        ("Case Resolved This vehicle is ACTIVELY registered.", Outcome.UNFOUNDED, None, Registration.VALID),
        ("Case Invalid not an abandoned vehicle.", Outcome.UNFOUNDED, None, None),
        ("Case Invalid there is not enough information to process this", Outcome.UNFOUNDED, None, None),
        ("Case Resolved didnt have the plate number", Outcome.UNFOUNDED, None, None),
        ("vehicle removed to private property by owner 2/16.", Outcome.MOVED_BY_OWNER, None, None),
        ("Case Closed in AVRS", Outcome.WITHDRAWN, None, None),
        ("something that nobody has written before", Outcome.WITHDRAWN, None, None),
        ("", Outcome.WITHDRAWN, None, None),
    ],
)
def test_the_closing_text_decides_the_story(
    text: str, outcome: Outcome, other: str | None, registration: Registration | None
) -> None:
    story = told("101000000001", CLOSED + text)
    assert (story.outcome, story.duplicate_of, story.registration) == (outcome, other, registration)
    assert story.note == (text.strip() or None)


def test_what_came_of_a_towed_car_is_chosen_by_its_number_and_always_the_same() -> None:
    found = [told(str(number), "Case Closed Case Resolved  towed 4/13.").outcome for number in (2, 3, 2, 3)]
    assert found == [Outcome.RECLAIMED, Outcome.AUCTIONED] * 2


def test_a_case_that_is_still_open_has_no_story() -> None:
    [row] = read({"CASE_STATUS": "Open", "CLOSURE_REASON": " "})
    assert isinstance(row, ReportRow)
    assert row.story is None


def test_a_duplicate_of_a_case_in_the_file_is_a_duplicate_of_it() -> None:
    first, second = read(
        {"CLOSURE_REASON": "Duplicate of Existing Case see 101000000202"}, {"CASE_ENQUIRY_ID": "101000000202"}
    )
    assert isinstance(first, ReportRow)
    assert isinstance(second, ReportRow)
    assert first.story is not None
    assert (first.story.outcome, first.story.duplicate_of) == (Outcome.DUPLICATE, second.external_id)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"Location": " "}, "Location", "Location is empty."),
        ({"CASE_ENQUIRY_ID": ""}, "CASE_ENQUIRY_ID", "CASE_ENQUIRY_ID is empty."),
        ({"TYPE": ""}, "TYPE", "TYPE is empty."),
        ({"OPEN_DT": "18/05/2022"}, "OPEN_DT", "OPEN_DT is not a date and time like 2022-05-18 07:05:00."),
        ({"OPEN_DT": "0022-05-18 07:05:00"}, "OPEN_DT", "OPEN_DT lies before 1970 or after 2099."),
        ({"LATITUDE": "142.3"}, "LATITUDE", "LATITUDE is more than 90.0."),
        ({"LATITUDE": "nan"}, "LATITUDE", "LATITUDE is not a number."),
        ({"LATITUDE": ""}, "LONGITUDE", "LONGITUDE needs both a latitude and a longitude."),
        ({"Location": "x" * 201}, "Location", "Location is longer than 200 characters."),
        ({"CLOSURE_REASON": "x" * 4001}, "CLOSURE_REASON", "CLOSURE_REASON is longer than 4000 characters."),
        ({"police_district": "E 5"}, "police_district", "police_district has characters that are not allowed there."),
    ],
)
def test_a_wrong_cell_is_quarantined_with_bostons_column_name(changes: dict[str, str], field: str, reason: str) -> None:
    raw = csv_of(changes).splitlines()[1]
    assert read(changes) == [Quarantined(line=2, field=field, reason=reason, raw=raw)]


def test_another_kind_of_request_is_passed_over_however_empty_it_is() -> None:
    assert read({"TYPE": "Rodent Activity", "Location": ""}) == [Passed(line=2, reason="another kind of request")]


def test_files_laid_end_to_end_repeat_the_names_of_the_columns() -> None:
    rows = list(read_rows(csv_of({}) + csv_of({"CASE_ENQUIRY_ID": "101000000002"}), "boston311"))
    assert [type(row) for row in rows] == [ReportRow, Quarantined, ReportRow]
    assert isinstance(rows[1], Quarantined)
    assert rows[1].reason == "The row repeats the names of the columns."


def test_a_row_with_too_few_columns_is_quarantined() -> None:
    rows = list(read_rows(csv_of({}) + "101000000009,2022\n", "boston311"))
    assert rows[1:] == [
        Quarantined(
            line=3, field=None, reason="The row has 2 columns where the header has 10.", raw="101000000009,2022"
        )
    ]


def test_a_quotation_mark_that_is_never_closed_costs_one_row() -> None:
    good = [csv_of({"CASE_ENQUIRY_ID": f"10100000000{at}"}).splitlines()[1] for at in range(3)]
    header = csv_of().splitlines()[0]
    rows = list(read_rows([header, good[0], '"' + good[1], good[2]], "boston311"))
    assert [type(row) for row in rows] == [ReportRow, Quarantined, ReportRow]


def test_a_cell_may_run_over_several_lines() -> None:
    text = csv_of({"CLOSURE_REASON": "Case Resolved\n\ntowed"}, {"CASE_ENQUIRY_ID": "101000000002"})
    assert [row.line for row in read_rows(text, "boston311")] == [2, 5]


def test_a_line_that_is_not_utf_8_does_not_spoil_its_neighbors() -> None:
    row = csv_of({"CASE_ENQUIRY_ID": "101000000002"}).splitlines()[1].encode()
    rows = list(read_rows(csv_of({}).encode() + b"\xe9" + row + b"\n" + row, "boston311"))
    assert [type(row) for row in rows] == [ReportRow, Quarantined, ReportRow]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("{}", "This is not a Boston 311 file: the first line lacks the column CASE_ENQUIRY_ID."),
        ('"', "This is not a Boston 311 file: the first line lacks the column CASE_ENQUIRY_ID."),
        (b"\xff\xfeC\0A\0", "This is not a Boston 311 file: the first line lacks the column CASE_ENQUIRY_ID."),
        (csv_of(columns=NEEDED[:-1]), "This is not a Boston 311 file: the first line lacks the column CASE_STATUS."),
        (
            csv_of(columns=(*NEEDED, "TYPE")),
            "This Boston 311 file has the column TYPE twice; it is unclear which one to read.",
        ),
    ],
)
def test_a_file_without_boston_s_columns_is_refused_in_one_sentence(source: str | bytes, sentence: str) -> None:
    with pytest.raises(NotThisFormat) as refused:
        read_rows(source, "boston311")
    assert str(refused.value) == sentence


def test_columns_that_are_not_read_may_occur_twice() -> None:
    assert len(list(read_rows(csv_of({}, columns=(*NEEDED, "ward, precinct", "ward", "ward")), "boston311"))) == 1


@given(st.lists(st.one_of(st.binary(), st.just(csv_of({}).splitlines()[1].encode()))))
def test_whatever_the_bytes_each_line_of_a_boston_file_begins_or_continues_a_row(lines: list[bytes]) -> None:
    data = csv_of().encode() + b"\n".join(lines)
    numbers = [row.line for row in read_rows(data, "boston311")]
    written = [at for at, line in enumerate(data.split(b"\n"), 1) if line.decode(errors="ignore").strip() and at > 1]
    assert numbers == sorted(set(numbers))
    assert numbers[:1] == written[:1] or not data.isascii()
    assert set(written) <= set(numbers) or b'"' in data or not data.isascii()
