"""Writes facts: the journal, the folded case, its tasks and the notification of the workflow, in one transaction.

Knows no permission and no guard: `activities.casework` has checked them.
"""

from datetime import datetime
from hashlib import sha256

from activities.services import SYSTEM, CaseContext, position_of
from activities.tow_dispatch import take_back
from database import cases, journal, proofs
from database.outbox import put_in_outbox
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


async def record(context: CaseContext, fact: Fact, at: datetime, rests_on: Ruling | None = None) -> Position:
    """Write one fact, the ruling it rests on, and all that follows from it."""
    fact = await _proved(context, fact, rests_on)
    case, digest = await _append(context, context.case, context.row.digest, fact, at, context.actor)
    # The fact may have changed the edition that applies.
    law = context.services.law(case.edition)
    lost = right_lost(case, fact, law, context.now)
    if lost:
        # In the same transaction: no truck drives on a right that this fact has taken away.
        await take_back(context)
        withdrawn = withdrawal(context.case, lost)
        case, digest = await _append(context, case, digest, withdrawn, context.now, SYSTEM)
        fact = withdrawn
    tasks = list_tasks(case, law, context.now)
    await cases.update_case(context.connection, case, digest, tasks, context.now)
    await _tell(context, case, ends_tow=_ends_tow(context.case, fact))
    return position_of(case, tasks, context.services.pace)


async def _proved(context: CaseContext, fact: Fact, ruling: Ruling | None) -> Fact:
    """Store the ruling as it is now; its digest becomes part of the fact, and so of the chain."""
    if ruling is None:
        return fact
    body = RULING.dump_json(ruling).decode()
    digest = sha256(body.encode()).hexdigest()
    await proofs.insert_proof(context.connection, context.row.id, context.case.number + 1, body)
    return fact.model_copy(update={"proof": digest})


async def _append(
    context: CaseContext, before: Case, digest: bytes, fact: Fact, at: datetime, actor: Actor
) -> tuple[Case, bytes]:
    recorded = JournalEntry(
        number=before.number + 1, at=at, recorded_at=context.now, actor=actor.account, role=actor.role, fact=fact
    )
    entry = journal.write_entry(before.case, digest, actor, recorded)
    await journal.append(context.connection, entry)
    return after(before, recorded), entry.digest


def _ends_tow(before: Case, fact: Fact) -> bool:
    """Whether this completes `tow_vehicle`: the fact ends an order that a contractor had accepted."""
    taken = before.order is not None and before.order.state is OrderState.OPEN
    return taken and isinstance(fact, TowEnded | TowWithdrawn)


async def _tell(context: CaseContext, after_it: Case, *, ends_tow: bool) -> None:
    """Queue a notification. None for the system's own act if its workflow had seen all facts: it gets the result; and
    none for a fact that leaves the case closed: no workflow runs.
    """
    case, number = context.row.id, after_it.number
    by_system = context.actor.role == Role.SYSTEM
    stays_closed = context.case.stage is Stage.CLOSED and after_it.stage is Stage.CLOSED
    if stays_closed or (by_system and context.heard is not None and context.heard >= context.row.number):
        await cases.mark_notified(context.connection, case, number)
    elif context.case.stage is Stage.CLOSED:
        await cases.start_run(context.connection, case)
        await put_in_outbox(context.connection, case, "restart", number)
    else:
        kind = "tow" if ends_tow and not by_system else "signal"
        await put_in_outbox(context.connection, case, kind, number)
