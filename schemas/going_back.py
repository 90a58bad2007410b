"""What shuts a gate again: a case goes back to the stage in which somebody has time.

Knows no clock, no law, no people.
"""

from schemas.case import Case
from schemas.words import Stage


def back_to_the_notice(case: Case) -> Case:
    """Where the law gives the owner time and the car is not taken yet, the time begins anew."""
    if case.stage is not Stage.TOW or case.towed is not None or case.exempt is not None:
        return case
    return case.with_(stage=Stage.NOTICE, tow_gate=None)


def back_to_the_lot(case: Case) -> Case:
    """What was found or told late gives the whole time again, to a car that is still there.

    The state's word was about a car whose owners had had their time: it is asked for anew.
    """
    there = case.in_custody and case.surrendered is None
    if case.stage is not Stage.DISPOSAL or not there:
        return case
    return case.with_(
        stage=Stage.IMPOUND,
        disposal_gate=None,
        authority=None,
    )
