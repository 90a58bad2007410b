"""What follows a letter that came back: which steps for which reason, in which order, by when, and who takes them."""

from datetime import datetime, timedelta

import pytest

from rules.checking import mistakes_of
from rules.impound import hearing_until
from rules.law import ReturnRule
from rules.next_task import list_tasks, out_of_turn
from rules.owner_notice import to_search_for
from rules.returns import followed_up, missing_steps
from rules.waiting_periods import floor
from schemas import mail, owner_notice
from schemas.after import after
from schemas.case import Case
from schemas.disposal import ServiceChecked
from schemas.mail import AWAY, SATISFIED_BY, FurtherStep, MailReturn
from schemas.records import AnswerOutcome, AnswerReferred, RecordsAsked, RecordsQuestion
from schemas.tasks import OpenTask
from schemas.waiting_periods import OpenGate
from schemas.words import Gate, MilitaryStatus, Notice, Role, Stage, Task
from tests.rules import cars
from tests.rules.cars import ALLOWED, DESK, LAW, SALE, SYSTEM, TOLD, UNCLAIMED, day, letter, on, reason, refusal_of
from tests.schemas.lives import recorded

ASKING = LAW.model_copy(update={"asks": frozenset({RecordsQuestion.OWNER})})
OPEN = OpenGate(gate=Gate.DISPOSAL)

MAIL, DOOR, AGAIN = FurtherStep.REGULAR_MAIL, FurtherStep.POSTED_AT_ADDRESS, FurtherStep.RECORDS_AGAIN
ELSEWHERE, PUBLISHED = FurtherStep.SECOND_ADDRESS, FurtherStep.PUBLICATION
LIVES_THERE, GONE = ((MAIL, 3), (DOOR, 10)), ((AGAIN, 3), (ELSEWHERE, 10))
TABLE: dict[MailReturn, tuple[tuple[FurtherStep, int], ...]] = {
    MailReturn.UNCLAIMED: LIVES_THERE,
    MailReturn.REFUSED: LIVES_THERE,
    MailReturn.UNDELIVERABLE: LIVES_THERE,
    MailReturn.BAD_ADDRESS: GONE,
    MailReturn.UNKNOWN_PERSON: GONE,
    MailReturn.MOVED: GONE,
    MailReturn.FORWARD_EXPIRED: GONE,
    MailReturn.VACANT: ((DOOR, 10),),
    MailReturn.DECEASED: ((ELSEWHERE, 20),),
    MailReturn.LOST: (),
}
"""The steps of each reason with the business days that each has, as `docs/connecting.md` shows them."""


def back(why: MailReturn, case: Case = TOLD, number: float = 20) -> Case:
    """The impound letter to the owner came back."""
    return on(case, number, mail.LetterReturned(letter=2, reason=why))


def stepped(case: Case, number: float, *steps: FurtherStep) -> Case:
    """These steps were taken after the return of the impound letter."""
    return on(case, number, *(mail.FurtherStepTaken(letter=2, step=each) for each in steps))


def next_of(case: Case, law: object = LAW, at: datetime | None = None) -> OpenTask:
    """The task that the return asks for."""
    tasks = list_tasks(case, law, at or day(21)).tasks  # type: ignore[arg-type]
    return next(each for each in tasks if each.task in (Task.FURTHER_STEPS, Task.PARTIES))


def end_of(date: str) -> datetime:
    """The midnight after this day in the city's time."""
    return datetime.fromisoformat(date).replace(tzinfo=LAW.tz) + timedelta(days=1)


@pytest.mark.parametrize("why", MailReturn)
def test_each_reason_has_its_steps_in_their_order_with_their_days(why: MailReturn) -> None:
    rule = LAW.returns[why]

    assert tuple(zip(rule.steps, rule.within, strict=True)) == TABLE[why]


@pytest.mark.parametrize("why", [each for each in TABLE if TABLE[each]])
def test_the_disposal_waits_for_every_step_and_for_its_time(why: MailReturn) -> None:
    case = back(why)
    for step, _ in TABLE[why]:
        assert "After letter 2 was returned, this step was taken: " in (reason(case, OPEN, SYSTEM, day(60)) or "")
        case = stepped(case, 55, step)

    assert reason(case, OPEN, SYSTEM, day(60)) == "10 days have passed since the further step"
    assert reason(case, OPEN, SYSTEM, day(67)) is None


def test_a_return_for_which_the_law_asks_nothing_keeps_no_case_waiting() -> None:
    rule = LAW.returns[MailReturn.VACANT].model_copy(update={"steps": (), "within": ()})
    law = LAW.model_copy(update={"returns": LAW.returns | {MailReturn.VACANT: rule}})

    assert refusal_of(back(MailReturn.VACANT), OPEN, SYSTEM, day(60), law) is None


