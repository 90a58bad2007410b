"""What supplies each further requirement of a guard, beyond the one that a refusal names first.

A row says what is asked, the words of what is missing, what supplies it, and who. As in `test_what_supplies_it.py` that
is a task, `time`, `the request` (it has to say something else), or `nothing` (no form is offered).
"""

import pytest

from rules.authorization import asked_of
from rules.library import find_edition
from rules.rulings import evaluate
from schemas import disposal, impound, mail, waiting_periods
from schemas import owner_notice as notice
from schemas.law import Duty
from schemas.mail import FurtherStep
from schemas.messages import Actor
from schemas.rulings import Requirement
from schemas.words import Gate, Hold, Notice, ReleaseTo, Role, Stolen, VehicleStatus
from tests.rules import cars
from tests.rules.allowed import ALLOWED, OVER, Try
from tests.rules.cars import DESK, LAW, NORTH, OFFICER, SUPERVISOR, SYSTEM, day, on
from tests.rules.made_up_laws import law_with
from tests.rules.test_laws_of_other_places import ANNOUNCED, PRICED, told
from tests.rules.test_what_supplies_it import supplied
from tests.schemas.lives import records_checked

CHICAGO, TEXAS, WASHINGTON = (find_edition(f"us-{place}.2026-01-01") for place in ("il-chicago", "tx", "wa"))
EVIDENCE = LAW.holds[Hold.POLICE_EVIDENCE].model_copy(update={"lifted_by": (Role.SUPERVISOR, Role.HEARING_OFFICER)})
TWO_MAY_LIFT = law_with(holds={Hold.POLICE_EVIDENCE: EVIDENCE})
NO_STATE_REPORT = LAW.model_copy(
    update={"duties": {code: rule for code, rule in LAW.duties.items() if code is not Duty.STATE_REPORT}}
)
NOBODY = on(cars.DECLARED, 1, notice.PartiesRecorded(no_owner_found=True))
PUBLISH = mail.RecordFurtherStep(step=FurtherStep.PUBLICATION)
NORTH_SPOKE_FIRST = on(cars.CHECKED, 61, cars.named(VehicleStatus.WITH_VALUE, by_salvor=False), actor=NORTH.account)
HER = notice.Addressee(name="Maria Sandoval", lines=("1458 West Example Street",))
WITH_BANK = on(told(PRICED, Notice.IMPOUND), 6, notice.PartiesRecorded(owner=1, lienholders=(2,)))
HELD = on(cars.NOTICED, 3, waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE))
OPEN = waiting_periods.OpenGate(gate=Gate.DISPOSAL)
ADVERTISED = on(on(ANNOUNCED, 30, disposal.SaleAdvertised()), 34, cars.DISPOSAL_GATE)
SETTLE = waiting_periods.SettleQuestion(provision="fees.towing", amount=1_000_000, note="The filed schedule.")
STOLEN_WITH_BANK = ALLOWED["may_release"].after(
    notice.PartiesRecorded(owner=1, lienholders=(2,)), records_checked(Stolen.STOLEN)
)


def asks(question: str) -> Try:
    """A request that every guard allows."""
    return ALLOWED[question]


