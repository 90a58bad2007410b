"""Every fact is recorded here. `submit` evaluates the rules and writes the fact with all that follows, or nothing.

One transaction under the lock of the case: the answer to a repeated key, permission, guard, the fact with its number
and digest, the folded case, the tasks, the read model, and the notification of the workflow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from temporalio import activity

from activities.duplicates import compare_open_cases
from activities.facts import make_fact
from activities.record import record
from activities.services import (
    SYSTEM,
    CaseContext,
    KeyReusedError,
    NoSuchCaseError,
    PrintedAhead,
    Services,
    position_of,
    standing,
)
from database import cases, people
from database.connection import Connection, transaction
from database.idempotency import KeptAnswer, find_answer, insert_answer
from rules.authorization import authorize
from rules.casework import outcome_due
from rules.next_task import list_tasks, out_of_turn
from schemas import names
from schemas.answers import Answer
from schemas.casework import CloseCase
from schemas.messages import Actor, Request
from schemas.requests import REQUEST, unfit_to_travel
from schemas.rulings import Refusal, Ruling
from schemas.wire import ActivityInput, Position, RequestInput, WireAnswer, WireRequest
from schemas.words import Door, Role

CLOSED_DOOR = "Requests through Temporal are turned off here. Use the web pages, the API or the command line."


async def submit(
    services: Services,
    case: str,
    request: Request,
    actor: Actor,
    *,
    now: datetime,
    key: str | None = None,
    heard: int | None = None,
    ahead: PrintedAhead | None = None,
    judged_at: int | None = None,
) -> Answer:
    """Submit a request to a case at the real instant `now`; `heard` is the last fact the workflow had seen, `judged_at`
    the last one that somebody else had seen who decided about this request.

    `ahead` is the letter of this request, printed before.

    Raises NoSuchCaseError, ClockError, and KeyReusedError if this account used `key` for a different request.
    """
    async with transaction(services.pool) as connection:
        if key is None:
            return await _decide(services, connection, case, request, actor, now, heard, ahead, judged_at)
        asked = services.encryption.hashes(f"{case} {request.model_dump_json()}".encode())
        given = await find_answer(connection, actor.account, key)
        if given is not None:
            return repeated(given, asked)
        answer = await _decide(services, connection, case, request, actor, now)
        await insert_answer(connection, actor.account, key, asked[0], answer.model_dump_json(), now)
        return answer


def repeated(given: KeptAnswer, asked: Sequence[bytes]) -> Answer:
    """The stored answer; `asked` are the keyed hashes of the request.

    Raises KeyReusedError if the request was a different one.
    """
    if given.asked not in asked:
        raise KeyReusedError
    return Answer.model_validate_json(given.answer)


async def _decide(
    services: Services,
    connection: Connection,
    case: str,
    request: Request,
    actor: Actor,
    now: datetime,
    heard: int | None = None,
    ahead: PrintedAhead | None = None,
    judged_at: int | None = None,
) -> Answer:
    await services.compare_clocks(connection, now)
    row = await cases.lock_case(connection, case)
    if row is None:
        raise NoSuchCaseError(case)
    context = CaseContext(services, connection, row, actor, services.pace.case_time(now), heard, ahead, judged_at)
    authorized = _authorized(context, request)
    made = authorized if isinstance(authorized, Refusal) else await make_fact(context, request)
    if isinstance(made, Refusal):
        return Answer(case=case, refusal=made, position=standing(services, row))
    rests_on = authorized if isinstance(authorized, Ruling) else None
    position = await record(context, made, request.at or context.now, rests_on)
    position = await compare_open_cases(context, made) or position
    return Answer(case=case, number=context.case.number + 1, position=position)


def _authorized(context: CaseContext, request: Request) -> Refusal | Ruling | None:
    """Permission and guard; the system's own request is accepted only while it is due, and so once."""
    authorized = authorize(context.case, request, context.actor, context.law, context.now)
    if isinstance(authorized, Refusal) or context.actor.role != Role.SYSTEM:
        return authorized
    return _comes_late(context) or out_of_turn(context.case, context.law, request, context.now) or authorized


