"""Chicago's table, by its map alone: its columns, its two ways to write a date, and what its inspectors wrote."""

import csv
import io

import pytest

from rules.importing import header_of, read_rows, texts_of
from rules.importing_corrections import corrected, read_alone
from rules.importing_maps import find_map
from schemas.importing import NotThisFormat, Passed, ReportRow, Row
from schemas.words import Outcome
from tests.rules.test_importing_boston311 import SHARED, real_rows

CODE = "chicago311"
NEEDED = find_map(CODE).needed
GOOD = {
    "Creation Date": "05/18/2016",
    "Status": "Completed",
    "Service Request Number": "16-00000001",
    "Type of Service Request": "Abandoned Vehicle Complaint",
    "License Plate": "ZQX 118",
    "Vehicle Make/Model": "Ford",
    "Vehicle Color": "White",
    "Current Activity": "FVI - Outcome",
    "Most Recent Action": "Vehicle was moved from original address requested",
    "Street Address": "12 W HUBCAP LN",
    "ZIP Code": "60600",
    "Police District": "19",
    "Latitude": "41.9",
    "Longitude": "-87.6",
}


def csv_of(*rows: dict[str, str]) -> str:
    written = io.StringIO()
    table = csv.DictWriter(written, ("Ward", *NEEDED), lineterminator="\n")
    table.writeheader()
    table.writerows({**GOOD, "Ward": "44", **changes} for changes in rows)
    return written.getvalue()


def read(*rows: dict[str, str]) -> list[Row]:
    return list(read_rows(csv_of(*rows), CODE))


def outcome_of(**changes: str) -> Outcome | None:
    [row] = read({name.replace("_", " "): value for name, value in changes.items()})
    assert isinstance(row, ReportRow)
    return row.story.outcome if row.story else None


def test_a_row_is_read_by_the_columns_and_the_time_of_chicago() -> None:
    [row] = read({})

    assert isinstance(row, ReportRow)
    assert (row.source, row.external_id) == (CODE, "16-00000001")
    assert row.reported_at.isoformat() == "2016-05-18T00:00:00-05:00"
    assert (row.address, row.district, row.lat, row.lon) == ("12 W HUBCAP LN, 60600", "19", 41.9, -87.6)
    assert (row.plate, row.make, row.color) == ("ZQX 118", "Ford", "White")
    assert row.story
    assert row.story.note == "FVI - Outcome; Vehicle was moved from original address requested"


def test_a_date_of_the_programming_interface_is_read_too() -> None:
    [row] = read({"Creation Date": "2016-05-18T00:00:00.000"})

    assert isinstance(row, ReportRow)
    assert row.reported_at.isoformat() == "2016-05-18T00:00:00-05:00"


@pytest.mark.parametrize(
    ("action", "outcomes"),
    [
        ("Vehicle was moved from original address requested", {Outcome.GONE_ON_ARRIVAL}),
        ("Return to Owner - Vehicle", {Outcome.RECLAIMED}),
        ("Need Vehicle Tow Report", {Outcome.RECLAIMED, Outcome.CRUSHED}),
        ("Create Work Order", {Outcome.RECLAIMED, Outcome.CRUSHED}),
        ("Proceed with Tow Case", {Outcome.RECLAIMED, Outcome.CRUSHED}),
        ("Follow on Activity was created", {Outcome.WITHDRAWN}),
        ("", {Outcome.WITHDRAWN}),
    ],
)
def test_the_most_recent_action_decides_the_story(action: str, outcomes: set[Outcome]) -> None:
    told = {outcome_of(Most_Recent_Action=action, Service_Request_Number=f"16-0000000{number}") for number in range(2)}

    assert told == outcomes


def test_the_status_shows_a_duplicate_and_an_open_request() -> None:
    assert outcome_of(Status="Completed - Dup") is Outcome.DUPLICATE_ELSEWHERE
    assert outcome_of(Status="Open") is None
    assert read({"Type of Service Request": "Alley Light Out"}) == [Passed(line=2, reason="another kind of request")]


def test_a_row_of_chicago_is_corrected_by_its_column() -> None:
    file = csv_of({"Police District": ""})
    header, text = header_of(file, CODE), texts_of(file, CODE)[2]

    right = corrected(text, {"Police District": "19"}, format=CODE, header=header, reason="Police District is empty.")

    found = read_alone(right, format=CODE, header=header)
    assert isinstance(found, ReportRow)
    assert found.district == "19"


def test_a_file_of_another_city_is_refused_with_the_first_column_that_it_lacks() -> None:
    with pytest.raises(NotThisFormat) as refused:
        read_rows("CASE_ENQUIRY_ID,OPEN_DT\n1,2", CODE)

    lacks = "the first line lacks the column Service Request Number"
    assert str(refused.value) == f"This is not a Chicago 311 file: {lacks}."


@real_rows
def test_every_real_plate_is_kept_as_it_was_written() -> None:
    written = csv.reader((SHARED / "chicago_311_plate_field_values.csv").read_text().splitlines())
    values = [value for value, _ in written][1:]

    rows = read(*({"License Plate": each, "Service Request Number": f"16-{at}"} for at, each in enumerate(values)))

    assert len(rows) == len(values) == 136
    assert [row.plate for row in rows if isinstance(row, ReportRow)] == values
