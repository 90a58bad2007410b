"""What comes next: one coroutine a stage, each to be read beside the statute.

A stage begins anywhere, so that a new run takes up where the journal stands.
"""

from collections.abc import Awaitable, Callable

from schemas import names
from schemas.words import Gate, Stage, Step
from workflows.process import Process


async def reported(case: Process) -> None:
    """The registers are asked (75 Pa.C.S. 7304.1: every reported vehicle is investigated)."""
    await _until_it_leaves(case, Stage.REPORTED)


async def verification(case: Process) -> None:
    """An officer looks, and looks again (75 Pa.C.S. 102)."""
    await _until_it_leaves(case, Stage.VERIFICATION)


async def notice(case: Process) -> None:
    """Owner and lienholders are told, and have their time (75 Pa.C.S. 3352(d), Phila. Code 12-1120)."""
    await _until_it_leaves(case, Stage.NOTICE)


async def tow(case: Process) -> None:
    """The contractors are asked in turn, and a truck takes the car to a lot (75 Pa.C.S. 7303.1)."""
    await _until_it_leaves(case, Stage.TOW)


async def impound(case: Process) -> None:
    """The lot keeps the car, and its owner can have it back or be heard (75 Pa.C.S. 7305)."""
    await _until_it_leaves(case, Stage.IMPOUND)


async def disposal(case: Process) -> None:
    """What nobody reclaimed is sold or destroyed, with proof (75 Pa.C.S. 7307-7309)."""
    await _until_it_leaves(case, Stage.DISPOSAL)


async def _until_it_leaves(case: Process, stage: Stage) -> None:
    while case.stage is stage:
        if case.step is None:
            await case.hears_more()
        else:
            await STEPS[case.step](case)


Doing = Callable[[Process], Awaitable[None]]

STEPS: dict[Step, Doing] = {
    Step.WRITE_LETTERS: lambda case: case.writes(),
    Step.PASS_TOW_GATE: lambda case: case.does_in_time(names.OPEN_GATE, Gate.TOW),
    Step.PASS_DISPOSAL_GATE: lambda case: case.does_in_time(names.OPEN_GATE, Gate.DISPOSAL),
    Step.OFFER_TOW: lambda case: case.does(names.OFFER_TOW),
    Step.AWAIT_ANSWER: lambda case: case.does_in_time(names.LAPSE_OFFER),
    Step.TOW_VEHICLE: lambda case: case.tows(),
    Step.CLOSE: lambda case: case.does(names.CLOSE_CASE),
}
"""What the engine itself does; everything else is somebody's turn."""

OF: dict[Stage, Doing] = {
    Stage.REPORTED: reported,
    Stage.VERIFICATION: verification,
    Stage.NOTICE: notice,
    Stage.TOW: tow,
    Stage.IMPOUND: impound,
    Stage.DISPOSAL: disposal,
}
