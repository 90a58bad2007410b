"""Settings, the data directory, the training clock and the city file."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rules.library import find_edition, list_editions
from schemas.pace import Pace
from schemas.retention import DataKind
from tests.city_law import CITY, EDITION
from workers.city import CityFileError, read_city
from workers.compose import pace_of
from workers.data_dir import FORMAT, StackError, locked, secret_of
from workers.settings import HERE, Settings, parse_pace
from workers.training_clock import beat, wind

LAW = find_edition(EDITION)

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.mark.parametrize(("text", "factor"), [("1", 1.0), ("1d=60s", 1440.0), ("1h=1s", 3600.0), ("2d=1m", 2880.0)])
def test_a_pace_says_how_many_seconds_of_case_time_pass_in_a_real_one(text: str, factor: float) -> None:
    assert parse_pace(text) == factor


@pytest.mark.parametrize("text", ["", "fast", "1d", "1d=0s", "d=s", "-1d=60s", "1x=1s", "nan"])
def test_a_pace_that_is_not_understood_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not valid\. Use 1 or, for example, 1d=60s"):
        parse_pace(text)


def test_a_second_copy_on_the_same_data_directory_is_refused(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(StackError, match="Another Towpath is already running"), locked(tmp_path):
        pass

    with locked(tmp_path):
        assert (tmp_path / "VERSION").read_text() == f"{FORMAT}\n"


@pytest.mark.parametrize("mark", [f"{FORMAT + 1}\n", "next\n"])
def test_a_data_directory_from_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path, mark: str) -> None:
    (tmp_path / "VERSION").write_text(mark)

    with pytest.raises(StackError, match="was made by a newer Towpath"), locked(tmp_path):
        pass

    assert (tmp_path / "VERSION").read_text() == mark


def test_a_data_directory_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StackError, match="cannot be used: Not a directory"), locked(tmp_path / "file" / "data"):
        pass


def test_logs_are_read_by_their_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "data" / "logs").mkdir(parents=True, mode=0o755)

    with locked(tmp_path / "data"):
        assert stat.S_IMODE((tmp_path / "data" / "logs").stat().st_mode) == 0o700


def test_the_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    first = secret_of(tmp_path)

    assert secret_of(tmp_path) == first
    assert len(first) > 40
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_at_production_pace_case_time_is_real_time(tmp_path: Path) -> None:
    assert wind(tmp_path, 1.0, NOW) == Pace()


def test_the_training_clock_stands_still_while_the_stack_is_down(tmp_path: Path) -> None:
    first = wind(tmp_path, 1440.0, NOW)
    beat(tmp_path, first, NOW + timedelta(seconds=60))

    later = wind(tmp_path, 1440.0, NOW + timedelta(days=7))

    assert later.case_time(NOW + timedelta(days=7)) == NOW + timedelta(days=1)


def test_a_data_directory_keeps_its_own_pace(tmp_path: Path) -> None:
    assert wind(tmp_path, None, NOW) == Pace()
    beat(tmp_path, wind(tmp_path, 1440.0, NOW), NOW)

    assert wind(tmp_path, None, NOW).factor == 1440.0
    assert wind(tmp_path, 720.0, NOW).factor == 720.0


@pytest.mark.parametrize("text", ["", "{}", '{"case_time": "noon", "factor": 2}', "[]"])
def test_an_unreadable_clock_file_is_reported(tmp_path: Path, text: str) -> None:
    (tmp_path / "clock.json").write_text(text)

    with pytest.raises(StackError, match=r"cannot be read\. Start with a new data directory"):
        wind(tmp_path, None, NOW)


def test_training_and_production_never_share_a_data_directory(tmp_path: Path) -> None:
    trained, used = tmp_path / "trained", tmp_path / "used"
    for folder in (trained, used):
        folder.mkdir()
        (folder / "temporal.db").touch()
    beat(trained, Pace(factor=1440.0, case_origin=NOW, real_origin=NOW), NOW)

    with pytest.raises(StackError, match=r"is a training copy\. Its cases cannot run at production pace"):
        wind(trained, 1.0, NOW)
    with pytest.raises(StackError, match=r"has real cases\. Training needs its own data directory"):
        wind(used, 1440.0, NOW)
    assert wind(used, None, NOW) == Pace()


def test_a_process_uses_the_clock_that_the_stack_passes_on() -> None:
    pace = Pace(factor=2.0, case_origin=NOW, real_origin=NOW)

    assert pace_of(Settings(clock=pace.model_dump_json())) == pace
    assert pace_of(Settings(clock=None)) == Pace()


def test_the_citys_own_file_names_its_people() -> None:
    roles = [account.role for account in CITY.accounts]

    assert sorted(roles) == sorted(
        ["officer"] * 2 + ["contractor"] * 2 + ["dispatcher", "supervisor", "hearing_officer", "lot_keeper", "admin"]
    )


def test_the_city_file_says_how_a_bill_can_be_paid_or_leaves_it_out(tmp_path: Path) -> None:
    text = (HERE / "city.toml").read_text()
    path = tmp_path / "city.toml"
    path.write_text("\n".join(line for line in text.splitlines() if not line.startswith("payment")))

    sample = "You can pay at the lot in cash, by credit or debit card, or by money order."
    assert read_city(HERE / "city.toml", LAW).letterhead.payment == sample
    assert read_city(path, LAW).letterhead.payment is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('officer-1 = { name = "A B", role = "king" }', "has an error at people.officer-1.role"),
        ('a = { name = "A B", role = "system" }', "people.a.role: no person has the role system"),
        ('a = { name = "A B", role = "owner" }', "people.a.role: no person has the role owner"),
        ('"Not A Code" = { name = "A B", role = "officer" }', "has an error at people.Not A Code"),
        ('a = { name = "A B", role = "system" }', "has an error at people.a.role"),
        ('a = { name = "A B", role = "owner" }', "has an error at people.a.role"),
        ("", "has an error at people"),
        ('a = { name = "A B", role = "officer", paint = "red" }', "has an error at people.a.paint"),
        (
            'a = { name = "A B", role = "contractor", firm = "moon" }',
            "a works for moon, which is not a listed contractor",
        ),
        ('a = { name = "A B", role = "lot_keeper" }', "a works for no firm, which is not a listed contractor"),
        ("a = ", "is not valid TOML"),
    ],
)
def test_a_city_file_that_is_wrong_is_refused_with_place_and_reason(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "city.toml"
    head = (HERE / "city.toml").read_text().partition("[people]")[0]
    path.write_text(f"{head}[people]\n{text}")

    with pytest.raises(CityFileError) as refused:
        read_city(path, LAW)

    assert sentence in str(refused.value)


FEES = 'jurisdiction = "us-pa-philadelphia"\n[fees.towing]\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{FEES}cents = -1\ncitation = 'Code 1'", "at fees.towing.cents: a fee is not negative."),
        (
            f"{FEES}cents = 175.0\ncitation = 'Code 1'",
            "towing.cents: a fee is a whole number of US cents (17500 is $175.00).",
        ),
        (f"{FEES}cents = 'unknown'\ncitation = 'Code 1'", "fees.towing.cents: a fee is a whole number of US cents"),
        (f"{FEES}cents = true\ncitation = 'Code 1'", "fees.towing.cents: a fee is a whole number of US cents"),
        (
            f"{FEES}cents = 17500000\ncitation = 'Code 1'",
            "is at most 1000000 cents ($10,000.00). Count the zeros.",
        ),
        (f"{FEES}cents = 1", "at fees.towing.citation: this is missing. A fee has its `cents` and its `citation`"),
        (f"{FEES}cents = 1\ncitation = ' '", "at fees.towing.citation: this is empty. A fee cites its ordinance."),
        (f"{FEES}citation = 'Code 1'", "at fees.towing.cents: this is missing."),
        (f"{FEES}cents = 1\ncitation = 'Code 1'\nper = 'day'", "at fees.towing.per: this is not known."),
        ("[fees]\ntowing = 17500", "at fees.towing: a fee has its `cents` and its `citation`, the ordinance."),
        ("[fees.paint]\ncents = 1\ncitation = 'Code 1'", f"at fees.paint: {EDITION} has no such fee. It has: towing,"),
        ("[fees.state]\ncents = 1\ncitation = 'Code 1'", f"at fees.state: {EDITION} gives this amount itself, so no"),
        ('jurisdiction = "us-moon"', "at jurisdiction: there is no edition for 'us-moon' here."),
    ],
)
def test_a_wrong_fee_of_the_city_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CityFileError) as refused:
        read_city(city_file(tmp_path, text), LAW)

    assert sentence in str(refused.value)


LETTERS = "[retention.letters]\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{LETTERS}years = 0\ncitation = 'S 1'", "at retention.letters.years: a whole number of years, at least 1."),
        (f"{LETTERS}years = 7.5\ncitation = 'S 1'", "at retention.letters.years: a whole number of years, at least 1."),
        (f"{LETTERS}years = 700\ncitation = 'S 1'", "at most 200 years. What is kept for ever is left out."),
        (f"{LETTERS}years = 7", "at retention.letters.citation: this is missing. A kind of data has its `years`"),
        (f"{LETTERS}years = 7\ncitation = ' '", "at retention.letters.citation: this is empty."),
        (f"{LETTERS}years = 7\ncitation = 'S 1'\nday = 1", "at retention.letters.day: this is not known."),
        ("[retention]\nletters = 7", "at retention.letters: A kind of data has its `years` and its `citation`"),
        ("[retention.paint]\nyears = 7\ncitation = 'S 1'", "there is no such kind of data. There are: people, letters"),
        (
            "jurisdiction = 'us-wa'\n[retention.people]\nyears = 2\ncitation = 'S 1'",
            "at retention.people: WAC 308-61-175 asks for at least 3 years",
        ),
    ],
)
def test_a_wrong_records_schedule_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CityFileError) as refused:
        read_city(city_file(tmp_path, text), LAW)

    assert sentence in str(refused.value)


def test_the_records_schedule_of_the_city_file_reaches_the_services(tmp_path: Path) -> None:
    schedule = read_city(city_file(tmp_path, f"{LETTERS}years = 7\ncitation = 'S 1'"), LAW).retention

    assert {data: kept.years for data, kept in schedule.items()} == {DataKind.LETTERS: 7}


def city_file(folder: Path, fees: str) -> Path:
    """The city's own file with other fees."""
    text = (HERE / "city.toml").read_text()
    path = folder / "city.toml"
    path.write_text(f"{text.partition('# The law that')[0]}{fees}\n[contractors]\n{text.partition('[contractors]')[2]}")
    return path