STEPS = [
    (FurtherStep.REGULAR_MAIL, {MAIL, ELSEWHERE}),
    (FurtherStep.POSTED_AT_ADDRESS, {DOOR, ELSEWHERE, PUBLISHED}),
    (FurtherStep.RECORDS_AGAIN, {AGAIN, ELSEWHERE}),
    (FurtherStep.SECOND_ADDRESS, {ELSEWHERE, PUBLISHED}),
    (FurtherStep.PUBLICATION, {PUBLISHED}),
    (FurtherStep.POSTED_ON_VEHICLE, {FurtherStep.POSTED_ON_VEHICLE}),
]


@pytest.mark.parametrize(("asked", "by"), STEPS)
def test_a_step_is_done_by_itself_or_by_one_that_reaches_further(asked: FurtherStep, by: set[FurtherStep]) -> None:
    rule = LAW.returns[MailReturn.VACANT].model_copy(update={"steps": (asked,), "within": (1,)})
    law = LAW.model_copy(update={"returns": LAW.returns | {MailReturn.VACANT: rule}})
    case = back(MailReturn.VACANT)

    done = {each for each in FurtherStep if not missing_steps(stepped(case, 21, each).letters[1], law)}

    assert done == by == SATISFIED_BY[asked]


def test_a_publication_alone_does_not_take_the_place_of_a_search_for_the_reader() -> None:
    published = stepped(back(MailReturn.MOVED), 21, PUBLISHED)

    assert [each.step for each in missing_steps(published.letters[1], LAW)] == [AGAIN]
    assert missing_steps(stepped(published, 22, AGAIN).letters[1], LAW) == ()


# Day 20 is Monday, December 14, 2026.
SAID = [
    (MailReturn.UNCLAIMED, (), "unclaimed). Send it again by regular mail, within 3", "2026-12-17"),
    (MailReturn.UNCLAIMED, (MAIL,), "unclaimed). Post it on the door of the address, within 10", "2026-12-29"),
    (
        MailReturn.MOVED,
        (AGAIN,),
        "moved, no forwarding address). Write to another address, or publish the notice if none can be found,"
        " within 10",
        "2026-12-29",
    ),
    (MailReturn.VACANT, (), "vacant). Post it on the door of the address, within 10", "2026-12-29"),
    (
        MailReturn.DECEASED,
        (),
        "deceased). Find out who acts for the estate and write to that person, or publish the notice if no one does,"
        " within 20",
        "2027-01-13",
    ),
]


@pytest.mark.parametrize(("why", "steps", "said", "last_day"), SAID)
def test_a_dispatcher_is_told_the_next_step_and_by_when(
    why: MailReturn, steps: tuple[FurtherStep, ...], said: str, last_day: str
) -> None:
    """Christmas and New Year are no business days."""
    task = next_of(stepped(back(why), 21, *steps))

    assert (task.task, task.by) == (Task.FURTHER_STEPS, Role.DISPATCHER)
    assert task.why == f"Letter no. 2 to the owner was returned ({said} business days of the return."
    assert task.due_at == end_of(last_day)


def test_the_days_run_from_when_the_return_was_recorded_not_from_when_the_letter_turned_around() -> None:
    case = back(MailReturn.VACANT)
    late = case.letters[1].returned
    assert late is not None
    assert (late.at, late.recorded_at) == (day(20), day(20))

    told = mail.LetterReturned(letter=2, reason=MailReturn.VACANT)
    case = after(TOLD, recorded(TOLD.number + 1, told, day(20)).model_copy(update={"recorded_at": day(27)}))

    assert next_of(case).due_at == end_of("2027-01-06")


def test_two_letters_that_came_back_are_two_tasks_each_with_its_own_deadline() -> None:
    liens = owner_notice.PartiesRecorded(owner=1, lienholders=(2,))
    both = on(TOLD, 13, liens, letter(3, Notice.IMPOUND, 2), mail.LetterMailed(letter=3))
    case = back(MailReturn.VACANT, on(both, 20, mail.LetterReturned(letter=3, reason=MailReturn.REFUSED)))

    tasks = [each for each in list_tasks(case, LAW, day(21)).tasks if each.task is Task.FURTHER_STEPS]

    assert [(each.why[:28], each.due_at) for each in tasks] == [
        ("Letter no. 3 to the lienhold", end_of("2026-12-17")),
        ("Letter no. 2 to the owner wa", end_of("2026-12-29")),
    ]


