"""The HTTP API of amendments: open cases compared under two editions, and moved from one to the other on request."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from activities.amending import BATCH, Batch, BatchResult, amend_some, compare_some
from database.amending import count_open_under
from database.people import Account
from rules.amending import Compared, Effect, Fate
from rules.amendments import in_force
from rules.law import Edition
from rules.library import EditionError
from rules.waiting_periods import stops_it
from schemas.amendments import ApplyAmendment, TakeBackAmendment
from schemas.messages import Code, Note
from schemas.rulings import Requirement
from schemas.texts import N_, Spoken
from web.app_state import App, AppState
from web.audiences import AmendmentReader, Supervisor
from web.bodies import Router
from web.people import actor_of

router = Router(tags=["amendments"])
Old = Annotated[Code, Query(alias="from", description="Code of the current edition.")]
New = Annotated[Code, Query(alias="to", description="Code of the new edition.")]
After = Annotated[str | None, Query(max_length=20, description="The last case of the previous page.")]
Size = Annotated[int, Field(ge=1, le=BATCH)]


@dataclass(frozen=True)
class Preview:
    """One page of cases under both editions, and the numbers of cases that cannot be read.

    `hindered` says why the new edition cannot be applied yet; the next page begins after `next_after`.
    """

    hindered: Requirement | None
    open: int
    cases: list[Compared]
    unreadable: list[str]
    next_after: str | None = None


class Amending(BaseModel):
    """A request to move many cases at once, to the new edition or back."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    old: Code = Field(alias="from", title=N_("Current law"))
    new: Code = Field(alias="to", title=N_("New law"))
    note: Annotated[Note, Field(min_length=10)]
    take_back: bool = Field(default=False, title=N_("Move back"))
    after: str | None = Field(default=None, max_length=20, title=N_("After this case"))
    limit: Size = Field(default=BATCH, title=N_("Number of cases"))


def named(app_state: AppState, code: str) -> Edition:
    """The edition with this code. Raises HTTPException (422) if it cannot be found or read."""
    try:
        return app_state.services.law(code)
    except EditionError as fault:
        raise HTTPException(422, str(fault)) from None


@router.get("/api/amendments")
async def preview(
    app_state: App,
    _: AmendmentReader,
    old: Old,
    new: New,
    after: After = None,
    limit: Annotated[Size, Query()] = BATCH,
) -> Preview:
    """Open cases under both editions, in the order of their numbers."""
    counts, law = named(app_state, old), named(app_state, new)
    async with app_state.services.pool.acquire() as connection:
        count = await count_open_under(connection, old)
    found = await compare_some(app_state.services, law, Batch(old, after, limit), now=app_state.now)
    return Preview(hindrance(app_state, counts, law), count, *found)


def hindrance(app_state: AppState, counts: Edition, law: Edition) -> Requirement | None:
    """Why no case can be moved to this edition now; None if it is in force."""
    return stops_it(in_force(law.code, counts, app_state.services.pace.case_time(app_state.now)))


@router.post("/api/amendments")
async def amend(app_state: App, who: Supervisor, asked: Amending) -> BatchResult:
    """Move the next open cases from one edition to the other, or back. For supervisors."""
    return await amend_part(app_state, who, asked)


async def amend_part(app_state: AppState, who: Account, asked: Amending) -> BatchResult:
    """Move one batch of cases. Raises HTTPException (409) if the new edition is not in force."""
    counts, law = named(app_state, asked.old), named(app_state, asked.new)
    if not asked.take_back and (stop := hindrance(app_state, counts, law)):
        raise HTTPException(409, f"Still needed: {stop.text}.")
    request, part = _of_each(asked)
    came = await amend_some(app_state.services, request, actor_of(who), part, now=app_state.now)
    for case in came.done:
        await app_state.notify(case)
    return came


def _of_each(asked: Amending) -> tuple[ApplyAmendment | TakeBackAmendment, Batch]:
    """The request for each case, and the batch of cases that receive it."""
    if asked.take_back:
        part = Batch(asked.new, asked.after, asked.limit, came_from=asked.old)
        return TakeBackAmendment(edition=asked.new, note=asked.note), part
    return ApplyAmendment(edition=asked.new, note=asked.note), Batch(asked.old, asked.after, asked.limit)


CONFLICT = "conflict"
IN_CONFLICT = N_("Legal deadlines conflict")


def counted(found: Iterable[Compared]) -> dict[str, int]:
    """How many cases would move, how many would not, and the effects on those that would."""
    counts: Counter[str] = Counter()
    for each in found:
        counts[each.fate] += 1
        if each.fate is Fate.GOES:
            counts.update((each.effect, *((CONFLICT,) if each.in_conflict else ())))
    return {name: counts[name] for name in (*Fate, *Effect, CONFLICT)}


def counted_in_words(found: Iterable[Compared]) -> list[tuple[str, int]]:
    """The same counts in words, without those that are zero."""
    named = ((name.words if isinstance(name, Spoken) else IN_CONFLICT, count) for name, count in counted(found).items())
    return [(words, count) for words, count in named if count]
