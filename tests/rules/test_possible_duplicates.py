"""While two open cases are perhaps of one car, no notice goes out before the tow, and no tow order."""

from rules.duplicates import ONE_CAR, is_new
from rules.next_task import list_tasks
from rules.rulings import right_lost
from schemas.case import Case
from schemas.casework import CaseClosed, CaseReopened
from schemas.messages import Actor, Request
from schemas.owner_notice import PartiesRecorded, PostSticker, WriteLetter
from schemas.reporting import KeepApart, KeptApart, PossibleDuplicateClosed, PossibleDuplicateFound
from schemas.tow_dispatch import OfferTow, OrderTow
from schemas.waiting_periods import ClaimMoved, MoveClaimed, OpenGate
from schemas.words import Gate, Notice, Outcome, Party, Stage, Task, WithdrawReason
from tests.rules.cars import (
    DECLARED,
    DESK,
    HAZARD,
    KNOWN,
    LAW,
    NOTICED,
    OFFICER,
    ORDERED,
    READY,
    SYSTEM,
    TAKEN,
    TOLD,
    day,
    on,
    reason,
)
from tests.rules.keeping import allowed, keeps, refused

OTHER = "26-000009"
FOUND = PossibleDuplicateFound(other=OTHER, same_vin=False)
BY_VIN = PossibleDuplicateFound(other=OTHER, same_vin=True)
APART = KeptApart(other=OTHER)
THIRD = PossibleDuplicateFound(other="26-000010", same_vin=False)
LETTER = WriteLetter(notice=Notice.PRE_TOW, party=Party.OWNER, addressee=1)


def waits(case: Case, request: Request, actor: Actor = DESK) -> Case:
    """Refused while another case is perhaps of the same car; returns the case after the decision."""
    doubtful = on(case, 20.1, FOUND)
    refused(doubtful, request, actor, day(20.2), by="one_car", cites=ONE_CAR.citation)
    return on(doubtful, 20.1, APART)


@keeps("one_car")
def test_no_letter_before_the_tow_is_written_before_somebody_has_decided() -> None:
    assert allowed(waits(KNOWN, LETTER, SYSTEM), LETTER, SYSTEM, day(20.2))


@keeps("one_car")
def test_no_notice_is_posted_on_the_car_before_somebody_has_decided() -> None:
    unknown = on(DECLARED, 3, PartiesRecorded())

    assert allowed(waits(unknown, PostSticker(), OFFICER), PostSticker(), OFFICER, day(20.2))


@keeps("one_car")
def test_the_notice_period_does_not_end_before_somebody_has_decided() -> None:
    gate = OpenGate(gate=Gate.TOW)

    assert allowed(waits(NOTICED, gate, SYSTEM), gate, SYSTEM, day(20.2))


@keeps("one_car")
def test_no_tow_is_ordered_before_somebody_has_decided_not_even_of_a_hazard() -> None:
    for case in (READY, HAZARD):
        assert allowed(waits(case, OrderTow(), DESK), OrderTow(), DESK, day(20.2))


@keeps("one_car")
def test_an_order_is_offered_to_nobody_before_somebody_has_decided() -> None:
    assert allowed(waits(ORDERED, OfferTow(), SYSTEM), OfferTow(), SYSTEM, day(20.2))


def test_a_truck_that_is_on_its_way_is_not_called_back_by_a_report() -> None:
    doubtful = on(TAKEN, 20.1, FOUND)

    assert right_lost(doubtful, FOUND, LAW, day(20.1)) is None
    assert right_lost(on(doubtful, 20.1, MoveClaimed()), MoveClaimed(), LAW, day(20.2)) is WithdrawReason.MOVED


def test_the_owner_still_says_that_the_car_was_moved() -> None:
    assert allowed(on(NOTICED, 4, FOUND), ClaimMoved(), DESK, day(4.1))


def test_a_letter_about_a_car_in_the_lot_does_not_wait() -> None:
    letter = WriteLetter(notice=Notice.IMPOUND, party=Party.OWNER, addressee=3)
    found_late = on(TOLD, 13, PartiesRecorded(owner=3), FOUND)

    assert allowed(found_late, letter, SYSTEM, day(13.1))


def test_the_decision_is_the_next_task_and_names_the_other_case() -> None:
    for case, act in ((KNOWN, Task.LETTERS), (READY, Task.TOW_ORDER), (ORDERED, Task.OFFER)):
        asked, after = (
            list_tasks(on(case, 20, FOUND), LAW, day(20)),
            list_tasks(on(case, 20, FOUND, APART), LAW, day(20)),
        )

        assert (asked.next.task, asked.own_act) == (Task.DUPLICATE_CHECK, None)
        assert OTHER in asked.next.why
        assert after.next.task is act


@keeps("one_car")
def test_only_a_case_that_is_perhaps_of_the_same_car_is_kept_apart_and_only_once() -> None:
    apart = KeepApart(other=OTHER)
    said = f"Case {OTHER} is perhaps of the same car, and nobody has decided"

    assert reason(READY, apart, DESK) == said
    assert allowed(on(READY, 20, FOUND), apart, DESK)
    assert reason(on(READY, 20, FOUND, APART), apart, DESK) == said


def test_each_other_case_is_decided_by_itself() -> None:
    both = on(READY, 20, FOUND, THIRD, APART)

    assert [each.other for each in both.undecided_duplicates] == [THIRD.other]


def test_a_decision_is_asked_again_only_if_the_vin_is_the_same() -> None:
    apart = on(READY, 20, FOUND, APART)
    by_vin = on(apart, 21, BY_VIN)

    assert (is_new(READY, OTHER, same_vin=False), is_new(apart, OTHER, same_vin=False)) == (True, False)
    assert is_new(apart, OTHER, same_vin=True)
    assert [each.same_vin for each in by_vin.undecided_duplicates] == [True]
    assert not is_new(on(by_vin, 21, APART), OTHER, same_vin=True)


def test_what_nobody_has_decided_ends_with_either_case_and_a_decision_stays() -> None:
    both = on(READY, 20, FOUND, APART, THIRD)
    other_closed = on(both, 21, PossibleDuplicateClosed(other=THIRD.other), PossibleDuplicateClosed(other=OTHER))
    closed = on(both, 21, CaseClosed(outcome=Outcome.WITHDRAWN))
    again = on(closed, 22, CaseReopened(stage=Stage.VERIFICATION))

    for case in (other_closed, closed, again):
        assert [(each.other, each.apart is not None) for each in case.possible_duplicates] == [(OTHER, True)]
