"""Turns numbers into steps: which possible request comes next. Small numbers are the ordinary process."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import cycle
from typing import Any, NamedTuple

from proving import people
from proving.awaited import awaited, is_ordinary
from proving.inspections import PHOTO
from proving.moves import moves_of
from proving.worlds import BEGINNING, Move, World, granted, made
from rules.next_task import list_tasks
from schemas import casework, verification
from schemas.rulings import Refusal
from schemas.words import Stage, Task
from tests.reality.hostile import Trouble
from tests.reality.road import Road

YOUNGER = "99-999999"
STRANGERS = (people.OFFICER, people.TRUCK, people.KEEPER, people.ADMIN, people.OWNER)


class MoveKind(StrEnum):
    """The kind of a step; `again` repeats a request under its key, `resent` sends it under a new one."""

    AWAITED = "awaited"
    GRANTED = "granted"
    REFUSED = "refused"
    TIME = "time"
    AGAIN = "again"
    RESENT = "resent"


class Choice(NamedTuple):
    """One step of a road, before it is known what is possible there."""

    kind: MoveKind
    pick: int
    trouble: Trouble


BYTES = 4
"""Bytes per step: its kind, the choice among all moves, and the fault. Zeros are the ordinary process."""

KINDS = (
    *[MoveKind.AWAITED] * 8,
    *[MoveKind.GRANTED] * 3,
    *[MoveKind.REFUSED] * 3,
    MoveKind.TIME,
    MoveKind.AGAIN,
    MoveKind.RESENT,
)
TROUBLES = (*[Trouble.NONE] * 7, *[each for each in Trouble if each is not Trouble.NONE])
ORDINARY = Choice(MoveKind.AWAITED, 0, Trouble.NONE)
ASIDE = 8
"""One of this many ordinary answers leaves the main line: the car is gone, or its owner comes."""


def choices_of(road: bytes) -> Iterator[Choice]:
    """The steps that these bytes encode."""
    for kind, high, low, trouble in zip(*[iter(road)] * BYTES, strict=True):
        yield Choice(KINDS[kind % len(KINDS)], high * 256 + low, TROUBLES[trouble % len(TROUBLES)])


async def takes(road: Road, choice: Choice) -> None:
    """Take one step, and wait until the workflow is idle."""
    await _acts(road, choice)
    await road.rests()


async def _acts(road: Road, choice: Choice) -> None:
    if choice.kind is MoveKind.AGAIN and road.asked:
        await road.asks_again(choice.pick)
        return
    if choice.kind is MoveKind.TIME and await road.time_passes():
        return
    picked = _PICKS.get(choice.kind, _awaited)(road, road.world, choice.pick)
    if picked is not None:
        await road.asks(picked, choice.trouble)
    elif not await road.time_passes():
        await takes(road, Choice(MoveKind.GRANTED, choice.pick, choice.trouble))


def _awaited(road: Road, world: World, pick: int) -> Move | None:
    """The move of a person that the case waits for; None if it waits for time."""
    if world.case.closed:
        return people.SUPERVISOR, casework.Reopen(note="It is back")
    good = [each for each in _granted(road, world) if awaited(each, road.model.tasks, world) and is_ordinary(each)]
    onwards = [each for each in good if _leads_on(road, world, each)]
    those = good if pick % ASIDE == ASIDE - 1 else onwards
    return those[pick // ASIDE % len(those)] if those else None


def _leads_on(road: Road, world: World, move: Move) -> bool:
    """Whether the case waits for a different task afterwards, and does not end early."""
    after = made(world, *move, road.model.law)[0]
    then = list_tasks(after.case, road.model.law, after.now).next
    early = world.case.stage is not Stage.DISPOSAL and then.task in (Task.CLOSING, Task.NOTHING)
    in_vain = then.task is road.model.tasks.next.task and isinstance(move[1], verification.RecordInspection)
    return not (in_vain or early)


def _any_granted(road: Road, world: World, pick: int) -> Move | None:
    return _of_each(pick, ((type(move[1]), move) for move in _granted(road, world)))


def _any_refused(road: Road, world: World, pick: int) -> Move | None:
    moves = tuple(_moves(road, world))
    authorized = ((road.model.authorized(*move, world.now), move) for move in (*moves, *_by_strangers(moves)))
    return _of_each(pick, ((no.guard or no.code, move) for no, move in authorized if isinstance(no, Refusal)))


def _by_strangers(moves: Sequence[Move]) -> Iterator[Move]:
    """The same moves, requested by a person with a different role."""
    return ((who, request) for (_, request), who in zip(moves, cycle(STRANGERS), strict=False))


def _again(road: Road, _: World, pick: int) -> Move | None:
    return road.asked[pick % len(road.asked)].move if road.asked else None


_PICKS = {
    MoveKind.AWAITED: _awaited,
    MoveKind.GRANTED: _any_granted,
    MoveKind.REFUSED: _any_refused,
    MoveKind.RESENT: _again,
}


def _of_each(pick: int, found: Iterable[tuple[Hashable, Move]]) -> Move | None:
    """One of these moves: first choose the kind, so that frequent kinds do not hide rare ones, then the move."""
    kinds: dict[Hashable, list[Move]] = {}
    for kind, move in found:
        kinds.setdefault(kind, []).append(move)
    if not kinds:
        return None
    those = list(kinds.values())[pick % len(kinds)]
    return those[pick // len(kinds) % len(those)]


def _granted(road: Road, world: World) -> Iterator[Move]:
    """The moves that the rules grant to people; the workflow makes the system's own moves by itself."""
    moves = (each for each in _moves(road, world) if each[0] != people.SYSTEM)
    return (each for each in moves if granted(world, *each, road.model.law))


def _moves(road: Road, world: World) -> Iterator[Move]:
    """Every move that a person could request here, with the numbers of the real case."""
    return (_here(road, each) for each in moves_of(road.model.law)(world))


def _here(road: Road, move: Move) -> Move:
    """A move of the model with the photo, the other cases and a plate of the real case, which no other case has."""
    actor, request = move
    if actor.case:
        actor = actor.model_copy(update={"case": road.temporal_client.case})
    changes: dict[str, Any] = {}
    for name, value in request:
        if value == PHOTO:
            changes[name] = (road.photo,)
        elif value == BEGINNING:
            changes[name] = road.model.case.opened_at
        elif name == "plate" and value:
            changes[name] = f"OTHER {road.model.case.case[-4:]}"
        elif name == "of":
            changes[name] = road.older if value == people.OLDER else YOUNGER
    return actor, request.model_copy(update=changes)
