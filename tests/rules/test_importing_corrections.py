"""A row in quarantine is corrected: field by field or whole, and read as it would be in its file."""

import csv
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.importing import fields_of, header_of, read_rows, report_of, texts_of
from rules.importing_corrections import corrected, read_alone
from rules.importing_faults import WHOLE_ROW
from rules.importing_lines import TextLine
from rules.importing_objects import FIELDS, read_object
from schemas.importing import CannotCorrect, Format, NotThisFormat, Passed, Quarantined, ReportRow
from schemas.reporting import ReportVehicle
from tests.rules.test_importing import GOOD, row
from tests.rules.test_importing_boston311 import GOOD as GOOD_CELLS
from tests.rules.test_importing_boston311 import NEEDED, csv_of

HEADER = ",".join(NEEDED)
ANY_REASON = "Something is wrong."


def change(text: str, changes: dict[str, Any], *, reason: str = ANY_REASON) -> str:
    """The Towpath row, corrected."""
    return corrected(text, changes, format="towpath", header=None, reason=reason)


def change_cells(text: str, changes: dict[str, Any], *, header: str = HEADER) -> str:
    """The Boston row, corrected."""
    return corrected(text, changes, format="boston311", header=header, reason=ANY_REASON)


def cells(**changes: str) -> str:
    """A row of Boston's file."""
    return csv_of(changes).split("\n", 1)[1].removesuffix("\n")


@pytest.mark.parametrize(
    ("wrong", "changes", "right"),
    [
        ({"address": ...}, {"address": "12 Hubcap Lane"}, {}),
        ({"plate": 7}, {"plate": "7"}, {"plate": "7"}),
        ({"plate": 7}, {"plate": ""}, {}),
        ({"plate": 7}, {"plate": None}, {}),
        ({"lat": 91, "lon": -75.1}, {"lat": "39.9"}, {"lat": 39.9, "lon": -75.1}),
        ({"lat": 91, "lon": -75.1}, {"lat": 39.9}, {"lat": 39.9, "lon": -75.1}),
        ({"owner": "somebody"}, {"owner": ""}, {}),
        ({"an.odd": "field"}, {"an.odd": None}, {}),
        ({"story": 3}, {"story": '{"outcome": "crushed"}'}, {"story": {"outcome": "crushed"}}),
        ({"story": 3}, {"story.outcome": "crushed"}, {"story": {"outcome": "crushed"}}),
        (
            {"story": {"outcome": "crushed", "hazard": "yes"}},
            {"story.hazard": "true"},
            {"story": {"outcome": "crushed", "hazard": True}},
        ),
        ({"story": {"outcome": "crushed", "note": 3}}, {"story.note": ""}, {"story": {"outcome": "crushed"}}),
    ],
)
def test_a_field_that_is_put_right_makes_the_row_that_it_should_have_been(
    wrong: dict[str, Any], changes: dict[str, Any], right: dict[str, Any]
) -> None:
    text = change(row(**wrong), changes)

    assert isinstance(read_alone(row(**wrong), format="towpath", header=None), Quarantined)
    assert json.loads(text) == {**GOOD, **right}
    assert isinstance(read_alone(text, format="towpath", header=None), ReportRow)


def test_a_value_that_is_no_json_where_json_is_needed_stays_as_it_was_typed_and_is_named() -> None:
    found = read_alone(change(row(lon=1), {"lat": "north"}), format="towpath", header=None)

    assert isinstance(found, Quarantined)
    assert (found.field, found.reason) == ("lat", "lat is not a number.")


@pytest.mark.parametrize(
    ("wrong", "changes"),
    [
        ({"Location": ""}, {"Location": "12 Hubcap Ln, and so on"}),
        ({"LATITUDE": "142"}, {"LATITUDE": 42.3}),
        ({"LATITUDE": "142"}, {"LATITUDE": "", "LONGITUDE": None}),
        ({"OPEN_DT": "18/05/2022"}, {"OPEN_DT": "2022-05-18 07:05:00"}),
    ],
)
def test_a_cell_that_is_put_right_leaves_the_others_as_they_were(
    wrong: dict[str, str], changes: dict[str, Any]
) -> None:
    text = change_cells(cells(**wrong, CASE_TITLE='a "quoted",\ntitle'), changes)

    expected = {**GOOD_CELLS, "CASE_TITLE": 'a "quoted",\ntitle'} | {k: str(v or "") for k, v in changes.items()}
    assert next(csv.reader(text.splitlines(keepends=True))) == [expected[column] for column in NEEDED]
    assert isinstance(read_alone(text, format="boston311", header=HEADER), ReportRow)


@pytest.mark.parametrize("form", ["towpath", "boston311"])
def test_a_field_that_there_is_not_is_answered_with_those_that_there_are(form: Format) -> None:
    text, header = (row(), None) if form == "towpath" else (cells(), HEADER)
    what, names = ("field", FIELDS) if form == "towpath" else ("column", NEEDED)

    with pytest.raises(CannotCorrect) as refused:
        corrected(text, {"paint": "blue"}, format=form, header=header, reason=ANY_REASON)

    assert str(refused.value).startswith(f"There is no {what} paint: choose one of {', '.join(names)}")


