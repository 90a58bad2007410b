"""Which letters are due, what stands for one, and what a printed letter that nobody has mailed is worth."""

import pytest

from rules.disposal_options import open_options
from rules.law import Edition
from rules.owner_notice import notices_of, owes_no_notice
from rules.waiting_periods import floor, in_words
from schemas import mail, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.mail import FurtherStep, MailReturn
from schemas.tasks import OpenTask
from schemas.words import Gate, Notice, Task, VehicleStatus
from tests.rules import cars
from tests.rules.cars import DESK, LAW, SYSTEM, letter, on, reason, refusal_of
from tests.rules.test_due_process_notice import AT_ONCE, TO_CRUSH
from tests.rules.test_other_laws import settled, unknown
from tests.tasks import next_task, tasks_of

OPEN = waiting_periods.OpenGate(gate=Gate.DISPOSAL)


def test_the_impound_notice_is_due_although_no_disposal_option_asks_for_it() -> None:
    """The owner learns where the car is, and that a hearing can be requested."""
    assert notices_of(TO_CRUSH.with_(stage=cars.TOLD.stage), AT_ONCE) == (Notice.HAZARD_TOW, Notice.IMPOUND)


def test_of_several_letters_to_the_owner_one_that_was_mailed_is_enough_and_a_printed_one_is_not() -> None:
    """Where no disposal option asks for a notice: Propert v. District of Columbia."""
    two = on(TO_CRUSH, 22, letter(1, Notice.IMPOUND), letter(2, Notice.HAZARD_TOW))
    second_mailed = on(two, 23, mail.LetterMailed(letter=2))

    printed = refusal_of(two, cars.CRUSH, DESK, law=AT_ONCE)

    assert printed is not None
    assert printed.reason == "Required: A letter to the owner was mailed."
    assert refusal_of(second_mailed, cars.CRUSH, DESK, law=AT_ONCE) is None


@pytest.mark.parametrize("mailed", [False, True])
def test_a_letter_that_was_printed_for_a_former_owner_is_no_notice_and_asks_for_no_publication(*, mailed: bool) -> None:
    """Salvage of nobody goes without notice, unless a letter has told somebody that the car is kept."""
    printed = on(cars.REPORTED, 12, notice.PartiesRecorded(owner=1), letter(1, Notice.IMPOUND))
    sent = on(printed, 13, mail.LetterMailed(letter=1)) if mailed else printed
    nobody = cars.classified(on(sent, 14, notice.PartiesRecorded(no_owner_found=True)), 20, VehicleStatus.SALVAGE)

    refusal = refusal_of(nobody, OPEN, SYSTEM)

    assert owes_no_notice(nobody, open_options(nobody, LAW)) is not mailed
    assert (refusal.guard if refusal else None) == ("G17" if mailed else None)


def test_a_correction_that_is_written_and_not_mailed_waits_for_its_mailing() -> None:
    """No guard asks for it: the duty alone keeps it on the list."""
    written = on(cars.WON, 17, letter(3, Notice.CORRECTION))

    assert next_task(written, LAW).task is Task.MAILING
    assert next_task(on(written, 18, mail.LetterMailed(letter=3)), LAW).task is not Task.MAILING


@pytest.mark.parametrize("code", ["reclaim", "ask_hearing"])
def test_a_letter_about_a_car_in_the_lot_waits_for_both_times_that_it_names(code: str) -> None:
    """Counsel says how long they are before the system writes it."""
    case, law = on(cars.REPORTED, 12, notice.PartiesRecorded(owner=1)), unknown(code)
    answered = settled(case, f"periods.{code}", 10)

    assert [each.why.endswith("They wait for counsel's answer.") for each in letters_of(case, law)] == [True]
    assert tasks_of(case, law).own_act is None
    assert tasks_of(answered, law).own_act is Task.LETTERS


def letters_of(case: Case, law: Edition) -> list[OpenTask]:
    """The open task of writing letters."""
    return [each for each in tasks_of(case, law).tasks if each.task is Task.LETTERS]


def back(case: Case, row: int) -> Case:
    """The letter of this row came back, and a further step was taken."""
    returned = on(case, 20, mail.LetterReturned(letter=row, reason=MailReturn.UNCLAIMED))
    return on(returned, 21, mail.FurtherStepTaken(letter=row, step=FurtherStep.SECOND_ADDRESS))


def test_a_further_step_before_the_tow_begins_no_time_before_the_disposal() -> None:
    assert floor(back(cars.NOTICED, 1), LAW, "further_step") is None
    assert floor(back(cars.TOLD, 1), LAW, "further_step") == floor(back(cars.TOLD, 2), LAW, "further_step")
    assert floor(back(cars.TOLD, 1), LAW, "further_step") is not None


def test_the_owners_time_runs_from_the_notice_on_the_car_if_nobody_is_known_and_says_so() -> None:
    nobody = on(cars.DECLARED, 1, notice.PartiesRecorded(no_owner_found=True), notice.StickerPosted())

    early = reason(nobody, waiting_periods.OpenGate(gate=Gate.TOW), SYSTEM, cars.day(5))

    assert early == "10 days have passed since the notice was posted on the car"


@pytest.mark.parametrize(
    ("unit", "one", "two"),
    [
        ("hours", "1 hour", "2 hours"),
        ("hours_on_working_days", "1 hour on working days", "2 hours on working days"),
        ("calendar_days", "1 day", "2 days"),
        ("business_days", "1 business day", "2 business days"),
        ("days_excluding_sunday", "1 day, excluding Sundays", "2 days, excluding Sundays"),
    ],
)
def test_a_length_of_one_is_said_in_the_singular(unit: str, one: str, two: str) -> None:
    period = LAW.periods["owner_notice"]

    said = [in_words(period.model_copy(update={"unit": unit, "amount": amount})) for amount in (1, 2)]

    assert said == [one, two]
