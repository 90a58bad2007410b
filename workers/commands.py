"""Every command: its arguments, and the one sentence it ends with if it fails."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from schemas.outside import Port
from workers.edition_commands import editions
from workers.ending import in_one_sentence
from workers.photo_commands import photos
from workers.settings import SAMPLE, Settings
from workers.terminal import terminal_here

program = typer.Typer(name="towpath", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

WHOLE_STACK_SECONDS = 60.0
"""Each process of a stack has ten seconds to end, one after the other."""

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
def world(
    port: Annotated[int | None, typer.Option(help="Port on this machine; 0 chooses a free one.")] = None,
    file: Annotated[Path, typer.Option(help="The file of reports whose stories the answers follow.")] = SAMPLE,
    form: Format = "towpath",
    faults: Annotated[int | None, typer.Option(metavar="SEED", help="Let a third of all calls go wrong.")] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--records", help="Also answer questions about records that are put out in this folder."),
    ] = None,
    of: Annotated[
        Port | None, typer.Option("--contract", help="Print the OpenAPI document of one of them instead.")
    ] = None,
) -> None:
    """Play the outside systems of a training city, until stopped: the records service and the mail house."""
    from workers.world import contract, folder_to_play, run_world, world_of

    if of:
        print(contract(of), end="")
        return
    settings = Settings()
    where = settings.world_port if port is None else port
    played = folder or folder_to_play(settings)
    until_stopped(lambda stop: run_world(world_of(settings, file, form, faults), where, stop, played))


@program.command()
def demo(
    file: Annotated[Path, typer.Option(help="The file of reports.")] = SAMPLE,
    form: Format = "towpath",
    pace: Annotated[str, typer.Option(help="How fast case time runs.")] = "1d=1s",
    keep: Annotated[Path | None, typer.Option(help="Keep the data directory here, for `towpath up --data`.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
    faults: Annotated[
        int | None, typer.Option(metavar="SEED", help="Let a third of all calls of outside systems go wrong.")
    ] = None,
) -> None:
    """Play the cars of a file through their whole lives, here and now, and verify everything at the end."""
    from workers.demo import DemoOptions, run_demo

    asked = DemoOptions(file, form, pace, keep, as_json, faults)
    until_stopped(lambda stop: run_demo(asked, stop), patience=WHOLE_STACK_SECONDS)


Fields = Annotated[list[str] | None, typer.Argument(help="Fields as name=value.")]


@program.command(name="import")
def import_file(
    given: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="The file of reports, or - for standard input; with --correct: name=value"),
    ] = None,
    form: Format = "towpath",
    quarantined: Annotated[bool, typer.Option("--quarantined", help="List the rows in quarantine.")] = False,
    correct: Annotated[int | None, typer.Option(help="Number of a row in quarantine: correct it.")] = None,
    row: Annotated[str | None, typer.Option(help="With --correct: the whole corrected row.")] = None,
) -> None:
    """Report every row of a file over HTTP, list the quarantined rows, or correct one of them."""
    from workers.importing import ImportOptions, serve

    in_one_sentence(serve(Settings(), ImportOptions(tuple(given or ()), form, quarantined, correct, row)))


Case = Annotated[str, typer.Argument(help="Case number, such as 26-004512.")]


def _as_staff(act: Callable[..., Awaitable[None]], *arguments: Any) -> None:
    from workers.client import client_of

    async def as_staff() -> None:
        async with client_of(Settings()) as client:
            await act(client, terminal_here(), *arguments)

    in_one_sentence(as_staff())


@program.command()
def cases(
    stage: Annotated[str | None, typer.Option(help="Only cases in this stage.")] = None,
    words: Annotated[str | None, typer.Option(help="Number, plate, VIN or part of the address.")] = None,
) -> None:
    """List cases, oldest first."""
    from workers import clerk

    _as_staff(clerk.list_cases, stage, words)


@program.command()
def show(
    case: Case,
    proof: Annotated[bool, typer.Option("--proof", help="What the law allows for the car, and why.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on one line.")] = False,
) -> None:
    """Show a case and its next task, or with --proof every ruling on it."""
    from workers import clerk, prover

    _as_staff(prover.show_proof if proof else clerk.show_case, case, as_json)


@program.command()
def overrides() -> None:
    """List every overridden guard and every waived fee: who, when, why."""
    from workers.overrides import list_overrides

    _as_staff(list_overrides, Settings().edition)


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
    from workers.amend import amend as compare

    _as_staff(compare, AmendOptions(old, new, apply, take_back, reason, case, as_json))


@program.command()
def history(case: Case) -> None:
    """Show the facts of a case, in order."""
    from workers import clerk

    _as_staff(clerk.show_history, case)


@program.command()
def act(case: Case, kind: Annotated[str, typer.Argument(help="Such as place_hold.")], fields: Fields = None) -> None:
    """Submit a request to a case, as the account of TOWPATH_ACCOUNT."""
    from workers import clerk

    _as_staff(clerk.act, case, kind, fields or [])


@program.command()
def report(fields: Fields = None) -> None:
    """Report a car: address=... district=... plate=..."""
    from workers import clerk

    _as_staff(clerk.report, fields or [])


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
    from workers import record_audit

    _as_staff(record_audit.verify, case)


@program.command()
def restart(
    case: Annotated[str | None, typer.Argument(help="Case number, such as 26-004512.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every open case, the nearest deadlines first.")] = False,
) -> None:
    """Restart a broken run, or all runs: new ones start at the journal's position. For an admin."""
    _one_or_all(case, everything=everything)
    from workers import clerk

    if case is None:
        _as_staff(clerk.restart_all)
    else:
        _as_staff(clerk.restart, case)