@pytest.mark.parametrize(
    ("form", "text", "reason"),
    [
        ("towpath", "not JSON", ANY_REASON),
        ("towpath", "[1]", ANY_REASON),
        ("towpath", '{"a":' * 1000, ANY_REASON),
        ("towpath", row(address="Caf\\xe9 Lane"), "The line is not UTF-8 text."),
        ("towpath", row(address="a\\x00"), "The line holds a NUL character."),
        ("boston311", "101000000009,2022", ANY_REASON),
        ("boston311", '"' + cells(), ANY_REASON),
        ("boston311", cells() + "\n" + cells(), ANY_REASON),
    ],
)
def test_a_row_that_does_not_fall_into_its_fields_is_given_whole(form: Format, text: str, reason: str) -> None:
    with pytest.raises(CannotCorrect) as refused:
        corrected(text, {"district": "d25"}, format=form, header=HEADER, reason=reason)

    assert str(refused.value) == WHOLE_ROW


@pytest.mark.parametrize(
    ("form", "text", "reason"),
    [
        ("towpath", "not JSON", "The line is not a JSON object."),
        ("towpath", row() + "\n" + row(), "This is more than one row."),
        ("boston311", cells() + "\n" + cells(), "This is more than one row."),
        ("boston311", "1,2\n3,4", "The row has 2 columns where the header has 10."),
    ],
)
def test_what_is_not_one_row_is_still_wrong(form: Format, text: str, reason: str) -> None:
    found = read_alone(text, format=form, header=HEADER if form == "boston311" else None)

    assert isinstance(found, Quarantined)
    assert (found.field, found.reason) == (None, reason)


@pytest.mark.parametrize("form", ["towpath", "boston311"])
def test_an_empty_row_is_no_report(form: Format) -> None:
    found = read_alone(" \n", format=form, header=HEADER)

    assert found == Passed(line=0, reason="an empty row is not a report")


def test_another_kind_of_request_is_passed_over_when_it_is_read_alone_too() -> None:
    found = read_alone(cells(TYPE="Rodent Activity"), format="boston311", header=HEADER)

    assert isinstance(found, Passed)


def test_a_row_without_its_header_is_not_read() -> None:
    with pytest.raises(NotThisFormat):
        read_alone(cells(), format="boston311", header=None)


def test_a_row_is_found_in_its_file_with_the_header_that_it_needs() -> None:
    file = "\n" + csv_of({"CASE_TITLE": "over\ntwo lines"}, {"CASE_ENQUIRY_ID": "101000000002"})

    texts = texts_of(file, "boston311")

    assert header_of(file, "boston311") == HEADER
    assert [each.line for each in read_rows(file, "boston311")] == list(texts) == [3, 5]
    for text, whole in zip(texts.values(), read_rows(file, "boston311"), strict=True):
        alone = read_alone(text, format="boston311", header=HEADER)
        assert isinstance(alone, ReportRow)
        assert alone.model_copy(update={"line": whole.line}) == whole


def test_a_file_of_objects_has_no_header() -> None:
    assert header_of(row(), "towpath") is None
    assert texts_of("\n" + row(), "towpath")[2] == row()


def test_what_can_be_read_is_what_the_door_for_reports_takes() -> None:
    taken = read_object(TextLine(1, row(lat=40.1, lon=-75, plate="ABC 1234", description="It leaks.")))
    assert isinstance(taken, ReportRow)

    report = report_of(taken, "towpath")

    assert isinstance(report, ReportVehicle)
    assert report == ReportVehicle.model_validate_json(json.dumps(fields_of(taken)))
    assert (report.channel, report.at, report.external_id) == ("import", taken.reported_at, "A-1")


@pytest.mark.parametrize(
    ("form", "changes", "field"),
    [
        ("towpath", {"district": "South End"}, "district"),
        ("boston311", {"district": "South End"}, "police_district"),
        ("boston311", {"address": "x"}, "Location"),
    ],
)
def test_a_row_that_the_report_endpoint_would_refuse_is_quarantined_with_the_column_of_the_file(
    form: Format, changes: dict[str, Any], field: str
) -> None:
    taken = ReportRow.model_validate_json(row()).model_copy(update=changes)

    found = report_of(taken, form)

    assert isinstance(found, Quarantined)
    assert found.field == field
    assert found.reason.startswith(f"{field} ")


@given(st.text(max_size=40), st.dictionaries(st.sampled_from([*FIELDS, "story.note"]), st.text(max_size=12)))
def test_whatever_is_typed_the_corrected_row_is_read_or_named(text: str, changes: dict[str, str]) -> None:
    for start in (row(), text):
        try:
            found = read_alone(change(start, changes), format="towpath", header=None)
        except CannotCorrect:
            continue
        assert isinstance(found, ReportRow | Quarantined)


@given(st.text(max_size=40), st.dictionaries(st.sampled_from(NEEDED), st.text(alphabet='a",\n\r é', max_size=12)))
def test_whatever_is_typed_into_cells_the_row_stays_one_row(text: str, changes: dict[str, str]) -> None:
    for start in (cells(), text):
        try:
            corrected_row = change_cells(start, changes)
        except CannotCorrect:
            continue
        if corrected_row.strip():
            found = read_alone(corrected_row, format="boston311", header=HEADER)
            assert not isinstance(found, Quarantined) or found.field is not None, found
