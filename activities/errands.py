"""The engine's errands: what the workflow has done for it, each in a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from temporalio import activity

from activities.casework import standing, submit
from activities.letter_press import CannotPrint
from activities.office import ENGINE, NoSuchCaseError, Office
from activities.tow_dispatch import NOBODY_LEFT, ended_tow
from database import cases, people
from rules.casework import outcome_due
from rules.library import find_edition
from rules.owner_notice import owed_letters
from schemas import names
from schemas.casework import CloseCase
from schemas.engine import Asked, Errand, FailureCause, Position, SubmitErrand, Told, TowReport
from schemas.messages import Actor, Request
from schemas.owner_notice import WriteLetter
from schemas.requests import REQUEST, unfit_to_travel
from schemas.tow_dispatch import LapseOffer, OfferTow, ReportDone
from schemas.waiting_periods import OpenGate, StepFailed
from schemas.words import Gate, Step, TowResult


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

    @activity.defn(name=names.WRITE_LETTERS)
    async def write_letters(self, errand: Errand) -> Position:
        """Write every letter that is owed, one fact each; begun again it goes on with what is left."""
        position = standing(self.office, row := await self._row(errand.case))
        for written, owed in enumerate(owed_letters(row.case, find_edition(row.edition))):
            asked = WriteLetter(notice=owed.notice, party=owed.party, addressee=owed.addressee)
            try:
                position = await self._submit(errand, asked, beyond=written)
            except CannotPrint as fault:
                failed = StepFailed(step=Step.WRITE_LETTERS, cause=FailureCause.CANNOT_PRINT, note=str(fault))
                return await self._submit(errand, failed, beyond=written)
        return position

    @activity.defn(name=names.OPEN_GATE)
    async def open_gate(self, errand: Errand) -> Position:
        """Ask whether a floor has passed; if not, the position says when to ask again."""
        return await self._submit(errand, OpenGate(gate=errand.gate or Gate.TOW))

    @activity.defn(name=names.OFFER_TOW)
    async def offer_tow(self, errand: Errand) -> Position:
        """Offer the order to the next contractor in rotation; where nobody is left it is somebody's task."""
        answer = await submit(self.office, errand.case, OfferTow(), ENGINE, now=errand.now, heard=errand.number)
        if answer.refusal and answer.refusal.code == NOBODY_LEFT:
            failed = StepFailed(step=Step.OFFER_TOW, cause=FailureCause.NOBODY_LEFT, note=answer.refusal.reason)
            return await self._submit(errand, failed)
        return answer.position

    @activity.defn(name=names.LAPSE_OFFER)
    async def lapse_offer(self, errand: Errand) -> Position:
        """Tell that a contractor's window has passed without an answer."""
        return await self._submit(errand, LapseOffer(order=errand.order or 0))

    @activity.defn(name=names.TOW_VEHICLE)
    async def tow_vehicle(self, errand: Errand) -> TowReport:
        """Wait for the truck: whoever ends the order completes this from outside. An order that has ended answers."""
        row = await self._row(errand.case)
        if ended := ended_tow(row.case, errand.order):
            return ended.model_copy(update={"position": standing(self.office, row)})
        return activity.raise_complete_async()

    @activity.defn(name=names.NO_SHOW)
    async def no_show(self, errand: Errand) -> Position:
        """Tell that no truck came in its time; the next contractor is asked."""
        return await self._submit(errand, ReportDone(order=errand.order or 0, result=TowResult.NO_SHOW))

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

    async def _submit(self, errand: Errand, request: Request, *, beyond: int = 0) -> Position:
        """Ask for the engine, which has heard of so many facts beyond its errand's as the errand itself has made."""
        heard = None if errand.number is None else errand.number + beyond
        answer = await submit(self.office, errand.case, request, ENGINE, now=errand.now, heard=heard)
        return answer.position

    async def _row(self, case: str) -> cases.CaseRow:
        async with self.office.pool.acquire() as connection:
            row = await cases.find_case(connection, case)
        if row is None:
            raise NoSuchCaseError(case)
        return row

    def all(self) -> list[Callable[..., Any]]:
        """Everything a worker registers."""
        engine = (self.write_letters, self.open_gate, self.close_case, self.step_failed, self.submit_request)
        tow = (self.offer_tow, self.lapse_offer, self.tow_vehicle, self.no_show)
        return [*engine, *tow]


def read_asked(asked: Asked) -> Request | str:
    """The request that was asked for in codes, or why it is none, in a sentence."""
    if unfit := unfit_to_travel(asked.kind, asked.fields):
        return unfit
    try:
        request: Request = REQUEST.validate_python({"kind": asked.kind, **asked.fields})
    except ValidationError as fault:
        first = fault.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}."
    return request
