"""`towpath verify` finds what was changed behind Towpath's back."""

from datetime import UTC, datetime

import pytest

from activities.audit import verify_case
from activities.casework import submit
from activities.office import NoSuchCaseError, Office
from activities.reporting import report_vehicle
from schemas.messages import Actor
from schemas.reporting import AnswerLookups, ReportVehicle
from schemas.words import Registration, Stolen

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
DISPATCHER = Actor(account="dispatcher-1", role="dispatcher")


@pytest.fixture
async def case(office: Office) -> str:
    """A case with two facts."""
    report = ReportVehicle(address="100 First Street", district="d25", plate="ABC1234")
    opened = await report_vehicle(office, report, DISPATCHER, now=NOW)
    answers = AnswerLookups(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)
    await submit(office, opened.case, answers, DISPATCHER, now=NOW)
    return opened.case


async def test_a_record_that_nobody_has_touched_is_whole(office: Office, case: str) -> None:
    assert await verify_case(office, case) == []


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("delete from case_fact where number = 2", "the journal ends before fact 2, which the case has seen."),
        ("delete from case_fact", "the journal ends before fact 2, which the case has seen."),
        ("update case_fact set role = 'admin' where number = 1", "fact 1 is not as it was written."),
        (
            "update vehicle_case set stage = 'tow'",
            "the case as it is shown is not the case that its journal makes.",
        ),
        (
            "update vehicle_case set state = replace(state, 'clear', 'stolen')",
            "the case as it is shown is not the case that its journal makes.",
        ),
        (
            "update vehicle_case set next_thing = replace(next_thing, 'officer', 'admin')",
            "its next thing is not the one that follows from its facts.",
        ),
    ],
)
async def test_what_was_changed_is_named(office: Office, case: str, damage: str, sentence: str) -> None:
    async with office.pool.acquire() as connection:
        await connection.execute("alter table case_fact disable trigger case_fact_is_append_only")
        await connection.execute(damage)

    assert await verify_case(office, case) == [f"{case}: {sentence}"]


async def test_a_case_that_does_not_exist_cannot_be_verified(office: Office) -> None:
    with pytest.raises(NoSuchCaseError):
        await verify_case(office, "26-999999")