ROWS: tuple[tuple[Try, str, str, str], ...] = (
    (asks("may_classify").but(case=NORTH_SPOKE_FIRST), "The two parties are different people", "nothing", "-"),
    (
        asks("may_authorize").where(classified_by_salvor=None),
        "What decides the disposal option is known: classification, value, age",
        "the request",
        "officer",
    ),
    (
        asks("may_dispose").but(case=cars.SOLD),
        "The car was not sold or destroyed before",
        "nothing",
        "-",
    ),
    (
        asks("may_report_disposal").after(disposal.DisposalReported()),
        "NMVTIS has not been notified yet",
        "nothing",
        "-",
    ),
    (asks("may_renew").but(at=day(30)), "The notice of the impoundment has expired", "time", "-"),
    (asks("may_renew").but(law=LAW), "The notice of the impoundment has expired", "nothing", "-"),
    (
        Try(ADVERTISED, cars.SALE, DESK, day(60), WASHINGTON),
        "Not more than 10 days have passed since the advertisement",
        "advertisement",
        "dispatcher",
    ),
    (
        asks("may_take_in").after(impound.IntakeRecorded(lot="river-lot", inventory=1)),
        "The lot has not recorded the intake yet",
        "nothing",
        "-",
    ),
    (
        asks("may_report_to_state").but(law=NO_STATE_REPORT),
        "The law requires a report to the state",
        "nothing",
        "-",
    ),
    (asks("may_hand_over_contents").where(intake=None), "The contents of the car were listed", "intake", "lot_keeper"),
    (asks("may_decide_hearing").but(case=cars.TOLD), "A hearing was requested", "nothing", "-"),
    (asks("may_ask_hearing").asking(party=9), "The party is on record", "nothing", "-"),
    (asks("may_ask_hearing").but(case=cars.LOST), "No hearing has decided this before", "nothing", "-"),
    (asks("may_ask_hearing").but(case=cars.WON), "No hearing found the tow not lawful", "nothing", "-"),
    (asks("may_ask_hearing").but(case=OVER), "The car was towed, and released from the lot", "nothing", "-"),
    (
        asks("may_ask_hearing").but(case=on(cars.TOLD, 20, cars.HOME)),
        "The time to request a hearing has not ended",
        "nothing",
        "-",
    ),
    (
        STOLEN_WITH_BANK.asking(to=ReleaseTo.LIENHOLDER),
        "A stolen car is released only to its owner",
        "nothing",
        "owner",
    ),
    (Try(cars.KNOWN, PUBLISH, DESK), "No owner or lienholder is known", "nothing", "-"),
    (Try(NOBODY, PUBLISH, DESK), "The notice was published after the hook-up", "nothing", "-"),
    (asks("may_mail").asking(letter=9), "Letter 9 of this case is written", "nothing", "-"),
    (
        asks("may_record_parties").asking(owner=None, co_owners=(HER,)),
        "The first registered owner is entered before further ones",
        "the request",
        "dispatcher",
    ),
    (
        asks("may_record_parties").asking(owner=None),
        "An owner is entered, or it is stated that no owner could be found, and not both",
        "the request",
        "dispatcher",
    ),
    (
        Try(told(PRICED, Notice.IMPOUND), OPEN, SYSTEM, law=CHICAGO),
        "The second letter to the owner was mailed within 18 days of the impound letter",
        "letters",
        "dispatcher",
    ),
    (asks("may_lift").asking(placed=99), "Fact 99 placed a hold that is still open", "nothing", "-"),
    (
        asks("may_lift").but(actor=OFFICER, law=TWO_MAY_LIFT),
        "The person who lifts this hold is a supervisor or hearing officer",
        "nothing",
        "supervisor",
    ),
    (
        asks("may_lift").but(law=TWO_MAY_LIFT).asking(note=None),
        "The notes name the written release",
        "the request",
        "supervisor",
    ),
    (
        asks("may_open_tow_gate").but(case=HELD, law=TWO_MAY_LIFT),
        "10 days have passed since the last letter was mailed; the hold (police evidence) suspends this time",
        "the request",
        "supervisor",
    ),
    (asks("may_post").after(notice.StickerPosted()), "No notice is on the car yet", "nothing", "-"),
    (
        Try(cars.TOLD, SETTLE, Actor(account="officer-1", role=Role.SUPERVISOR), law=TEXAS),
        "The person who settles it neither declared the car abandoned nor ordered the tow",
        "nothing",
        "supervisor",
    ),
    (
        Try(cars.TOLD, SETTLE, SUPERVISOR, law=TEXAS),
        f"The number settled for fees.towing is {TEXAS.bounds['fees.towing'].words}",
        "the request",
        "supervisor",
    ),
)


def requirements_of(tried: Try) -> dict[str, Requirement]:
    """The requirements of this request, by their words."""
    assert tried.request is not None
    ruled = evaluate(asked_of(tried.case, tried.request, tried.law, tried.at, actor=tried.actor))
    return {each.text: each for each in ruled.requirements}


@pytest.mark.parametrize(("tried", "text", "what", "by"), ROWS, ids=[row[1] for row in ROWS])
def test_each_further_requirement_says_what_supplies_it_and_who(tried: Try, text: str, what: str, by: str) -> None:
    missing = requirements_of(tried)[text]

    assert (missing.met, *supplied(missing)) == (False, what, by)
