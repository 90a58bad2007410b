"""Letters on their way: who mails them and by when, what may be reported of them, and which steps reach a reader."""

from datetime import datetime, timedelta

import pytest

from rules.certified_numbers import certified_number, read_certified_number
from rules.mail import (
    cannot_wait,
    grown_old,
    is_counted_again,
    is_overdue,
    last_batch,
    mailed_by_house,
    service_of,
    to_put_into_batch,
)
from rules.next_task import list_tasks, out_of_turn
from rules.owner_notice import news_of
from schemas import mail, owner_notice
from schemas.after import after
from schemas.case import Case
from schemas.mail import FurtherStep, MailFault, MailReturn
from schemas.mail_house import MailService
from schemas.messages import Fact, Request
from schemas.words import Notice, Role, Task
from tests.rules import cars
from tests.rules.cars import LAW, SYSTEM, day, letter, on, refusal_of
from tests.schemas.lives import recorded

BY_HOUSE = LAW.model_copy(update={"mail_house": True})
WRITTEN = on(cars.KNOWN, 4, letter(1, Notice.PRE_TOW))
HANDED_OVER = mail.LetterHandedOver(letter=1, batch=1)
REFUSED = mail.LetterNotMailed(letter=1, fault=MailFault.REFUSED)
OLD = mail.LetterNotMailed(letter=1, fault=MailFault.TOO_OLD)
OUT = on(WRITTEN, 4, HANDED_OVER)
MAILED = on(OUT, 5, mail.LetterMailed(letter=1))


PRINTED = "The letters are printed. The owner's time starts on the day they are mailed."


def mailing(case: Case) -> tuple[Role, str]:
    """Who mails the letters of a case, and why."""
    [task] = [each for each in list_tasks(case, BY_HOUSE, day(5)).tasks if each.task is Task.MAILING]
    return task.by, task.why.removeprefix(PRINTED)


@pytest.mark.parametrize(
    ("case", "by", "said"),
    [
        (WRITTEN, Role.SYSTEM, " They go out with the next batch."),
        (OUT, Role.SYSTEM, " The mail house has them."),
        (on(OUT, 5, REFUSED), Role.DISPATCHER, " The mail house refused the letter: print it and mail it."),
    ],
)
def test_the_mail_house_mails_and_what_it_does_not_mail_is_a_persons(case: Case, by: Role, said: str) -> None:
    assert mailing(case) == (by, said)
    assert mailed_by_house(case, BY_HOUSE) is (by is Role.SYSTEM)
    assert not mailed_by_house(case, LAW)


def test_one_letter_that_was_not_mailed_is_enough_for_a_person() -> None:
    two = on(WRITTEN, 4, letter(2, Notice.PRE_TOW, 1), HANDED_OVER, mail.LetterHandedOver(letter=2, batch=1))

    assert mailed_by_house(two, BY_HOUSE)
    assert not mailed_by_house(on(two, 5, REFUSED), BY_HOUSE)


def test_what_the_mail_house_has_taken_meets_its_deadline() -> None:
    printed = on(cars.REPORTED, 11, owner_notice.PartiesRecorded(owner=1), letter(1, Notice.HAZARD_TOW))
    taken = on(printed, 11, HANDED_OVER)

    def due(case: Case) -> datetime | None:
        return next(each.due_at for each in list_tasks(case, BY_HOUSE, day(11)).tasks if each.task is Task.MAILING)

    before, after, back = due(printed), due(taken), due(on(taken, 11, REFUSED))
    assert before is not None
    assert before == back
    assert after != before


@pytest.mark.parametrize(
    ("hours", "due"),
    [(-1, "2026-11-23 15:00"), (0, "2026-11-24 15:00"), (8, "2026-11-24 15:00"), (23, "2026-11-24 15:00")],
)
def test_the_last_batch_was_due_at_the_last_passing_of_its_hour(hours: int, due: str) -> None:
    three = datetime(2026, 11, 24, 15, tzinfo=LAW.tz)

    assert f"{last_batch(three + timedelta(hours=hours), 15, LAW):%Y-%m-%d %H:%M}" == due


def test_the_hour_stays_the_same_across_a_clock_change() -> None:
    """On Sunday, March 14, 2027, the clocks go forward."""
    monday = datetime(2027, 3, 15, 14, 59, tzinfo=LAW.tz)

    assert last_batch(monday, 15, LAW) == datetime(2027, 3, 14, 15, tzinfo=LAW.tz)
    assert last_batch(monday + timedelta(minutes=1), 15, LAW) == datetime(2027, 3, 15, 15, tzinfo=LAW.tz)


