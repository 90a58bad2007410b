"""An amendment of all open cases: both editions compared case by case, and one request for each of many cases.

Each case changes in a transaction of its own: to continue after an interruption, send the same request again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from activities.casework import submit
from activities.services import Services
from database.amending import list_open_under
from database.case_lists import Listed
from database.cases import UnreadableCaseError
from rules.amending import Compared, side_by_side
from rules.law import Edition
from schemas.amendments import ApplyAmendment, TakeBackAmendment
from schemas.messages import Actor
from schemas.rulings import Refusal

BATCH = 200
"""Cases read and compared at a time, so that other work gets its turn in between."""


@dataclass(frozen=True)
class Batch:
    """Open cases of one edition in number order, after the number `beyond`, at most `limit`.

    `came_from` keeps only cases whose newest amendment moved them from that edition.
    """

    edition: str
    beyond: str | None = None
    limit: int = BATCH
    came_from: str | None = None


@dataclass(frozen=True)
class LeftCase:
    """A case that was not changed, and why."""

    case: str
    refusal: Refusal


@dataclass(frozen=True)
class BatchResult:
    """The result for one part of the cases: those changed, those left with the reason, and the number to continue
    after (`last`, None at the end).
    """

    done: list[str]
    left: list[LeftCase]
    last: str | None


class ComparedCases(NamedTuple):
    """Open cases under both editions, the numbers of those that cannot be read, and where the next part begins."""

    compared: list[Compared]
    unreadable: list[str]
    next_after: str | None


async def compare_some(services: Services, law: Edition, part: Batch, *, now: datetime) -> ComparedCases:
    """Compare open cases under their own edition and under `law`, at the real instant `now`."""
    counts, at = services.law(part.edition), services.pace.case_time(now)
    rows, unreadable, next_after = await _cases(services, part)
    return ComparedCases([side_by_side(row.case, counts, law, at) for row in rows], unreadable, next_after)


async def compare_all(services: Services, counts: Edition, law: Edition, *, now: datetime) -> ComparedCases:
    """Compare all open cases of the edition `counts` with `law`, batch by batch."""
    whole = await compare_some(services, law, Batch(counts.code), now=now)
    while whole.next_after:
        part = await compare_some(services, law, Batch(counts.code, beyond=whole.next_after), now=now)
        whole = ComparedCases(whole.compared + part.compared, whole.unreadable + part.unreadable, part.next_after)
    return whole


async def amend_some(
    services: Services, asked: ApplyAmendment | TakeBackAmendment, actor: Actor, part: Batch, *, now: datetime
) -> BatchResult:
    """Submit the amendment, or its reversal, to each case of this part."""
    listed, done = await _cases(services, part), []
    left = [LeftCase(case, _unreadable(case)) for case in listed.unreadable]
    for case in (row.case for row in listed.rows):
        if part.came_from is None or (case.amendments and case.amendments[-1].was == part.came_from):
            answer = await submit(services, case.case, asked, actor, now=now)
            if answer.refusal:
                left.append(LeftCase(case.case, answer.refusal))
            else:
                done.append(case.case)
    return BatchResult(done, left, listed.next_after)


def _unreadable(case: str) -> Refusal:
    return Refusal(code="not_now", reason=str(UnreadableCaseError(case)))


async def _cases(services: Services, part: Batch) -> Listed:
    async with services.pool.acquire() as connection:
        return await list_open_under(connection, part.edition, part.beyond, part.limit)
