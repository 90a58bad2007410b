"""Every member of a closed list is complete: a missing part is named in a sentence, with the file where it belongs."""

from collections.abc import Callable, Collection, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from activities.letter_periods import OURS
from activities.letter_press import DEMANDED
from activities.registry import all_activities
from activities.services import Services
from proving.missing_guards import without as without_guard
from proving.moves import FIRST
from rules.casework import DESTROYED, EVIDENCE
from rules.goals import GOALS
from rules.law import Edition
from rules.library import find_edition, list_editions
from rules.requests import BY_REQUEST, rule_of
from rules.requirements import GuardContext
from rules.rulings import evaluate
from rules.task_words import SAYS
from rules.tasks import OWN_ACTS, TASKS, TaskRule
from schemas import names
from schemas.waiting_periods import HoldPlaced
from schemas.words import Hold, Notice, Outcome, Role, Route, Task
from tests.rules import cars
from web.audiences import HOME_PAGES, STAFF
from workers.settings import HERE
from workflows.abandoned_vehicle import OPTIONS, PROCESS
from workflows.checkpoint import STEPS as STEPS_OF_CHECKPOINT
from workflows.mail_room import STEPS as STEPS_OF_MAIL
from workflows.records_round import STEPS as STEPS_OF_RECORDS

EDITIONS = [find_edition(code) for code in list_editions()]
LETTERS = HERE / "activities" / "letters"

WITHOUT_ACCOUNT = frozenset({Role.RESIDENT, Role.OWNER, Role.LIENHOLDER, Role.SYSTEM})
"""The roles that do not sign in: the public, the holders of a signed link, and the system."""

BY_ANOTHER = {Task.FREE_RETRIEVAL: "The owner comes to the lot; the keeper records it."}
"""Tasks whose role makes no request for them."""

AT_ANY_TIME = frozenset({Task.FAILED_STEP, Task.NOTHING})
"""Tasks that lead to no goal: `rules/next_task.py` names them."""

ASKS_NOTHING = {Role.RESIDENT}
"""Residents report a car; they make no request to a case."""

LEADS_ON = {task for goals in GOALS.values() for goal in goals for task in (goal.act, *goal.order)}
"""The tasks that lead to a goal."""

Rows = Mapping[Any, object]


def _called(member: StrEnum) -> str:
    """The member by its name in the code."""
    return f"{type(member).__name__}.{member.name}"


def of_task(task: Task, tasks: Mapping[Task, TaskRule] = TASKS, says: Rows = SAYS) -> Iterator[str]:
    """What a task lacks, in sentences."""
    if task not in tasks:
        yield f"{_called(task)} has no role: say in TASKS in rules/tasks.py who does it, and by which requests."
    elif task not in {Task.NOTHING, *BY_ANOTHER} and not _can_be_done(tasks[task]):
        by = _called(tasks[task].by)
        yield f"No page offers {by} a form for {_called(task)}: name a request of that role in TASKS in rules/tasks.py."
    if task not in says:
        yield f"{_called(task)} has no sentence: say in SAYS in rules/task_words.py what it is for."
    if task not in {*AT_ANY_TIME, *LEADS_ON}:
        yield f"{_called(task)} leads to no goal: name it in the order of a goal in rules/goals.py."
    if task in OWN_ACTS and not any(task in handlers for handlers in PROCESS.values()):
        yield f"The system never does {_called(task)}: give it a handler in PROCESS in workflows/abandoned_vehicle.py."


def _can_be_done(rule: TaskRule) -> bool:
    """Whether the role that does the task may make one of its requests."""
    return any(rule.by in rule_of(each).roles for each in rule.requests)


def of_activity(name: str) -> Iterator[str]:
    """What an activity lacks."""
    if name not in (*names.ACTIVITIES, *names.OF_NO_CASE):
        yield f"The activity {name} has no name on the wire: add it to ACTIVITIES in schemas/names.py."
    if name not in activities():
        yield f"No worker registers the activity {name}: add it to all_activities in activities/registry.py."
    if name not in (*OPTIONS, *STEPS_OF_CHECKPOINT, *STEPS_OF_MAIL, *STEPS_OF_RECORDS):
        yield f"The activity {name} has no time-out: add it to OPTIONS in workflows/abandoned_vehicle.py."


