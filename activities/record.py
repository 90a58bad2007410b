"""Writes facts: the journal, the folded case, its tasks and the notification of the workflow, in one transaction.

Knows no permission and no guard: `activities.casework` has checked them.
"""

from datetime import datetime
from hashlib import sha256

from activities.office import ENGINE, Folder, position_of
from activities.tow_dispatch import take_back
from database import cases, journal, proofs
from database import casework as papers
from rules.library import find_edition
from rules.next_task import list_tasks
from rules.requests.tow_dispatch import withdrawal
from rules.rulings import right_lost
from schemas.after import after
from schemas.case import Case
from schemas.messages import Actor, Fact, JournalEntry
from schemas.rulings import RULING, Ruling
from schemas.tow_dispatch import TowEnded, TowWithdrawn
from schemas.wire import Position
from schemas.words import OrderState, Role, Stage


async def record(folder: Folder, fact: Fact, at: datetime, rests_on: Ruling | None = None) -> Position:
    """Write one fact, the ruling it rests on, and all that follows from it."""
    fact = await _proved(folder, fact, rests_on)
    case, digest = await _append(folder, folder.case, folder.row.digest, fact, at, folder.actor)
    # The fact may have changed the edition that applies.
    law = find_edition(case.edition)
    lost = right_lost(case, fact, law, folder.now)
    if lost:
        # In the same transaction: no truck drives on a right that this fact has taken away.
        await take_back(folder)
        withdrawn = withdrawal(folder.case, lost)
        case, digest = await _append(folder, case, digest, withdrawn, folder.now, ENGINE)
        fact = withdrawn
    tasks = list_tasks(case, law, folder.now)
    await cases.update_case(folder.connection, case, digest, tasks, folder.now)
    await _tell(folder, case.number, ends_tow=_ends_tow(folder.case, fact))
    return position_of(case, tasks, folder.office.pace)


async def _proved(folder: Folder, fact: Fact, ruling: Ruling | None) -> Fact:
    """Store the ruling as it is now; its digest becomes part of the fact, and so of the chain."""
    if ruling is None:
        return fact
    body = RULING.dump_json(ruling).decode()
    digest = sha256(body.encode()).hexdigest()
    await proofs.insert_proof(folder.connection, folder.row.id, folder.case.number + 1, body)
    return fact.model_copy(update={"proof": digest})


async def _append(
    folder: Folder, before: Case, digest: bytes, fact: Fact, at: datetime, actor: Actor
) -> tuple[Case, bytes]:
    recorded = JournalEntry(
        number=before.number + 1, at=at, recorded_at=folder.now, actor=actor.account, role=actor.role, fact=fact
    )
    entry = journal.write_entry(before.case, digest, actor, recorded)
    await journal.append(folder.connection, entry)
    return after(before, recorded), entry.digest


def _ends_tow(before: Case, fact: Fact) -> bool:
    """Whether this completes `tow_vehicle`: the fact ends an order that a contractor had accepted."""
    taken = before.order is not None and before.order.state is OrderState.OPEN
    return taken and isinstance(fact, TowEnded | TowWithdrawn)


async def _tell(folder: Folder, number: int, *, ends_tow: bool) -> None:
    """Queue a notification. None for the system's own act if its workflow had seen all facts: it gets the result."""
    case = folder.row.id
    by_engine = folder.actor.role == Role.ENGINE
    if by_engine and folder.heard is not None and folder.heard >= folder.row.number:
        await cases.mark_told(folder.connection, case, number)
    elif folder.case.stage is Stage.CLOSED:
        await cases.start_run(folder.connection, case)
        await papers.put_in_outbox(folder.connection, case, "restart", number)
    else:
        kind = "tow" if ends_tow and not by_engine else "knock"
        await papers.put_in_outbox(folder.connection, case, kind, number)