Account = Annotated[str, typer.Argument(help="Code of a person in the city file, such as officer-1.")]


@program.command()
def link(account: Account) -> None:
    """Print a new sign-in link for a person: it works once, within an hour. For an admin."""
    from workers.access import issue_link

    _as_staff(issue_link, account)


@program.command(name="sign-out")
def sign_out(account: Account) -> None:
    """End every session, unused link and API token of a person; owners' links go on. For an admin."""
    from workers.access import sign_out as end_sessions

    _as_staff(end_sessions, account)


@program.command()
def access(about: Annotated[str, typer.Argument(help="A case number, or the code of a person.")]) -> None:
    """Show who has read the names, addresses and letters of a case, or what a person has read. For an admin."""
    from workers.access import show_access

    _as_staff(show_access, about, Settings().edition)


@program.command()
def retention(
    apply: Annotated[bool, typer.Option("--apply", help="Remove it. Nobody can read it afterward.")] = False,
) -> None:
    """Show which data of closed cases the city's records schedule lets go, or remove them. For an admin."""
    from workers import retention as kept

    if apply:
        _as_staff(kept.remove)
    else:
        _as_staff(kept.show_due, Settings().edition)


@program.command()
def languages(
    approve: Annotated[str | None, typer.Option(metavar="LANGUAGE", help="Record who approved it, such as es.")] = None,
    fingerprint: Annotated[str | None, typer.Option(help="What was reviewed, as this command shows it.")] = None,
    reviewer: Annotated[str | None, typer.Option(help="Name of the person who reviewed it.")] = None,
    qualification: Annotated[str | None, typer.Option(help="Such as certified court interpreter.")] = None,
    on: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of the review.")] = None,
) -> None:
    """Show in which languages letters are printed, and what each lacks; --approve records a review. For an admin."""
    from workers.languages import ApproveOptions, approve_language, show_languages

    if approve is None:
        _as_staff(show_languages)
    else:
        _as_staff(approve_language, ApproveOptions(approve, fingerprint, reviewer, qualification, on))


program.add_typer(editions, name="editions")
program.add_typer(photos, name="photos")
