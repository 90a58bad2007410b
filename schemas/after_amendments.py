"""The effect of an amendment, and of taking it back: a part of `schemas.after`.

Knows no clock, no law, no people.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from schemas.amendments import AmendmentApplied, AmendmentTakenBack
from schemas.case import Case
from schemas.case_parts import Amended
from schemas.messages import Fact, JournalEntry
from schemas.reopened_periods import reopen_notice, reopen_reclaim
from schemas.words import Gate, Notice

SHUT: dict[Gate, Callable[[Case], Case]] = {Gate.TOW: reopen_notice, Gate.DISPOSAL: reopen_reclaim}
"""How each gate is closed again."""


def _applied(case: Case, entry: JournalEntry, fact: AmendmentApplied) -> Case:
    """Settled questions and overrides end with the law under which they were made."""
    lapsed = _given(case, fact.lapses)
    amended = Amended(fact=entry.number, was=fact.was, settled=case.settled, lapsed=lapsed)
    case = _shut(_unposted(_marked(case, lapsed, lapsed=True), fact.lapses), fact.shuts)
    return case.with_(edition=fact.edition, amendments=(*case.amendments, amended), settled=(), overrides=())


def _taken_back(case: Case, _: JournalEntry, fact: AmendmentTakenBack) -> Case:
    """The state before the amendment applies again; notices given meanwhile count if they satisfy the old law."""
    *earlier, last = case.amendments
    meanwhile = _given(case, fact.lapses, since=last.fact)
    case = _marked(_marked(case, last.lapsed, lapsed=False), meanwhile, lapsed=True)
    case = _shut(_unposted(case, fact.lapses, since=last.fact), fact.shuts)
    return case.with_(edition=fact.edition, amendments=tuple(earlier), settled=last.settled, overrides=())


def _shut(case: Case, gate: Gate | None) -> Case:
    return SHUT[gate](case) if gate else case


def _given(case: Case, notices: tuple[Notice, ...], since: int = 0) -> tuple[int, ...]:
    """The current letters of these kinds that were written after fact `since`."""
    counting = (each for each in case.letters if not each.lapsed and each.written.fact > since)
    return tuple(each.letter for each in counting if each.notice in notices)


def _marked(case: Case, rows: tuple[int, ...], *, lapsed: bool) -> Case:
    letters = (replace(each, lapsed=lapsed) if each.letter in rows else each for each in case.letters)
    return case.with_(letters=tuple(letters))


def _unposted(case: Case, notices: tuple[Notice, ...], since: int = 0) -> Case:
    """The notice on the car no longer counts, if it was posted after fact `since`."""
    if Notice.PRE_TOW not in notices or case.sticker is None or case.sticker.fact < since:
        return case
    return case.with_(sticker=None)


FOLDS_OF_AMENDMENTS: dict[type[Fact], Callable[[Case, JournalEntry, Any], Case]] = {
    AmendmentApplied: _applied,
    AmendmentTakenBack: _taken_back,
}