def test_a_letter_that_is_due_before_the_next_batch_cannot_wait() -> None:
    """A hazard tow in Philadelphia: twelve hours from the hook-up."""
    hazard = on(cars.REPORTED, 10, owner_notice.PartiesRecorded(owner=1), letter(1, Notice.HAZARD_TOW))
    [due] = [each.due_at for each in list_tasks(hazard, BY_HOUSE, day(10)).tasks if each.task is Task.MAILING]

    assert due is not None
    assert cannot_wait(hazard, BY_HOUSE, due + timedelta(seconds=1))
    assert not cannot_wait(hazard, BY_HOUSE, due)
    assert not cannot_wait(WRITTEN, BY_HOUSE, day(5))


@pytest.mark.parametrize(
    ("facts", "goes"),
    [((), True), ((HANDED_OVER,), False), ((REFUSED,), False), ((mail.LetterMailed(letter=1),), False)],
)
def test_a_letter_goes_into_a_batch_unless_it_is_on_its_way_or_a_persons(facts: tuple[Fact, ...], goes: bool) -> None:
    case = on(WRITTEN, 4, *facts)

    assert [each.letter for each in to_put_into_batch(case, BY_HOUSE, day(4))] == ([1] if goes else [])
    assert to_put_into_batch(case, BY_HOUSE, day(30)) == ()
    assert [each.letter for each in grown_old(case, BY_HOUSE, day(30))] == ([1] if goes else [])
    assert grown_old(case, BY_HOUSE, day(4)) == ()


def test_a_letter_that_has_grown_too_old_is_written_again() -> None:
    case = on(WRITTEN, 30, OLD)

    assert case.letters[0].lapsed
    assert list_tasks(case, BY_HOUSE, day(30)).own_act is Task.LETTERS
    assert not on(WRITTEN, 30, REFUSED).letters[0].lapsed


@pytest.mark.parametrize(("days", "overdue"), [(0, False), (6, False), (7, False), (8, True)])
def test_a_letter_is_accepted_within_five_working_days(days: int, overdue: bool) -> None:
    """Handed over on Tuesday, December 1, 2026: the fifth working day is Tuesday, December 8."""
    at = datetime(2026, 12, 1, 16, tzinfo=LAW.tz)
    out = after(WRITTEN, recorded(WRITTEN.number + 1, HANDED_OVER, at))

    assert is_overdue(out.letters[0], at + timedelta(days=days), BY_HOUSE) is overdue
    assert not is_overdue(WRITTEN.letters[0], at + timedelta(days=30), BY_HOUSE)
    assert not is_overdue(MAILED.letters[0], at + timedelta(days=30), BY_HOUSE)
    assert not is_overdue(on(out, 20, REFUSED).letters[0], at + timedelta(days=30), BY_HOUSE)


@pytest.mark.parametrize(("days", "again"), [(0, False), (2, False), (3, True)])
def test_a_batch_is_counted_again_after_two_working_days(days: int, again: bool) -> None:
    """Sent on Tuesday, December 1, 2026: the second working day is Thursday, December 3."""
    sent = datetime(2026, 12, 1, 16, tzinfo=LAW.tz)

    assert is_counted_again(sent, sent + timedelta(days=days), BY_HOUSE) is again


def test_a_notice_by_first_class_mail_needs_no_certified_number() -> None:
    kinds = {notice: rule.sent_by for notice, rule in LAW.notices.items()}
    assert kinds[Notice.PRE_TOW] == "certified_mail"
    plain = LAW.notices[Notice.PRE_TOW].model_copy(update={"sent_by": "first_class_mail"})
    ordinary = LAW.model_copy(update={"notices": {Notice.PRE_TOW: plain}})
    [written] = WRITTEN.letters

    assert service_of(written, LAW) is MailService.CERTIFIED
    assert service_of(written, ordinary) is MailService.FIRST_CLASS
    assert service_of(written, LAW.model_copy(update={"notices": {}})) is MailService.CERTIFIED


REPORTS: list[tuple[Request, Case, str | None]] = [
    (mail.HandOverLetter(letter=1, batch=1), WRITTEN, None),
    (mail.HandOverLetter(letter=2, batch=1), WRITTEN, "Letter 2 is a current letter of this case"),
    (mail.HandOverLetter(letter=1, batch=1), OUT, "Letter 1 has neither been mailed nor handed over"),
    (mail.HandOverLetter(letter=1, batch=1), MAILED, "Letter 1 has neither been mailed nor handed over"),
    (mail.HandOverLetter(letter=1, batch=1), on(WRITTEN, 4, REFUSED), "Letter 1 has neither been mailed nor handed"),
    (mail.HandOverLetter(letter=1, batch=1), on(WRITTEN, 4, OLD), "Letter 1 is a current letter of this case"),
    (mail.ReportMailFault(letter=1, fault=MailFault.REFUSED), WRITTEN, None),
    (mail.ReportMailFault(letter=1, fault=MailFault.DROPPED), OUT, None),
    (
        mail.ReportMailFault(letter=1, fault=MailFault.REFUSED),
        MAILED,
        "Letter 1 of this case is written and not",
    ),
    (mail.ReportMailFault(letter=2, fault=MailFault.REFUSED), OUT, "Letter 2 of this case is written and not mailed"),
    (mail.ReportMailFault(letter=1, fault=MailFault.REFUSED), on(OUT, 5, REFUSED), "Letter 1 is not left to a person"),
    (mail.ReportMailFault(letter=1, fault=MailFault.TOO_OLD), WRITTEN, "Letter 1 is too old to be mailed"),
    (mail.RecordDelivery(letter=1), MAILED, None),
    (mail.RecordDelivery(letter=1), OUT, "Letter 1 of this case was mailed"),
    (mail.RecordDelivery(letter=1, at=day(4.5)), MAILED, "Letter 1 was delivered after it was mailed"),
    (
        mail.RecordDelivery(letter=1),
        on(MAILED, 5, mail.LetterDelivered(letter=1)),
        "Letter 1 was neither delivered nor returned before",
    ),
    (
        mail.RecordDelivery(letter=1),
        on(MAILED, 5, mail.LetterReturned(letter=1, reason=MailReturn.MOVED)),
        "Letter 1 was neither delivered nor returned before",
    ),
]


