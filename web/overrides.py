"""Overrides: every guard that was overridden and every fee that was waived, with person, time and reason."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Query, Request
from fastapi.responses import Response

from activities.services import Services
from activities.statements import words_of
from database.connection import Connection
from database.overrides import OverrideRow, count_overrides, list_override_rows
from rules.guards import GUARDS
from rules.questions import question_in_words
from web.app_state import App, AppState
from web.audiences import OverrideReader
from web.bodies import Router
from web.forms import words
from web.pages import render

router = Router(tags=["overrides"])
SHOWN = 200
COLUMNS = ("case", "fact", "at", "account", "name", "what", "question", "why")


def what_of(each: OverrideRow) -> str:
    """The exception in words: the guard with what it protects, or the waived fees."""
    if each.guard is None:
        return f"Fees waived: {', '.join(words(fee).lower() for fee in each.fees)}"
    says = GUARDS[each.guard].says if each.guard in GUARDS else "a safeguard of an earlier version"
    return f"Safeguard {each.guard}: {says}"


def question_of(each: OverrideRow) -> str:
    """The act for which the guard was overridden, in words; empty for fees."""
    return question_in_words(each.question) if each.question else ""


@router.get("/api/overrides")
async def show_overrides(
    app_state: App, _: OverrideReader, case: Annotated[str | None, Query(max_length=20)] = None
) -> dict[str, Any]:
    """All overrides and waived fees, newest first, with counts by guard or fee, person and month."""
    async with app_state.services.pool.acquire() as connection:
        found = await _read(app_state.services, connection, case)
        counts = await count_overrides(connection, _zone(app_state).key, case)
    return {"overridden": found, "counts": counts}


async def _read(
    services: Services, connection: Connection, case: str | None = None, limit: int | None = None
) -> list[OverrideRow]:
    rows = await list_override_rows(connection, case, limit)
    return [replace(told, why=words_of(services, why)) if why else told for told, why in rows]


def _zone(app_state: AppState) -> ZoneInfo:
    return app_state.services.law(app_state.services.edition).tz


@router.get("/overrides", include_in_schema=False)
async def list_overrides(request: Request, app_state: App, visitor: OverrideReader) -> Response:
    """Show the newest as a page, with the counts of all."""
    async with app_state.services.pool.acquire() as connection:
        found = await _read(app_state.services, connection, limit=SHOWN)
        counts = await count_overrides(connection, _zone(app_state).key)
    rows = [(each, what_of(each), question_of(each)) for each in found]
    context: dict[str, Any] = {"rows": rows, "count": sum(counts["month"].values()), "counts": counts, "says": _says}
    return render(request, "overrides.html", person=visitor, **context)


def _says(name: str) -> str:
    return f"{name}: {GUARDS[name].says}" if name in GUARDS else words(name)


@router.get("/overrides.csv", include_in_schema=False)
async def export_overrides(app_state: App, _: OverrideReader) -> Response:
    """All overrides and waived fees as CSV (RFC 4180)."""
    async with app_state.services.pool.acquire() as connection:
        found = await _read(app_state.services, connection)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="overrides.csv"'}
    return Response(as_csv(found, _zone(app_state)), media_type="text/csv; charset=utf-8", headers=headers)


def as_csv(found: Iterable[OverrideRow], zone: ZoneInfo) -> str:
    """The table as CSV, with a header and one row for each."""
    out = StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for each in found:
        said = (each.case_id, each.number, _instant(each.at, zone), each.account, each.name, what_of(each))
        table.writerow(_harmless(str(cell)) for cell in (*said, question_of(each), each.why))
    return out.getvalue()


def _instant(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _harmless(cell: str) -> str:
    """The cell with an apostrophe in front if a spreadsheet would read it as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
