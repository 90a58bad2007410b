"""The owner and each lienholder have a hearing of their own for each tow (75 Pa.C.S. 7305(b)(5))."""

import pytest

from rules.fees import owed
from rules.impound import hearing_to_decide
from rules.waiting_periods import floor
from schemas import impound, mail
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.casework import CaseClosed, Reopen
from schemas.messages import Actor
from schemas.words import Hold, Notice, Outcome, Paper, ReleaseTo, Role, Task
from tests.rules import cars
from tests.rules.cars import DESK, HEARS, KEEPER, LATER, LAW, on, reason, refusal_of, ruling
from tests.tasks import next_task

OWNER, BANK, OTHER_BANK = 1, 2, 3
TOLD = on(
    cars.TOLD,
    13,
    notice.PartiesRecorded(owner=OWNER, lienholders=(BANK, OTHER_BANK)),
    *(cars.letter(number, Notice.IMPOUND, row) for number, row in ((3, BANK), (4, OTHER_BANK))),
    *(mail.LetterMailed(letter=number) for number in (3, 4)),
)
ASK = impound.RequestHearing()


def by_link(row: int) -> Actor:
    """The holder of the link of this party."""
    role = Role.OWNER if row == OWNER else Role.LIENHOLDER
    return Actor(account="link-1", role=role, case=TOLD.case, party=row)


def asked(case: Case, day: float, row: int) -> Case:
    """This party requested a hearing."""
    return on(case, day, impound.HearingRequested(party=row))


def decided(case: Case, day: float, requested: int, *, lawful: bool) -> Case:
    """The hearing of this request was decided."""
    return on(case, day, impound.HearingDecided(requested=requested, lawful=lawful))


OWNER_LOST = decided(asked(TOLD, 15, OWNER), 16, TOLD.number + 1, lawful=True)


def test_after_the_owner_has_lost_each_lienholder_can_still_be_heard_once() -> None:
    heard = decided(asked(OWNER_LOST, 17, BANK), 18, OWNER_LOST.number + 1, lawful=True)

    assert reason(OWNER_LOST, ASK, by_link(OWNER)) == "No hearing has decided this before"
    assert [reason(OWNER_LOST, ASK, by_link(row)) for row in (BANK, OTHER_BANK)] == [None, None]
    assert [reason(heard, ASK, by_link(row)) for row in (BANK, OTHER_BANK)] == [
        "No hearing has decided this before",
        None,
    ]


@pytest.mark.parametrize("row", [OWNER, BANK])
def test_the_desk_records_the_request_of_a_party_on_record(row: int) -> None:
    for_the_bank = impound.RequestHearing(party=row)

    assert refusal_of(TOLD, for_the_bank, DESK) is None
    assert reason(TOLD, impound.RequestHearing(party=9), DESK) == "The party is on record"


def test_two_hearings_can_be_open_and_each_hold_ends_with_its_own_decision() -> None:
    both = asked(asked(TOLD, 15, OWNER), 15, BANK)
    first, second = (each.requested.fact for each in both.hearings)
    one_left = decided(both, 16, first, lawful=True)

    assert [each.hold for each in both.open_holds] == [Hold.HEARING, Hold.HEARING]
    assert [each.fact for each in one_left.open_holds] == [second]
    assert next_task(one_left, LAW).task is Task.HEARING
    unheard = [each.text for each in ruling("may_open_disposal_gate", one_left).missing]
    assert {"The requested hearing is decided", "The hold (hearing) is lifted"} <= set(unheard)
    assert decided(one_left, 17, second, lawful=True).open_holds == ()


def test_the_hearing_officer_decides_the_hearing_that_is_named_or_the_longest_waiting_one() -> None:
    both = asked(asked(TOLD, 15, OWNER), 15, BANK)
    second = both.hearings[1].requested.fact

    assert refusal_of(both, impound.DecideHearing(lawful=True), HEARS) is None
    assert refusal_of(both, impound.DecideHearing(lawful=True, requested=second), HEARS) is None
    assert reason(both, impound.DecideHearing(lawful=True, requested=TOLD.number), HEARS) == "A hearing was requested"


def test_a_case_can_be_begun_again_once_everybody_was_heard_or_somebody_has_won() -> None:
    again = Reopen(note="It stands there again")
    home = (cars.HOME, CaseClosed(outcome=Outcome.RECLAIMED))
    won = decided(asked(TOLD, 15, BANK), 16, TOLD.number + 1, lawful=False)

    assert refusal_of(on(OWNER_LOST, 17, *home), again, cars.SUPERVISOR, cars.day(18)) is not None
    assert refusal_of(on(won, 17, *home), again, cars.SUPERVISOR, cars.day(18)) is None


@pytest.mark.parametrize("to", ReleaseTo)
def test_a_lienholder_who_wins_takes_the_car_free_of_charge_and_so_does_the_owner(to: ReleaseTo) -> None:
    won = decided(asked(OWNER_LOST, 17, BANK), 18, OWNER_LOST.number + 1, lawful=False)
    papers = (*cars.PAPERS, Paper.LIEN)

    assert owed(OWNER_LOST, LAW, LATER) > 0
    assert owed(won, LAW, LATER) == 0
    assert refusal_of(won, impound.ReleaseVehicle(to=to, papers=papers, paid=0), KEEPER) is None
    assert reason(won, ASK, by_link(OTHER_BANK)) == "No hearing found the tow not lawful"


def test_a_hearing_that_was_requested_on_the_way_to_the_lot_is_about_this_tow() -> None:
    """The tow begins with the hook-up: its hearing is used, and who has lost it has time to appeal."""
    on_the_way = on(cars.HOOKED, 20.5, notice.PartiesRecorded(owner=OWNER), impound.HearingRequested(party=OWNER))
    lost = decided(on(on_the_way, 21, cars.ARRIVED), 22, on_the_way.number, lawful=True)

    ruled = ruling("may_dispose", lost, cars.day(23)).requirements
    appeal = next(each for each in ruled if each.text == "30 days have passed since the hearing decision for the city")

    assert reason(lost, ASK, DESK) == "No hearing has decided this before"
    assert (appeal.met, appeal.earliest) == (False, floor(lost, LAW, "appeal"))


def test_a_decided_hearing_is_not_decided_again_in_the_place_of_an_open_one() -> None:
    both = asked(asked(TOLD, 15, OWNER), 15, BANK)
    first, second = (each.requested.fact for each in both.hearings)
    one_left = decided(both, 16, first, lawful=True)
    undecided = impound.DecideHearing(lawful=True)

    assert hearing_to_decide(one_left, undecided) == one_left.open_hearings[0]
    assert one_left.open_hearings[0].requested.fact == second
    assert reason(one_left, undecided.model_copy(update={"requested": first}), HEARS) == "A hearing was requested"
