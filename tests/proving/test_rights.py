"""Rights: a refusal of one is a fault, the use of one is counted, and nobody has one that has ended."""

import pytest

from proving.moves import ALL_PAPERS, IN_EVERY_STAGE
from proving.people import DISPATCHER, KEEPER, LIENHOLDER, OWNER
from proving.rights import RIGHTS
from proving.saying import Saying
from proving.worlds import Move, World, every_day_alike, later
from rules.fees import owed
from schemas import impound
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.casework import CaseClosed
from schemas.waiting_periods import AskExtension
from schemas.words import Outcome, ReleaseTo
from tests.rules import cars
from tests.rules.allowed import PAID_AND_WON
from tests.rules.cars import on

LAW = every_day_alike(cars.LAW)
DAY = 17
ASK = impound.RequestHearing()
HER = OWNER.model_copy(update={"party": 1})
BANK = LIENHOLDER.model_copy(update={"party": 2})
TOLD = cars.TOLD
WITH_BANK = on(TOLD, 13, notice.PartiesRecorded(owner=1, lienholders=(2,)))
HOME = on(TOLD, 14, cars.HOME, CaseClosed(outcome=Outcome.RECLAIMED))
PAYS = impound.ReleaseVehicle(to=ReleaseTo.OWNER, papers=ALL_PAPERS, paid=owed(TOLD, LAW, cars.day(DAY)))

HELD: list[tuple[Case, Move]] = [
    (TOLD, (HER, ASK)),
    (HOME, (HER, ASK)),
    (WITH_BANK, (BANK, ASK)),
    (on(WITH_BANK, 14, impound.HearingRequested(party=1)), (BANK, ASK)),
    (TOLD, (KEEPER, PAYS)),
    (TOLD, (KEEPER, impound.HandOverContents(papers=ALL_PAPERS))),
    (PAID_AND_WON, (DISPATCHER, impound.RefundFees(paid_back=500))),
    (cars.NOTICED, (OWNER, AskExtension())),
]
ENDED: list[tuple[Case, Move]] = [
    (cars.LOST, (HER, ASK)),
    (cars.WON, (HER, ASK)),
    (cars.NOTICED, (HER, ASK)),
    (TOLD, (DISPATCHER, ASK)),
    (on(TOLD, 14, cars.HOME), (KEEPER, PAYS)),
    (TOLD, (KEEPER, PAYS.model_copy(update={"paid": PAYS.paid + 1}))),
    (on(TOLD, 14, impound.ContentsHandedOver(papers=())), (KEEPER, impound.HandOverContents(papers=ALL_PAPERS))),
    (PAID_AND_WON, (DISPATCHER, impound.RefundFees(paid_back=499))),
    (TOLD, (OWNER, AskExtension())),
]


def refused(case: Case, move: Move, day: float = DAY) -> list[str]:
    """The rights that a refusal of this request breaks."""
    saying = Saying(LAW)
    saying.hear_refused(World(case, cars.day(day)), move)
    return [text for text, _ in saying.broken]


@pytest.mark.parametrize(("case", "move"), HELD)
def test_a_refusal_of_a_right_is_a_fault(case: Case, move: Move) -> None:
    mine = next(each for each in RIGHTS if isinstance(move[1], each.request))

    assert refused(case, move) == [mine.text]


@pytest.mark.parametrize(("case", "move"), ENDED)
def test_what_is_no_right_may_be_refused(case: Case, move: Move) -> None:
    assert refused(case, move) == []


def test_after_the_release_the_right_to_a_hearing_ends_with_its_time_and_time_stops_there() -> None:
    over = later(World(HOME, cars.day(DAY)), LAW)

    assert over is not None
    assert refused(HOME, (HER, ASK), (over.now - cars.day(0)).total_seconds() / 86_400) == []
    assert later(over, LAW) is None


def test_the_requests_of_rights_are_tried_in_every_stage() -> None:
    assert {each.request for each in RIGHTS} == IN_EVERY_STAGE
