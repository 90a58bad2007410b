"""Closing a gate again: a case returns to the stage in which a period runs.

Knows no clock, no law, no people.
"""

from schemas.case import Case
from schemas.words import Stage


def reopen_notice(case: Case) -> Case:
    """Return to the notice stage with a new notice period, unless the car is exempt or hooked up."""
    if case.stage is not Stage.TOW or case.towed is not None or case.exempt is not None:
        return case
    return case.with_(stage=Stage.NOTICE, tow_gate=None)


def reopen_reclaim(case: Case) -> Case:
    """Return to the impound stage with a full new period, if the car is still in custody.

    The state's authorization lapses, because it relied on the period that has to run again.
    """
    there = case.in_custody and case.surrendered is None
    if case.stage is not Stage.DISPOSAL or not there:
        return case
    return case.with_(
        stage=Stage.IMPOUND,
        disposal_gate=None,
        authority=None,
    )