def activities() -> frozenset[str]:
    """The activities that a worker registers."""
    nowhere = cast(Services, SimpleNamespace(records=None, mail=None))
    return frozenset(each.__name__ for each in all_activities(nowhere))


def of_notice(
    notice: Notice,
    demanded: Rows = DEMANDED,
    ours: Rows = OURS,
    letters: Path = LETTERS,
    laws: Collection[Edition] = (),
) -> Iterator[str]:
    """What a kind of letter lacks."""
    if not (letters / f"{notice}.typ").exists():
        yield f"{_called(notice)} has no letter: write activities/letters/{notice}.typ."
    if notice not in demanded:
        yield f"{_called(notice)} need not have any text: name its parts in DEMANDED in activities/letter_press.py."
    if notice not in ours:
        yield f"No other letter can mention {_called(notice)}: name it in OURS in activities/letter_periods.py."
    if not any(notice in law.notices for law in laws or EDITIONS):
        yield f"No law asks for {_called(notice)}: write [notices.{notice}] in an edition in rules/editions."


def of_outcome(outcome: Outcome, evidence: Rows = EVIDENCE) -> Iterator[str]:
    """What an outcome lacks."""
    if outcome not in evidence:
        yield f"{_called(outcome)} has no evidence, and is always refused: add it to EVIDENCE in rules/casework.py."


def of_role(role: Role, home: Collection[Role] = STAFF.roles | set(HOME_PAGES)) -> Iterator[str]:
    """What a role lacks."""
    if role not in WITHOUT_ACCOUNT and role not in home:
        yield f"{_called(role)} has no page after sign-in: add it to STAFF or HOME_PAGES in web/audiences.py."
    if role not in ASKS_NOTHING and not any(role in each.roles for each in BY_REQUEST.values()):
        yield f"{_called(role)} may make no request: name it in the roles of a rule in rules/requests."
    if role not in ASKS_NOTHING and role not in {each.role for each in FIRST}:
        yield f"{_called(role)} does not act in the proof: add a person to FIRST in proving/moves.py."


def of_hold(hold: Hold, laws: Collection[Edition] = ()) -> Iterator[str]:
    """What a kind of hold lacks."""
    for law in laws or EDITIONS:
        if hold not in law.holds:
            yield f"{law.code} does not say what {_called(hold)} stops: write [holds.{hold}] in rules/editions."
    if not _stops_the_disposal(hold):
        yield f"No guard asks for {_called(hold)}: name it in held(...) in GUARDS in rules/guards.py."


def _stops_the_disposal(hold: Hold) -> bool:
    held = cars.on(cars.ALLOWED, 100, HoldPlaced(hold=hold))
    ruling = evaluate(GuardContext("may_dispose", held, cars.LAW, cars.LATER, route=Route.AUCTION))
    return any(each.task is Task.HOLD for each in ruling.missing)


def of_route(route: Route, laws: Collection[Edition] = (), ends: Rows = DESTROYED) -> Iterator[str]:
    """What a disposal route lacks."""
    if not any(route in each.routes for law in laws or EDITIONS for each in law.disposal.values()):
        yield f"No law leads to {_called(route)}: name it in the routes of [disposal] in an edition in rules/editions."
    if route is not Route.AUCTION and route not in ends:
        yield f"A case does not end by {_called(route)}: add its outcome to DESTROYED in rules/casework.py."


MEMBERS: list[tuple[Callable[[Any], Iterator[str]], str]] = [
    *((of_task, each) for each in Task),
    *((of_activity, each) for each in sorted({*names.ACTIVITIES, *activities(), *OPTIONS})),
    *((of_notice, each) for each in Notice),
    *((of_outcome, each) for each in Outcome),
    *((of_role, each) for each in Role),
    *((of_hold, each) for each in Hold),
    *((of_route, each) for each in Route),
]


