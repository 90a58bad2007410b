"""Rule 1: every fact is made here. `submit` asks the rules, writes the fact and all that follows from it, or nothing.

One transaction, under the lock of the case: the answer to a repeated key, the permission, the guard, the fact with its
number and digest, the folded case, the next thing, the read model, and the knock that tells the engine.
"""

from datetime import datetime
from hashlib import sha256

from activities.makers import MAKERS
from activities.office import ENGINE, Folder, KeyReusedError, NoSuchCaseError, Office, position_of
from activities.tow_dispatch import take_back
from database import cases, journal
from database import casework as papers
from database.connection import Connection, transaction
from rules.next_thing import next_thing
from rules.rulings import judge
from rules.tow_dispatch import right_lost
from schemas.after import after
from schemas.answers import Answer
from schemas.case import Case
from schemas.engine import Position
from schemas.messages import Actor, Fact, Recorded, Request
from schemas.rulings import Refusal
from schemas.tow_dispatch import TowEnded, TowWithdrawn
from schemas.words import OrderState, Role, Stage


async def submit(
    office: Office, case: str, request: Request, actor: Actor, *, now: datetime, key: str | None = None
) -> Answer:
    """Ask a case for something, at the real instant `now`.

    Raises NoSuchCaseError, and KeyReusedError where `key` stood for another request of this account.
    """
    async with transaction(office.pool) as connection:
        if key is None:
            return await _decide(office, connection, case, request, actor, now)
        asked = sha256(f"{case} {request.model_dump_json()}".encode()).digest()
        given = await papers.find_answer(connection, actor.account, key)
        if given is not None:
            return repeated(given, asked)
        answer = await _decide(office, connection, case, request, actor, now)
        await papers.insert_answer(connection, actor.account, key, asked, answer.model_dump_json(), now)
        return answer


def repeated(given: papers.Given, asked: bytes) -> Answer:
    """The answer given before. Raises KeyReusedError if something else was asked."""
    if given.asked != asked:
        raise KeyReusedError
    return Answer.model_validate_json(given.answer)


async def _decide(
    office: Office, connection: Connection, case: str, request: Request, actor: Actor, now: datetime
) -> Answer:
    row = await cases.lock_case(connection, case)
    if row is None:
        raise NoSuchCaseError(case)
    folder = Folder(office, connection, row, actor, office.pace.case_time(now))
    refusal = judge(folder.case, request, actor, folder.law, folder.now)
    made = refusal or await MAKERS[type(request)](folder, request)
    if isinstance(made, Refusal):
        return Answer(case=case, refusal=made, position=standing(office, row))
    position = await record(folder, made, request.at or folder.now)
    return Answer(case=case, number=folder.case.number + 1, position=position)


def standing(office: Office, row: cases.CaseRow) -> Position:
    """Where a case stands."""
    return position_of(row.case, row.next, office.pace)


async def record(folder: Folder, fact: Fact, at: datetime) -> Position:
    """Write one fact and all that follows from it."""
    case, digest = await _append(folder, folder.case, folder.row.digest, fact, at, folder.actor)
    lost = right_lost(case, fact, folder.law, folder.now)
    if lost:
        # In the same transaction: no truck drives on a right that this fact has taken away.
        withdrawn = await take_back(folder, lost)
        case, digest = await _append(folder, case, digest, withdrawn, folder.now, ENGINE)
        fact = withdrawn
    thing = next_thing(case, folder.law)
    await cases.update_case(folder.connection, case, digest, thing)
    await _tell(folder, case.number, ends_tow=_ends_tow(folder.case, fact))
    return position_of(case, thing, folder.office.pace)


async def _append(
    folder: Folder, before: Case, digest: bytes, fact: Fact, at: datetime, actor: Actor
) -> tuple[Case, bytes]:
    recorded = Recorded(
        number=before.number + 1, at=at, recorded_at=folder.now, actor=actor.account, role=actor.role, fact=fact
    )
    entry = journal.write_entry(before.case, digest, actor, recorded)
    await journal.append(folder.connection, entry)
    return after(before, recorded), entry.digest


def _ends_tow(before: Case, fact: Fact) -> bool:
    """Whether `tow_vehicle` waits for this: the fact ends an order that a contractor had taken."""
    taken = before.order is not None and before.order.state is OrderState.OPEN
    return taken and isinstance(fact, TowEnded | TowWithdrawn)


async def _tell(folder: Folder, number: int, *, ends_tow: bool) -> None:
    """The engine hears of what others did; of its own acts it is told by the answer."""
    case = folder.row.id
    if folder.actor.role == Role.ENGINE:
        await cases.mark_told(folder.connection, case, number)
    elif folder.case.stage is Stage.CLOSED:
        await cases.start_run(folder.connection, case)
        await papers.put_in_outbox(folder.connection, case, "restart", number)
    else:
        await papers.put_in_outbox(folder.connection, case, "tow" if ends_tow else "knock", number)
