"""The owner's notice period: from when it runs, what suspends it, and what keeps the gate closed."""

from datetime import datetime, timedelta

import pytest

from rules import waiting_periods as periods
from rules.owner_notice import owed_letters, unmailed
from schemas import mail
from schemas import owner_notice as notice
from schemas import waiting_periods as waiting
from schemas.case import Case
from schemas.mail import FurtherStep, MailReturn
from schemas.messages import Actor, Fact, Request
from schemas.rulings import Ruling
from schemas.words import Finding, Hold, Notice, Party, Role, Stage, Task
from tests.rules import cars
from tests.rules.cars import LAW
from tests.schemas.lives import START, go_on, inspected, live, recorded, records_checked, reported
from tests.tasks import next_task, tasks_of

DECLARED = live(reported(), records_checked(), inspected(Finding.ABANDONED, clause="inoperable"))
KNOWN = notice.PartiesRecorded(owner=1, lienholders=(2,))
LATER = START + timedelta(days=60)


def written(letter: int, addressee: int) -> notice.LetterWritten:
    """A letter before the tow."""
    party = Party.OWNER if addressee == 1 else Party.LIENHOLDER
    return notice.LetterWritten(letter=letter, notice=Notice.PRE_TOW, party=party, addressee=addressee)


def mailed(*days: int) -> Case:
    """Letters to owner and bank were mailed, each on one of these days."""
    case = go_on(DECLARED, KNOWN, written(1, 1), written(2, 2))
    for letter, day in enumerate(days, 1):
        case = happened(case, mail.LetterMailed(letter=letter), START + timedelta(days=day))
    return case


def happened(case: Case, fact: Fact, at: datetime) -> Case:
    """The case after a fact at this instant."""
    from schemas.after import after

    return after(case, recorded(case.number + 1, fact, at))


def asked(case: Case, request: Request, role: Role = Role.DISPATCHER) -> str | None:
    """The refusal at a late hour; None if it is allowed."""
    refusal = cars.refusal_of(case, request, Actor(account="somebody-1", role=role), LATER)
    return refusal.reason if refusal else None


def tow_gate(case: Case, at: datetime = LATER) -> Ruling:
    """The ruling on the gate before the tow."""
    return cars.ruling("may_open_tow_gate", case, at)


def floor(case: Case) -> datetime:
    """When the owner's notice period ends."""
    found = periods.floor(case, LAW, "owner_notice")
    assert found is not None
    return found


def test_the_owners_time_runs_from_the_last_mailing_and_not_from_the_writing() -> None:
    assert periods.floor(mailed(), LAW, "owner_notice") is None
    assert periods.floor(mailed(1), LAW, "owner_notice") is None
    assert floor(mailed(1, 6)) > floor(mailed(1, 1)) > START + timedelta(days=11)


@pytest.mark.parametrize("hold", [Hold.POLICE_EVIDENCE, Hold.DWELLING])
def test_the_owners_time_stands_still_under_a_hold_that_stops_the_tow(hold: Hold) -> None:
    case = mailed(1, 1)
    held = happened(case, waiting.HoldPlaced(hold=hold), START + timedelta(days=3))
    lifted = happened(held, waiting.HoldReleased(placed=held.number, hold=hold), START + timedelta(days=9))

    assert periods.floor(held, LAW, "owner_notice") is None
    assert floor(lifted) - floor(case) >= timedelta(days=6)


def test_a_hold_that_has_nothing_to_do_with_the_tow_lets_the_owners_time_run() -> None:
    case = mailed(1, 1)

    held = happened(case, waiting.HoldPlaced(hold=Hold.BANKRUPTCY), START + timedelta(days=3))

    assert floor(held) == floor(case)
    assert tow_gate(held).allowed


@pytest.mark.parametrize(
    ("fact", "missing"),
    [
        (waiting.MoveClaimed(), "An officer has checked whether the car was moved, as the owner says"),
        (waiting.ExtensionAsked(), "The owner's request for more time is decided"),
        (
            waiting.ExtensionDecided(until=LATER + timedelta(days=1)),
            "The extension granted to the owner has ended",
        ),
        (
            waiting.HoldPlaced(hold=Hold.DWELLING),
            "10 days have passed since the last letter was mailed; the hold (dwelling) suspends this time",
        ),
    ],
)
def test_the_gate_stays_shut_while_something_stands_in_the_way(fact: Fact, missing: str) -> None:
    case = happened(mailed(1, 1), fact, START + timedelta(days=2))

    assert tow_gate(case).missing[0].text == missing


def test_the_gate_opens_when_the_time_is_over_and_not_a_moment_before() -> None:
    case = mailed(1, 1)
    end = floor(case)

    early = tow_gate(case, end - timedelta(seconds=1))

    assert (early.allowed, early.ask_again) == (False, end)
    assert tow_gate(case, end).allowed


