"""Every command: its arguments, and the one sentence it ends with if it fails."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from workers.settings import SAMPLE, Settings

program = typer.Typer(name="towpath", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

WHOLE_STACK_SECONDS = 60.0
"""Each process of a stack has ten seconds to end, one after the other."""

WIDTH_OF_A_FILE = 200
"""Columns if the output is no terminal, so that a line stays one line."""

Stopping = Callable[[asyncio.Event], Awaitable[None]]


def until_stopped(work: Stopping, *, patience: float = 15.0) -> None:
    """Run until done or until SIGINT or SIGTERM, then for `patience` seconds at most; a known fault ends in one
    sentence.
    """

    async def main() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        working = asyncio.ensure_future(work(stop))
        asked = asyncio.ensure_future(stop.wait())
        await asyncio.wait((working, asked), return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not working.done():
            await asyncio.wait((working,), timeout=patience)
            working.cancel()
        await working
        # A process that held a Temporal client may crash at exit unless its threads get a moment.
        await asyncio.sleep(0.05)

    in_one_sentence(main())


def in_one_sentence(work: Coroutine[Any, Any, None]) -> None:
    """Run; a known fault of the environment becomes one sentence and exit code 1."""
    from workers.faults import sentence_of

    try:
        asyncio.run(work)
    except asyncio.CancelledError:
        return
    except Exception as fault:
        sentence = sentence_of(fault)
        if sentence is None:
            raise
        print(f"towpath: {sentence}", file=sys.stderr)
        sys.exit(1)


@program.command()
def up(
    data: Annotated[Path | None, typer.Option(help="Data directory; it survives restarts.")] = None,
    pace: Annotated[str | None, typer.Option(help="1 for production; with 1d=60s a day takes a minute.")] = None,
    sample: Annotated[bool, typer.Option(help="Import the sample week once everything is running.")] = False,
) -> None:
    """Run the whole stack here: database, Temporal, worker and web, until Ctrl-C."""
    from workers.up import run_here

    given = {name: value for name, value in (("data", data and data.absolute()), ("pace", pace)) if value}
    whole = partial(run_here, Settings(**given), sample=sample)  # type: ignore[arg-type]
    until_stopped(whole, patience=WHOLE_STACK_SECONDS)


@program.command()
def setup() -> None:
    """Update the database and the city's people."""
    from workers.setting_up import set_up

    in_one_sentence(set_up(Settings()))


@program.command()
def worker() -> None:
    """Run the Temporal worker and the relay, until stopped."""
    from workers.worker_process import work

    until_stopped(lambda stop: work(Settings(), stop))


@program.command()
def web() -> None:
    """Run the web server, until stopped."""
    from workers.web_process import serve

    until_stopped(lambda stop: serve(Settings(), stop))


@program.command()
def people(file: Annotated[Path, typer.Option(help="The file of reports, in Towpath's own format.")]) -> None:
    """Let the sample users of a training copy act on the cases of a file, until stopped."""
    from workers.people import act

    until_stopped(lambda stop: act(Settings(), file, stop))


Format = Annotated[str, typer.Option("--format", help="towpath, or the code of a city's map, such as boston311.")]


