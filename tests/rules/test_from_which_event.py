"""From which instants a period runs, for each event that an edition can name; every event has a day of its own."""

import pytest

from rules.requirements import GuardContext
from rules.waiting_periods import ANCHORS, floor_passed
from schemas import disposal, impound, mail, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.mail import FurtherStep, MailReturn
from schemas.words import Anchor, MilitaryStatus, Notice, Route, Task
from tests.rules import cars
from tests.rules.cars import LAW, day, letter, on
from tests.rules.made_up_laws import law_with
from tests.schemas.lives import live, records_checked, reported

STREET = on(live(reported()), 1, cars.STILL_THERE)
STREET = on(STREET, 2, records_checked())
STREET = on(STREET, 4, cars.ABANDONED)
STREET = on(STREET, 5, notice.PartiesRecorded(owner=1, lienholders=(2,)))
STREET = on(STREET, 6, letter(1, Notice.PRE_TOW), letter(2, Notice.PRE_TOW, 2))
MAILED = on(on(STREET, 7, mail.LetterMailed(letter=1)), 8, mail.LetterMailed(letter=2))
POSTED = on(MAILED, 9, notice.StickerPosted())
REFUSED = on(on(POSTED, 10, waiting_periods.ExtensionAsked()), 11, waiting_periods.ExtensionDecided())
TOWED = on(
    on(on(REFUSED, 20, cars.GATE, cars.ORDER, cars.OFFER, cars.ACCEPTED), 21, cars.ON_THE_HOOK), 22, cars.ARRIVED
)
LOT = on(on(TOWED, 22, cars.DONE), 23, impound.StateReported())
ASKED = on(LOT, 24, impound.HearingRequested(party=1))
LOST = on(ASKED, 25, impound.HearingDecided(requested=ASKED.number, lawful=True))
WON = on(ASKED, 26, impound.HearingDecided(requested=ASKED.number, lawful=False))
WRITTEN = on(LOT, 27, letter(3, Notice.IMPOUND))
BACK = on(on(WRITTEN, 28, mail.LetterMailed(letter=3)), 29, mail.LetterReturned(letter=3, reason=MailReturn.REFUSED))
MAILED_AGAIN = on(BACK, 29, mail.FurtherStepTaken(letter=3, step=FurtherStep.REGULAR_MAIL))
STEPPED = on(MAILED_AGAIN, 30, mail.FurtherStepTaken(letter=3, step=FurtherStep.POSTED_AT_ADDRESS))
SERVED = on(STEPPED, 31, disposal.ServiceChecked(service=MilitaryStatus.ENDED, ended=day(3)))
APPRAISED = on(SERVED, 32, disposal.VehicleAppraised(value=100, model_year=1999))
AUTHORIZED = on(APPRAISED, 33, disposal.AuthorityRecorded(route=Route.AUCTION, reference=1))
ADVERTISED = on(AUTHORIZED, 34, disposal.SaleAdvertised())
SOLD = on(ADVERTISED, 35, disposal.VehicleSold(price=9, auction_costs=0, reimbursed=9, held_for_owner=0))

EVENTS: dict[Anchor, tuple[Case, tuple[int, ...]]] = {
    Anchor.REPORTED: (SOLD, (0,)),
    Anchor.OBSERVED: (SOLD, (1,)),
    Anchor.DECLARED: (SOLD, (4,)),
    Anchor.POSTED: (SOLD, (9,)),
    Anchor.REFUSED: (REFUSED, (11,)),
    Anchor.MAILED: (POSTED, (7, 8)),
    Anchor.IN_CUSTODY: (SOLD, (21,)),
    Anchor.REPORT_SUBMITTED: (SOLD, (23,)),
    Anchor.HEARING_REQUESTED: (LOST, (24,)),
    Anchor.HEARING_LOST: (LOST, (25,)),
    Anchor.HEARING_WON: (WON, (26,)),
    Anchor.LETTER_WRITTEN: (WRITTEN, (27,)),
    Anchor.STEP_TAKEN: (SOLD, (30,)),
    Anchor.SERVICE_CHECKED: (SOLD, (31,)),
    Anchor.SERVICE_ENDED: (SOLD, (3,)),
    Anchor.APPRAISED: (SOLD, (32,)),
    Anchor.AUTHORIZED: (SOLD, (33,)),
    Anchor.ADVERTISED: (SOLD, (34,)),
    Anchor.SOLD: (SOLD, (35,)),
    Anchor.PARTIES_KNOWN: (SOLD, (5,)),
    Anchor.RECORDS_CHECKED: (SOLD, (2,)),
}
"""A case in which it happened, and on which days."""


@pytest.mark.parametrize("anchor", Anchor)
def test_a_period_runs_from_the_event_that_the_edition_names(anchor: Anchor) -> None:
    case, days = EVENTS[anchor]
    period = LAW.periods["reclaim"].model_copy(update={"anchor": anchor, "notice": None})

    assert ANCHORS[anchor](case, period, LAW) == tuple(day(each) for each in days)


@pytest.mark.parametrize(
    ("anchor", "task"),
    [
        (Anchor.POSTED, Task.STICKER),
        (Anchor.ADVERTISED, Task.ADVERTISEMENT),
        (Anchor.AUTHORIZED, Task.AUTHORITY),
        (Anchor.APPRAISED, Task.APPRAISAL),
        (Anchor.REPORT_SUBMITTED, Task.STATE_REPORT),
        (Anchor.MAILED, None),
    ],
)
def test_a_time_that_has_not_begun_names_what_begins_it(anchor: Anchor, task: Task | None) -> None:
    """Letters have a requirement of their own; a time that runs waits for nothing."""
    law = law_with(periods={"owner_notice": LAW.periods["owner_notice"].model_copy(update={"anchor": anchor})})
    begun, _ = EVENTS[anchor]

    waits, runs = (floor_passed(GuardContext("", case, law, day(35)), "owner_notice") for case in (cars.KNOWN, begun))

    assert (waits.met, waits.task) == (False, task)
    assert runs.task is None