def test_the_sample_city_has_invented_fees_and_says_so() -> None:
    assert {code: fee.cents for code, fee in CITY.fees.items()} == {"towing": 17_500, "storage": 2_500}
    assert all("an invented ordinance" in fee.citation for fee in CITY.fees.values())


def test_fees_without_a_jurisdiction_are_for_the_edition_of_new_cases(tmp_path: Path) -> None:
    path = city_file(tmp_path, "[fees.towing]\ncents = 1\ncitation = 'Code 1'")
    texas = find_edition("us-tx.2026-01-01")

    assert read_city(path, texas).fees_under(texas).jurisdiction == "us-tx"
    assert read_city(path, LAW).fees_under(LAW).jurisdiction == "us-pa-philadelphia"


def test_the_sample_city_can_be_tried_under_every_edition() -> None:
    for code in list_editions():
        law = find_edition(code)
        assert read_city(HERE / "city.toml", law).fees_under(law).jurisdiction == "us-pa-philadelphia"


def test_a_city_may_have_enacted_no_fee(tmp_path: Path) -> None:
    assert read_city(city_file(tmp_path, ""), LAW).fees == {}


def test_a_missing_city_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(CityFileError, match="cannot be read: No such file"):
        read_city(tmp_path / "nowhere.toml", LAW)


