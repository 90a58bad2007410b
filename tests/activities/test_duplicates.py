"""Two cases of one car: the younger gives its reports to the older one, and takes them back if it was another car."""

from activities.audit import verify_case
from activities.knocking import Engine, tell
from activities.office import Office
from schemas.casework import CloseCase
from schemas.reporting import CloseAsDuplicate, Split
from schemas.waiting_periods import PlaceHold
from schemas.words import Hold, Outcome, Stage
from tests.car import Car, reported
from tests.conftest import Clock


async def two(office: Office, engine: Engine, clock: Clock) -> tuple[Car, Car]:
    """One car, reported with its plate and then without."""
    older = await reported(office, engine, clock)
    return older, await reported(office, engine, clock, plate=None, plate_state=None)


async def test_the_younger_case_ends_and_its_reports_move(office: Office, worker: Engine, clock: Clock) -> None:
    older, younger = await two(office, worker, clock)

    await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))

    await younger.ends()
    ended, goes_on = await younger.row(), await older.row()
    assert (ended.outcome, ended.case.duplicate_of) == (Outcome.DUPLICATE, older.case)
    assert (goes_on.case.reports, goes_on.stage) == (2, Stage.REPORTED)
    assert await verify_case(office, older.case) == await verify_case(office, younger.case) == []
    assert await tell(office, worker) == 1


async def test_what_was_another_car_stands_alone_again(office: Office, worker: Engine, clock: Clock) -> None:
    older, younger = await two(office, worker, clock)
    await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))
    await younger.ends()

    await younger.ask("supervisor-1", Split())

    assert (await younger.row()).stage == Stage.VERIFICATION
    assert (await older.row()).case.reports == 1
    again = await younger.ask("supervisor-1", Split())
    assert again.refusal is not None


async def test_a_duplicate_names_an_older_open_case_and_leaves_nothing_open(
    office: Office, engine: Engine, clock: Clock
) -> None:
    older, younger = await two(office, engine, clock)
    itself = await younger.ask("dispatcher-1", CloseAsDuplicate(of=younger.case))
    backwards = await older.ask("dispatcher-1", CloseAsDuplicate(of=younger.case))
    nobody = await younger.ask("dispatcher-1", CloseAsDuplicate(of="00-000001"))
    await younger.ask("officer-1", PlaceHold(hold=Hold.LITIGATION))
    held = await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))
    closed = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="No reason to go on")
    await older.ask("supervisor-1", closed)
    ended = await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))

    reasons = [each.refusal.reason for each in (itself, backwards, nobody, held, ended) if each.refusal]
    assert reasons == [
        "Not shown: The case that goes on is the older one.",
        "Not shown: The case that goes on is the older one.",
        "There is no open case 00-000001.",
        "Not shown: No hold is open.",
        "Not shown: No hold is open.",
    ]
