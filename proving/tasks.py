"""The properties of tasks: the system's own act is granted when it is due, and a done task is not next again."""

from collections.abc import Callable, Iterator
from typing import Any

from proving.exploring import Edge
from proving.people import SYSTEM
from proving.worlds import World, granted
from rules.casework import outcome_due
from rules.disposal_options import open_options
from rules.law import Edition
from rules.next_task import list_tasks
from rules.owner_notice import owed_letters, to_search_for, unanswered, unmailed
from rules.returns import AskedStep, asked_steps, missing_steps
from rules.tasks import TASKS
from rules.waiting_periods import unknown_provisions
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.disposal import RecordCertificate, RecordSale
from schemas.impound import DecideHearing
from schemas.mail import SATISFIED_BY, FurtherStep
from schemas.messages import Request
from schemas.owner_notice import WriteLetter
from schemas.tow_dispatch import LapseOffer, OfferTow, ReportDone
from schemas.waiting_periods import OpenGate
from schemas.words import Finding, Gate, Notice, Stolen, Task


def _letters(case: Case, law: Edition) -> Iterator[Request]:
    for owed in owed_letters(case, law):
        yield WriteLetter(notice=owed.notice, party=owed.party, addressee=owed.addressee)


def _closing(case: Case, _: Edition) -> Iterator[Request]:
    if outcome := outcome_due(case):
        yield CloseCase(outcome=outcome)


def _lapse(case: Case, _: Edition) -> Iterator[Request]:
    yield from (LapseOffer(order=each.order) for each in case.orders[-1:])


OWN_ACTS: dict[Task, Callable[[Case, Edition], Iterator[Request]]] = {
    Task.LETTERS: _letters,
    Task.LATER_LETTERS: _letters,
    Task.NOTICE_PERIOD: lambda *_: iter((OpenGate(gate=Gate.TOW),)),
    Task.RECLAIM_PERIOD: lambda *_: iter((OpenGate(gate=Gate.DISPOSAL),)),
    Task.OFFER: lambda *_: iter((OfferTow(),)),
    Task.ANSWER: _lapse,
    Task.TOW: lambda *_: iter(()),
    Task.CLOSING: _closing,
}
"""The requests of each of the system's own acts; while a truck is on its way it only waits."""


def due_and_refused(world: World, law: Edition) -> bool:
    """Whether the system's own act is due and its guard refuses it, so that it would retry for ever."""
    tasks = list_tasks(world.case, law, world.now)
    if tasks.own_act is None or tasks.wake_at:
        return False
    acts = tuple(OWN_ACTS[tasks.own_act](world.case, law))
    return bool(acts) and not any(granted(world, SYSTEM, each, law) for each in acts)


def _missing(case: Case, law: Edition) -> Iterator[tuple[AskedStep, ...]]:
    return (missing_steps(each, law) for each in unanswered(case, law, open_options(case, law)))


PIECES: dict[Task, Callable[[Case, Edition], int]] = {
    Task.LETTERS: lambda case, law: len(owed_letters(case, law)),
    Task.MAILING: lambda case, _: len(unmailed(case)),
    Task.HOLD: lambda case, _: len(case.open_holds),
    Task.FURTHER_STEPS: lambda case, law: sum(map(len, _missing(case, law))),
    Task.PARTIES: lambda case, law: len(to_search_for(case, law)) + (case.parties is None),
    Task.LAW_QUESTION: lambda case, law: len(unknown_provisions(law)) - len(case.settled),
}
"""How much is left of tasks that are done in several steps."""


def _for_another_letter(asked: Any, case: Case, law: Edition) -> bool:
    """Whether the return of this letter did not ask for the step, or the letter ended with the tow."""
    letter = next((each for each in case.letters if each.letter == asked.letter), None)
    if letter is None or (case.towed is not None and letter.notice is Notice.PRE_TOW):
        return True
    return all(each.taken is not letter.steps[-1] for each in asked_steps(letter, law))


def _finds_nobody(asked: Any, case: Case, law: Edition) -> bool:
    """Whether this step after a return is no search of the records for its reader."""
    is_search = getattr(asked, "step", None) in (None, *SATISFIED_BY[FurtherStep.RECORDS_AGAIN])
    return not is_search or (hasattr(asked, "step") and _for_another_letter(asked, case, law))


LEAVES_OPEN: dict[Task, Callable[[Any, Case, Edition], bool]] = {
    Task.INSPECTION: lambda asked, *_: asked.finding is Finding.STILL_THERE,
    Task.OUTREACH: lambda asked, *_: getattr(asked, "occupied", False),
    Task.POLICE: lambda asked, *_: getattr(asked, "stolen", None) is Stolen.STOLEN,
    Task.SECOND_OBSERVATION: lambda asked, *_: asked.finding is Finding.STILL_THERE,
    Task.REVIEW: lambda asked, *_: not asked.clear,
    Task.OFFICER_STATUS: lambda _, case, __: case.officer_status is None,
    Task.SALVOR_STATUS: lambda _, case, __: case.officer_status is not case.salvor_status,
    Task.TOW: lambda asked, *_: not isinstance(asked, ReportDone),
    Task.DISPOSAL: lambda asked, *_: not isinstance(asked, (RecordSale, RecordCertificate)),
    Task.HEARING: lambda asked, case, _: not isinstance(asked, DecideHearing) or case.hearing_open,
    Task.FURTHER_STEPS: _for_another_letter,
    Task.PARTIES: _finds_nobody,
}
"""Requests that leave their task open, by the request and the case after it."""


def asked_again(edge: Edge, law: Edition) -> bool:
    """Whether the awaited act was done and the same task is next again."""
    was, before, after = edge.tasks.next, edge.before.case, edge.after.case
    if edge.move is None or edge.move[1].at is not None or type(edge.move[1]) not in TASKS[was.task].requests:
        return False
    then = list_tasks(after, law, edge.after.now).next
    if (then.task, then.by) != (was.task, was.by):
        return False
    left, leaves_open = PIECES.get(was.task, _whole), LEAVES_OPEN.get(was.task, _nothing)
    return left(after, law) >= left(before, law) and not leaves_open(edge.move[1], after, law)


def _whole(_: Case, __: Edition) -> int:
    return 1


def _nothing(*_: object) -> bool:
    return False
