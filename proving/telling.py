"""A proof in words: what was explored and tried, and for each guard the path on which its absence shows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from proving.exploring import Bound, Edge
from proving.laws import law_of
from proving.missing_guards import Found
from proving.proof import Proof
from proving.worlds import Move, World
from rules.next_task import list_tasks
from schemas.texts import in_sentence

SILENT = frozenset({"kind", "at", "note", "photos", "place", "inventory", "reference", "authority", "elsewhere"})
DAY = timedelta(days=1)


def in_words(bound: Bound) -> str:
    """The bound in words."""
    more = f", {bound.in_the_lot} if the last is in the lot" if bound.in_the_lot > bound.anywhere else ""
    return f"at most {bound.anywhere} deviation{'' if bound.anywhere == 1 else 's'}{more}"


def report(proof: Proof) -> Iterator[str]:
    """The proof of one edition, in lines."""
    stages = ", ".join(f"{stage} {count}" for stage, count in sorted(proof.stages.items()))
    yield f"## {proof.edition}, {in_words(proof.bound)}"
    seen = f"{counted(proof.worlds, 'world')} ({stages}), {counted(proof.edges, 'edge')}"
    yield f"{seen}; {counted(proof.compared, 'merge')} compared."
    stops = proof.stops
    held = f"{stops.held_still:,} times while it suspended a period, {stops.held_running:,} while one ran"
    yield f"Time stopped in the middle of {counted(len(stops.halfway), 'period')}, and passed under a hold {held}."
    yield from (f"{count:>9,}  {text}" for text, count in proof.tried.items())
    yield from _faults(proof)
    for each in proof.found.values():
        yield from _without(each)


def _faults(proof: Proof) -> Iterator[str]:
    yield from (f"NEVER TRIED: {text}" for text in proof.untried)
    yield from (f"NEVER STOPPED IN THE MIDDLE OF: {name}" for name in proof.stops.missed)
    yield from (f"NEVER ASKED: {request}" for request in proof.unasked)
    yield from (f"NOT NOTICED WITHOUT: {guard}" for guard in proof.unseen)
    yield from (f"BROKEN: {text} {' '.join(told([edge]))}" for text, edge in proof.broken[:5])
    yield from (f"ASKED AGAIN: {_where(edge.after)} {' '.join(told([edge]))}" for edge in proof.again[:5])
    named = {"STUCK": proof.stuck, "DUE AND REFUSED": proof.refused, "ENDLESS": proof.endless, "UNLIKE": proof.unlike}
    for name, worlds in named.items():
        yield from (f"{name}: {_where(world)}" for world in worlds[:5])


def _where(world: World) -> str:
    task = list_tasks(world.case, law_of(world.case.edition), world.now).next
    return f"in the stage {world.case.stage}, waiting for {task.task} by {task.by}"


def _without(found: Found) -> Iterator[str]:
    yield f'Without {found.guard}, after {counted(len(found.road), "step")}, this breaks: "{found.sentence}"'
    yield from (f"    {line}" for line in told(found.road))


def summary(proofs: Sequence[Proof]) -> str:
    """The last line: states, edges, editions, sentences, guards found, and the verdict."""
    worlds, edges = sum(each.worlds for each in proofs), sum(each.edges for each in proofs)
    sentences = {text for each in proofs for text in each.tried}
    guards = {guard for each in proofs for guard in each.found}
    verdict = "all of it holds" if all(each.holds for each in proofs) else "NOT ALL OF IT HOLDS"
    tried = f"{counted(len(proofs), 'edition')}, {counted(len(sentences), 'sentence')}"
    return (
        f"{counted(worlds, 'state')}, {counted(edges, 'edge')}, {tried},"
        f" {counted(len(guards), 'guard')} found missing: {verdict}."
    )


def counted(number: int, noun: str) -> str:
    """A number of things: `1 edition`, `2 editions`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def told(road: Iterable[Edge]) -> list[str]:
    """One line for each step."""
    return [_step(edge) for edge in road]


def _step(edge: Edge) -> str:
    if edge.move is None:
        return f"{_long(edge.after.now - edge.before.now)} pass."
    actor, request = edge.move
    said = ", ".join(_fields(edge.move))
    asked = request.kind.replace("_", " ")
    return f"{actor.account} ({in_sentence(actor.role.words)}): {asked}{f' ({said})' if said else ''}."


def _fields(move: Move) -> Iterable[str]:
    for name, value in move[1]:
        if name not in SILENT and value not in (None, (), False):
            yield f"{name.replace('_', ' ')} {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return " and ".join(_value(each) for each in value)
    named = getattr(value, "name", None) if hasattr(value, "lines") else None
    return str(named or value).replace("_", " ")


def _long(time: timedelta) -> str:
    hours = round(time.total_seconds() / 3600)
    return f"{time.days} days and {hours - 24 * time.days} hours" if time >= DAY else f"{hours} hours"
