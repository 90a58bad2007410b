"""Rulings: what may be done, by whom, on what evidence, and what the case waits for."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from rules.authorization import asked_of, authorize
from rules.casework import outcome_due
from rules.requirements import GuardContext
from rules.rulings import evaluate, is_allowed
from rules.verification import first_observation
from schemas.case import Case
from schemas.casework import CloseCase, Reopen
from schemas.messages import Actor, Fact, Request
from schemas.reporting import CloseAsDuplicate, CorrectDescription, EnterRecordsCheck
from schemas.retention import PreserveRecord
from schemas.rulings import GuardResult, Refusal, Requirement, Ruling, ruling_of
from schemas.tow_dispatch import TowOffered
from schemas.verification import RecordInspection
from schemas.waiting_periods import (
    HoldPlaced,
    OverrideGuard,
    PlaceHold,
    ReleaseHold,
    RetryStep,
    StepHasFailed,
)
from schemas.words import Finding, Hold, Outcome, Registration, Role, Stage, Stolen, Task
from tests.rules.cars import LAW, STILL_THERE, look
from tests.schemas.lives import START, inspected, live, records_checked, reported
from tests.tasks import next_task, offered_to


def declared_at(case: Case, at: datetime, **seen: Any) -> Ruling:
    """The ruling on such an inspection at this instant."""
    return evaluate(asked_of(case, look(**seen), LAW, at))


def closing(case: Case, asked: CloseCase) -> Ruling:
    """The ruling on closing a case with this outcome."""
    return evaluate(asked_of(case, asked, LAW, START + timedelta(days=1)))


def test_a_car_is_abandoned_only_after_two_inspections_more_than_48_hours_apart() -> None:
    case = live(reported(known=False), STILL_THERE)
    first = START + timedelta(hours=1)

    early = declared_at(case, first + timedelta(hours=48))
    late = declared_at(case, first + timedelta(hours=48, minutes=1))

    assert (early.allowed, early.ask_again) == (False, first + timedelta(hours=48, minutes=1))
    assert (late.allowed, late.ask_again) == (True, None)


def test_on_private_property_more_than_24_hours_and_the_owners_signed_request_are_enough() -> None:
    case, later = live(reported(known=False, private=True), STILL_THERE), START + timedelta(hours=25, minutes=1)

    assert declared_at(case, later, clause="private_property", signed_form=True).allowed
    assert not declared_at(case, later, signed_form=True).allowed
    unsigned = declared_at(case, later, clause="private_property")
    assert [each.text for each in unsigned.missing] == [
        "The owner of the property has signed a request to remove the car"
    ]


def test_a_hazard_needs_no_second_inspection() -> None:
    assert declared_at(live(reported(known=False)), START, hazard=True).allowed


@pytest.mark.parametrize(
    ("seen", "missing"),
    [
        ({"clause": None}, "The legal definition that the car meets is chosen"),
        ({"clause": "ugly"}, "The legal definition that the car meets is chosen"),
        ({"photos": ()}, "A photo of the car is attached"),
        ({"occupied": True}, "No person or animal was inside the car at the last inspection"),
    ],
)
def test_without_clause_photo_or_an_empty_car_nothing_is_declared(seen: dict[str, Any], missing: str) -> None:
    case = live(reported(known=False), STILL_THERE)

    ruling = declared_at(case, START + timedelta(days=3), **seen)

    assert missing in [requirement.text for requirement in ruling.missing]
    assert ruling.ask_again is None


def test_a_car_that_was_gone_in_between_starts_its_interval_again() -> None:
    case = live(reported(known=False), STILL_THERE, inspected(Finding.GONE), STILL_THERE, STILL_THERE)

    first = first_observation(case)

    assert first is not None
    assert first.number == 4


@pytest.mark.parametrize(
    ("facts", "asked", "evidence"),
    [
        ((inspected(Finding.GONE),), {"outcome": "gone_on_arrival"}, 2),
        ((STILL_THERE,), {"outcome": "gone_on_arrival"}, None),
        ((inspected(Finding.NOT_ABANDONED),), {"outcome": "unfounded"}, 2),
        ((records_checked(registration=Registration.VALID),), {"outcome": "unfounded"}, None),
        ((records_checked(),), {"outcome": "unfounded"}, None),
        ((records_checked(Stolen.STOLEN, Registration.VALID),), {"outcome": "unfounded"}, None),
        ((inspected(Finding.GONE),), {"outcome": "moved_by_owner"}, 2),
        ((inspected(Finding.STILL_THERE, occupied=True),), {"outcome": "referred_to_outreach"}, 2),
        ((STILL_THERE,), {"outcome": "referred_to_outreach"}, None),
        ((records_checked(stolen=Stolen.STOLEN),), {"outcome": "stolen_recovered", "authority": "Major Crimes"}, 2),
        ((records_checked(),), {"outcome": "stolen_recovered", "authority": "Major Crimes"}, None),
        ((STILL_THERE,), {"outcome": "auctioned"}, None),
    ],
)
def test_each_outcome_demands_its_own_evidence(
    facts: tuple[Fact, ...], asked: dict[str, str], evidence: int | None
) -> None:
    ruling = closing(live(reported(), *facts), CloseCase.model_validate(asked))

    assert (ruling.allowed, ruling.requirements[0].fact) == (evidence is not None, evidence)


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ({"outcome": "duplicate_elsewhere", "elsewhere": "101004179695"}, True),
        ({"outcome": "duplicate_elsewhere"}, False),
        ({"outcome": "withdrawn", "authority": "Captain", "note": "Wrong street"}, True),
        ({"outcome": "withdrawn", "authority": "Captain"}, False),
    ],
)
def test_some_outcomes_rest_on_a_statement(asked: dict[str, str], allowed: bool) -> None:
    assert closing(live(reported()), CloseCase.model_validate(asked)).allowed is allowed


def test_no_case_closes_while_a_hold_or_an_order_is_open() -> None:
    asked = CloseCase(outcome=Outcome.GONE_ON_ARRIVAL)
    gone = inspected(Finding.GONE)

    held = closing(live(reported(), gone, HoldPlaced(hold=Hold.LITIGATION)), asked)
    ordered = closing(live(reported(), gone, TowOffered(order=1, contractor="a-towing")), asked)

    assert [each.text for each in held.missing] == ["The hold (litigation) is lifted"]
    assert [each.text for each in ordered.missing] == ["No tow order is open"]


@pytest.mark.parametrize(
    ("facts", "task", "by"),
    [
        ((), Task.RECORDS_CHECK, Role.DISPATCHER),
        ((records_checked(),), Task.INSPECTION, Role.OFFICER),
        ((records_checked(stolen=Stolen.STOLEN),), Task.POLICE, Role.SUPERVISOR),
        ((records_checked(Stolen.STOLEN, Registration.VALID),), Task.POLICE, Role.SUPERVISOR),
        ((records_checked(registration=Registration.VALID),), Task.INSPECTION, Role.OFFICER),
        ((STILL_THERE,), Task.SECOND_OBSERVATION, Role.OFFICER),
        ((inspected(Finding.STILL_THERE, occupied=True),), Task.OUTREACH, Role.SUPERVISOR),
        ((inspected(Finding.NOT_ABANDONED, occupied=True),), Task.OUTREACH, Role.SUPERVISOR),
        ((inspected(Finding.GONE),), Task.CLOSING, Role.SYSTEM),
        ((HoldPlaced(hold=Hold.LITIGATION), inspected(Finding.GONE)), Task.HOLD, Role.SUPERVISOR),
        ((inspected(Finding.ABANDONED),), Task.PARTIES, Role.DISPATCHER),
        ((inspected(Finding.ABANDONED), HoldPlaced(hold=Hold.SERVICEMEMBER)), Task.PARTIES, Role.DISPATCHER),
        ((inspected(Finding.ABANDONED), HoldPlaced(hold=Hold.POLICE_EVIDENCE)), Task.HOLD, Role.SUPERVISOR),
        ((inspected(Finding.ABANDONED, hazard=True, exempt="hazard"),), Task.TOW_ORDER, Role.DISPATCHER),
        ((StepHasFailed(step="closing", cause="fault"),), Task.FAILED_STEP, Role.ADMIN),
    ],
)
def test_every_open_case_has_a_next_task(facts: tuple[Fact, ...], task: Task, by: Role) -> None:
    found = next_task(live(reported(), *facts), LAW)

    assert (found.task, found.by) == (task, by)
    assert found.why


def test_the_second_inspection_has_a_floor_and_a_ceiling() -> None:
    found = next_task(live(reported(known=False), STILL_THERE), LAW)

    assert found.not_before == START + timedelta(hours=49, minutes=1)
    assert found.due_at == datetime(2026, 12, 3, tzinfo=LAW.tz), "the day after Thanksgiving is in doubt, so it counts"


def test_a_car_that_is_gone_after_it_was_declared_was_moved_by_its_owner() -> None:
    case = live(reported(), inspected(Finding.ABANDONED), inspected(Finding.GONE))

    assert outcome_due(case) is Outcome.MOVED_BY_OWNER


@pytest.mark.parametrize("stage", list(Stage))
def test_no_stage_is_without_a_task(stage: Stage) -> None:
    assert next_task(live(reported()).with_(stage=stage), LAW).why


def test_a_person_is_offered_only_what_has_an_object() -> None:
    supervisor = Actor(account="supervisor-1", role=Role.SUPERVISOR)

    always = {PreserveRecord, CorrectDescription, PlaceHold, OverrideGuard, CloseCase, CloseAsDuplicate}
    assert offered_to(live(reported()), supervisor) == {EnterRecordsCheck, *always}
    held = live(reported(), HoldPlaced(hold=Hold.LITIGATION), StepHasFailed(step="closing", cause="fault"))
    assert {ReleaseHold, RetryStep} <= offered_to(held, supervisor)


@pytest.mark.parametrize(
    ("asked", "role", "code"),
    [
        (EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.VALID), Role.DISPATCHER, None),
        (look(), Role.OFFICER, "may_declare"),
        (RecordInspection(finding=Finding.GONE), Role.OFFICER, None),
        (CloseCase(outcome=Outcome.UNFOUNDED), Role.DISPATCHER, "may_close"),
        (ReleaseHold(placed=9), Role.SUPERVISOR, "may_lift"),
        (ReleaseHold(placed=2), Role.SUPERVISOR, "may_lift"),
        (ReleaseHold(placed=2), Role.HEARING_OFFICER, None),
        (RetryStep(), Role.ADMIN, "may_retry"),
        (Reopen(note="again"), Role.SUPERVISOR, "not_now"),
        (PlaceHold(hold=Hold.DWELLING, at=START - timedelta(days=1)), Role.OFFICER, "before_the_case"),
        (PlaceHold(hold=Hold.DWELLING, at=START + timedelta(days=9)), Role.OFFICER, "in_the_future"),
        (PlaceHold(hold=Hold.DWELLING, at=START + timedelta(minutes=1)), Role.OFFICER, None),
    ],
)
def test_a_request_meets_its_guard(asked: Request, role: Role, code: str | None) -> None:
    case = live(reported(), HoldPlaced(hold=Hold.HEARING))

    authorized = authorize(case, asked, Actor(account="somebody", role=role), LAW, START + timedelta(hours=2))

    assert (authorized.code if isinstance(authorized, Refusal) else None) == code


def test_a_refusal_has_the_citation_the_time_and_the_role_that_can_help() -> None:
    case = live(reported(known=False), STILL_THERE)

    refusal = authorize(case, look(), Actor(account="o", role=Role.OFFICER), LAW, START + timedelta(hours=2))

    assert isinstance(refusal, Refusal)
    assert refusal.reason == "Required: A second inspection more than 48 hours after the first."
    assert (refusal.citation, refusal.earliest, refusal.remedied_by) == (
        "75 Pa.C.S. 102",
        START + timedelta(hours=49, minutes=1),
        Role.OFFICER,
    )


def requirement(earliest: datetime | None = None) -> Requirement:
    """An unmet requirement."""
    return Requirement("x", "x", False, earliest=earliest)


def ruled(*requirements: Requirement, overridden: int | None = None) -> Ruling:
    """A ruling with one branch."""
    return ruling_of("q", "edition", START, (GuardResult("g", "says", requirements, overridden),))


def test_a_ruling_is_asked_again_when_the_last_of_its_times_has_come() -> None:
    soon, later = requirement(earliest=START), requirement(earliest=START + timedelta(days=1))

    assert ruled(soon, later).ask_again == START + timedelta(days=1)


def test_time_alone_does_not_help_where_something_else_is_missing_too() -> None:
    assert ruled(requirement(earliest=START), requirement()).ask_again is None


def test_an_overridden_requirement_is_not_missing() -> None:
    assert not ruled(requirement()).allowed
    assert ruled(requirement(), overridden=7).allowed
    assert ruled(requirement(), overridden=7).missing == ()


@pytest.mark.parametrize("hours", [1, 48, 49, 50, 100])
@pytest.mark.parametrize("photos", [(), ("a" * 64,)])
def test_the_verdict_alone_is_the_verdict_of_the_whole_proof(hours: int, photos: tuple[str, ...]) -> None:
    case = live(reported(known=False), STILL_THERE)
    asked = asked_of(case, look(photos=photos), LAW, START + timedelta(hours=hours))

    assert is_allowed(asked) is evaluate(asked).allowed is (hours > 49 and bool(photos))


def test_a_question_without_guards_is_allowed() -> None:
    assert evaluate(GuardContext("may_sing", live(reported()), LAW, START)).proof == ()


@pytest.mark.parametrize(
    ("clause", "private", "fits"),
    [
        ("inoperable", False, True),
        ("inoperable", True, False),
        ("private_property", False, False),
        ("private_property", True, True),
        ("salvor_lot", False, False),
        ("salvor_lot", True, True),
    ],
)
def test_a_clause_is_named_for_the_place_where_the_car_stands(clause: str, private: bool, fits: bool) -> None:
    case = live(reported(known=False, private=private), STILL_THERE)

    assert declared_at(case, START + timedelta(days=30), clause=clause, signed_form=True).allowed is fits
