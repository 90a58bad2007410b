"""On which fact a requirement rests: the proof of a ruling names it, and a person can look it up in the journal."""

import pytest

from rules.duties import letters_mailed
from rules.requirements import GuardContext
from schemas import disposal, mail, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.mail import FurtherStep
from schemas.words import Gate, Hold, Notice
from tests.rules import cars
from tests.rules.allowed import ALLOWED, Try
from tests.rules.cars import DESK, LATER, LAW, OFFICER, SYSTEM, day, on
from tests.rules.made_up_laws import ASKING
from tests.rules.test_due_process_notice import AT_ONCE, TO_CRUSH
from tests.rules.test_what_supplies_each_requirement import requirements_of

OPEN_TOW, OPEN_DISPOSAL = (waiting_periods.OpenGate(gate=gate) for gate in Gate)
PUBLICATION = mail.FurtherStepTaken(step=FurtherStep.PUBLICATION)
PUBLISH = mail.RecordFurtherStep(step=FurtherStep.PUBLICATION)
ADVERTISED = on(cars.ALLOWED, 63, disposal.SaleAdvertised())
APPRAISED = on(cars.ALLOWED, 63, disposal.VehicleAppraised(value=100, model_year=1999))
PRINTED = on(cars.KNOWN, 1, cars.letter(1, Notice.PRE_TOW))
MAILED = on(PRINTED, 2, mail.LetterMailed(letter=1))
HAZARD_PRINTED = on(TO_CRUSH, 22, cars.letter(1, Notice.HAZARD_TOW))
HAZARD_MAILED = on(HAZARD_PRINTED, 23, mail.LetterMailed(letter=1))
NOBODY = on(cars.DECLARED, 1, notice.PartiesRecorded(no_owner_found=True))
POSTED = on(NOBODY, 1, notice.StickerPosted())
NOBODY_TOLD = on(cars.HOOKED, 21, notice.PartiesRecorded(no_owner_found=True))
HELD = on(on(NOBODY_TOLD, 21, cars.ARRIVED), 22, PUBLICATION)


def asks(question: str, case: Case) -> Try:
    """The request of this question, to another case."""
    return ALLOWED[question].but(case=case)


@pytest.mark.parametrize(
    ("tried", "text", "fact"),
    [
        (asks("may_dispose", ADVERTISED).but(law=ASKING), "The sale was advertised", ADVERTISED.number),
        (asks("may_dispose", APPRAISED).but(law=ASKING), "The value is named", APPRAISED.number),
        (asks("may_dispose", APPRAISED), "The law allows an auction for this car", APPRAISED.number),
        (asks("may_take_in", cars.TOWED), "The car was dropped at the lot river-lot", cars.TOWED.number - 1),
        (asks("may_mail", MAILED), "Letter 1 of this case is written", PRINTED.number),
        (Try(HAZARD_MAILED, cars.CRUSH, DESK, law=AT_ONCE), "A letter to the owner was mailed", HAZARD_MAILED.number),
        (Try(POSTED, OPEN_TOW, SYSTEM), "A notice is on the car", POSTED.number),
        (Try(HELD, OPEN_DISPOSAL, SYSTEM), "A notice was published, because no party is known", HELD.number),
        (Try(HELD, PUBLISH, DESK), "The notice was published after the hook-up", cars.HOOKED.number),
        (
            Try(cars.TOLD, OPEN_DISPOSAL, SYSTEM),
            "The time to request a hearing about the tow has ended",
            cars.TOWED.number - 2,
        ),
        (
            Try(cars.IN_LOT, waiting_periods.ClaimMoved(at=day(19)), DESK),
            "The car was moved before the hook-up",
            cars.HOOKED.number,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_requirement_rests_on_the_fact_that_meets_it(tried: Try, text: str, fact: int) -> None:
    assert requirements_of(tried)[text].fact == fact


def test_the_mailing_that_is_due_rests_on_the_letter_that_was_written() -> None:
    [due] = letters_mailed(GuardContext("", PRINTED, LAW, LATER))

    assert (due.text, due.met, due.fact) == ("The pre tow letter to the owner was mailed", False, PRINTED.number)


def test_a_second_notice_on_the_car_is_refused_with_the_paragraph_of_the_notice_before_the_tow() -> None:
    refused = requirements_of(Try(POSTED, notice.PostSticker(), OFFICER))["No notice is on the car yet"]

    assert (refused.met, refused.fact, refused.citation) == (
        False,
        POSTED.number,
        LAW.notices[Notice.PRE_TOW].citation,
    )


def test_a_notice_is_published_from_the_hook_up_on_and_not_before_it() -> None:
    """The reclaim period runs from it; that the car is still on the truck takes nothing from anybody."""
    text, hooked = "The notice was published after the hook-up", day(20)

    met = [
        requirements_of(Try(NOBODY_TOLD, PUBLISH, DESK, at))[text].met
        for at in (hooked - cars.HOUR, hooked, hooked + cars.HOUR)
    ]

    assert met == [False, True, True]


def test_of_a_hold_that_was_lifted_nothing_more_is_asked() -> None:
    """Not who lifts it, not a written release, and not the decision of a hearing: it is lifted already."""
    lift = waiting_periods.ReleaseHold(placed=cars.ASKED.number)
    police = on(cars.TOLD, 20, waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE))
    free = on(police, 21, waiting_periods.HoldReleased(placed=police.number, hold=Hold.POLICE_EVIDENCE))

    for case, placed in ((cars.LOST, cars.ASKED.number), (free, police.number)):
        asked = requirements_of(Try(case, lift.model_copy(update={"placed": placed}), OFFICER))
        assert list(asked) == [f"Fact {placed} placed a hold that is still open"]
