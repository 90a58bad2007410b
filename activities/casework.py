"""Rule 1: every fact is made here. `submit` asks the rules, writes the fact and all that follows from it, or nothing.

One transaction, under the lock of the case: the answer to a repeated key, the permission, the guard, the fact with its
number and digest, the folded case, the tasks, the read model, and the knock that tells the engine.
"""

from datetime import datetime
from hashlib import sha256

from activities.makers import MAKERS
from activities.office import Folder, KeyReusedError, NoSuchCaseError, Office, position_of
from activities.record import record
from database import cases
from database import casework as papers
from database.connection import Connection, transaction
from rules.next_task import out_of_turn
from rules.rulings import judge
from schemas.answers import Answer
from schemas.engine import Position
from schemas.messages import Actor, Request
from schemas.rulings import Refusal, Ruling
from schemas.words import Role


async def submit(
    office: Office,
    case: str,
    request: Request,
    actor: Actor,
    *,
    now: datetime,
    key: str | None = None,
    heard: int | None = None,
) -> Answer:
    """Ask a case for something, at the real instant `now`; the engine says of which fact it has `heard`.

    Raises NoSuchCaseError, and KeyReusedError where `key` stood for another request of this account.
    """
    async with transaction(office.pool) as connection:
        if key is None:
            return await _decide(office, connection, case, request, actor, now, heard)
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
    office: Office,
    connection: Connection,
    case: str,
    request: Request,
    actor: Actor,
    now: datetime,
    heard: int | None = None,
) -> Answer:
    row = await cases.lock_case(connection, case)
    if row is None:
        raise NoSuchCaseError(case)
    folder = Folder(office, connection, row, actor, office.pace.case_time(now), heard)
    judged = _judged(folder, request)
    made = judged if isinstance(judged, Refusal) else await MAKERS[type(request)](folder, request)
    if isinstance(made, Refusal):
        return Answer(case=case, refusal=made, position=standing(office, row))
    rests_on = judged if isinstance(judged, Ruling) else None
    position = await record(folder, made, request.at or folder.now, rests_on)
    return Answer(case=case, number=folder.case.number + 1, position=position)


def _judged(folder: Folder, request: Request) -> Refusal | Ruling | None:
    """What the rules say; to the engine they grant a thing while it is owed, and so once."""
    judged = judge(folder.case, request, folder.actor, folder.law, folder.now)
    if isinstance(judged, Refusal) or folder.actor.role != Role.ENGINE:
        return judged
    return _comes_late(folder) or out_of_turn(folder.case, folder.law, request, folder.now) or judged


def _comes_late(folder: Folder) -> Refusal | None:
    """An errand from before the newest fact does nothing, also one that wakes up long after its time.

    Its answer says where the journal stands; what is still owed then is asked for anew.
    """
    if folder.heard is None or folder.heard >= folder.row.number:
        return None
    return Refusal(code="out_of_turn", reason="The engine has not heard of the newest fact yet.")


def standing(office: Office, row: cases.CaseRow) -> Position:
    """Where a case stands."""
    return position_of(row.case, row.tasks, office.pace)
