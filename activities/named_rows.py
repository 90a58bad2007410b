"""Whether the rows of a case are those that its facts lead to: none is missing, and none was added.

Versions say that a row is as it was written. A row that was removed together with its versions, or written by nobody's
request, is found here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from database import named_rows
from database.connection import Connection
from schemas.disposal import VehicleDestroyed, VehicleSold
from schemas.impound import VehicleReleased
from schemas.marks import fields_naming_rows
from schemas.messages import Fact, JournalEntry
from schemas.owner_notice import LetterWritten
from schemas.tow_dispatch import TowOffered, VehicleDroppedAtLot
from schemas.words import Role

Journal = Sequence[JournalEntry]
WITHOUT_ACCOUNT = frozenset({Role.SYSTEM, Role.OWNER, Role.LIENHOLDER, Role.RESIDENT})
LEAVES = (VehicleReleased, VehicleSold, VehicleDestroyed)
"""The facts with which the stay in a lot ends."""


@dataclass(frozen=True)
class ExpectedRow:
    """A row that a fact names by its key or, if `fact` is given, that was written with this fact.

    `said` is as in `StoredRow`. Without `is_needed` there may be none: a bill of nothing can be without lines.
    """

    table: str
    said: str
    fact: int | None = None
    is_needed: bool = True


async def faults_of_named_rows(connection: Connection, journals: Mapping[str, Journal]) -> Mapping[str, list[str]]:
    """What is wrong with the rows of these cases, in sentences, by case."""
    expected = {case: _numbered(_expected(case, journal)) for case, journal in journals.items()}
    named = {each.said for rows in expected.values() for each in rows.values() if each.fact is None}
    everywhere = await named_rows.list_others(connection, named)
    stored = defaultdict(list)
    for row in await named_rows.list_rows(connection, list(journals)):
        stored[row.case].append(row)
    return {
        case: [f"{case}: {each}" for each in _faults(rows, _numbered([*stored[case], *everywhere]))]
        for case, rows in expected.items()
    }


Numbered = dict[tuple[str, str, int], Any]


def _numbered(rows: Iterable[Any]) -> Numbered:
    """The rows by what facts say of them; those of which they say the same are numbered."""
    seen, found = Counter[tuple[str, str]](), Numbered()
    for each in rows:
        seen[each.table, each.said] += 1
        found[each.table, each.said, seen[each.table, each.said]] = each
    return found


def _faults(expected: Numbered, stored: Numbered) -> Iterator[str]:
    for missing in (each for which, each in expected.items() if which not in stored and each.is_needed):
        which = f"of fact {missing.fact}" if missing.fact else missing.said
        yield f"{missing.table} {which} is missing."
    for added in (each for which, each in stored.items() if which not in expected and each.by_fact):
        yield f"{added.table} {added.key} is in no fact."


def _expected(case: str, journal: Journal) -> Iterator[ExpectedRow]:
    yield from dict.fromkeys(each for entry in journal for each in _named_by(case, entry))
    for entry in journal:
        if isinstance(entry.fact, LetterWritten):
            said = _joined(entry.fact.addressee, entry.recorded_at)
            yield ExpectedRow("owner_link", said, entry.number)
        if isinstance(entry.fact, TowOffered):
            fact = entry.fact
            said = _joined(fact.order, fact.contractor, entry.recorded_at, fact.answer_by)
            yield ExpectedRow("tow_order", said, entry.number)
        if isinstance(entry.fact, VehicleReleased):
            owed = entry.fact.owed
            yield ExpectedRow("fee", _joined(entry.number, owed), entry.number, is_needed=owed > 0)
    yield from _stays(journal)


def _stays(journal: Journal) -> Iterator[ExpectedRow]:
    """Each stay in a lot, from the drop-off to the fact with which the car has left."""
    for place, entry in enumerate(journal):
        if isinstance(entry.fact, VehicleDroppedAtLot):
            left = next((each.at for each in journal[place:] if isinstance(each.fact, LEAVES)), None)
            yield ExpectedRow("lot_stay", _joined(entry.fact.lot, entry.at, left), entry.number)


def _named_by(case: str, entry: JournalEntry) -> Iterator[ExpectedRow]:
    """The rows that a fact names by their keys, and the account of the person who made it."""
    if entry.role not in WITHOUT_ACCOUNT:
        yield ExpectedRow("account", entry.actor)
    fact: Fact = entry.fact
    for name, table in fields_naming_rows(type(fact)):
        value = getattr(fact, name)
        for key in value if isinstance(value, tuple) else (value,):
            if key is not None:
                yield ExpectedRow(table, f"{case}/{key}" if table == "case_photo" else str(key))


def _joined(*said: object) -> str:
    """What facts say of a row, as the database joins its columns."""
    return "|".join(_text(each) for each in said if each is not None)


def _text(said: object) -> str:
    return said.astimezone(UTC).strftime(named_rows.INSTANT) if isinstance(said, datetime) else str(said)