def test_the_records_are_asked_again_by_the_system_where_the_city_lets_it() -> None:
    case = back(MailReturn.MOVED)
    by_a_person, by_the_system = next_of(case), next_of(case, ASKING)

    assert (by_a_person.task, by_a_person.by) == (Task.PARTIES, Role.DISPATCHER)
    assert by_a_person.why == (
        "Letter no. 2 to the owner was returned (moved, no forwarding address). Ask the records again for an address,"
        " and enter the parties if there is another one, within 3 business days of the return."
    )
    assert by_a_person.due_at == by_the_system.due_at == end_of("2026-12-17")
    assert by_the_system.by is Role.SYSTEM
    assert list_tasks(case, ASKING, day(21)).own_act is Task.PARTIES
    found_nothing = mail.RecordFurtherStep(letter=2, step=AGAIN)
    assert out_of_turn(case, ASKING, found_nothing, day(21)) is None
    assert out_of_turn(case, LAW, found_nothing, day(21)) is not None


def test_an_answer_that_needs_a_person_makes_the_search_a_persons_until_it_is_made() -> None:
    referral = AnswerReferred(task=Task.PARTIES, outcome=AnswerOutcome.SEVERAL)
    case = on(back(MailReturn.MOVED), 21, referral)

    assert next_of(case, ASKING, day(22)).by is Role.DISPATCHER
    assert "Compare them and enter one." in next_of(case, ASKING, day(22)).why
    searched = stepped(case, 22, AGAIN)
    assert searched.referral(Task.PARTIES) is None
    assert next_of(searched, ASKING, day(23)).task is Task.FURTHER_STEPS


def test_a_step_for_another_letter_is_no_search_for_this_reader() -> None:
    waits = on(back(MailReturn.MOVED), 21, RecordsAsked(task=Task.PARTIES, expected_by=day(23)))

    assert stepped(waits, 22, MAIL).inquiry(Task.PARTIES) == waits.inquiry(Task.PARTIES)
    assert stepped(waits, 22, AGAIN).inquiry(Task.PARTIES) is None


def test_another_address_is_written_to_and_the_old_letter_asks_for_nothing_more() -> None:
    case = on(back(MailReturn.MOVED), 21, owner_notice.PartiesRecorded(owner=7))

    assert to_search_for(case, LAW) == ()
    assert list_tasks(case, LAW, day(21)).own_act is Task.LETTERS
    assert all(each.task is not Task.FURTHER_STEPS for each in list_tasks(case, LAW, day(21)).tasks)


def test_after_the_gate_the_records_are_asked_again_too() -> None:
    case = back(MailReturn.UNKNOWN_PERSON, UNCLAIMED, 61)

    assert case.stage is Stage.DISPOSAL
    assert list_tasks(case, ASKING, day(62)).next.task is Task.PARTIES
    assert list_tasks(case, ASKING, day(62)).own_act is Task.PARTIES


@pytest.mark.parametrize(
    ("case", "letters"),
    [
        (back(MailReturn.MOVED), [2]),
        (stepped(back(MailReturn.MOVED), 21, PUBLISHED), [2]),
        (stepped(back(MailReturn.MOVED), 21, AGAIN), []),
        (back(MailReturn.UNCLAIMED), []),
        (back(MailReturn.LOST), []),
        (TOLD, []),
    ],
)
def test_a_reader_is_looked_for_in_the_records_only_while_that_is_the_next_step(case: Case, letters: list[int]) -> None:
    assert [each.letter for each in to_search_for(case, LAW)] == letters


def test_a_step_of_which_an_edition_does_not_say_the_days_is_a_fault_and_not_left_out() -> None:
    rule = LAW.returns[MailReturn.MOVED].model_copy(update={"within": (3,)})
    law = LAW.model_copy(update={"returns": LAW.returns | {MailReturn.MOVED: rule}})

    with pytest.raises(ValueError, match="shorter"):
        missing_steps(back(MailReturn.MOVED).letters[1], law)


LOST = mail.LetterReturned(letter=1, reason=MailReturn.LOST)


def test_a_lost_letter_before_the_tow_is_written_again_and_the_owners_time_begins_again() -> None:
    lost = on(cars.NOTICED, 3, LOST)

    assert lost.letters[0].lapsed
    assert list_tasks(lost, LAW, day(3)).own_act is Task.LETTERS
    assert refusal_of(lost, OpenGate(gate=Gate.TOW), SYSTEM, day(40)) is not None
    again = on(lost, 4, letter(2, Notice.PRE_TOW), mail.LetterMailed(letter=2))
    assert refusal_of(again, OpenGate(gate=Gate.TOW), SYSTEM, day(13)) is not None
    assert refusal_of(again, OpenGate(gate=Gate.TOW), SYSTEM, day(15)) is None


def test_while_a_lost_letter_is_not_written_again_no_end_of_the_owners_time_is_known() -> None:
    liens = owner_notice.PartiesRecorded(owner=1, lienholders=(2,))
    both = on(cars.NOTICED, 1, liens, letter(2, Notice.PRE_TOW, 2), mail.LetterMailed(letter=2))

    lost = on(both, 3, LOST)

    assert floor(both, LAW, "owner_notice") is not None
    assert floor(lost, LAW, "owner_notice") is None
    again = on(lost, 4, letter(3, Notice.PRE_TOW))
    assert floor(again, LAW, "owner_notice") is None
    assert floor(on(again, 5, mail.LetterMailed(letter=3)), LAW, "owner_notice") == end_of("2026-12-09")


