"""An amendment at the command line: compares every open case under both editions, then moves all of them, or back."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from rules.amending import Compared, Side
from rules.library import find_edition
from schemas.case import Case
from schemas.texts import in_sentence
from web.amendments import Preview, counted_in_words
from web.forms import words
from web.pages import dollars, zoned
from workers.client import checked
from workers.data_dir import StackError

PREVIEW: TypeAdapter[Preview] = TypeAdapter(Preview)
SHOWN = 200
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class AmendOptions:
    """The two editions; `reason` is given if the cases are moved, or moved back, and not only compared."""

    old: str
    new: str
    apply: bool = False
    take_back: bool = False
    reason: str | None = None
    case: str | None = None
    as_json: bool = False


async def amend(client: httpx.AsyncClient, console: Console, asked: AmendOptions) -> None:
    """Compare, or act. Raises StackError with what is wrong."""
    if not asked.apply and not asked.take_back:
        await _compare(client, console, asked)
        return
    if asked.apply and asked.take_back:
        raise StackError("Use either --apply or --take-back, not both.")
    if not asked.reason:
        raise StackError("Give a --reason. It is stored permanently with every case.")
    await (_one(client, console, asked) if asked.case else _all(client, console, asked))


async def _compare(client: httpx.AsyncClient, console: Console, asked: AmendOptions) -> None:
    found, unreadable = list[Compared](), list[str]()
    hindered = None
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Cases", total=None)
        async for page in _pages(client, asked):
            hindered, found, unreadable = page.hindered, found + page.cases, unreadable + page.unreadable
            bar.update(task, total=page.open, completed=len(found))
    if asked.case:
        found = [each for each in found if each.case == asked.case]
    if asked.as_json:
        whole = PREVIEW.dump_json(Preview(hindered, len(found), found, unreadable)).decode()
        console.print(whole, markup=False, highlight=False, soft_wrap=True)
        return
    _show(console, asked, found)
    if unreadable:
        console.print(f"Not compared, because they cannot be read: {', '.join(unreadable)}.", soft_wrap=True)
    if hindered:
        console.print(f"No case can be moved yet. Still needed: {hindered.text}.", markup=False, soft_wrap=True)


async def _pages(client: httpx.AsyncClient, asked: AmendOptions) -> AsyncIterator[Preview]:
    given = {"from": asked.old, "to": asked.new}
    while True:
        answer = await client.get("/api/amendments", params=given, timeout=PATIENCE_SECONDS)
        page = PREVIEW.validate_python(checked(answer))
        yield page
        if not page.next_after:
            return
        given["after"] = page.next_after


def _show(console: Console, asked: AmendOptions, found: list[Compared]) -> None:
    if not found:
        console.print(f"There are no open cases under {asked.old}.")
        return
    shown = [each for each in found if asked.case or each.makes_a_difference]
    if shown:
        console.print(_table(asked, shown[:SHOWN]))
    if len(found) > len(shown[:SHOWN]):
        console.print(f"Showing {len(shown[:SHOWN])} affected cases of {len(found)}. Use --json for all.")
    for text, number in counted_in_words(found):
        console.print(f"{text}: {number}", markup=False)


def _table(asked: AmendOptions, shown: Iterable[Compared]) -> Table:
    zone = find_edition(asked.old).zone
    table = Table("case", "stage", f"under {asked.old}", f"under {asked.new}", "result", box=None)
    for each in shown:
        table.add_row(each.case, each.stage, _side(each.before, zone), _side(each.then, zone), _fate(each))
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    return table


def _side(side: Side, zone: str) -> str:
    """The earliest lawful time, the next task, a conflict, and what is owed today."""
    parts = (
        zoned(side.earliest, zone) if side.earliest else "no period running",
        words(side.task.task).lower(),
        "legal deadlines conflict" if side.conflict else "",
        f"owed today {dollars(side.owed)}" if side.owed is not None else "",
    )
    return "; ".join(part for part in parts if part)


def _fate(each: Compared) -> str:
    if each.kept is None:
        return in_sentence(each.effect.words)
    return f"{in_sentence(each.fate.words)}: {each.kept.text} ({each.kept.citation})"


async def _one(client: httpx.AsyncClient, console: Console, asked: AmendOptions) -> None:
    await _check_from(client, asked)
    kind = "take_back_amendment" if asked.take_back else "apply_amendment"
    body = {"kind": kind, "edition": asked.new, "note": asked.reason}
    done = checked(await client.post(f"/api/cases/{asked.case}/requests", json=body))
    console.print(f"Recorded as fact {done['number']}. Next step: {done['position']['task']}.")


async def _check_from(client: httpx.AsyncClient, asked: AmendOptions) -> None:
    """The API takes only the new edition. Raises StackError if the case does not come from the edition named."""
    case = Case.model_validate(checked(await client.get(f"/api/cases/{asked.case}"))["state"])
    if asked.take_back and not case.amendments:
        return
    was, where = (case.amendments[-1].was, "was moved from") if asked.take_back else (case.edition, "is under")
    if was != asked.old:
        raise StackError(f"Case {case.case} {where} {was}. Use --from {was}.")


async def _all(client: httpx.AsyncClient, console: Console, asked: AmendOptions) -> None:
    """Part by part; to continue after an interruption, run it again."""
    done, left = 0, list[dict[str, Any]]()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Cases", total=None)
        async for part in _parts(client, asked):
            done, left = done + len(part["done"]), left + part["left"]
            bar.update(task, description=f"{done} moved, {len(left)} left unchanged")
    _say_left(console, left)
    where = f"back to {asked.old}" if asked.take_back else f"to {asked.new}"
    console.print(f"{done} {'case' if done == 1 else 'cases'} moved {where}; {len(left)} left unchanged.")


async def _parts(client: httpx.AsyncClient, asked: AmendOptions) -> AsyncIterator[dict[str, Any]]:
    body: dict[str, Any] = {"from": asked.old, "to": asked.new, "note": asked.reason, "take_back": asked.take_back}
    while True:
        part = checked(await client.post("/api/amendments", json=body, timeout=PATIENCE_SECONDS))
        yield part
        if part["last"] is None:
            return
        body["after"] = part["last"]


def _say_left(console: Console, left: Iterable[dict[str, Any]]) -> None:
    for each in left:
        refusal = each["refusal"]
        paragraph = f" ({refusal['citation']})" if refusal.get("citation") else ""
        console.print(f"{each['case']}: {refusal['reason']}{paragraph}", markup=False, soft_wrap=True)
