"""The folds of further reports, and of other cases of perhaps the same car. Knows no clock, no law, no people."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from schemas import reporting
from schemas.case import Case
from schemas.case_parts import PossibleDuplicate
from schemas.messages import Fact, JournalEntry
from schemas.reopened_periods import reopen_notice, reopen_reclaim


def _joined(case: Case, _: JournalEntry, __: Fact) -> Case:
    return case.with_(reports=case.reports + 1)


def _moved(case: Case, _: JournalEntry, fact: reporting.ReportsMoved) -> Case:
    return case.with_(reports=case.reports + fact.count)


def _described(case: Case, _: JournalEntry, fact: reporting.DescriptionCorrected) -> Case:
    case = of_another(case) if fact.other_vehicle else case
    return case.with_(vehicle_known=case.vehicle_known or fact.vehicle_known)


def of_another(case: Case) -> Case:
    """Drop the records check and the parties: they were about another car. Nothing changes for a car that has left."""
    if case.towed and (not case.in_custody or case.surrendered):
        return case
    untold = case.with_(parties=None, called=None, found_stolen=None, records_check=None)
    untold = untold.with_(referrals=(), inquiries=())
    return reopen_reclaim(reopen_notice(untold))


def _found(case: Case, entry: JournalEntry, fact: reporting.PossibleDuplicateFound) -> Case:
    """What was found again replaces an earlier decision: there is something new to decide."""
    new = PossibleDuplicate(fact=entry.number, at=entry.at, by=entry.actor, other=fact.other, same_vin=fact.same_vin)
    others = (each for each in case.possible_duplicates if each.other != fact.other)
    return case.with_(possible_duplicates=(*others, new))


def _apart(case: Case, entry: JournalEntry, fact: reporting.KeptApart) -> Case:
    both = case.possible_duplicates
    return case.with_(
        possible_duplicates=tuple(
            replace(each, apart=entry.recorded) if each.other == fact.other else each for each in both
        )
    )


def _other_closed(case: Case, _: JournalEntry, fact: reporting.PossibleDuplicateClosed) -> Case:
    left = tuple(each for each in case.possible_duplicates if each.apart or each.other != fact.other)
    return case.with_(possible_duplicates=left)


def decided(case: Case) -> Case:
    """The case with the decisions alone: what nobody has decided is asked again when both cases are open again."""
    return case.with_(possible_duplicates=tuple(each for each in case.possible_duplicates if each.apart))


FOLDS_OF_REPORTS: dict[type[Fact], Callable[[Case, JournalEntry, Any], Case]] = {
    reporting.ReportJoined: _joined,
    reporting.ReportsMoved: _moved,
    reporting.DescriptionCorrected: _described,
    reporting.PossibleDuplicateFound: _found,
    reporting.PossibleDuplicateClosed: _other_closed,
    reporting.KeptApart: _apart,
}
