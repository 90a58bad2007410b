"""An amendment of all open cases: both editions compared case by case, and one request for each of many cases.

Each case changes in a transaction of its own: to continue after an interruption, send the same request again.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.casework import submit
from activities.services import Services
from database.amending import list_open_under
from rules.amending import Compared, side_by_side
from rules.law import Edition
from rules.library import find_edition
from schemas.amendments import ApplyAmendment, TakeBackAmendment
from schemas.case import Case
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


async def compare_some(services: Services, law: Edition, part: Batch, *, now: datetime) -> list[Compared]:
    """Compare open cases under their own edition and under `law`, at the real instant `now`."""
    counts, at = find_edition(part.edition), services.pace.case_time(now)
    return [side_by_side(case, counts, law, at) for case in await _cases(services, part)]


async def compare_all(services: Services, counts: Edition, law: Edition, *, now: datetime) -> AsyncIterator[Compared]:
    """Compare all open cases of the edition `counts` with `law`, one after the other."""
    last = None
    while found := await compare_some(services, law, Batch(counts.code, beyond=last), now=now):
        for each in found:
            yield each
        last = found[-1].case


async def amend_some(
    services: Services, asked: ApplyAmendment | TakeBackAmendment, actor: Actor, part: Batch, *, now: datetime
) -> BatchResult:
    """Submit the amendment, or its reversal, to each case of this part."""
    cases, done, left = await _cases(services, part), [], []
    for case in cases:
        if part.came_from is None or (case.amendments and case.amendments[-1].was == part.came_from):
            answer = await submit(services, case.case, asked, actor, now=now)
            if answer.refusal:
                left.append(LeftCase(case.case, answer.refusal))
            else:
                done.append(case.case)
    return BatchResult(done, left, cases[-1].case if len(cases) == part.limit else None)


async def _cases(services: Services, part: Batch) -> Sequence[Case]:
    async with services.pool.acquire() as connection:
        return await list_open_under(connection, part.edition, part.beyond, part.limit)
