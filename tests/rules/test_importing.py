"""What may stand in an imported file, and that every row of it is accounted for."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.importing import list_formats, read_rows
from rules.importing_lines import TextLine, lines_of, records
from schemas.importing import NotThisFormat, Passed, Quarantined, ReportRow, Row
from schemas.words import Outcome, Registration

GOOD = {
    "source": "other-city",
    "external_id": "A-1",
    "reported_at": "2026-05-18T07:05:00-04:00",
    "address": "12 Hubcap Lane",
    "district": "d25",
}


def row(**changes: object) -> str:
    """A good row with changes; a field changed to `...` is left out."""
    return json.dumps({name: value for name, value in {**GOOD, **changes}.items() if value is not ...})


def read(*lines: str) -> list[Row]:
    return list(read_rows("\n".join(lines), "towpath"))


def stories(*lines: str) -> list[tuple[Outcome, str | None]]:
    rows = [row for row in read(*lines) if isinstance(row, ReportRow)]
    return [(row.story.outcome, row.story.duplicate_of) for row in rows if row.story]


def test_a_valid_row_is_accepted_as_it_was_written() -> None:
    story = {"outcome": "crushed", "hazard": True, "registration": "expired"}
    [taken] = read(row(plate=" xyz 12-3 ", vin="N/A", lat=39.99, lon=-75, story=story))
    assert isinstance(taken, ReportRow)
    assert (taken.plate, taken.vin, taken.lat, taken.lon) == ("xyz 12-3", "N/A", 39.99, -75.0)
    assert taken.story is not None
    assert (taken.story.hazard, taken.story.registration) == (True, Registration.EXPIRED)


def test_a_row_says_the_line_it_stands_on_whatever_it_says_of_itself() -> None:
    taken = read("", row(line=77), "  ", row(external_id="A-2"))
    assert [each.line for each in taken] == [2, 4]


def test_a_row_written_out_is_read_back() -> None:
    [taken] = read(row(color="gray", story={"outcome": "withdrawn", "note": "by the state"}))
    assert isinstance(taken, ReportRow)
    assert read(taken.model_dump_json()) == [taken]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"address": ...}, "address", "address is missing."),
        ({"address": "  a "}, "address", "address is shorter than 3 characters."),
        ({"address": "a" * 201}, "address", "address is longer than 200 characters."),
        ({"description": "a" * 4001}, "description", "description is longer than 4000 characters."),
        ({"external_id": "9" * 65}, "external_id", "external_id is longer than 64 characters."),
        ({"external_id": " "}, "external_id", "external_id is shorter than 1 characters."),
        ({"plate": "A\0B"}, "plate", "plate has characters that are not allowed there."),
        ({"plate": 7}, "plate", "plate is not text."),
        ({"district": "South End"}, "district", "district has characters that are not allowed there."),
        ({"lat": 91, "lon": 0}, "lat", "lat is more than 90.0."),
        ({"lat": 0, "lon": -181}, "lon", "lon is less than -180.0."),
        ({"lat": "north", "lon": 0}, "lat", "lat is not a number."),
        ({"lat": float("nan"), "lon": 1}, "lat", "lat is not a number."),
        ({"lat": 40.0}, "lon", "lon needs both a latitude and a longitude."),
        ({"lat": 0, "lon": 0.0}, "lon", "lon is at latitude 0 and longitude 0, which is in the sea."),
        (
            {"reported_at": "last Monday"},
            "reported_at",
            "reported_at is not a date and time like 2026-05-18T07:05:00-04:00.",
        ),
        ({"reported_at": 1760000000}, "reported_at", "reported_at is not a date and time."),
        ({"reported_at": "2026-05-18T07:05:00"}, "reported_at", "reported_at does not say its time zone."),
        ({"reported_at": "1066-10-14T09:00:00Z"}, "reported_at", "reported_at lies before 1970 or after 2099."),
        ({"owner": "somebody"}, None, "The row has a field that this format does not know."),
        ({"story": 3}, "story", "story is not an object with fields."),
        (
            {"story": {"outcome": "duplicate"}},
            "story",
            "story names another report if, and only if, the outcome is a duplicate.",
        ),
        ({"story": {"outcome": "crushed", "hazard": "yes"}}, "story.hazard", "story.hazard is neither true nor false."),
    ],
)
def test_a_wrong_field_is_quarantined_with_its_name_and_a_sentence(
    changes: dict[str, Any], field: str | None, reason: str
) -> None:
    raw = row(**changes)
    assert read(raw) == [Quarantined(line=1, field=field, reason=reason, raw=raw)]


def test_an_unknown_outcome_is_answered_with_the_list() -> None:
    [aside] = read(row(story={"outcome": "eaten"}))
    assert isinstance(aside, Quarantined)
    assert aside.field == "story.outcome"
    assert aside.reason.startswith("story.outcome is not one of 'duplicate', ")
    assert "eaten" not in aside.reason


def test_a_fault_without_a_sentence_of_its_own_is_said_plainly() -> None:
    [aside] = read(row(line=1.5))
    assert isinstance(aside, Quarantined)
    assert aside.reason == "line cannot be read."


@pytest.mark.parametrize("broken", ["not JSON", "[" * 100_000, '{"a":' * 100_000, '{"address": "\\ud800"}'])
def test_a_line_that_is_not_an_object_costs_that_line_only(broken: str) -> None:
    aside, taken = read(broken, row())
    assert aside == Quarantined(line=1, field=None, reason="The line is not a JSON object.", raw=broken)
    assert isinstance(taken, ReportRow)


def test_bytes_that_are_not_utf_8_are_quarantined_as_storable_text() -> None:
    rows = list(read_rows(b"\xef\xbb\xbf" + row().encode() + b"\r\n{\xff\0}\n", "towpath"))
    assert isinstance(rows[0], ReportRow)
    assert rows[1:] == [
        Quarantined(line=2, field=None, reason="The line is not UTF-8 text.", raw="{\\xff\\x00}"),
    ]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"", "utf-16-le"), (b"", "utf-16-be")],
)
def test_a_file_in_utf_16_is_read_as_what_it_is(mark: bytes, encoding: str) -> None:
    text = f"{row(address='12 Señora Lane')}\r\n{row(external_id='A-2')}\r\n"

    rows = list(read_rows(mark + text.encode(encoding), "towpath"))

    assert [each.address for each in rows if isinstance(each, ReportRow)] == ["12 Señora Lane", "12 Hubcap Lane"]


def test_a_file_in_utf_16_that_was_cut_off_costs_its_last_line_only() -> None:
    cut = f"{row()}\n{row(external_id='A-2')}".encode("utf-16")[:-1]

    taken, aside = read_rows(cut, "towpath")

    assert isinstance(taken, ReportRow)
    assert isinstance(aside, Quarantined)
    assert aside.line == 2


def test_a_nul_in_a_line_is_quarantined() -> None:
    assert read(row(), "{\0}")[1:] == [
        Quarantined(line=2, field=None, reason="The line holds a NUL character.", raw="{\\x00}")
    ]


@pytest.mark.parametrize("source", ["", " \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_as_a_whole(source: str | bytes) -> None:
    for format in list_formats():
        with pytest.raises(NotThisFormat, match=r"^The file is empty\.$"):
            read_rows(source, format)


def test_a_file_of_another_format_is_refused_before_its_first_row_is_asked_for() -> None:
    with pytest.raises(NotThisFormat, match="no line is a JSON object"):
        read_rows("plate,address\nABC,12 Hubcap Lane", "towpath")


def test_the_second_row_of_one_number_is_passed_over_and_says_where_the_first_is() -> None:
    rows = read(row(), row(external_id="A-2"), row(address="elsewhere"), row(source="another-city"))
    assert rows[2] == Passed(line=3, reason="the same number is on line 1")
    assert [type(each) for each in rows] == [ReportRow, ReportRow, Passed, ReportRow]


def test_a_number_whose_first_row_was_unreadable_is_accepted_at_its_second() -> None:
    assert [type(each) for each in read(row(lat=99, lon=0), row())] == [Quarantined, ReportRow]


def duplicate(number: str, of: str) -> str:
    return row(external_id=number, story={"outcome": "duplicate", "duplicate_of": of})


def test_a_duplicate_of_an_earlier_or_a_later_row_stays_a_duplicate() -> None:
    later = [duplicate("B", "A-1"), row(), duplicate("C", "A-1")]
    assert stories(*later) == [(Outcome.DUPLICATE, "A-1")] * 2


def test_a_duplicate_of_a_duplicate_is_one_of_the_first_report() -> None:
    assert stories(row(), duplicate("C", "B"), duplicate("B", "A-1")) == [(Outcome.DUPLICATE, "A-1")] * 2


@pytest.mark.parametrize("of", ["Z-9", "B"], ids=["of a report outside the file", "of itself"])
def test_a_duplicate_of_no_other_report_here_is_one_elsewhere(of: str) -> None:
    assert stories(row(), duplicate("B", of)) == [(Outcome.DUPLICATE_ELSEWHERE, of)]


def test_a_duplicate_of_a_quarantined_row_is_a_duplicate_elsewhere() -> None:
    assert stories(row(lat=99, lon=0), duplicate("B", "A-1")) == [(Outcome.DUPLICATE_ELSEWHERE, "A-1")]


def test_reports_that_are_duplicates_of_each_other_are_duplicates_elsewhere() -> None:
    assert stories(duplicate("B", "C"), duplicate("C", "B")) == [
        (Outcome.DUPLICATE_ELSEWHERE, "C"),
        (Outcome.DUPLICATE_ELSEWHERE, "B"),
    ]


def test_a_duplicate_elsewhere_keeps_its_number_even_if_the_file_has_the_same() -> None:
    told = row(external_id="B", story={"outcome": "duplicate_elsewhere", "duplicate_of": "A-1"})
    assert stories(row(), told) == [(Outcome.DUPLICATE_ELSEWHERE, "A-1")]


@given(st.lists(st.one_of(st.binary(), st.just(row().encode()), st.just(b"{}"), st.just(b"{\xff"))))
@example([b"\xef\xbb\xbf{}", b"\r"])
def test_whatever_the_bytes_every_line_of_a_towpath_file_is_accounted_for(lines: list[bytes]) -> None:
    data = b"\n".join(lines)
    try:
        rows = list(read_rows(data, "towpath"))
    except NotThisFormat:
        return
    assert [each.line for each in rows] == [line.number for line in lines_of(data) if not line.blank]
    for each in rows:
        each.model_dump_json().encode()


@given(st.text(alphabet='a",\n\r \0é', max_size=60), st.integers(min_value=1, max_value=3))
def test_whatever_the_text_every_line_of_a_csv_file_is_in_one_record(text: str, width: int) -> None:
    lines = lines_of(text)
    found = "\n".join(record.raw for record in records(lines, width))
    assert [part for part in found.split("\n") if part.strip()] == [line.text for line in lines if not line.blank]


def test_lines_may_come_one_by_one() -> None:
    assert lines_of(["a\n", b"b\r\n", "\ud800"]) == [
        TextLine(1, "a"),
        TextLine(2, "b"),
        TextLine(3, "\\xed\\xa0\\x80", "The line is not UTF-8 text."),
    ]
