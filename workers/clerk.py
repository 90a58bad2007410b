"""Case commands: lists, one case, its history, requests, reports and restarts, over HTTP."""

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from rules.dollars import cents_of
from rules.library import find_edition
from rules.unread import NAMES, remark
from schemas.marks import Mark, marks_of
from schemas.messages import Request
from schemas.reporting import ReportVehicle
from schemas.requests import request_models
from web.cases import UNREADABLE
from web.forms import is_text
from web.pages import until, zoned
from workers.client import checked
from workers.data_dir import StackError

LOOK_SECONDS = 0.5
MOST = 200
REPORT = "report_vehicle"


async def list_cases(client: httpx.AsyncClient, console: Console, stage: str | None, words: str | None) -> None:
    """Print a table of cases, oldest first."""
    given = {"stage": stage, "q": words, "limit": str(MOST)}
    answer = await client.get("/api/cases", params={name: value for name, value in given.items() if value})
    found, unreadable = checked(answer), answer.headers.get(UNREADABLE)
    table = Table("case", "stage", "plate", "address", "next step", "who", "due", box=None)
    for case in found:
        task = min(case["tasks"], key=lambda each: each["due_at"] or "9999")
        plate = f"{case['plate'] or '-'} {case['plate_state'] or ''}".strip()
        due = _due(task, case["edition"])
        table.add_row(case["id"], case["stage"], plate, case["address"], task["task"], task["by"], due)
    for column in table.columns:
        column.no_wrap = True
    console.print(table if found or unreadable else "No cases found.")
    if len(found) >= MOST:
        console.print(f"These are the first {MOST} cases. Use --stage or --words to see others.", soft_wrap=True)
    if unreadable:
        console.print(f"Left out, because they cannot be read: {unreadable.replace(',', ', ')}.", soft_wrap=True)


async def show_case(client: httpx.AsyncClient, console: Console, case: str, as_json: bool = False) -> None:
    """Print where a case is and its next task; as JSON, everything the API returns."""
    found = checked(await client.get(f"/api/cases/{case}"))
    if as_json:
        console.out(json.dumps(found), highlight=False)
        return
    task = found["tasks"][0]
    rows = {
        "case": found["id"],
        "stage": found["outcome"] or found["stage"],
        "vehicle": " ".join(filter(None, (found["color"], found["make"], found["model"]))) or "not known",
        "plate": f"{found['plate'] or 'not known'} {found['plate_state'] or ''}".strip(),
        "place": found["address"],
        "law": found["edition"],
        "next step": f"{task['task']} by {task['by']}",
        "not before": _said(task["not_before"], found["edition"]),
        "due": _due(task, found["edition"]),
        "why": " ".join(filter(None, (task["why"], task["citation"] and f"({task['citation']})"))),
    }
    table = Table(show_header=False, box=None)
    for name, value in rows.items():
        if value:
            table.add_row(name, value)
    console.print(table)


async def show_history(client: httpx.AsyncClient, console: Console, case: str) -> None:
    """Print the facts of a case, in order."""
    edition = checked(await client.get(f"/api/cases/{case}"))["edition"]
    table = Table("no.", "at", "fact", "by", "said", box=None)
    for entry in checked(await client.get(f"/api/cases/{case}/facts")):
        fact = entry["fact"]
        shown = {name: value for name, value in fact.items() if name not in ("kind", "proof")}
        said = {name: value for name, value in shown.items() if value not in (None, [], False)}
        words = ", ".join(f"{name}={value}" for name, value in said.items())
        table.add_row(str(entry["number"]), _said(entry["at"], edition), fact["kind"], entry["actor"], words)
    console.print(table)


def _said(at: str | None, edition: str, *, ends: bool = False) -> str:
    """An instant in the city's time, or the end of a period in plain words; empty if there is none."""
    if at is None:
        return ""
    moment, zone = datetime.fromisoformat(at), find_edition(edition).zone
    return until(moment, zone) if ends else zoned(moment, zone)


def _due(task: Mapping[str, Any], edition: str) -> str:
    """By when a task is due, and if so that no one can meet this."""
    due, begins = task["due_at"], task["not_before"]
    said = _said(due, edition, ends=True)
    late = due and begins and datetime.fromisoformat(begins) > datetime.fromisoformat(due)
    return f"{said} (cannot be met: not allowed before {_said(begins, edition)})" if late else said


async def act(client: httpx.AsyncClient, console: Console, case: str, kind: str, fields: list[str]) -> None:
    """Submit a request to the case. Raises StackError with the refusal."""
    body = {"kind": kind} | _fields(kind, fields)
    answer = await client.post(f"/api/cases/{case}/requests", json=body, headers={"Idempotency-Key": uuid4().hex})
    done = checked(answer)
    console.print(f"Recorded as fact {done['number']}. Next step: {done['position']['task']}.")
    _say_what_is_doubtful(console, body)


async def report(client: httpx.AsyncClient, console: Console, fields: list[str]) -> None:
    """Report a vehicle. Raises StackError with what is wrong."""
    body = _fields(REPORT, fields)
    answer = await client.post("/api/reports", json=body, headers={"Idempotency-Key": uuid4().hex})
    done = checked(answer)
    _say_what_is_doubtful(console, body)
    console.print(f"Report recorded as fact {done['number']} of case {done['case']}.")


def _say_what_is_doubtful(console: Console, typed: Mapping[str, Any]) -> None:
    """What was typed as a plate, a state or a VIN and cannot be read, with the reason."""
    for field in NAMES:
        if typed.get(field) and (said := remark(field, str(typed[field]))):
            console.print(said, soft_wrap=True, markup=False)


async def restart(client: httpx.AsyncClient, console: Console, case: str) -> None:
    """Restart the workflow of a case. Raises StackError with the refusal."""
    checked(await client.post(f"/api/cases/{case}/restart"))
    console.print(f"{case}: a new workflow run was started from the journal.")


async def restart_all(client: httpx.AsyncClient, console: Console) -> None:
    """Restart the workflow of every open case, and wait until all have started. Raises StackError with the refusal."""
    queued = checked(await client.post("/api/restarts", timeout=None))["queued"]
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task, left = bar.add_task("New workflow runs", total=queued), queued
        while left:
            await asyncio.sleep(LOOK_SECONDS)
            left = checked(await client.get("/api/restarts"))["waiting"]
            bar.update(task, completed=max(0, queued - left))
    console.print(f"{queued} {'case has a new workflow run' if queued == 1 else 'cases have new workflow runs'}.")


def named(given: str) -> tuple[str, str]:
    """Split `hold=litigation` into name and value. Raises StackError."""
    name, equals, value = given.partition("=")
    if not equals:
        raise StackError(f"Write a field as name=value, not {given!r}.")
    return name, value


def _fields(kind: str, given: list[str]) -> dict[str, Any]:
    """The fields of a request. A value that is valid JSON is decoded where the field is no text; money is in dollars.

    Raises StackError.
    """
    model = ReportVehicle if kind == REPORT else request_models().get(kind)
    return {name: _value(model, name, value) for name, value in map(named, given)}


def _value(model: type[Request] | None, name: str, value: str) -> Any:
    known = model is not None and name in model.model_fields
    if model and known and Mark.MONEY in marks_of(model, name):
        return _amount(name, value)
    if model and known and is_text(model, name):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _amount(name: str, value: str) -> int:
    """The dollars in cents. A number alone is refused: it was read as cents once."""
    cents = cents_of(value) if re.search(r"[$.]", value) else None
    if cents is None:
        raise StackError(f"{name}: write the amount in dollars and cents, such as {name}=175.00.")
    return cents
