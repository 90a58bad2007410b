"""What comes next: one coroutine a stage, each to be read beside the statute.

A stage begins anywhere, so that a new run takes up where the journal stands.
"""

from collections.abc import Awaitable, Callable

from schemas import names
from schemas.words import Stage, Step
from workflows.process import Process


async def reported(case: Process) -> None:
    """The registers are asked (75 Pa.C.S. 7304.1: every reported vehicle is investigated)."""
    await _until_it_leaves(case, Stage.REPORTED)


async def verification(case: Process) -> None:
    """An officer looks, and looks again (75 Pa.C.S. 102)."""
    await _until_it_leaves(case, Stage.VERIFICATION)


async def notice(case: Process) -> None:
    """Owner and lienholders are told (75 Pa.C.S. 3352(d), Phila. Code 12-1120)."""
    await _until_it_leaves(case, Stage.NOTICE)


async def tow(case: Process) -> None:
    """The car is taken to a lot by an authorised contractor (75 Pa.C.S. 7303.1)."""
    await _until_it_leaves(case, Stage.TOW)


async def _until_it_leaves(case: Process, stage: Stage) -> None:
    while case.stage is stage:
        if case.step is Step.CLOSE:
            await case.does(names.CLOSE_CASE)
        else:
            await case.hears_more()


OF: dict[Stage, Callable[[Process], Awaitable[None]]] = {
    Stage.REPORTED: reported,
    Stage.VERIFICATION: verification,
    Stage.NOTICE: notice,
    Stage.TOW: tow,
}