@program.command()
def demo(
    file: Annotated[Path, typer.Option(help="The file of reports.")] = SAMPLE,
    form: Format = "towpath",
    pace: Annotated[str, typer.Option(help="How fast case time runs.")] = "1d=1s",
    keep: Annotated[Path | None, typer.Option(help="Keep the data directory here, for `towpath up --data`.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Play the cars of a file through their whole lives, here and now, and verify everything at the end."""
    from workers.demo import DemoOptions, run_demo

    asked = DemoOptions(file, form, pace, keep, as_json)
    until_stopped(lambda stop: run_demo(asked, stop), patience=WHOLE_STACK_SECONDS)


Fields = Annotated[list[str] | None, typer.Argument(help="Fields as name=value.")]


@program.command(name="import")
def import_file(
    file: Annotated[Path | None, typer.Option(help="The file of reports.")] = None,
    form: Format = "towpath",
    quarantined: Annotated[bool, typer.Option("--quarantined", help="List the rows in quarantine.")] = False,
    correct: Annotated[int | None, typer.Option(help="Number of a row in quarantine: correct it.")] = None,
    row: Annotated[str | None, typer.Option(help="With --correct: the whole corrected row.")] = None,
    fields: Fields = None,
) -> None:
    """Report every row of a file over HTTP, list the quarantined rows, or correct one of them."""
    from workers.importing import ImportOptions, serve

    in_one_sentence(serve(Settings(), ImportOptions(file, form, quarantined, correct, row, tuple(fields or ()))))


Case = Annotated[str, typer.Argument(help="Case number, such as 26-004512.")]


def _as_staff(what: str, *arguments: Any) -> None:
    from importlib import import_module

    from rich.console import Console

    from workers.client import client_of

    async def as_staff() -> None:
        async with client_of(Settings()) as client:
            desk, _, act = what.partition(".")
            console = Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_FILE)
            await getattr(import_module(f"workers.{desk}"), act)(client, console, *arguments)

    in_one_sentence(as_staff())


@program.command()
def cases(
    stage: Annotated[str | None, typer.Option(help="Only cases in this stage.")] = None,
    words: Annotated[str | None, typer.Option(help="Number, plate, VIN or part of the address.")] = None,
) -> None:
    """List cases, oldest first."""
    _as_staff("clerk.list_cases", stage, words)


@program.command()
def show(
    case: Case,
    proof: Annotated[bool, typer.Option("--proof", help="What the law allows for the car, and why.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on one line.")] = False,
) -> None:
    """Show a case and its next task, or with --proof every ruling on it."""
    _as_staff("prover.show_proof" if proof else "clerk.show_case", case, as_json)


@program.command()
def overrides() -> None:
    """List every overridden guard and every waived fee: who, when, why."""
    _as_staff("overrides.list_overrides", Settings().edition)


@program.command()
def amend(
    old: Annotated[str, typer.Option("--from", help="Current edition of the cases.")],
    new: Annotated[str, typer.Option("--to", help="New edition.")],
    apply: Annotated[bool, typer.Option("--apply", help="Move every open case that the new law applies to.")] = False,
    take_back: Annotated[bool, typer.Option("--take-back", help="Move the cases back.")] = False,
    reason: Annotated[str | None, typer.Option(help="Reason; it is stored with every case.")] = None,
    case: Annotated[str | None, typer.Option(help="Only this case.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison as one JSON object.")] = False,
) -> None:
    """Compare every open case under two editions; --apply moves the cases to the new one, --take-back returns them."""
    from workers.amend import AmendOptions

    _as_staff("amend.amend", AmendOptions(old, new, apply, take_back, reason, case, as_json))


@program.command()
def history(case: Case) -> None:
    """Show the facts of a case, in order."""
    _as_staff("clerk.show_history", case)


@program.command()
def act(case: Case, kind: Annotated[str, typer.Argument(help="Such as place_hold.")], fields: Fields = None) -> None:
    """Submit a request to a case, as the account of TOWPATH_ACCOUNT."""
    _as_staff("clerk.act", case, kind, fields or [])


@program.command()
def report(fields: Fields = None) -> None:
    """Report a car: address=... district=... plate=..."""
    _as_staff("clerk.report", fields or [])


def _one_or_all(case: str | None, *, everything: bool) -> None:
    if (case is None) is not everything:
        raise typer.BadParameter("Name one case, or use --all.")


@program.command()
def verify(
    case: Annotated[str | None, typer.Argument(help="Case number, such as 26-004512.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every case, every checkpoint and every workflow.")] = False,
) -> None:
    """Verify the record: chains, read model, checkpoints, and the journal against Temporal."""
    _one_or_all(case, everything=everything)
    _as_staff("auditor.verify", case)


@program.command()
def restart(
    case: Annotated[str | None, typer.Argument(help="Case number, such as 26-004512.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every open case, the nearest deadlines first.")] = False,
) -> None:
    """Restart a broken run, or all runs: new ones start at the journal's position. For an admin."""
    _one_or_all(case, everything=everything)
    _as_staff(*(("clerk.restart_all",) if case is None else ("clerk.restart", case)))


Account = Annotated[str, typer.Argument(help="Code of a person in the city file, such as officer-1.")]


@program.command()
def link(account: Account) -> None:
    """Print a new sign-in link for a person: it works once, within an hour. For an admin."""
    _as_staff("access.issue_link", account)


@program.command(name="sign-out")
def sign_out(account: Account) -> None:
    """End every session, unused link and API token of a person; owners' links go on. For an admin."""
    _as_staff("access.sign_out", account)


@program.command()
def access(about: Annotated[str, typer.Argument(help="A case number, or the code of a person.")]) -> None:
    """Show who has read the names, addresses and letters of a case, or what a person has read. For an admin."""
    _as_staff("access.show_access", about, Settings().edition)


editions = typer.Typer(no_args_is_help=True, help="The law: what is in force, what it says, and what changes.")
program.add_typer(editions, name="editions")
FileOrCode = Annotated[str, typer.Argument(help="A law file, or the code of an edition.")]
Edition = Annotated[str, typer.Argument(help="Code of an edition, such as us-tx.2026-01-01.")]


def _at_the_law(what: str, *arguments: Any) -> None:
    from rich.console import Console

    from workers import editions as law

    console = Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_FILE)
    in_one_sentence(getattr(law, what)(console, *arguments))


@editions.command(name="list")
def list_editions() -> None:
    """List the editions, whether they are enacted, and the confidence of their provisions."""
    _at_the_law("list_all")


@editions.command(name="show")
def show_edition(code: Edition) -> None:
    """Show every provision of an edition, with its citation and source."""
    _at_the_law("show", code)


@editions.command()
def check(files: Annotated[list[str], typer.Argument(help="Files of law, or codes of editions.")]) -> None:
    """Check files of law: a line for each fault; a conflict of floor and ceiling is only a warning."""
    _at_the_law("check", files)


@editions.command()
def diff(old: Edition, new: Edition) -> None:
    """Print what changes from one edition to another."""
    _at_the_law("compare", old, new)


@editions.command()
def enact(file: FileOrCode) -> None:
    """Enact a file of law, if it passes the check."""
    _at_the_law("enact", file)