def _comes_late(context: CaseContext) -> Refusal | None:
    """Optimistic concurrency: an activity scheduled before the latest fact is a no-op, however late it runs.

    The answer carries the current position; the workflow schedules whatever is still due.
    """
    known = context.judged_at if context.heard is None else context.heard
    if known is None or known >= context.row.number:
        return None
    return Refusal(code="out_of_turn", reason="This was decided before the latest fact was known.")


@dataclass(frozen=True)
class Casework:
    """The activities that every case needs, and how the activities of each subject submit requests as the system."""

    services: Services

    async def find(self, case: str) -> cases.CaseRow:
        """The case. Raises NoSuchCaseError."""
        async with self.services.pool.acquire() as connection:
            row = await cases.find_case(connection, case)
        if row is None:
            raise NoSuchCaseError(case)
        return row

    async def ask(
        self,
        given: ActivityInput,
        request: Request,
        *,
        beyond: int = 0,
        ahead: PrintedAhead | None = None,
        key: str | None = None,
        judged_at: int | None = None,
    ) -> Answer:
        """Submit a request as the system. `beyond`: how many facts this activity itself has recorded before.

        What a round has judged, and not the workflow, counts only if `judged_at` is the last fact. With a `key` the
        same request is answered as the first time.
        """
        known = None if given.known_number is None else given.known_number + beyond
        return await submit(
            self.services,
            given.case,
            request,
            SYSTEM,
            now=given.now,
            key=key,
            heard=known,
            ahead=ahead,
            judged_at=judged_at,
        )

    @activity.defn(name=names.READ_POSITION)
    async def read_position(self, given: ActivityInput) -> Position:
        """The current position. Lists the tasks again, because the passage of time alone may have changed them."""
        async with transaction(self.services.pool) as connection:
            row = await cases.lock_case(connection, given.case)
            if row is None:
                raise NoSuchCaseError(given.case)
            law, now = self.services.law(row.edition), self.services.pace.case_time(given.now)
            tasks = list_tasks(row.case, law, now)
            if tasks.at > row.tasks.at and tasks.model_copy(update={"at": row.tasks.at}) != row.tasks:
                await cases.update_tasks(connection, row.id, tasks)
                return position_of(row.case, tasks, self.services.pace)
        return standing(self.services, row)

    @activity.defn(name=names.CLOSE_CASE)
    async def close_case(self, given: ActivityInput) -> Position:
        """Close the case with the outcome its facts support, if one is still due."""
        row = await self.find(given.case)
        outcome = outcome_due(row.case)
        if outcome is None:
            return standing(self.services, row)
        return (await self.ask(given, CloseCase(outcome=outcome))).position

    @activity.defn(name=names.SUBMIT_REQUEST)
    async def submit_request(self, given: RequestInput) -> WireAnswer:
        """Submit a request that came through Temporal: same guard, same answer."""
        if not self.services.temporal_door:
            return WireAnswer(accepted=False, reason=CLOSED_DOOR)
        asked = WireRequest.model_validate(given.request)
        async with self.services.pool.acquire() as connection:
            account = await people.find_account(connection, asked.by)
        if account is None:
            return WireAnswer(accepted=False, reason=f"There is no account {asked.by}.")
        request = read_request(asked)
        if isinstance(request, str):
            return WireAnswer(accepted=False, reason=request)
        actor = Actor(account=account.code, role=account.role, firm=account.firm, door=Door.TEMPORAL)
        try:
            answer = await submit(self.services, given.case, request, actor, now=given.now, key=asked.key)
        except (KeyReusedError, NoSuchCaseError) as fault:
            # A retry would get the same answer.
            return WireAnswer(accepted=False, reason=str(fault))
        return on_the_wire(answer)


def read_request(asked: WireRequest) -> Request | str:
    """The request decoded from its wire form; a sentence if it is not valid."""
    if unfit := unfit_to_travel(asked.kind, asked.fields):
        return unfit
    try:
        request: Request = REQUEST.validate_python({"kind": asked.kind, **asked.fields})
    except ValidationError as fault:
        first = fault.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}."
    return request


def on_the_wire(answer: Answer) -> WireAnswer:
    """An answer in its wire form."""
    refusal = answer.refusal
    return WireAnswer(
        accepted=refusal is None,
        number=answer.number,
        reason=refusal.reason if refusal else None,
        citation=refusal.citation if refusal else None,
        position=answer.position,
    )
