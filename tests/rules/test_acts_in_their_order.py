"""No date, no order of acts and no word that people typed takes a right from an owner or lienholder."""

import pytest

from rules.authorization import authorize
from rules.calendars import ends
from rules.library import find_edition
from rules.offers import list_offers
from rules.request_rule import RequestContext
from rules.requests.amendments import APPLY_AMENDMENT
from rules.rows import NoRows
from rules.waiting_periods import floor
from schemas import impound, mail
from schemas import owner_notice as notice
from schemas.amendments import ApplyAmendment
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.mail import FurtherStep, MailReturn, RecordFurtherStep
from schemas.messages import Fact, Request
from schemas.rulings import Refusal
from schemas.tow_dispatch import OrderTow
from schemas.waiting_periods import (
    DecideExtension,
    ExtensionAsked,
    ExtensionDecided,
    OpenGate,
    QuestionSettled,
)
from schemas.words import Finding, Gate, Hold, Notice, Outcome, Paper, Stolen, Task
from tests.new_laws import LONGER
from tests.rules import cars
from tests.rules.cars import DESK, KEEPER, LATER, LAW, SUPERVISOR, SYSTEM, day, on
from tests.schemas.lives import at_fact, changed, inspected, records_checked
from tests.tasks import tasks_of

INTAKE = impound.IntakeRecorded(lot="river-lot", inventory=1)
OPEN = OpenGate(gate=Gate.DISPOSAL)
UNCLAIMED = mail.LetterReturned(letter=2, reason=MailReturn.UNCLAIMED)
ELSEWHERE = mail.FurtherStepTaken(letter=2, step=FurtherStep.SECOND_ADDRESS)
RETURNED = on(cars.TOLD, 14, UNCLAIMED)
NOBODY = on(cars.REPORTED, 12, notice.PartiesRecorded(no_owner_found=True))
WISHED = on(cars.NOTICED, 3, ExtensionAsked())
GRANTED = on(WISHED, 4, ExtensionDecided(until=day(30)))
TEXAS = cars.patient(find_edition("us-tx.2026-01-01"))


def step(case: Case, **fields: object) -> Refusal | object:
    """The answer to a further step on day 15, told as `fields` say."""
    asked = RecordFurtherStep.model_validate({"step": FurtherStep.REGULAR_MAIL} | fields)
    return authorize(case, asked, DESK, LAW, day(15))


def reason(answer: object) -> str | None:
    """Why it was refused; None if it was not."""
    return answer.reason if isinstance(answer, Refusal) else None


def test_a_further_step_is_not_dated_before_the_letter_came_back() -> None:
    """Its ten days run from its date (Jones v. Flowers)."""
    assert reason(step(RETURNED, letter=2, at=day(12.5))) == "This is dated before the letter was returned."
    assert reason(step(RETURNED, letter=2, at=day(14.5))) is None


def test_a_further_step_that_came_back_too_does_not_count() -> None:
    tried = on(RETURNED, 15, ELSEWHERE)
    back = on(tried, 20, UNCLAIMED)
    again = on(back, 21, ELSEWHERE)

    assert floor(tried, LAW, "further_step") == ends(LAW.periods["further_step"], day(15), LAW)
    assert "this step was taken: a letter by regular mail" in (cars.reason(back, OPEN, SYSTEM) or "")
    assert floor(again, LAW, "further_step") == ends(LAW.periods["further_step"], day(21), LAW)
    assert cars.reason(again, OPEN, SYSTEM) is None


@pytest.mark.parametrize("kind", FurtherStep)
def test_where_nobody_is_known_only_a_publication_is_one(kind: FurtherStep) -> None:
    answer = reason(step(NOBODY, step=kind))

    assert (answer is None) == (kind is FurtherStep.PUBLICATION)


def offered(case: Case) -> list[int | None]:
    """The letters about which a dispatcher is offered to record a further step."""
    offers = list_offers(case, LAW, DESK, LATER)
    return [
        getattr(form, "letter", None) for each in offers if each.request is RecordFurtherStep for form in each.forms
    ]


def test_a_further_step_is_offered_for_a_returned_letter_on_which_something_rests() -> None:
    before = on(cars.NOTICED, 3, mail.LetterReturned(letter=1, reason=MailReturn.REFUSED))
    in_the_lot = before.with_(stage=cars.TOLD.stage, towed=cars.TOLD.towed)
    of_the_hazard = on(cars.TOLD, 14, mail.LetterReturned(letter=1, reason=MailReturn.REFUSED))

    assert offered(before) == [1]
    assert offered(in_the_lot) == []
    assert offered(of_the_hazard) == []
    assert offered(RETURNED) == [2]
    assert "Something rests on that letter" in (reason(step(of_the_hazard, letter=1)) or "")


def test_more_time_is_not_decided_before_it_was_asked_for() -> None:
    """The 48 hours after a refusal run from its date."""
    answer = authorize(WISHED, DecideExtension(at=day(1)), SUPERVISOR, LAW, day(4))

    assert reason(answer) == "This is dated before the owner asked for more time."


@pytest.mark.parametrize(("until", "kept"), [(29, False), (30, True), (31, True), (None, True)])
def test_the_city_keeps_the_time_that_it_has_granted(until: int | None, kept: bool) -> None:
    again = on(GRANTED, 5, ExtensionAsked())
    decision: Request = DecideExtension(until=until and day(until))

    answer = authorize(again, decision, SUPERVISOR, LAW, day(6))

    assert (reason(answer) is None) == kept


