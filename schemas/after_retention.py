"""What the facts of retention change in a case: what was removed, and whether the record is preserved."""

from collections.abc import Callable
from typing import Any

from schemas.case import Case
from schemas.messages import Fact, JournalEntry
from schemas.retention import DataRemoved, PreservationEnded, RecordPreserved


def _data_removed(case: Case, _: JournalEntry, fact: DataRemoved) -> Case:
    return case.with_(removed=(*case.removed, fact.data))


def _preserved(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(preserved=entry.recorded)


def _preservation_ended(case: Case, _: JournalEntry, __: Fact) -> Case:
    return case.with_(preserved=None)


FOLDS_OF_RETENTION: dict[type[Fact], Callable[[Case, JournalEntry, Any], Case]] = {
    DataRemoved: _data_removed,
    RecordPreserved: _preserved,
    PreservationEnded: _preservation_ended,
}
