"""Every guard is missed: what it alone keeps out comes in when it is taken out of its table."""

from datetime import datetime, timedelta

import pytest

from rules import rulings
from rules.library import find_edition
from schemas import casework, disposal, impound, owner_notice, reporting, waiting_periods
from schemas import tow_dispatch as tow
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.verification import RecordInspection
from schemas.words import (
    DeclineReason,
    Finding,
    FurtherStep,
    Gate,
    Hold,
    MailReturn,
    Notice,
    Outcome,
    Paper,
    Party,
    Role,
    Route,
    Stage,
    TowResult,
    VehicleStatus,
)
from tests.rules.test_impound import AGREED, ALLOWED, ASKED, DESK, HEARS, KEEPER, REPORTED, TOLD, TOWED, UNCLAIMED
from tests.rules.test_tow_dispatch import ENGINE, GATE, HARBOR, HERE, LATER, NORTH, NOTICED, OFFERED, READY, TAKEN
from tests.schemas.lives import EDITION, START, go_on, live, reported

LAW = find_edition(EDITION)
OFFICER = Actor(account="officer-1", role=Role.OFFICER)
SUPERVISOR = Actor(account="supervisor-1", role=Role.SUPERVISOR)
ADMIN = Actor(account="admin-1", role=Role.ADMIN)
NEXT_DAY = START + timedelta(days=1)
MUCH_LATER = START + timedelta(days=200)
JUST_REPORTED = live(reported())
HELD = go_on(JUST_REPORTED, waiting_periods.HoldPlaced(hold=Hold.HEARING))
CLOSED = JUST_REPORTED.with_(stage=Stage.CLOSED)
PHOTO = ("a" * 64,)

Scenario = tuple[str, Case, Request, Actor, datetime]

