"""What a task promises: the system's own act is granted when it is due, and what was done is not asked for again."""

from collections.abc import Callable, Iterator
from typing import Any

from proving.awaited import awaited
from proving.exploring import Edge
from proving.people import ENGINE
from proving.worlds import World, granted
from rules.casework import outcome_due
from rules.law import Edition
from rules.next_thing import next_thing
from rules.owner_notice import owed_letters, unanswered, unmailed
from rules.waiting_periods import unknown_provisions
from rules.ways_out import open_ways
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.disposal import RecordCertificate, RecordSale
from schemas.impound import DecideHearing
from schemas.messages import Request
from schemas.owner_notice import WriteLetter
from schemas.tow_dispatch import LapseOffer, OfferTow, ReportDone
from schemas.waiting_periods import OpenGate
from schemas.words import Finding, Gate, Step, Stolen, Thing


def _letters(case: Case, law: Edition) -> Iterator[Request]:
    for owed in owed_letters(case, law):
        yield WriteLetter(notice=owed.notice, party=owed.party, addressee=owed.addressee)


def _closing(case: Case, _: Edition) -> Iterator[Request]:
    if outcome := outcome_due(case):
        yield CloseCase(outcome=outcome)


def _lapse(case: Case, _: Edition) -> Iterator[Request]:
    yield from (LapseOffer(order=each.order) for each in case.orders[-1:])


OWN_ACTS: dict[Step, Callable[[Case, Edition], Iterator[Request]]] = {
    Step.WRITE_LETTERS: _letters,
    Step.PASS_TOW_GATE: lambda *_: iter((OpenGate(gate=Gate.TOW),)),
    Step.PASS_DISPOSAL_GATE: lambda *_: iter((OpenGate(gate=Gate.DISPOSAL),)),
    Step.OFFER_TOW: lambda *_: iter((OfferTow(),)),
    Step.AWAIT_ANSWER: _lapse,
    Step.TOW_VEHICLE: lambda *_: iter(()),
    Step.CLOSE: _closing,
}
"""What the system asks for in each step; while a truck is on its way it only waits."""


def due_and_refused(world: World, law: Edition) -> bool:
    """Whether the time of the system's own act has come and its guard refuses it: it would ask again for ever."""
    thing = next_thing(world.case, law)
    if thing.step is None or (thing.wake_at is not None and thing.wake_at > world.now):
        return False
    acts = tuple(OWN_ACTS[thing.step](world.case, law))
    return bool(acts) and not any(granted(world, ENGINE, each, law) for each in acts)


PIECES: dict[Thing, Callable[[Case, Edition], int]] = {
    Thing.LETTERS: lambda case, law: len(owed_letters(case, law)),
    Thing.MAILING: lambda case, _: len(unmailed(case)),
    Thing.HOLD: lambda case, _: len(case.open_holds),
    Thing.FURTHER_STEPS: lambda case, law: len(unanswered(case, open_ways(case, law))),
    Thing.LAW_QUESTION: lambda case, law: len(unknown_provisions(law)) - len(case.settled),
}
"""How much is left of what is done piece by piece."""

LEAVES_OPEN: dict[Thing, Callable[[Any, Case], bool]] = {
    Thing.INSPECTION: lambda asked, _: asked.finding is Finding.STILL_THERE,
    Thing.OUTREACH: lambda asked, _: getattr(asked, "occupied", False),
    Thing.POLICE: lambda asked, _: getattr(asked, "stolen", None) is Stolen.STOLEN,
    Thing.SECOND_OBSERVATION: lambda asked, _: asked.finding is Finding.STILL_THERE,
    Thing.REVIEW: lambda asked, _: not asked.clear,
    Thing.OFFICER_STATUS: lambda _, case: case.officer_status is None,
    Thing.SALVOR_STATUS: lambda _, case: case.officer_status is not case.salvor_status,
    Thing.TOW: lambda asked, _: not isinstance(asked, ReportDone),
    Thing.DISPOSAL: lambda asked, _: not isinstance(asked, (RecordSale, RecordCertificate)),
    Thing.HEARING: lambda asked, _: not isinstance(asked, DecideHearing),
}
"""What is done towards a task and leaves it open, by what was asked and the case afterwards."""


def asked_again(edge: Edge, law: Edition) -> bool:
    """Whether somebody did what the case waited for, and the case waits for the same again."""
    was, before, after = edge.waits_for, edge.before.case, edge.after.case
    if edge.move is None or edge.move[1].at is not None or not awaited(edge.move, was, edge.before):
        return False
    then = next_thing(after, law)
    if (then.thing, then.by) != (was.thing, was.by):
        return False
    left, leaves_open = PIECES.get(was.thing, _whole), LEAVES_OPEN.get(was.thing, _nothing)
    return left(after, law) >= left(before, law) and not leaves_open(edge.move[1], after)


def _whole(_: Case, __: Edition) -> int:
    return 1


def _nothing(_: Any, __: Case) -> bool:
    return False