@pytest.mark.parametrize(("report", "case", "lacks"), REPORTS)
def test_what_is_reported_of_a_letter_fits_what_is_known_of_it(report: Request, case: Case, lacks: str | None) -> None:
    refusal = refusal_of(case, report, SYSTEM, day(6))

    assert (refusal is None) is (lacks is None)
    assert lacks is None or (refusal and lacks in refusal.reason)


def test_a_letter_that_is_too_old_is_not_handed_over_and_may_be_given_up() -> None:
    hand_over = refusal_of(WRITTEN, mail.HandOverLetter(letter=1, batch=1), SYSTEM, day(30))
    give_up = refusal_of(WRITTEN, mail.ReportMailFault(letter=1, fault=MailFault.TOO_OLD), SYSTEM, day(30))

    assert hand_over is not None
    assert "Letter 1 is recent enough to be mailed" in hand_over.reason
    assert give_up is None


def test_what_the_mail_reports_is_never_out_of_turn_and_other_acts_are() -> None:
    late = mail.RecordReturn(letter=1, reason=MailReturn.MOVED)

    assert out_of_turn(MAILED, BY_HOUSE, late, day(6)) is None
    assert out_of_turn(MAILED, BY_HOUSE, owner_notice.WriteLetter(notice="pre_tow", party="owner", addressee=1), day(6))


@pytest.mark.parametrize(
    ("facts", "news"),
    [
        ((), "; nothing is known of its delivery"),
        ((mail.LetterDelivered(letter=1),), ", and was delivered"),
        ((mail.LetterReturned(letter=1, reason=MailReturn.MOVED),), ", and was returned"),
        (
            (
                mail.LetterReturned(letter=1, reason=MailReturn.MOVED),
                mail.FurtherStepTaken(letter=1, step=FurtherStep.SECOND_ADDRESS),
            ),
            ", was returned, and the steps after that were taken",
        ),
    ],
)
def test_a_ruling_says_what_is_known_of_a_mailed_letter(facts: tuple[Fact, ...], news: str) -> None:
    assert news_of(on(MAILED, 6, *facts).letters[0], LAW) == news
    assert news_of(OUT.letters[0], LAW) == ""


@pytest.mark.parametrize("number", ["9407300000000000000102", "9407300000000000000119", "9407300000000000000126"])
def test_certified_numbers_have_a_check_digit(number: str) -> None:
    serial = int(number[14:21])

    assert certified_number("000000000", serial) == number
    assert read_certified_number(number) == number
    assert read_certified_number(number[:-1] + str((int(number[-1]) + 1) % 10)) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9407 3000 0000 0000 0001 02", "9407300000000000000102"),
        ("420191079407300000000000000102", "9407300000000000000102"),
        ("4201910712349407300000000000000102", "9407300000000000000102"),
        ("9407-3000-0000-0000-0001-02", "9407300000000000000102"),
        ("94073000000000000001", None),
        ("L7", None),
        ("", None),
    ],
)
def test_a_number_is_read_as_a_scanner_or_a_person_writes_it(typed: str, read: str | None) -> None:
    assert read_certified_number(typed) == read


@pytest.mark.parametrize(
    ("mailer", "serial"), [("12345", 1), ("1234567890", 1), ("12345a", 1), ("123456789", 10**7), ("123456789", -1)]
)
def test_a_number_that_cannot_be_made_is_refused(mailer: str, serial: int) -> None:
    with pytest.raises(ValueError, match="mailer id"):
        certified_number(mailer, serial)


def test_a_short_mailer_id_leaves_room_for_longer_serials() -> None:
    number = certified_number("123456", 10**9)

    assert len(number) == 22
    assert read_certified_number(number) == number


def test_the_first_serial_number_is_zero() -> None:
    """9407 3000 0000 0000 0000 0: from the right 3 x 3, 7, 4 and 3 x 9 make 47; the next multiple of ten is 50."""
    assert certified_number("000000000", 0) == "9407300000000000000003"