SCENARIOS: tuple[Scenario, ...] = (
    (
        "a car is declared abandoned after one look",
        JUST_REPORTED,
        RecordInspection(finding=Finding.ABANDONED, clause="inoperable", photos=PHOTO),
        OFFICER,
        LATER,
    ),
    (
        "a letter is written twice",
        NOTICED,
        owner_notice.WriteLetter(notice=Notice.PRE_TOW, party=Party.OWNER, addressee=1),
        ENGINE,
        LATER,
    ),
    ("a letter is mailed twice", NOTICED, owner_notice.RecordMailing(letter=1), DESK, LATER),
    (
        "a letter comes back that was never written",
        NOTICED,
        owner_notice.RecordReturn(letter=9, reason=MailReturn.REFUSED),
        DESK,
        LATER,
    ),
    (
        "a further step is taken for a letter that has not come back",
        NOTICED,
        owner_notice.RecordFurtherStep(letter=1, step=FurtherStep.REGULAR_MAIL),
        DESK,
        LATER,
    ),
    ("the tow's gate opens too early", NOTICED, waiting_periods.OpenGate(gate=Gate.TOW), ENGINE, NEXT_DAY),
    ("the disposal's gate opens too early", TOLD, waiting_periods.OpenGate(gate=Gate.DISPOSAL), ENGINE, NEXT_DAY),
    ("time is granted that nobody asked for", NOTICED, waiting_periods.DecideExtension(), SUPERVISOR, LATER),
    ("a tow is ordered although nobody has looked again", go_on(NOTICED, GATE), tow.OrderTow(), DESK, LATER),
    ("a tow is offered that nobody ordered", READY, tow.OfferTow(), ENGINE, LATER),
    ("another firm accepts", OFFERED, tow.AcceptOffer(order=1), HARBOR, LATER),
    ("another firm declines", OFFERED, tow.DeclineOffer(order=1, reason=DeclineReason.TOO_FAR), HARBOR, LATER),
    ("an offer lapses that was accepted", TAKEN, tow.LapseOffer(order=1), ENGINE, LATER),
    ("another firm hooks the car", TAKEN, tow.ReportHooked(order=1, place=HERE), HARBOR, LATER),
    ("a car is in the lot that was not hooked", TAKEN, tow.ReportInLot(order=1, lot="l", place=HERE), NORTH, LATER),
    ("a tow is done without its way", TAKEN, tow.ReportDone(order=1, result=TowResult.TOWED), NORTH, LATER),
    ("a tow is taken back that nobody ordered", READY, tow.WithdrawTow(), DESK, LATER),
    (
        "a car is taken in at a lot where it does not stand",
        TOWED,
        impound.RecordIntake(lot="moon", inventory="x"),
        KEEPER,
        MUCH_LATER,
    ),
    ("the state is told twice", REPORTED, impound.ReportToState(), DESK, MUCH_LATER),
    ("a second hearing is asked for", ASKED, impound.RequestHearing(), DESK, MUCH_LATER),
    ("a hearing is decided that nobody asked for", TOLD, impound.DecideHearing(lawful=True), HEARS, MUCH_LATER),
    ("a car is handed over for nothing", TOLD, impound.ReleaseVehicle(papers=(), paid=0), KEEPER, MUCH_LATER),
    (
        "a car is given up without its title",
        TOLD,
        impound.SurrenderVehicle(papers=(Paper.IDENTITY,)),
        KEEPER,
        MUCH_LATER,
    ),
    (
        "a firm names the status that did not tow the car",
        UNCLAIMED,
        disposal.ClassifyVehicle(status=VehicleStatus.SALVAGE),
        HARBOR,
        MUCH_LATER,
    ),
    (
        "the state allows an auction before two have named the status",
        UNCLAIMED,
        disposal.RecordAuthority(route=Route.AUCTION, reference="1"),
        DESK,
        MUCH_LATER,
    ),
    ("a car is sold that the state has not released", AGREED, disposal.RecordSale(price=1), DESK, MUCH_LATER),
    (
        "a car is crushed that is to be sold",
        ALLOWED,
        disposal.RecordCertificate(route=Route.CRUSH, reference="1"),
        DESK,
        MUCH_LATER,
    ),
    ("an end is reported that has not come", ALLOWED, disposal.ReportDisposal(), DESK, MUCH_LATER),
    ("the older case ends in the younger", JUST_REPORTED, reporting.CloseAsDuplicate(of="26-000002"), DESK, LATER),
    ("a case is split that was no duplicate", CLOSED, reporting.Split(), SUPERVISOR, LATER),
    (
        "a case closes without its evidence",
        JUST_REPORTED,
        casework.CloseCase(outcome=Outcome.GONE_ON_ARRIVAL),
        DESK,
        LATER,
    ),
    (
        "a hearing's hold is lifted by a supervisor",
        HELD,
        waiting_periods.ReleaseHold(placed=HELD.number),
        SUPERVISOR,
        LATER,
    ),
    ("a step is tried again that has not failed", JUST_REPORTED, waiting_periods.RetryStep(), ADMIN, LATER),
)
"""What each guard keeps out, as a sentence that must not become true."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: str(scenario[0]))
def test_a_guard_that_is_taken_out_is_missed(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    _, case, request, actor, at = scenario
    refusal = rulings.judge(case, request, actor, LAW, at)

    monkeypatch.delitem(rulings.GUARDS, type(request))

    assert refusal is not None
    assert refusal.reason.startswith("Not shown: ")
    assert rulings.judge(case, request, actor, LAW, at) is None


@pytest.mark.parametrize("guarded", rulings.GUARDS, ids=lambda guarded: str(guarded.__name__))
def test_no_guard_is_without_a_sentence_that_it_keeps_from_becoming_true(guarded: type[Request]) -> None:
    assert guarded in {type(request) for _, _, request, _, _ in SCENARIOS}, f"Add a scenario for {guarded.__name__}."


@pytest.mark.parametrize("gate", Gate)
def test_no_gate_is_without_one_either(gate: Gate) -> None:
    assert gate in {asked.gate for _, _, asked, _, _ in SCENARIOS if isinstance(asked, waiting_periods.OpenGate)}
