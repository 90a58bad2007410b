"""The numbers that an edition does not know, and who orders a tow after somebody has settled one."""

from collections.abc import Callable, Iterator
from itertools import product

from proving import people
from proving.people import DISPATCHER, SUPERVISOR
from proving.worlds import Move, World
from rules.law import Edition
from rules.samples import SAID, samples_of
from rules.waiting_periods import unknown_provisions
from schemas import tow_dispatch, waiting_periods

USUAL_ANSWER = 20


def settles(law: Edition) -> Callable[[World], Iterator[Move]]:
    """The numbers that the edition does not know, one after the other, and one that it knows, which must be refused."""
    questions = sorted(unknown_provisions(law))
    known = next(f"periods.{code}" for code, rule in law.periods.items() if rule.amount is not None)

    def part(world: World) -> Iterator[Move]:
        done = {each.provision for each in world.case.settled}
        for provision in (*[each for each in questions if each not in done][:1], known):
            bound = law.bounds.get(provision)
            usual = (bound.at_least or bound.at_most or USUAL_ANSWER) if bound else USUAL_ANSWER
            beyond = [bound.at_most + 1 if bound.at_most is not None else usual - 1] if bound else []
            for amount in (usual, *beyond):
                yield SUPERVISOR, waiting_periods.SettleQuestion(provision=provision, amount=amount, note=SAID)
            settled = waiting_periods.SettleQuestion(provision=provision, amount=usual, note=SAID)
            yield people.DISPATCHER_WHO_SUPERVISES, settled

    return part


def orders(world: World) -> Iterator[Move]:
    """By the dispatcher; and by another one after the dispatcher has settled a number of the law."""
    wanted = samples_of(tow_dispatch.OrderTow)
    yield from product((DISPATCHER,), wanted)
    if any(each.by == DISPATCHER.account for each in world.case.settled):
        yield from product((people.SECOND_DISPATCHER,), wanted)
