"""The engine's errands: what the workflow has done for it, each in a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from temporalio import activity

from activities.casework import standing, submit
from activities.office import ENGINE, NoSuchCaseError, Office
from database import cases, people
from rules.next_thing import outcome_due
from schemas import names
from schemas.casework import CloseCase
from schemas.engine import Asked, Errand, Position, SubmitErrand, Told
from schemas.messages import Actor, Request
from schemas.requests import REQUEST, private_fields, request_models
from schemas.waiting_periods import StepFailed
from schemas.words import FailureCause, Step


@dataclass(frozen=True)
class Errands:
    """The activities of a case, at one office."""

    office: Office

    @activity.defn(name=names.CLOSE_CASE)
    async def close_case(self, errand: Errand) -> Position:
        """Close the case with the outcome that its last inspection has shown, if that still stands."""
        row = await self._row(errand.case)
        outcome = outcome_due(row.case)
        if outcome is None:
            return standing(self.office, row)
        return await self._submit(errand, CloseCase(outcome=outcome))

    @activity.defn(name=names.STEP_FAILED)
    async def step_failed(self, errand: Errand) -> Position:
        """Put a step that did not succeed on somebody's desk."""
        step, cause = errand.step or Step.CLOSE, errand.cause or FailureCause.FAULT
        return await self._submit(errand, StepFailed(step=step, cause=cause))

    @activity.defn(name=names.SUBMIT_REQUEST)
    async def submit_request(self, errand: SubmitErrand) -> Told:
        """A request that came through Temporal's own doors: the same guard, the same answer."""
        asked = Asked.model_validate(errand.asked)
        async with self.office.pool.acquire() as connection:
            account = await people.find_account(connection, asked.by)
        if account is None:
            return Told(accepted=False, reason=f"There is no account {asked.by}.")
        request = read_asked(asked)
        if isinstance(request, str):
            return Told(accepted=False, reason=request)
        actor = Actor(account=account.code, role=account.role, firm=account.firm)
        answer = await submit(self.office, errand.case, request, actor, now=errand.now, key=asked.key)
        refusal = answer.refusal
        return Told(
            accepted=refusal is None,
            number=answer.number,
            reason=refusal.reason if refusal else None,
            citation=refusal.citation if refusal else None,
            position=answer.position,
        )

    async def _submit(self, errand: Errand, request: Request) -> Position:
        answer = await submit(self.office, errand.case, request, ENGINE, now=errand.now)
        return answer.position

    async def _row(self, case: str) -> cases.CaseRow:
        async with self.office.pool.acquire() as connection:
            row = await cases.find_case(connection, case)
        if row is None:
            raise NoSuchCaseError(case)
        return row

    def all(self) -> list[Callable[..., Any]]:
        """Everything a worker registers."""
        return [self.close_case, self.step_failed, self.submit_request]


def read_asked(asked: Asked) -> Request | str:
    """The request that was asked for in codes, or why it is none, in a sentence."""
    model = request_models().get(asked.kind)
    if model is None:
        return f"There is no request {asked.kind}."
    private = sorted(private_fields(model) & asked.fields.keys())
    if private:
        return f"The field {private[0]} may not travel through Temporal: ask over HTTP."
    try:
        request: Request = REQUEST.validate_python({"kind": asked.kind, **asked.fields})
    except ValidationError as fault:
        first = fault.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}."
    return request
