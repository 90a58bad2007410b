"""The map of an export: what it may say, and that what is wrong with it is told with its file, line and key."""

import pytest

from rules.importing import list_formats
from rules.importing_csv import CsvImporter
from rules.importing_lines import lines_of
from rules.importing_maps import BadMapError, ColumnMap, find_map, list_maps, read_map
from schemas.importing import Quarantined, ReportRow, Row
from schemas.words import Outcome

MAP = """\
name = "Kelpie Bay"
zone = "Europe/Dublin"
encoding = "cp1252"
delimiter = ";"
times = ["%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%S%z"]

[fields]
external_id = "Nr"
reported_at = "When"
address = { columns = ["Street", "Town"], joined_by = " / " }
district = "Area"
color = { columns = ["Color"], means_nothing = ["none"] }

[story]
column = "State"
closed = ["done"]
text = "Words"
otherwise = "withdrawn"

[[story.endings]]
says = "nobody"
outcomes = ["gone_on_arrival"]

[[story.endings]]
says = "same as"
outcomes = ["duplicate"]
"""
HEADER = "Nr;When;Street;Town;Area;Color;State;Words"


def changed(old: str, new: str) -> bytes:
    assert old in MAP
    return MAP.replace(old, new).encode()


def kelpie_bay() -> ColumnMap:
    return read_map(MAP.encode(), code="kelpie-bay")


def read(*lines: str) -> list[Row]:
    importer = CsvImporter("kelpie-bay", kelpie_bay())
    data = "\n".join((HEADER, *lines)).encode("cp1252")
    return list(importer.read(lines_of(data, importer.encoding)))


@pytest.mark.parametrize("code", list_maps())
def test_every_map_that_is_carried_can_be_used_and_is_a_format(code: str) -> None:
    assert find_map(code).needed
    assert code in list_formats()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"name = ", "1: This is not TOML: invalid value."),
        (b'name = "a"\n# \xff', "2: The file is not UTF-8."),
        (changed('zone = "Europe/Dublin"\n', ""), "1: zone: This is missing."),
        (changed("Europe/Dublin", "Dublin/Europe"), "2: zone: No such time zone is known, such as America/New_York."),
        (changed('"cp1252"', '"ebcdic"'), "3: encoding: 'ebcdic' is not known; it can be 'utf-8', 'cp1252' or 'iso-"),
        (changed("%d.%m.%Y %H:%M", "%d.%m."), "5: times.0: This format lacks the year, the month or the day."),
        (changed("%d.%m.%Y %H:%M", "%Q"), "5: times.0: This is no format of a date, such as %Y-%m-%d %H:%M:%S."),
        (changed('district = "Area"\n', ""), "7: fields.district: This is missing."),
        (changed("color =", "paint ="), "12: fields.paint: A map has no such key here."),
        (changed("color =", "lat ="), "7: fields: Lat and lon go together."),
        (changed('"Area"', '" "'), "11: fields.district.columns.0: This is empty."),
        (changed('"Area"', "3"), "11: fields.district: A section is expected, or the name of a column in quotes."),
        (changed('"same as"', '"(same"'), "25: story.endings.1.says: This is no regular expression: "),
        (changed('["duplicate"]', '["eaten"]'), "26: story.endings.1.outcomes.0: 'eaten' is not known; it can be 'dup"),
        (changed('["duplicate"]', "[]"), "26: story.endings.1.outcomes: This is empty: at least one is needed."),
    ],
)
def test_a_bad_map_is_refused_with_its_file_line_and_key(text: bytes, sentence: str) -> None:
    with pytest.raises(BadMapError) as refused:
        read_map(text, code="kelpie-bay")

    assert str(refused.value).startswith(f"rules/importers/kelpie-bay.toml:{sentence}")


def test_a_row_is_read_as_its_map_says() -> None:
    [row] = read("7;18.05.2022 07:05;12 Café Row;Gasket;North;none;open;")

    assert isinstance(row, ReportRow)
    assert (row.source, row.external_id) == ("kelpie-bay", "7")
    assert (row.address, row.district) == ("12 Café Row / Gasket", "north")
    assert row.reported_at.isoformat() == "2022-05-18T07:05:00+01:00"
    assert (row.color, row.lat, row.story) == (None, None, None)


def test_a_time_with_a_zone_of_its_own_keeps_it() -> None:
    [row] = read("7;2022-05-18T07:05:00-0400;12 Café Row;;North;;open;")

    assert isinstance(row, ReportRow)
    assert row.reported_at.isoformat() == "2022-05-18T07:05:00-04:00"
    assert row.address == "12 Café Row"


def test_a_closed_row_has_the_outcome_of_its_ending_and_else_that_of_otherwise() -> None:
    duplicate, other = read("7;18.05.2022 07:05;a street;;n;;Done;Same as 9", "8;18.05.2022 07:05;a street;;n;;DONE;?")

    assert isinstance(duplicate, ReportRow)
    assert isinstance(other, ReportRow)
    assert duplicate.story
    assert other.story
    assert (duplicate.story.outcome, duplicate.story.duplicate_of) == (Outcome.DUPLICATE, "not given")
    assert (other.story.outcome, other.story.note) == (Outcome.WITHDRAWN, "?")


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        ("7;May 18;a street;;n;;open;", "When", "When is not a date and time like 18.05.2022 07:05."),
        ("7;18.05.2022 07:05;;;n;;open;", "Street", "Street is empty."),
        ("7;18.05.2022 07:05;a street", None, "The row has 3 columns where the header has 8."),
    ],
)
def test_a_row_that_does_not_fit_the_map_is_quarantined_with_the_columns_of_the_file(
    line: str, field: str | None, reason: str
) -> None:
    assert read(line) == [Quarantined(line=2, field=field, reason=reason, raw=line)]


def test_bytes_outside_of_the_encoding_of_the_map_cost_their_line() -> None:
    importer = CsvImporter("kelpie-bay", kelpie_bay())

    [aside] = importer.read(lines_of(f"{HEADER}\n".encode() + b"7;\x81", importer.encoding))

    assert isinstance(aside, Quarantined)
    assert aside.reason == "The line is not text in the code page Windows-1252."
    assert aside.raw == "7;\\x81"


def test_a_file_with_the_mark_of_utf_8_is_read_so_whatever_its_map_says() -> None:
    importer = CsvImporter("kelpie-bay", kelpie_bay())
    text = f"{HEADER}\n7;18.05.2022 07:05;12 Café Row;Łódź;d25;;open;"

    [row] = importer.read(lines_of(text.encode("utf-8-sig"), importer.encoding))

    assert isinstance(row, ReportRow)
    assert row.address == "12 Café Row / Łódź"


def test_a_file_without_line_feeds_has_the_lines_of_its_carriage_returns() -> None:
    importer = CsvImporter("kelpie-bay", kelpie_bay())
    text = f"{HEADER}\r7;18.05.2022 07:05;a street;;d25;;open;\r8;18.05.2022 07:05;b street;;d25;;open;\r"

    rows = list(importer.read(lines_of(text.encode(), importer.encoding)))

    assert [row.address for row in rows if isinstance(row, ReportRow)] == ["a street", "b street"]