def test_if_no_party_is_known_the_notice_on_the_car_replaces_the_letters() -> None:
    nobody = go_on(DECLARED, notice.PartiesRecorded())
    posted = happened(nobody, notice.StickerPosted(), START + timedelta(days=1))

    assert tow_gate(nobody).missing[0].text == "A notice is on the car"
    assert tow_gate(posted).allowed
    assert floor(posted) == floor(mailed(1, 1))


def test_a_lienholder_found_later_is_owed_a_letter_and_the_whole_time() -> None:
    found = go_on(mailed(1, 1), notice.PartiesRecorded(owner=1, lienholders=(2, 3)))

    assert owed_letters(found, LAW) == ((Notice.PRE_TOW, Party.LIENHOLDER, 3),)
    assert not tow_gate(found).allowed


def test_a_letter_to_a_party_entered_by_mistake_does_not_count() -> None:
    wrong = go_on(DECLARED, KNOWN, written(1, 1), written(2, 2))

    right = go_on(wrong, notice.PartiesRecorded(owner=3))

    assert unmailed(right) == ()
    assert owed_letters(right, LAW) == ((Notice.PRE_TOW, Party.OWNER, 3),)


LETTER = notice.WriteLetter(notice=Notice.PRE_TOW, party=Party.OWNER, addressee=1)


@pytest.mark.parametrize(
    ("case", "request_", "role", "reason"),
    [
        (go_on(DECLARED, KNOWN), LETTER, Role.SYSTEM, None),
        (mailed(), LETTER, Role.SYSTEM, "Required: The pre tow letter to this party is due and not written yet."),
        (mailed(), mail.RecordMailing(letter=1), Role.DISPATCHER, None),
        (mailed(), mail.RecordMailing(letter=9), Role.DISPATCHER, "Required: Letter 9 of this case is written."),
        (mailed(1), mail.RecordMailing(letter=1), Role.DISPATCHER, "Required: Letter 1 has not been mailed before."),
        (mailed(1), mail.RecordReturn(letter=1, reason=MailReturn.REFUSED), Role.DISPATCHER, None),
        (
            mailed(1),
            mail.RecordReturn(letter=2, reason=MailReturn.REFUSED),
            Role.DISPATCHER,
            "Required: Letter 2 of this case was mailed.",
        ),
        (
            mailed(1, 1),
            mail.RecordFurtherStep(letter=1, step=FurtherStep.REGULAR_MAIL),
            Role.DISPATCHER,
            "Required: Letter 1 of this case was returned.",
        ),
        (
            mailed(1, 1),
            mail.RecordFurtherStep(step=FurtherStep.PUBLICATION),
            Role.DISPATCHER,
            "Required: No owner or lienholder is known.",
        ),
        (
            mailed(1, 1),
            waiting.DecideExtension(until=LATER + timedelta(days=3)),
            Role.SUPERVISOR,
            "Required: The owner has asked for more time.",
        ),
        (
            go_on(mailed(1, 1), waiting.ExtensionAsked()),
            waiting.DecideExtension(until=LATER - timedelta(days=3)),
            Role.SUPERVISOR,
            "Required: The date granted is in the future.",
        ),
    ],
)
def test_the_journal_follows_the_paper(case: Case, request_: Request, role: Role, reason: str | None) -> None:
    assert asked(case, request_, role) == reason


@pytest.mark.parametrize(
    ("case", "task", "by", "own"),
    [
        (DECLARED, Task.PARTIES, Role.DISPATCHER, None),
        (go_on(DECLARED, KNOWN), Task.LETTERS, Role.SYSTEM, Task.LETTERS),
        (mailed(1), Task.MAILING, Role.DISPATCHER, None),
        (mailed(1, 1), Task.NOTICE_PERIOD, Role.SYSTEM, Task.NOTICE_PERIOD),
        (go_on(DECLARED, notice.PartiesRecorded()), Task.STICKER, Role.OFFICER, None),
        (go_on(mailed(1, 1), waiting.MoveClaimed()), Task.MOVE_CHECK, Role.OFFICER, None),
        (go_on(mailed(1, 1), waiting.ExtensionAsked()), Task.EXTENSION_DECISION, Role.SUPERVISOR, None),
    ],
)
def test_each_task_of_the_notice_has_a_role(case: Case, task: Task, by: Role, own: Task | None) -> None:
    found = tasks_of(case, LAW)

    assert (case.stage, found.next.task, found.next.by, found.own_act) == (Stage.NOTICE, task, by, own)


def test_the_workflow_wakes_at_the_end_of_the_floor_and_a_conflict_of_the_law_is_shown() -> None:
    late = mailed(1, 12)
    found = next_task(late, LAW)

    assert tasks_of(late, LAW).wake_at == found.not_before == floor(late)
    assert found.due_at is not None
    assert found.due_at < floor(late)
    assert found.why.endswith("the law sets both.")
    assert "the law sets both" not in next_task(mailed(0, 0), LAW).why