def test_a_letter_that_turns_out_to_be_lost_after_the_gate_closes_it_again() -> None:
    lost = on(cars.READY, 21, LOST)

    assert (lost.stage, lost.tow_gate) == (Stage.NOTICE, None)


def test_a_lost_letter_about_a_tow_that_has_happened_changes_nothing() -> None:
    lost = on(cars.IN_LOT, 21, LOST)

    assert not lost.letters[0].lapsed
    assert lost.stage is cars.IN_LOT.stage


@pytest.mark.parametrize("case", [TOLD, ALLOWED])
def test_a_lost_letter_about_a_car_in_storage_is_written_again_with_its_whole_time(case: Case) -> None:
    lost = back(MailReturn.LOST, case, 63)

    assert (lost.stage, lost.disposal_gate, lost.authority) == (Stage.IMPOUND, None, None)
    assert list_tasks(lost, LAW, day(63)).own_act is Task.LETTERS
    again = on(lost, 64, letter(3, Notice.IMPOUND), mail.LetterMailed(letter=3))
    assert refusal_of(again, OPEN, SYSTEM, day(93)) is not None
    assert refusal_of(again, OPEN, SYSTEM, day(98)) is None


@pytest.mark.parametrize("why", [each for each in MailReturn if each is not MailReturn.LOST])
def test_an_owner_who_may_be_away_is_looked_up_again_before_anything_final(why: MailReturn) -> None:
    """50 U.S.C. 3958: an owner whose mail comes back may be on active duty by now."""
    done = stepped(back(why, ALLOWED, 62), 62, AGAIN, ELSEWHERE)
    older, newer = reason(done, SALE, DESK, day(76)), on(done, 63, ServiceChecked(service=MilitaryStatus.NONE))

    expected = "The military-status check was made after the reclaim period, and after letter 2 came back"
    assert older == (expected if why in AWAY else None)
    assert reason(newer, SALE, DESK, day(76)) is None


def test_a_letter_to_the_bank_says_nothing_of_the_owners_service() -> None:
    bank = on(ALLOWED, 62, letter(9, Notice.IMPOUND, 2), mail.LetterMailed(letter=9))
    case = on(bank, 62, mail.LetterReturned(letter=9, reason=MailReturn.REFUSED))

    assert reason(case, SALE, DESK, day(76)) is None


def test_a_letter_that_came_back_again_asks_for_its_steps_again() -> None:
    done = stepped(back(MailReturn.REFUSED), 21, MAIL, DOOR)
    again = back(MailReturn.MOVED, done, 30)

    assert followed_up(done.letters[1], LAW) == done.letters[1].steps[1]
    assert followed_up(again.letters[1], LAW) is None
    assert [each.step for each in missing_steps(again.letters[1], LAW)] == [AGAIN, ELSEWHERE]


def test_no_edition_leaves_a_reason_without_an_answer() -> None:
    silent = LAW.model_copy(update={"returns": {MailReturn.MOVED: LAW.returns[MailReturn.MOVED]}})

    faults = [each.why for each in mistakes_of(silent) if each.where == "returns"]

    assert len(faults) == len(MailReturn) - 1
    assert "The edition does not say what follows a return for the reason 'vacant'." in faults


@pytest.mark.parametrize(
    ("steps", "within"), [((MAIL,), ()), ((MAIL, DOOR), (3,)), ((MAIL, MAIL), (3, 4)), ((MAIL,), (0,))]
)
def test_each_step_of_a_return_is_named_once_and_has_its_days(
    steps: tuple[FurtherStep, ...], within: tuple[int, ...]
) -> None:
    known = {"text": "t", "citation": "c", "confidence": "L", "source": "s"}

    with pytest.raises(ValueError, match=r"named once and has its days|greater than or equal to 1"):
        ReturnRule.model_validate(known | {"steps": steps, "within": within})


def test_the_time_to_ask_for_a_hearing_has_no_end_before_a_lost_letter_is_mailed_again() -> None:
    liens = owner_notice.PartiesRecorded(owner=1, lienholders=(2,))
    both = on(TOLD, 13, liens, letter(3, Notice.IMPOUND, 2), mail.LetterMailed(letter=3))
    lost = back(MailReturn.LOST, both)

    assert hearing_until(both, LAW) is not None
    assert hearing_until(lost, LAW) is None
    again = on(lost, 30, letter(4, Notice.IMPOUND))
    assert hearing_until(again, LAW) is None
    assert hearing_until(on(again, 40, mail.LetterMailed(letter=4)), LAW) == end_of("2027-02-02")
