"""How long a verdict takes with and without its proof tree, beside copying a case once; needs no stack."""

from collections.abc import Callable
from datetime import timedelta
from time import process_time

from benchmarks.seen import Seen
from proving.exploring import Bound, explore
from proving.worlds import World
from rules.library import find_edition
from rules.requirements import GuardContext
from rules.rulings import evaluate, is_allowed
from schemas.words import Route, Stage

EDITION = find_edition("us-pa-philadelphia.2026-01-01")
ASKED_OF = {Stage.TOW: ("may_tow", None), Stage.DISPOSAL: ("may_dispose", Route.AUCTION)}
TIMES = 200


def main() -> None:
    """Measure all worlds of the ordinary process in which the question is open, allowed or not."""
    worlds = list(explore(EDITION, Bound(0), lambda _: None).worlds.values())
    for stage, (question, route) in ASKED_OF.items():
        asked = [_asked(world, question, route) for world in worlds if world.case.stage is stage]
        yes = [each for each in asked if is_allowed(each())]
        print(f"{question}: {len(asked)} worlds, {len(yes)} of them allowed")
        for name, some in (("allowed", yes), ("all", asked)):
            print(f"  {Seen(f'verdict alone, {name}', _took(some, is_allowed))} (target 0.05)")
            print(f"  {Seen(f'with its tree, {name}', _took(some, evaluate))} (target 1)")
        print(f"  {Seen('a case copied once', _took(asked, lambda each: each.case.with_(number=1)))}")


def _asked(world: World, question: str, route: Route | None) -> Callable[[], GuardContext]:
    """The question, built again each time, so that no verdict reuses what another has computed."""
    return lambda: GuardContext(question, world.case, EDITION, world.now + timedelta(minutes=1), route=route)


def _took(asked: list[Callable[[], GuardContext]], ask: Callable[[GuardContext], object]) -> list[float]:
    """CPU milliseconds per question, the mean of many, for each of them."""
    took = []
    for each in asked:
        started = process_time()
        for _ in range(TIMES):
            ask(each())
        took.append((process_time() - started) * 1000 / TIMES)
    return took


if __name__ == "__main__":
    main()