RECORDS = "[records]\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{RECORDS}url = 'https://r.example/'", "at records.asks: this is missing. It says what the records service"),
        (
            f"{RECORDS}asks = []",
            "at records.asks: nothing is asked. Leave the section out, or name some of: vehicle, owner, military.",
        ),
        (f"{RECORDS}asks = ['color']", "this cannot be asked. There are: vehicle, owner, military."),
        (
            f"{RECORDS}asks = ['vehicle']\nadress = 'x'",
            "at records.adress: this is not known. The section has `by`, `url`",
        ),
        (f"{RECORDS}asks = ['vehicle']\nrate = 0", "at records.rate: "),
        (f"{RECORDS}asks = ['vehicle']\nseconds = 60", "at records.seconds: "),
    ],
)
def test_a_wrong_records_service_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CityFileError) as refused:
        read_city(city_file(tmp_path, text), LAW)

    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("by = 'pigeon'", "at mail.by: the letters are mailed by a `house`, by one that takes `files`, by one that"),
        ("mailer_id = '12345'", "at mail.mailer_id: a mailer id has 6 or 9 digits."),
        ("adress = 'x'", "at mail.adress: this is not known. The section has `by`, `url`, `hour`, `seconds`"),
        ("hour = 24", "at mail.hour: "),
        ("margin_days = 0", "at mail.margin_days: "),
    ],
)
def test_a_wrong_entry_for_the_mail_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CityFileError) as refused:
        read_city(city_file(tmp_path, f"[mail]\n{text}"), LAW)

    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "url", "by_house"),
    [
        ("by = 'house'", None, False),
        ("by = 'house'", "http://127.0.0.1:8313/mail/", True),
        ("by = 'house'\nurl = 'https://letters.example/'", None, True),
        ("by = 'files'", None, True),
        ("by = 'mail_room'", "http://127.0.0.1:8313/mail/", False),
        ("", None, False),
    ],
)
def test_a_mail_house_is_one_with_an_address_or_with_files(
    tmp_path: Path, text: str, url: str | None, by_house: bool
) -> None:
    city = read_city(city_file(tmp_path, f"[mail]\n{text}\nmargin_days = 9"), LAW)

    law = city.law_under(LAW, mail_url=url).edition(EDITION)

    assert law.mail_house is by_house
    assert law.periods["letter_age"].amount == 9


def test_only_a_service_with_an_address_is_asked(tmp_path: Path) -> None:
    city = read_city(city_file(tmp_path, f"{RECORDS}asks = ['vehicle']"), LAW)

    assert (city.records_at(), city.law_under(LAW).asks) == (None, frozenset())
    assert city.law_under(LAW, "http://127.0.0.1:8313/").asks == {"vehicle"}
    assert CITY.law_under(LAW).edition(EDITION).asks == frozenset()
