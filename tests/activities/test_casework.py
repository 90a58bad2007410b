"""The one place where facts are recorded: guard, fact and consequences in one transaction, or nothing."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from activities.casework import submit
from activities.facts import make_fact
from activities.office import ENGINE, Folder, KeyReusedError, NoSuchCaseError, Office
from activities.reporting import report_vehicle
from database import cases, journal
from database import casework as papers
from database.connection import transaction
from schemas.casework import CloseCase, Reopen
from schemas.messages import Actor
from schemas.reporting import AnswerLookups, ReportVehicle
from schemas.tow_dispatch import LapseOffer, OfferLapsed
from schemas.verification import RecordInspection
from schemas.waiting_periods import PlaceHold, ReleaseHold, StepFailed
from schemas.words import Finding, Hold, Outcome, Registration, Stage, Stolen, Task
from tests.rules import cars

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
DISPATCHER = Actor(account="dispatcher-1", role="dispatcher")
OFFICER = Actor(account="officer-1", role="officer")
SUPERVISOR = Actor(account="supervisor-1", role="supervisor")
CLEAR = AnswerLookups(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)


def a_report(**changes: object) -> ReportVehicle:
    """A report of a known car."""
    return ReportVehicle.model_validate(
        {"address": "100 First Street", "district": "d25", "plate": "ABC 1234", "plate_state": "PA"} | changes
    )


async def opened(office: Office, **changes: object) -> str:
    """The number of the case that a report has opened."""
    return (await report_vehicle(office, a_report(**changes), DISPATCHER, now=NOW)).case


async def row_of(office: Office, case: str) -> cases.CaseRow:
    """The case as lists show it."""
    async with office.pool.acquire() as connection:
        row = await cases.find_case(connection, case)
    assert row is not None
    return row


async def test_a_report_of_an_unknown_car_opens_a_case_and_queues_the_start_of_its_workflow(office: Office) -> None:
    case = await opened(office)

    row = await row_of(office, case)
    async with office.pool.acquire() as connection:
        outbox = await papers.list_outbox(connection, case=case)
    assert (row.stage, row.tasks.next.task, row.plate) == (Stage.REPORTED, Task.LOOKUPS, "ABC1234")
    assert [(each.kind, each.number) for each in outbox] == [("start", 1)]


async def test_a_car_without_plate_and_vin_goes_to_the_officer_without_a_records_check(office: Office) -> None:
    case = await opened(office, plate="NO PLATES")

    row = await row_of(office, case)
    assert (row.stage, row.tasks.next.task, row.plate) == (Stage.VERIFICATION, Task.INSPECTION, None)


async def test_a_blank_field_of_a_report_is_stored_as_unknown(office: Office) -> None:
    row = await row_of(office, await opened(office, make="", model="  ", color=None))

    assert (row.make, row.model, row.color) == (None, None, None)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"description": "Flat tires", "note": "He called twice"}, "Flat tires\nHe called twice"),
        ({"note": "He called twice"}, "He called twice"),
        ({}, None),
    ],
)
async def test_the_description_of_a_report_is_stored(office: Office, said: dict[str, str], kept: str | None) -> None:
    case = await opened(office, **said)

    async with office.pool.acquire() as connection:
        assert await connection.fetchval("select description from report where case_id = $1", case) == kept


@pytest.mark.parametrize("again", [{"plate": "abc-1234"}, {"plate": None, "vin": "1M8GDM9AXKP042788"}])
async def test_a_second_report_of_the_same_car_joins_its_open_case(office: Office, again: dict[str, object]) -> None:
    case = await opened(office, vin="1M8GDM9AXKP042788")

    answer = await report_vehicle(office, a_report(**again), DISPATCHER, now=NOW)

    assert (answer.case, answer.number) == (case, 2)


async def test_the_same_report_from_another_system_is_taken_in_once(office: Office) -> None:
    case = await opened(office, source="city311", external_id="77")

    answer = await report_vehicle(
        office, a_report(source="city311", external_id="77", plate="XYZ9876"), DISPATCHER, now=NOW
    )

    assert (answer.case, answer.number) == (case, 1)


async def test_reports_of_one_car_at_the_same_moment_open_one_case(office: Office) -> None:
    answers = await asyncio.gather(*(report_vehicle(office, a_report(), DISPATCHER, now=NOW) for _ in range(8)))

    assert len({answer.case for answer in answers}) == 1
    assert sorted(answer.number or 0 for answer in answers) == list(range(1, 9))


async def test_a_fact_is_numbered_chained_and_folded_in_one_step(office: Office) -> None:
    case = await opened(office)

    answer = await submit(office, case, CLEAR, DISPATCHER, now=NOW)

    async with office.pool.acquire() as connection:
        entries = await journal.list_entries(connection, case)
    row = await row_of(office, case)
    assert (answer.number, row.number, row.stage) == (2, 2, Stage.VERIFICATION)
    assert (row.digest, entries[1].previous) == (entries[1].digest, entries[0].digest)
    assert journal.faults_of_chain(entries) == []


async def test_free_text_is_stored_as_a_statement_and_the_fact_names_its_id(office: Office) -> None:
    case = await opened(office)

    await submit(office, case, CLEAR.model_copy(update={"note": "Told by Planted Name"}), DISPATCHER, now=NOW)

    async with office.pool.acquire() as connection:
        entries = await journal.list_entries(connection, case)
        words = await papers.list_statements(connection, case)
    assert "Planted" not in entries[1].body
    assert words[journal.read_fact(entries[1]).fact.note] == "Told by Planted Name"


async def test_a_refused_request_leaves_no_trace_in_the_journal(office: Office) -> None:
    case = await opened(office)

    answer = await submit(office, case, CLEAR, OFFICER, now=NOW)

    assert answer.refusal is not None
    assert answer.refusal.reason == "Only a dispatcher or supervisor may do this."
    assert (await row_of(office, case)).number == 1


async def test_a_request_repeated_under_its_key_is_done_once(office: Office) -> None:
    case = await opened(office)

    first = await submit(office, case, CLEAR, DISPATCHER, now=NOW, key="k-1")
    twins = await asyncio.gather(*(submit(office, case, CLEAR, DISPATCHER, now=NOW, key="k-1") for _ in range(4)))

    assert [twin == first for twin in twins] == [True] * 4
    assert (await row_of(office, case)).number == 2


async def test_a_key_used_for_another_request_is_refused(office: Office) -> None:
    case = await opened(office)
    await submit(office, case, CLEAR, DISPATCHER, now=NOW, key="k-1")

    with pytest.raises(KeyReusedError):
        await submit(office, case, PlaceHold(hold=Hold.LITIGATION), DISPATCHER, now=NOW, key="k-1")


async def test_a_case_that_does_not_exist_is_reported(office: Office) -> None:
    with pytest.raises(NoSuchCaseError, match="There is no case 26-999999"):
        await submit(office, "26-999999", CLEAR, DISPATCHER, now=NOW)


async def test_an_inspection_names_only_photos_that_were_sent(office: Office) -> None:
    case = await opened(office)

    answer = await submit(
        office, case, RecordInspection(finding=Finding.STILL_THERE, photos=("a" * 64,)), OFFICER, now=NOW
    )

    assert answer.refusal is not None
    assert answer.refusal.code == "no_such_photo"


async def test_plate_and_vin_read_by_the_officer_are_added_to_the_vehicle(office: Office) -> None:
    case = await opened(office, plate=None)

    look = RecordInspection(
        finding=Finding.STILL_THERE, plate="XYZ 77", plate_state="New Jersey", vin="1m8gdm9axkp042788"
    )
    await submit(office, case, look, OFFICER, now=NOW)

    row = await row_of(office, case)
    assert (row.plate, row.plate_state, row.vin, row.case.vehicle_known) == ("XYZ77", "NJ", "1M8GDM9AXKP042788", True)


async def test_a_hold_is_lifted_by_the_role_that_the_edition_names(office: Office) -> None:
    case = await opened(office)
    placed = await submit(office, case, PlaceHold(hold=Hold.POLICE_EVIDENCE), OFFICER, now=NOW)

    refused = await submit(office, case, ReleaseHold(placed=99), SUPERVISOR, now=NOW)
    release = ReleaseHold(placed=placed.number or 0)
    by_word_of_mouth = await submit(office, case, release, SUPERVISOR, now=NOW)
    in_writing = release.model_copy(update={"note": "Release of the detectives, 24 November"})
    lifted = await submit(office, case, in_writing, SUPERVISOR, now=NOW)

    assert refused.refusal is not None
    assert by_word_of_mouth.refusal is not None
    assert "written release" in by_word_of_mouth.refusal.reason
    assert lifted.refusal is None
    assert (await row_of(office, case)).case.open_holds == ()


async def test_a_closed_case_is_reopened_under_its_number_and_run_again(office: Office) -> None:
    case = await opened(office)
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain of the 25th", note="Reported by mistake")
    await submit(office, case, withdrawal, SUPERVISOR, now=NOW)

    answer = await submit(office, case, Reopen(note="It is there after all"), SUPERVISOR, now=NOW)

    async with office.pool.acquire() as connection:
        outbox = await papers.list_outbox(connection, case=case)
    row = await row_of(office, case)
    assert (answer.number, row.stage, row.outcome, row.run) == (3, Stage.VERIFICATION, None, 2)
    assert [each.kind for each in outbox] == ["start", "knock", "restart"]


async def test_a_case_is_not_reopened_while_its_car_has_another_open_one(office: Office) -> None:
    case = await opened(office)
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Mistake")
    await submit(office, case, withdrawal, SUPERVISOR, now=NOW)
    other = await opened(office)

    answer = await submit(office, case, Reopen(note="Again"), SUPERVISOR, now=NOW)

    assert answer.refusal is not None
    assert answer.refusal.reason == f"This car already has an open case: {other}."


async def test_an_event_in_the_future_is_not_recorded(office: Office) -> None:
    case = await opened(office)

    answer = await submit(office, case, CLEAR.model_copy(update={"at": NOW + timedelta(hours=1)}), DISPATCHER, now=NOW)

    assert answer.refusal is not None
    assert answer.refusal.code == "in_the_future"


async def test_a_failure_reported_twice_by_the_workflow_is_one_task(office: Office) -> None:
    case = await opened(office)
    await submit(office, case, RecordInspection(finding=Finding.GONE), OFFICER, now=NOW)
    failed = StepFailed(step=Task.CLOSING, cause="fault")

    first = await submit(office, case, failed, ENGINE, now=NOW)
    again = await submit(office, case, failed, ENGINE, now=NOW)

    assert (first.refusal, first.number) == (None, 3)
    assert again.refusal is not None
    assert (again.refusal.code, (await row_of(office, case)).number) == ("out_of_turn", 3)


async def test_an_activity_that_runs_late_does_nothing_that_is_a_persons_task_by_now(office: Office) -> None:
    case = await opened(office)
    await submit(office, case, RecordInspection(finding=Finding.GONE), OFFICER, now=NOW)
    await submit(office, case, StepFailed(step=Task.CLOSING, cause="fault"), ENGINE, now=NOW)

    late = await submit(office, case, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL), ENGINE, now=NOW)
    by_hand = await submit(office, case, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL), DISPATCHER, now=NOW)

    assert late.refusal is not None
    assert late.refusal.reason == "The system has nothing to do here now."
    assert by_hand.number == 4


async def test_a_case_is_not_closed_on_a_photo_that_was_never_sent(office: Office) -> None:
    case = await opened(office)
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Mistake", photos=("a" * 64,))

    answer = await submit(office, case, withdrawal, SUPERVISOR, now=NOW)

    assert answer.refusal is not None
    assert answer.refusal.code == "no_such_photo"


async def test_what_the_system_says_with_its_own_act_is_kept(office: Office) -> None:
    case = await opened(office)
    said = LapseOffer(order=1, note="No answer by telephone either.")

    async with transaction(office.pool) as connection:
        row = await cases.lock_case(connection, case)
        assert row is not None
        fact = await make_fact(
            Folder(office, connection, replace(row, state=cars.OFFERED.model_dump_json()), ENGINE, NOW), said
        )
        kept = await papers.list_statements(connection, case)

    assert isinstance(fact, OfferLapsed)
    assert kept == {fact.note: said.note}
