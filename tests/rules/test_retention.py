"""How long each kind of data is kept: the city's records schedule, its floors, and when the time is over."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.authorization import authorize
from rules.library import editions_for, find_edition
from rules.offers import list_offers
from rules.retention import KeptFor, faults_of_schedule, over_after, with_schedule
from schemas.casework import CaseClosed, CaseReopened, Reopen
from schemas.messages import Fact
from schemas.retention import DataKind, DataRemoved, PreservationEnded, RecordPreserved, RemoveData
from schemas.rulings import Refusal
from schemas.words import Outcome, Role, Stage
from tests.rules import cars
from tests.rules.allowed import LAST_DAY, OVER, SCHEDULED
from tests.rules.cars import LAW
from tests.schemas.lives import go_on

LETTERS = RemoveData(data=DataKind.LETTERS)
CLOSED = OVER.closed.at if OVER.closed else None
PHILADELPHIA = ZoneInfo("America/New_York")


def refused(*facts: Fact, at: datetime, law: object = SCHEDULED, data: DataKind = DataKind.LETTERS) -> Refusal | None:
    """Why this kind may not be removed after these facts; None if it may."""
    assert law in (SCHEDULED, LAW)
    counts = SCHEDULED if law is SCHEDULED else LAW
    found = authorize(go_on(OVER, *facts) if facts else OVER, RemoveData(data=data), cars.ADMIN, counts, at)
    return found if isinstance(found, Refusal) else None


def the_end() -> datetime:
    """The end of seven years after the closing."""
    assert CLOSED is not None
    local = CLOSED.astimezone(LAW.tz)
    return local.replace(year=local.year + 7)


def test_the_time_is_over_to_the_minute_of_the_citys_clock() -> None:
    early = refused(at=the_end() - timedelta(minutes=1))

    assert early is not None
    assert early.earliest == the_end()
    assert early.citation == "Records Schedule 12"
    assert refused(at=the_end()) is None


def test_a_kind_that_the_schedule_does_not_name_is_never_removed() -> None:
    for law, data in ((SCHEDULED, DataKind.PHOTOS), (LAW, DataKind.LETTERS)):
        found = refused(at=the_end() + timedelta(days=36_500), law=law, data=data)

        assert found is not None
        assert (found.earliest, found.remedied_by) == (None, Role.ADMIN)


def offered(*facts: Fact, at: datetime) -> list[DataKind]:
    """The kinds whose removal is offered to an admin after these facts."""
    offers = list_offers(go_on(OVER, *facts), SCHEDULED, cars.ADMIN, at)
    forms = [form for each in offers if each.request is RemoveData for form in each.forms]
    return [form.data for form in forms if isinstance(form, RemoveData)]


def test_what_the_schedule_names_is_offered_to_be_removed_once_and_nothing_else() -> None:
    later = the_end() + timedelta(days=365)

    assert offered(at=later) == [DataKind.LETTERS]
    assert offered(DataRemoved(data=DataKind.PHOTOS), at=later) == [DataKind.LETTERS]
    assert offered(DataRemoved(data=DataKind.LETTERS), at=later) == []


def test_what_was_removed_is_not_removed_again() -> None:
    assert refused(DataRemoved(data=DataKind.PHOTOS), at=the_end()) is None
    assert refused(DataRemoved(data=DataKind.LETTERS), at=the_end()) is not None


def test_a_preserved_record_is_kept_until_the_preservation_ends() -> None:
    assert refused(RecordPreserved(), at=the_end()) is not None
    assert refused(RecordPreserved(), PreservationEnded(), at=the_end()) is None


def test_a_preservation_outlasts_reopening() -> None:
    again = go_on(OVER, RecordPreserved(), CaseReopened(stage=Stage.VERIFICATION))

    assert again.preserved is not None
    assert cars.on(again, LAST_DAY, CaseClosed(outcome=Outcome.GONE_ON_ARRIVAL)).preserved == again.preserved


def test_a_case_without_its_whole_record_is_not_reopened() -> None:
    case = go_on(OVER, DataRemoved(data=DataKind.PLACES))

    found = authorize(case, Reopen(note="It is back."), cars.SUPERVISOR, SCHEDULED, the_end())

    assert isinstance(found, Refusal)
    assert (found.guard, found.remedied_by) == ("retention", None)


def test_the_years_of_february_29_end_on_march_1() -> None:
    leap = datetime(2028, 2, 29, 9, tzinfo=PHILADELPHIA)

    assert over_after(leap, 7) == datetime(2035, 3, 1, 9, tzinfo=PHILADELPHIA)
    assert over_after(leap, 4) == datetime(2032, 2, 29, 9, tzinfo=PHILADELPHIA)


@pytest.mark.parametrize(("years", "faulty"), [(2, True), (3, False)])
def test_a_schedule_goes_below_no_time_that_the_law_knows(years: int, faulty: bool) -> None:
    schedule = {DataKind.PEOPLE: KeptFor(years=years, citation="Records Schedule 12")}
    washington = [find_edition(code) for code in editions_for("us-wa")]

    found = list(faults_of_schedule(schedule, washington))

    assert [each.where for each in found] == ["retention.people"] * faulty
    assert all("at least 3 years" in each.why for each in found)


def test_of_several_times_that_the_law_knows_the_longest_counts() -> None:
    """Washington's three years, in an edition beside one with five."""
    [washington] = [find_edition(code) for code in editions_for("us-wa")]
    five = {code: each.model_copy(update={"years": 5}) for code, each in washington.retention.items()}
    schedule = {DataKind.PEOPLE: KeptFor(years=4, citation="Records Schedule 12")}

    longer = washington.model_copy(update={"retention": five})

    for editions in ((washington, longer), (longer, washington)):
        assert ["at least 5 years" in each.why for each in faults_of_schedule(schedule, editions)] == [True]


def test_a_city_without_a_schedule_changes_no_edition() -> None:
    assert with_schedule(LAW, {}) is LAW
    assert with_schedule(LAW, {DataKind.PEOPLE: KeptFor(years=9, citation="9")}).retention["people"].years == 9