@pytest.mark.parametrize(("lacks", "member"), MEMBERS, ids=[f"{lacks.__name__}-{each}" for lacks, each in MEMBERS])
def test_no_part_of_a_closed_list_is_missing(lacks: Callable[[Any], Iterator[str]], member: str) -> None:
    missing = list(lacks(member))

    assert not missing, "\n".join(missing)


NO_LAW = cars.LAW.model_copy(update={"holds": {}, "notices": {}, "disposal": {}})
"""An edition without a provision for these."""


def without(table: Rows, member: object) -> Rows:
    """The table without this member."""
    return {each: value for each, value in table.items() if each != member}


@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [
        (
            lambda: of_task(Task.STICKER, tasks=cast(Mapping[Task, TaskRule], without(TASKS, Task.STICKER))),
            "Task.STICKER has no role: say in TASKS in rules/tasks.py who does it, and by which requests.",
        ),
        (
            lambda: of_task(Task.STICKER, tasks={Task.STICKER: TaskRule(Role.OFFICER)}),
            "No page offers Role.OFFICER a form for Task.STICKER: name a request of that role in TASKS in"
            " rules/tasks.py.",
        ),
        (
            lambda: of_task(Task.STICKER, says=without(SAYS, Task.STICKER)),
            "Task.STICKER has no sentence: say in SAYS in rules/task_words.py what it is for.",
        ),
        (
            lambda: of_activity("wash_car"),
            "The activity wash_car has no name on the wire: add it to ACTIVITIES in schemas/names.py.",
        ),
        (
            lambda: of_activity("wash_car"),
            "No worker registers the activity wash_car: add it to all_activities in activities/registry.py.",
        ),
        (
            lambda: of_activity("wash_car"),
            "The activity wash_car has no time-out: add it to OPTIONS in workflows/abandoned_vehicle.py.",
        ),
        (
            lambda: of_notice(Notice.SALE, letters=HERE),
            "Notice.SALE has no letter: write activities/letters/sale.typ.",
        ),
        (
            lambda: of_notice(Notice.SALE, demanded=without(DEMANDED, Notice.SALE)),
            "Notice.SALE need not have any text: name its parts in DEMANDED in activities/letter_press.py.",
        ),
        (
            lambda: of_notice(Notice.SALE, ours=without(OURS, Notice.SALE)),
            "No other letter can mention Notice.SALE: name it in OURS in activities/letter_periods.py.",
        ),
        (
            lambda: of_notice(Notice.SALE, laws=[NO_LAW]),
            "No law asks for Notice.SALE: write [notices.sale] in an edition in rules/editions.",
        ),
        (
            lambda: of_outcome(Outcome.CRUSHED, evidence=without(EVIDENCE, Outcome.CRUSHED)),
            "Outcome.CRUSHED has no evidence, and is always refused: add it to EVIDENCE in rules/casework.py.",
        ),
        (
            lambda: of_role(Role.ADMIN, home=()),
            "Role.ADMIN has no page after sign-in: add it to STAFF or HOME_PAGES in web/audiences.py.",
        ),
        (
            lambda: of_hold(Hold.DWELLING, laws=[NO_LAW]),
            "us-pa-philadelphia.2026-01-01 does not say what Hold.DWELLING stops: write [holds.dwelling]"
            " in rules/editions.",
        ),
        (
            lambda: of_route(Route.CRUSH, laws=[NO_LAW]),
            "No law leads to Route.CRUSH: name it in the routes of [disposal] in an edition in rules/editions.",
        ),
        (
            lambda: of_route(Route.CRUSH, ends=without(DESTROYED, Route.CRUSH)),
            "A case does not end by Route.CRUSH: add its outcome to DESTROYED in rules/casework.py.",
        ),
    ],
)
def test_a_missing_part_is_named_with_its_file(lacks: Callable[[], Iterator[str]], sentence: str) -> None:
    assert sentence in list(lacks())


def test_a_hold_that_no_guard_asks_for_is_named() -> None:
    with without_guard("G8"):
        lacks = list(of_hold(Hold.BANKRUPTCY))

    assert lacks == ["No guard asks for Hold.BANKRUPTCY: name it in held(...) in GUARDS in rules/guards.py."]
