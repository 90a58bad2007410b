"""The one place where facts are recorded: guard, fact and consequences in one transaction, or nothing."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from activities.casework import submit
from activities.facts import make_fact
from activities.reporting import read_reports, report_vehicle
from activities.services import SYSTEM, CaseContext, KeyReusedError, NoSuchCaseError, Services
from activities.statements import read_statements
from database import cases, journal
from database.connection import transaction
from database.outbox import list_outbox
from schemas.casework import CloseCase, Reopen
from schemas.messages import Actor
from schemas.reporting import EnterRecordsCheck, ReportVehicle
from schemas.tow_dispatch import LapseOffer, OfferLapsed
from schemas.verification import RecordInspection
from schemas.waiting_periods import PlaceHold, ReleaseHold, StepFailed
from schemas.words import Finding, Hold, Outcome, Registration, Stage, Stolen, Task
from tests.rules import cars

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
DISPATCHER = Actor(account="dispatcher-1", role="dispatcher")
OFFICER = Actor(account="officer-1", role="officer")
SUPERVISOR = Actor(account="supervisor-1", role="supervisor")
CLEAR = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)


def a_report(**changes: object) -> ReportVehicle:
    """A report of a known car."""
    return ReportVehicle.model_validate(
        {"address": "100 First Street", "district": "d25", "plate": "ABC 1234", "plate_state": "PA"} | changes
    )


async def opened(services: Services, **changes: object) -> str:
    """The number of the case that a report has opened."""
    return (await report_vehicle(services, a_report(**changes), DISPATCHER, now=NOW)).case


async def row_of(services: Services, case: str) -> cases.CaseRow:
    """The case as lists show it."""
    async with services.pool.acquire() as connection:
        row = await cases.find_case(connection, case)
    assert row is not None
    return row


async def test_a_report_of_an_unknown_car_opens_a_case_and_queues_the_start_of_its_workflow(services: Services) -> None:
    case = await opened(services)

    row = await row_of(services, case)
    async with services.pool.acquire() as connection:
        outbox = await list_outbox(connection, case=case)
    assert (row.stage, row.tasks.next.task, row.plate) == (Stage.REPORTED, Task.RECORDS_CHECK, "ABC1234")
    assert [(each.kind, each.number) for each in outbox] == [("start", 1)]


async def test_a_car_without_plate_and_vin_goes_to_the_officer_without_a_records_check(services: Services) -> None:
    case = await opened(services, plate="NO PLATES")

    row = await row_of(services, case)
    assert (row.stage, row.tasks.next.task, row.plate) == (Stage.VERIFICATION, Task.INSPECTION, None)


async def test_a_blank_field_of_a_report_is_stored_as_unknown(services: Services) -> None:
    row = await row_of(services, await opened(services, make="", model="  ", color=None))

    assert (row.make, row.model, row.color) == (None, None, None)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"description": "Flat tires", "note": "He called twice"}, "Flat tires\nHe called twice"),
        ({"note": "He called twice"}, "He called twice"),
        ({}, None),
    ],
)
async def test_the_description_of_a_report_is_stored(
    services: Services, said: dict[str, str], kept: str | None
) -> None:
    case = await opened(services, **said)

    async with services.pool.acquire() as connection:
        [report] = await read_reports(services, connection, case)
    assert report.description == kept


@pytest.mark.parametrize("again", [{"plate": "abc-1234"}, {"plate": None, "vin": "1M8GDM9AXKP042788"}])
async def test_a_second_report_of_the_same_car_joins_its_open_case(
    services: Services, again: dict[str, object]
) -> None:
    case = await opened(services, vin="1M8GDM9AXKP042788")

    answer = await report_vehicle(services, a_report(**again), DISPATCHER, now=NOW)

    assert (answer.case, answer.number) == (case, 2)


async def test_the_same_report_from_another_system_is_taken_in_once(services: Services) -> None:
    case = await opened(services, source="city311", external_id="77")

    answer = await report_vehicle(services, a_report(source="city311", external_id="77"), DISPATCHER, now=NOW)

    assert (answer.case, answer.number) == (case, 1)


async def test_reports_of_one_car_at_the_same_moment_open_one_case(services: Services) -> None:
    answers = await asyncio.gather(*(report_vehicle(services, a_report(), DISPATCHER, now=NOW) for _ in range(8)))

    assert len({answer.case for answer in answers}) == 1
    assert sorted(answer.number or 0 for answer in answers) == list(range(1, 9))


async def test_a_fact_is_numbered_chained_and_folded_in_one_step(services: Services) -> None:
    case = await opened(services)

    answer = await submit(services, case, CLEAR, DISPATCHER, now=NOW)

    async with services.pool.acquire() as connection:
        entries = await journal.list_entries(connection, case)
    row = await row_of(services, case)
    assert (answer.number, row.number, row.stage) == (2, 2, Stage.VERIFICATION)
    assert (row.digest, entries[1].previous) == (entries[1].digest, entries[0].digest)
    assert journal.faults_of_chain(entries) == []


async def test_free_text_is_stored_as_a_statement_and_the_fact_names_its_id(services: Services) -> None:
    case = await opened(services)

    await submit(services, case, CLEAR.model_copy(update={"note": "Told by Planted Name"}), DISPATCHER, now=NOW)

    async with services.pool.acquire() as connection:
        entries = await journal.list_entries(connection, case)
        words = await read_statements(services, connection, case)
    assert "Planted" not in entries[1].body
    assert words[journal.read_fact(entries[1]).fact.note] == "Told by Planted Name"


async def test_a_refused_request_leaves_no_trace_in_the_journal(services: Services) -> None:
    case = await opened(services)

    answer = await submit(services, case, CLEAR, OFFICER, now=NOW)

    assert answer.refusal is not None
    assert answer.refusal.reason == "Only a dispatcher or supervisor may do this."
    assert (await row_of(services, case)).number == 1


async def test_a_request_repeated_under_its_key_is_done_once(services: Services) -> None:
    case = await opened(services)

    first = await submit(services, case, CLEAR, DISPATCHER, now=NOW, key="k-1")
    twins = await asyncio.gather(*(submit(services, case, CLEAR, DISPATCHER, now=NOW, key="k-1") for _ in range(4)))

    assert [twin == first for twin in twins] == [True] * 4
    assert (await row_of(services, case)).number == 2


async def test_a_key_used_for_another_request_is_refused(services: Services) -> None:
    case = await opened(services)
    await submit(services, case, CLEAR, DISPATCHER, now=NOW, key="k-1")

    with pytest.raises(KeyReusedError):
        await submit(services, case, PlaceHold(hold=Hold.LITIGATION), DISPATCHER, now=NOW, key="k-1")


async def test_a_case_that_does_not_exist_is_reported(services: Services) -> None:
    with pytest.raises(NoSuchCaseError, match="There is no case 26-999999"):
        await submit(services, "26-999999", CLEAR, DISPATCHER, now=NOW)


async def test_an_inspection_names_only_photos_that_were_sent(services: Services) -> None:
    case = await opened(services)

    answer = await submit(
        services, case, RecordInspection(finding=Finding.STILL_THERE, photos=("a" * 64,)), OFFICER, now=NOW
    )

    assert answer.refusal is not None
    assert answer.refusal.code == "no_such_photo"


async def test_plate_and_vin_read_by_the_officer_are_added_to_the_vehicle(services: Services) -> None:
    case = await opened(services, plate=None)

    look = RecordInspection(
        finding=Finding.STILL_THERE, plate="XYZ 77", plate_state="New Jersey", vin="1m8gdm9axkp042788"
    )
    await submit(services, case, look, OFFICER, now=NOW)

    row = await row_of(services, case)
    assert (row.plate, row.plate_state, row.vin, row.case.vehicle_known) == ("XYZ77", "NJ", "1M8GDM9AXKP042788", True)


async def test_a_hold_is_lifted_by_the_role_that_the_edition_names(services: Services) -> None:
    case = await opened(services)
    placed = await submit(services, case, PlaceHold(hold=Hold.POLICE_EVIDENCE), OFFICER, now=NOW)

    refused = await submit(services, case, ReleaseHold(placed=99), SUPERVISOR, now=NOW)
    release = ReleaseHold(placed=placed.number or 0)
    by_word_of_mouth = await submit(services, case, release, SUPERVISOR, now=NOW)
    in_writing = release.model_copy(update={"note": "Release of the detectives, 24 November"})
    lifted = await submit(services, case, in_writing, SUPERVISOR, now=NOW)

    assert refused.refusal is not None
    assert by_word_of_mouth.refusal is not None
    assert "written release" in by_word_of_mouth.refusal.reason
    assert lifted.refusal is None
    assert (await row_of(services, case)).case.open_holds == ()


async def test_a_closed_case_is_reopened_under_its_number_and_run_again(services: Services) -> None:
    case = await opened(services)
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain of the 25th", note="Reported by mistake")
    await submit(services, case, withdrawal, SUPERVISOR, now=NOW)

    answer = await submit(services, case, Reopen(note="It is there after all"), SUPERVISOR, now=NOW)

    async with services.pool.acquire() as connection:
        outbox = await list_outbox(connection, case=case)
    row = await row_of(services, case)
    assert (answer.number, row.stage, row.outcome, row.run) == (3, Stage.VERIFICATION, None, 2)
    assert [each.kind for each in outbox] == ["start", "signal", "restart"]


async def test_a_case_is_not_reopened_while_its_car_has_another_open_one(services: Services) -> None:
    case = await opened(services)
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Mistake")
    await submit(services, case, withdrawal, SUPERVISOR, now=NOW)
    other = await opened(services)

    answer = await submit(services, case, Reopen(note="Again"), SUPERVISOR, now=NOW)

    assert answer.refusal is not None
    assert answer.refusal.reason == f"This car already has an open case: {other}."


async def test_an_event_in_the_future_is_not_recorded(services: Services) -> None:
    case = await opened(services)

    answer = await submit(
        services, case, CLEAR.model_copy(update={"at": NOW + timedelta(hours=1)}), DISPATCHER, now=NOW
    )

    assert answer.refusal is not None
    assert answer.refusal.code == "in_the_future"


async def test_a_failure_reported_twice_by_the_workflow_is_one_task(services: Services) -> None:
    case = await opened(services)
    await submit(services, case, RecordInspection(finding=Finding.GONE), OFFICER, now=NOW)
    failed = StepFailed(step=Task.CLOSING, cause="fault")

    first = await submit(services, case, failed, SYSTEM, now=NOW)
    again = await submit(services, case, failed, SYSTEM, now=NOW)

    assert (first.refusal, first.number) == (None, 3)
    assert again.refusal is not None
    assert (again.refusal.code, (await row_of(services, case)).number) == ("out_of_turn", 3)


async def test_an_activity_that_runs_late_does_nothing_that_is_a_persons_task_by_now(services: Services) -> None:
    case = await opened(services)
    await submit(services, case, RecordInspection(finding=Finding.GONE), OFFICER, now=NOW)
    await submit(services, case, StepFailed(step=Task.CLOSING, cause="fault"), SYSTEM, now=NOW)

    late = await submit(services, case, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL), SYSTEM, now=NOW)
    by_hand = await submit(services, case, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL), DISPATCHER, now=NOW)

    assert late.refusal is not None
    assert late.refusal.reason == "The system has nothing to do here now."
    assert by_hand.number == 4


async def test_a_case_is_not_closed_on_a_photo_that_was_never_sent(services: Services) -> None:
    case = await opened(services)
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Mistake", photos=("a" * 64,))

    answer = await submit(services, case, withdrawal, SUPERVISOR, now=NOW)

    assert answer.refusal is not None
    assert answer.refusal.code == "no_such_photo"


async def test_what_the_system_says_with_its_own_act_is_kept(services: Services) -> None:
    case = await opened(services)
    said = LapseOffer(order=1, note="No answer by telephone either.")

    async with transaction(services.pool) as connection:
        row = await cases.lock_case(connection, case)
        assert row is not None
        fact = await make_fact(
            CaseContext(services, connection, replace(row, state=cars.OFFERED.model_dump_json()), SYSTEM, NOW), said
        )
        kept = await read_statements(services, connection, case)

    assert isinstance(fact, OfferLapsed)
    assert kept == {fact.note: said.note}
