"""The amendments page: the effect of a new edition on every open case, and the form that moves cases to it or back."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import ValidationError

from activities.amending import BatchResult, compare_all
from activities.proof_words import RulingFormatter
from database.case_lists import list_open_editions
from database.people import Account
from rules.amending import Compared, Effect, Fate
from rules.comparing import diff
from rules.law import Edition
from rules.library import editions_for
from schemas.texts import N_
from web.amendments import (
    CONFLICT,
    IN_CONFLICT,
    Amending,
    amend_part,
    counted_in_words,
    hindrance,
    named,
)
from web.app_state import App, AppState
from web.audiences import SUPERVISORS, Amender, AmendmentReader
from web.bodies import Router
from web.form_faults import told_faults
from web.pages import check_csrf, render

router = Router(include_in_schema=False)
SHOWN = 200

SHOWS = (
    ("", N_("Cases affected")),
    ("all", N_("All cases")),
    *((each, each.words) for each in (Effect.LONGER, Effect.SHORTER)),
    (CONFLICT, IN_CONFLICT),
    *((each, each.words) for each in (Fate.STAYS, Fate.CANNOT)),
)
"""The filters of the table, with the words of their links."""


@dataclass(frozen=True)
class AmendmentForm:
    """The result of the form: the request and the cases moved, or the errors."""

    asked: Amending | None = None
    came: BatchResult | None = None
    errors: tuple[dict[str, str], ...] = ()
    note: str = ""
    """The reason as it was typed, if the form was refused."""


@router.get("/amendments")
async def show(
    request: Request,
    app_state: App,
    visitor: AmendmentReader,
    old: Annotated[str, Query(alias="from", max_length=64)] = "",
    new: Annotated[str, Query(alias="to", max_length=64)] = "",
    show: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show all open cases under both editions."""
    return await _page(request, app_state, visitor, await _pair(app_state, old, new), AmendmentForm(), show)


@router.post("/amendments")
async def amend(request: Request, app_state: App, visitor: Amender) -> Response:
    """Move one batch of cases, or move it back."""
    async with request.form() as form:
        check_csrf(request, str(form.get("csrf", "")))
        typed = {
            name: str(form[name]) for name in ("from", "to", "note", "take_back", "after", "limit") if form.get(name)
        }
    tried = await _try(app_state, visitor, typed)
    pair = await _pair(app_state, typed.get("from", ""), typed.get("to", ""))
    return await _page(request, app_state, visitor, pair, tried, "")


async def _try(app_state: AppState, who: Account, typed: dict[str, str]) -> AmendmentForm:
    try:
        asked = Amending.model_validate(typed)
    except ValidationError as fault:
        return AmendmentForm(errors=tuple(told_faults(list(fault.errors()), Amending)), note=typed.get("note", ""))
    return AmendmentForm(asked, await amend_part(app_state, who, asked))


async def _pair(app_state: AppState, old: str, new: str) -> tuple[Edition, Edition]:
    """The editions named in the request; by default the oldest of the open cases and the newest for the same place."""
    counts = named(app_state, app_state.services.edition)
    if not old:
        async with app_state.services.pool.acquire() as connection:
            editions = [named(app_state, code) for code in await list_open_editions(connection)]
        carried = [each.code for each in editions if each.place == counts.place]
        old = min(carried, default=counts.code)
    return named(app_state, old), named(app_state, new or editions_for(counts.place)[-1])


async def _page(
    request: Request, app_state: AppState, who: Account, pair: tuple[Edition, Edition], tried: AmendmentForm, show: str
) -> Response:
    counts, law = pair
    other = counts.code != law.code
    found, unreadable = list[Compared](), list[str]()
    if other:
        found, unreadable, _ = await compare_all(app_state.services, counts, law, now=app_state.now)
    rows = [each for each in found if is_shown(each, show)]
    context: dict[str, Any] = {"counts": counts, "law": law, "other": other, "tried": tried}
    context |= {"found": len(found), "numbers": counted_in_words(found), "rows": rows[:SHOWN], "count": len(rows)}
    context |= {"changes": diff(counts, law).changed if other else (), "show": show, "shows": SHOWS}
    context |= {"unreadable": unreadable, "editions": editions_for(counts.place), "decides": SUPERVISORS.admits(who)}
    context |= {
        "hindered": hindrance(app_state, counts, law) if other else None,
        "formatter": RulingFormatter(counts.tz),
    }
    status = 422 if tried.errors else 200
    return render(request, "amendments.html", status=status, person=who, **context)


def is_shown(each: Compared, show: str) -> bool:
    """Whether this filter shows the row."""
    goes = each.fate is Fate.GOES
    if show == "":
        return each.makes_a_difference
    if show == CONFLICT:
        return each.in_conflict
    return show in ("all", each.fate) or (goes and show == each.effect)
