"""For each guard and each of its questions, a change to an allowed request that only this guard refuses."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Unpack

from schemas import impound, mail, reporting, retention, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.case_changes import CaseChanges
from schemas.case_parts import Settled
from schemas.casework import CaseClosed
from schemas.law import Duty
from schemas.mail import MailReturn
from schemas.messages import Actor, Fact
from schemas.words import Finding, Ground, Hold, Notice, Outcome, PlateKind, ReleaseTo, Route, Stolen
from tests.rules import cars
from tests.rules.allowed import ALLOWED, GONE, HER, LAST_DAY, PAID_AND_WON, PERHAPS, WRITTEN, Try
from tests.rules.cars import (
    HARBOR,
    LATER,
    OTHER_KEEPER,
    SERVES_NOT,
)
from tests.rules.made_up_laws import STRICT, duty, law_with
from tests.schemas.lives import at_fact, changed, hooked_up, inspected, records_checked, tow_order

Spoil = Callable[[Try], Try]

HANDED_OVER = impound.VehicleReleased(to=ReleaseTo.OWNER, papers=(), paid=0, owed=0)
BACK = mail.LetterReturned(letter=2, reason=MailReturn.UNCLAIMED)
SOMEBODY_INSIDE = inspected(Finding.STILL_THERE, occupied=True)
SPECIAL = inspected(Finding.STILL_THERE, plate_kind=PlateKind.DISABLED)
BANK_FOUND = notice.PartiesRecorded(owner=1, lienholders=(2,))


def stated(clause: str | None) -> Spoil:
    """The declaring inspection names another clause, or none."""
    return lambda good: good.where(inspections=tuple(replace(each, clause=clause) for each in good.case.inspections))


def told_yesterday(good: Try) -> Try:
    """Every letter was mailed on the day before."""
    letters = (replace(each, mailed=at_fact(9, LATER - timedelta(days=1))) for each in good.case.letters)
    return good.where(letters=tuple(letters))


def on_hold(kind: Hold) -> Spoil:
    """A hold of this kind is open, under a law by which every hold blocks everything."""
    return lambda good: good.but(law=STRICT).after(waiting_periods.HoldPlaced(hold=kind))


def where(**parts: Unpack[CaseChanges]) -> Spoil:
    """The case has other fields."""
    return lambda good: good.where(**parts)


def part(name: str, **changes: Any) -> Spoil:
    """One part of the case is otherwise."""
    return lambda good: good.but(case=changed(good.case, name, **changes))


def after(*facts: Fact) -> Spoil:
    """More facts are recorded."""
    return lambda good: good.after(*facts)


def asking(**fields: object) -> Spoil:
    """The request has other fields."""
    return lambda good: good.asking(**fields)


def by(actor: Actor) -> Spoil:
    """Another actor asks."""
    return lambda good: good.but(actor=actor)


def of(case: Case) -> Spoil:
    """Another case is asked."""
    return lambda good: good.but(case=case)


def under(**rules: dict[Any, Any]) -> Spoil:
    """Another law is asked."""
    return lambda good: good.but(law=law_with(**rules))


def by_our_law(good: Try) -> Try:
    """The law of Philadelphia requires neither value nor advertisement."""
    return good.but(law=cars.LAW)


TOW = ("may_tow", "may_offer", "may_accept")
GATE_AND_TOW = ("may_open_tow_gate", *TOW)
END = ("may_open_disposal_gate", "may_dispose")
CLOSE = ("may_close", "may_close_as_duplicate")
LEAVE = ("may_release", "must_release", "may_hand_over_contents")
HELD = (*GATE_AND_TOW, *LEAVE, "may_bill_storage", *END, "may_surrender")
"""The questions that a hold can block; which one blocks which is in `test_holds_of_editions.py`."""
STANDING = ("may_ask_extension", "may_decide_extension", "may_post", "may_open_tow_gate")
CARE = (
    "may_open_disposal_gate",
    "may_release",
    "must_release",
    "may_surrender",
    "may_hand_over_contents",
    "may_appraise",
    "may_check_service",
    "may_advertise",
    "may_authorize",
    "may_renew",
    "may_classify",
    "may_waive",
    "may_dispose",
)


def found_gone(good: Try) -> Try:
    """An inspection found the car gone, although no second inspection was needed."""
    asides = (waiting_periods.GuardOverridden(guard="seen_again", question=question) for question in TOW)
    return after(*asides, inspected(Finding.GONE))(good)


def left_behind(good: Try) -> Try:
    """The case is withdrawn while the truck or the lot has the car."""
    return good.where(towed=hooked_up(1)).asking(outcome=Outcome.WITHDRAWN, authority="Captain", note="Settled")


KEPT_OUT: tuple[tuple[str, tuple[str, ...], Spoil], ...] = (
    ("G9", ("may_declare",), asking(clause=None)),
    ("G9", ("may_tow",), asking(ground=Ground.UNPAID_TICKETS)),
    ("G9", ("may_offer", "may_accept"), stated(None)),
    ("G15", ("may_declare",), asking(photos=())),
    ("G13", ("may_declare",), asking(occupied=True)),
    ("G13", GATE_AND_TOW, after(SOMEBODY_INSIDE)),
    ("interval", ("may_declare",), where(inspections=())),
    ("G5", GATE_AND_TOW, after(records_checked(Stolen.STOLEN))),
    ("G5", ("may_release",), part("records_check", fact=2)),
    ("G5", ("may_surrender", "may_dispose"), after(records_checked(Stolen.STOLEN))),
    ("parties", ("may_record_parties",), asking(lienholders=(HER,))),
    ("notice_before_the_tow", ("may_open_tow_gate",), after(BANK_FOUND)),
    ("notice_before_the_tow", TOW, part("parties", lienholders=(9,))),
    ("owner_time", GATE_AND_TOW, told_yesterday),
    ("answered_first", GATE_AND_TOW, after(waiting_periods.MoveClaimed())),
    ("one_car", ("may_open_tow_gate", "may_tow", "may_offer", "may_post", "may_write"), after(PERHAPS)),
    ("one_car", ("may_keep_apart",), after(reporting.KeptApart(other=PERHAPS.other))),
    ("in_care", CARE, after(HANDED_OVER)),
    ("own_lot", ("may_take_in", "may_release", "may_surrender", "may_hand_over_contents"), by(OTHER_KEEPER)),
    ("state_told", END, where(state_reported=None)),
    ("state_told", ("may_report_to_state",), of(cars.REPORTED)),
    ("G1", END, told_yesterday),
    ("told_of_the_tow", END, where(letters=cars.TOLD.letters[1:])),
    ("G2", END, after(BACK, SERVES_NOT)),
    ("G2", ("may_take_step",), of(cars.NOTICED)),
    ("G3", (*END, "may_surrender"), part("parties", lienholders=(2,))),
    ("G17", END, part("parties", owner=None)),
    ("G4", GATE_AND_TOW, after(impound.HearingRequested(party=1))),
    ("G4", END, where(hearings=cars.WON.hearings)),
    ("G4", ("may_ask_hearing",), of(cars.ASKED)),
    ("G4", ("may_lift",), lambda good: good.but(case=cars.ASKED, actor=cars.HEARS).asking(placed=cars.ASKED.number)),
    ("G4", ("may_reopen",), of(cars.on(cars.TOLD, LAST_DAY, cars.HOME, CaseClosed(outcome=Outcome.RECLAIMED)))),
    ("G4", ("may_decide_hearing",), where(tow_order=tow_order(by="hearing-1"))),
    ("G6", HELD, on_hold(Hold.POLICE_EVIDENCE)),
    ("G6", ("may_lift",), asking(note=None)),
    ("G7", HELD, on_hold(Hold.SERVICEMEMBER)),
    ("G8", tuple(each for each in HELD if each != "may_release"), on_hold(Hold.BANKRUPTCY)),
    ("G8", ("may_release",), lambda good: on_hold(Hold.BANKRUPTCY)(good.asking(paid=0))),
    ("G10", HELD, on_hold(Hold.DWELLING)),
    ("courts", HELD, on_hold(Hold.LITIGATION)),
    ("G14", TOW, after(SPECIAL)),
    ("seen_again", TOW, lambda good: good.where(inspections=good.case.inspections[:-1])),
    ("found_otherwise", TOW, found_gone),
    ("status", ("may_authorize", "may_dispose"), where(classified_by_salvor=None)),
    ("status", ("may_classify",), by(HARBOR)),
    ("disposal_option", ("may_authorize",), asking(route=Route.CRUSH)),
    (
        "disposal_option",
        ("may_dispose",),
        lambda good: part("authority", route=Route.CRUSH)(good.but(request=cars.CRUSH)),
    ),
    ("appraisal", ("may_appraise",), by_our_law),
    ("advertisement", ("may_advertise",), by_our_law),
    ("G7", ("may_check_service",), part("parties", owner=None)),
    ("on_the_street", ("may_claim_moved",), where(towed=hooked_up(1, cars.day(0)))),
    ("appraisal", ("may_dispose",), under(duties={Duty.APPRAISAL: duty("The value is named")})),
    ("authority", ("may_dispose",), where(authority=None)),
    ("renewal", ("may_renew",), asking(notice=Notice.SALE)),
    ("advertisement", ("may_dispose",), under(duties={Duty.ADVERTISEMENT: duty("The sale was advertised")})),
    ("G11", ("may_hand_over_contents",), after(impound.ContentsHandedOver(papers=()))),
    ("G11", ("may_dispose",), where(intake=None)),
    ("papers", ("may_release", "may_surrender", "may_hand_over_contents"), asking(papers=())),
    ("G16", ("may_release",), asking(paid=1)),
    ("G16", ("may_bill_storage",), of(cars.TAKEN_IN)),
    ("free_of_charge", ("must_release",), of(cars.TOLD)),
    ("G18", ("may_report",), of(cars.HOOKED)),
    ("G18", ("may_take_in",), asking(lot="moon")),
    ("in_turn", ("may_tow",), of(cars.ORDERED)),
    ("in_turn", ("may_offer", "may_withdraw"), of(cars.READY)),
    ("in_turn", ("may_accept", "may_answer", "may_report"), by(HARBOR)),
    ("in_turn", ("may_lapse",), of(cars.HOOKED)),
    ("post", ("may_write", "may_mail", "may_hand_over", "may_report_mail_fault"), of(cars.NOTICED)),
    ("post", ("may_return", "may_deliver"), asking(letter=9)),
    ("on_the_street", STANDING, where(towed=hooked_up(1))),
    ("owner_asked", ("may_decide_extension",), of(cars.NOTICED)),
    ("evidence", ("may_close",), of(cars.SEEN_ONCE)),
    ("evidence", ("may_close_as_duplicate",), asking(of="26-000002")),
    ("evidence", ("may_split",), part("closed", duplicate_of=None)),
    ("G12", ("may_close",), lambda good: good.but(case=cars.SOLD).asking(outcome=Outcome.AUCTIONED)),
    ("G12", ("may_report_disposal",), of(cars.ALLOWED)),
    ("nothing_open", CLOSE, after(waiting_periods.HoldPlaced(hold=Hold.LITIGATION))),
    ("custody", ("may_close",), left_behind),
    ("custody", ("may_close_as_duplicate",), where(towed=hooked_up(1))),
    ("refund", ("may_close",), lambda good: good.but(case=PAID_AND_WON).asking(outcome=Outcome.WRONGLY_TOWED)),
    ("refund", ("may_refund",), asking(paid_back=499)),
    ("nothing_unsent", CLOSE, where(parties=WRITTEN.parties, letters=WRITTEN.letters)),
    ("failed_step", ("may_retry",), of(GONE)),
    (
        "law_question",
        ("may_tow",),
        where(settled=(Settled(provision="fees.towing", amount=1, fact=3, by="dispatcher-1"),)),
    ),
    ("matter_raised", ("may_review",), of(GONE)),
    ("law_question", ("may_settle",), asking(provision="periods.owner_notice")),
    ("new_law", ("may_amend",), asking(edition="us-pa-philadelphia.2030-01-01")),
    ("transition", ("may_amend",), of(cars.NOTICED)),
    ("carried_over", ("may_amend", "may_take_back_amendment"), stated("of_old")),
    ("undone", ("may_take_back_amendment",), where(towed=hooked_up(99))),
    ("waiver", ("may_waive",), where(tow_order=tow_order(by="supervisor-1"))),
    ("override", ("may_override",), asking(guard="gate")),
    ("retention", ("may_remove",), after(retention.RecordPreserved())),
    ("retention", ("may_end_preservation",), where(preserved=None)),
    ("retention", ("may_ask_hearing", "may_reopen", "may_split"), where(removed=(retention.DataKind.LETTERS,))),
)
"""For each guard: the questions, and the change that this guard refuses."""

ALSO: dict[tuple[str, str], str] = {
    ("status", "may_authorize"): "disposal_option",
    ("status", "may_dispose"): "disposal_option",
}
"""Questions for which a second guard refuses the same: an unclassified car has no disposal option."""

BEHIND: dict[tuple[str, str], str] = {("G11", "may_dispose"): "in_care"}
"""Questions for which another guard refuses first: a car without intake has no listed contents."""


def scenarios() -> Iterator[tuple[str, str, Try]]:
    """Every guard with each of its questions, and the change that it alone refuses."""
    for guard, questions, spoil in KEPT_OUT:
        for question in questions:
            yield guard, question, spoil(ALLOWED[question])
