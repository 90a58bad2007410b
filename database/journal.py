"""The journal: facts numbered per case. Each digest covers the bytes written and the previous digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from database.connection import Connection
from schemas.after import after, opened
from schemas.case import Case
from schemas.facts import FACT
from schemas.messages import Actor, Fact, JournalEntry

GENESIS = bytes(32)


@dataclass(frozen=True)
class Entry:
    """A row of the journal as written."""

    case: str
    number: int
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    role: str
    body: str
    previous: bytes
    digest: bytes

    def expected_digest(self) -> bytes:
        """SHA-256 over the previous digest, case, number, kind, times, actor and role, and the body as written."""
        head = "\n".join((self.case, str(self.number), self.kind, _instant(self.at), _instant(self.recorded_at)))
        who = f"{self.actor}\n{self.role}\n{len(self.body.encode())}"
        return sha256(self.previous + f"{head}\n{who}\n{self.body}".encode()).digest()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def write_entry(case: str, previous: bytes, actor: Actor, recorded: JournalEntry) -> Entry:
    """The entry of a new fact, with the door of its request and its digest."""
    body = recorded.fact.model_copy(update={"door": actor.door}).model_dump_json()
    draft = Entry(
        case,
        recorded.number,
        recorded.fact.kind,
        recorded.at,
        recorded.recorded_at,
        actor.account,
        actor.role,
        body,
        previous,
        b"",
    )
    return Entry(**{**draft.__dict__, "digest": draft.expected_digest()})


async def append(connection: Connection, entry: Entry) -> None:
    """Append one entry. The caller must hold the lock of the case."""
    await connection.execute(
        "insert into case_fact (case_id, number, kind, at, recorded_at, actor, role, body, previous, digest)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *entry.__dict__.values(),
    )


async def list_entries(connection: Connection, case: str) -> list[Entry]:
    """The journal of a case, in order."""
    rows = await connection.fetch(
        "select case_id, number, kind, at, recorded_at, actor, role, body, previous, digest"
        " from case_fact where case_id = $1 order by number",
        case,
    )
    return [Entry(*row.values()) for row in rows]


def read_fact(entry: Entry) -> JournalEntry:
    """The fact that an entry holds."""
    fact: Fact = FACT.validate_json(entry.body)
    return JournalEntry(
        number=entry.number,
        at=entry.at,
        recorded_at=entry.recorded_at,
        actor=entry.actor,
        role=entry.role,
        fact=fact,
    )


def faults_of_chain(entries: Sequence[Entry]) -> list[str]:
    """What is wrong with the chain of one case, in sentences; empty if nothing is."""
    faults, previous = [], GENESIS
    for expected, entry in enumerate(entries, 1):
        if entry.number != expected:
            faults.append(f"{entry.case}: fact {expected} is missing.")
        if entry.previous != previous or entry.digest != entry.expected_digest():
            faults.append(f"{entry.case}: fact {entry.number} is not as it was written.")
        previous = entry.digest
    return faults


def faults_of_journal(case: str, number: int, digest: bytes, entries: Sequence[Entry]) -> list[str]:
    """Why a case at this fact is not to be made from its journal: a fact is not as it was written, or is not there."""
    if faults := faults_of_chain(entries):
        return faults
    if not entries or entries[-1].digest != digest:
        return [f"{case}: the journal ends before fact {number}, which the stored case includes."]
    return []


def rebuilt(entries: Sequence[Entry]) -> Case:
    """The case as its journal makes it."""
    first, *rest = (read_fact(entry) for entry in entries)
    case = opened(entries[0].case, first)
    for recorded in rest:
        case = after(case, recorded)
    return case