@pytest.mark.parametrize(
    ("seen", "held"),
    [
        (inspected(Finding.GONE), True),
        (inspected(Finding.NOT_ABANDONED), True),
        (inspected(Finding.STILL_THERE, occupied=True), True),
        (inspected(Finding.STILL_THERE), False),
    ],
)
@pytest.mark.parametrize("case", [cars.HOOKED, cars.IN_LOT])
def test_an_inspection_recorded_late_that_speaks_against_the_tow_holds_the_car(
    case: Case, seen: Fact, held: bool
) -> None:
    """Its officer saw the car last before the hook-up: a person decides before anything final."""
    before = changed(case, "towed", hooked_up=at_fact(30, day(20.5))).with_(number=40)

    assert [each.hold for each in on(before, 20.4, seen).open_holds] == [Hold.GROUND_LOST] * held
    assert on(before, 20.6, seen).open_holds == ()
    assert on(before, 19, seen).open_holds == ()


@pytest.mark.parametrize(("owners", "signed", "allowed"), [(1, False, True), (2, False, False), (2, True, True)])
def test_one_of_two_owners_does_not_give_up_the_car_of_the_other(owners: int, signed: bool, allowed: bool) -> None:
    known = notice.PartiesRecorded(owner=1, co_owners=(2,) if owners == 2 else ())
    case = on(cars.REPORTED, 12, known, records_checked())
    papers = (Paper.IDENTITY, Paper.TITLE)

    answer = authorize(case, impound.SurrenderVehicle(papers=papers, signed_by_all=signed), KEEPER, LAW, day(13))

    assert (reason(answer) is None) == allowed


def test_what_was_paid_for_a_car_that_turns_out_to_be_stolen_is_refunded_before_the_case_closes() -> None:
    """Phila. Code 9-605 as amended by bill 060636-A: the page has promised it, and no request could do it."""
    under_protest = on(cars.ASKED, 15, cars.HOME.model_copy(update={"paid": 500, "owed": 500}))
    stolen = on(under_protest, 16, records_checked(Stolen.STOLEN))
    lost = on(stolen, 17, impound.HearingDecided(requested=cars.ASKED.number, lawful=True))
    refund, close = impound.RefundFees(paid_back=500), CloseCase(outcome=Outcome.RECLAIMED)

    assert cars.refusal_of(under_protest, refund, DESK) is not None
    assert (tasks_of(lost, LAW).next.task, tasks_of(lost, LAW).next.due_at) == (Task.REFUND, None)
    assert cars.reason(lost, close, SYSTEM) == "What was paid for a car that was stolen from its owner was refunded"
    assert cars.refusal_of(lost, refund, DESK) is None
    assert cars.refusal_of(on(lost, 18, impound.FeesRefunded(paid_back=500)), close, SYSTEM) is None


def in_texas(number: float) -> Case:
    """Towed as a hazard on this day; every letter is mailed on the same day."""
    towed = on(cars.DECLARED, number, cars.HAZARDOUS, cars.ORDER, cars.OFFER, cars.ACCEPTED, cars.ON_THE_HOOK)
    in_lot = on(towed, number, cars.ARRIVED, cars.DONE, INTAKE, notice.PartiesRecorded(owner=1))
    return on(in_lot, number, cars.letter(1, Notice.IMPOUND), mail.LetterMailed(letter=1))


@pytest.mark.parametrize("number", [79, 80, 81, 83, 90, 113])
def test_in_texas_nothing_final_happens_while_a_hearing_can_still_be_requested(number: float) -> None:
    """Fourteen days without weekends and holidays (Occ. 2308.456) can end after twenty days (Transp. 683.012)."""
    case = in_texas(number)
    reclaim, ask = (ends(TEXAS.periods[code], day(number), TEXAS) for code in ("reclaim", "ask_hearing"))
    lawful = max(reclaim, ask)

    early = cars.refusal_of(case, OPEN, SYSTEM, lawful - cars.HOUR, TEXAS)

    assert early is not None
    assert early.earliest == lawful
    assert cars.refusal_of(case, OPEN, SYSTEM, lawful, TEXAS) is None


def test_a_party_who_was_heard_has_no_time_left_to_wait_for() -> None:
    lost = on(cars.LOST, 17)

    assert cars.refusal_of(lost, OPEN, SYSTEM, LATER) is None


def test_an_amendment_is_worked_out_under_the_edition_as_it_applies_in_the_city() -> None:
    longer = LAW.model_copy(
        update={"code": LONGER, "notices": {**LAW.notices, Notice.PRE_TOW: LAW.notices[Notice.IMPOUND]}}
    )
    asked = ApplyAmendment(edition=LONGER, note="Said by the captain.")
    context = RequestContext(cars.NOTICED, SUPERVISOR, asked, LAW, LATER, LATER, lambda _: longer)

    assert APPLY_AMENDMENT.make(context, NoRows()).lapses == (Notice.PRE_TOW,)


@pytest.mark.parametrize(("settler", "allowed"), [("supervisor-1", False), ("supervisor-2", True)])
def test_who_settled_the_law_for_a_case_does_not_order_its_tow(settler: str, allowed: bool) -> None:
    """And who ordered the tow does not settle the law for it, whichever comes first."""
    answered = on(cars.READY, 20, QuestionSettled(provision="fees.towing", amount=17_500), actor=settler)

    answer = authorize(answered, OrderTow(), SUPERVISOR, LAW, LATER)

    assert (reason(answer) is None) == allowed
