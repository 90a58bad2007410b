"""Rule 1: `after(case, entry)` is the only writer of a case's state. One small function for each fact.

Knows no clock, no law, no people.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from schemas import casework, owner_notice, reporting, verification, waiting_periods
from schemas.after_amendments import FOLDS_OF_AMENDMENTS
from schemas.after_mail import FOLDS_OF_MAIL
from schemas.after_records import FOLDS_OF_RECORDS, settle_referral
from schemas.after_reports import FOLDS_OF_REPORTS, decided, of_another
from schemas.after_retention import FOLDS_OF_RETENTION
from schemas.after_the_order import FOLDS_OF_THE_TOW
from schemas.after_the_tow import FOLDS_AFTER_THE_TOW, held, lifted
from schemas.case import SHAPE, Case
from schemas.case_parts import (
    Closed,
    Declared,
    Extended,
    FailedStep,
    Inspection,
    MoveClaim,
    Override,
    Parties,
    RecordsCheck,
    Review,
    Settled,
)
from schemas.messages import Fact, JournalEntry, Recorded
from schemas.reopened_periods import reopen_notice, reopen_reclaim
from schemas.words import Finding, Gate, Hold, Stage, Stolen

Fold = Callable[[Case, JournalEntry, Any], Case]


def opened(case: str, entry: JournalEntry) -> Case:
    """The case opened by its first fact. A car without plate and VIN skips the records check."""
    fact: reporting.VehicleReported = entry.fact
    return Case(
        shape=SHAPE,
        case=case,
        edition=fact.edition,
        district=fact.district,
        stage=Stage.REPORTED if fact.vehicle_known else Stage.VERIFICATION,
        number=entry.number,
        opened_at=entry.at,
        private_property=fact.private_property,
        vehicle_known=fact.vehicle_known,
        vin_check=fact.vin_check,
    )


def after(case: Case, entry: JournalEntry) -> Case:
    """The case after this fact."""
    fold = FOLDS[type(entry.fact)]
    then = settle_referral(fold(case, entry, entry.fact), entry.fact)
    # Overrides end when the stage changes.
    aside = then.overrides if then.stage is case.stage else ()
    return then.with_(number=entry.number, overrides=aside)


def _inspected(case: Case, entry: JournalEntry, fact: verification.VehicleInspected) -> Case:
    """Inspections sort by when they happened, not by when they were recorded."""
    seen = Inspection(
        number=entry.number,
        at=entry.at,
        by=entry.actor,
        finding=fact.finding,
        clause=fact.clause,
        conditions=fact.conditions,
        occupied=fact.occupied,
        hazard=fact.hazard,
        lived_in=fact.lived_in,
        plate_kind=fact.plate_kind,
        inspection_expired=fact.inspection_expired,
        model_year=fact.model_year,
        photos=len(fact.photos),
    )
    if fact.other_vehicle:
        case = of_another(case)
    looked = case.move_claimed is None or entry.at >= case.move_claimed.latest
    case = case.with_(
        inspections=tuple(sorted((*case.inspections, seen), key=lambda each: each.at)),
        vehicle_known=case.vehicle_known or fact.vehicle_known,
        move_claimed=None if looked else case.move_claimed,
        stage=Stage.VERIFICATION if case.stage is Stage.REPORTED else case.stage,
    )
    if case.towed is None and _stands_again(case):
        case = _begun_again(case)
    if fact.finding is Finding.ABANDONED and case.stage is Stage.VERIFICATION:
        return _declared(case, entry, fact)
    return held(case, entry, LOST_GROUND) if _rebuts(case, seen) else case


LOST_GROUND = waiting_periods.HoldPlaced(hold=Hold.GROUND_LOST)


def _rebuts(case: Case, seen: Inspection) -> bool:
    """Whether this inspection, recorded after the hook-up, was the last one before it, and speaks against the tow."""
    before = [each for each in case.inspections if case.towed and each.at < case.towed.hooked_up.at]
    against = seen.occupied or seen.finding in (Finding.GONE, Finding.NOT_ABANDONED)
    return against and bool(before) and before[-1] is seen


def _stands_again(case: Case) -> bool:
    """Whether the car was found gone or in use since its declaration, and stands there now."""
    look, moved = case.last_inspection, case.moved_at
    standing = look is not None and look.finding in (Finding.STILL_THERE, Finding.ABANDONED)
    return standing and look is not None and moved is not None and look.at > moved


def _begun_again(case: Case) -> Case:
    """The earlier declaration and notice were about a car that has moved since; an open order is withdrawn."""
    letters = tuple(replace(each, lapsed=True) for each in case.letters)
    return case.with_(
        stage=Stage.VERIFICATION,
        declared=None,
        tow_gate=None,
        letters=letters,
        sticker=None,
        called=None,
        published=None,
        extension_asked=None,
        extended=None,
        refused=None,
        tow_gone=None,
    )


def _declared(case: Case, entry: JournalEntry, fact: verification.VehicleInspected) -> Case:
    """A car that is exempt from the notice goes to the tow stage at once."""
    gate = entry.recorded if fact.exempt else None
    return case.with_(
        declared=Declared(fact=entry.number, at=entry.at, by=entry.actor, exempt=fact.exempt, hazard=fact.hazard),
        tow_gate=gate,
        stage=Stage.TOW if gate else Stage.NOTICE,
    )


def _reviewed(case: Case, entry: JournalEntry, fact: verification.ReviewRecorded) -> Case:
    review = Review(matter=fact.matter, clear=fact.clear, fact=entry.number)
    return case.with_(reviews=(*case.reviews, review))


def _parties(case: Case, entry: JournalEntry, fact: owner_notice.PartiesRecorded) -> Case:
    """A party found late gets the full notice period, before the tow or before disposal."""
    case = reopen_notice(reopen_reclaim(case))
    known = Parties(
        fact=entry.number,
        at=entry.at,
        by=entry.actor,
        owner=fact.owner,
        co_owners=fact.co_owners,
        lienholders=fact.lienholders,
    )
    return case.with_(parties=known)


def _sticker(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(sticker=entry.recorded)


def _called(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(called=entry.recorded)


def _gate(case: Case, entry: JournalEntry, fact: waiting_periods.GateOpened) -> Case:
    before, behind = GATES[fact.gate]
    stage = behind if case.stage is before else case.stage
    if fact.gate is Gate.TOW:
        return case.with_(tow_gate=entry.recorded, stage=stage)
    return case.with_(disposal_gate=entry.recorded, stage=stage)


GATES = {Gate.TOW: (Stage.NOTICE, Stage.TOW), Gate.DISPOSAL: (Stage.IMPOUND, Stage.DISPOSAL)}
"""The stage before a gate, and the stage after it."""


def _moved(case: Case, entry: JournalEntry, _: Fact) -> Case:
    """If the move predates the hook-up, the tow lost its ground: place a hold and let a person decide."""
    if case.towed is None:
        latest = max(case.move_claimed.latest, entry.at) if case.move_claimed else entry.at
        return case.with_(move_claimed=MoveClaim(fact=entry.number, at=entry.at, by=entry.actor, latest=latest))
    return held(case, entry, LOST_GROUND) if entry.at < case.towed.hooked_up.at else case


def _extension_asked(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(extension_asked=entry.recorded)


def _extension_decided(case: Case, entry: JournalEntry, fact: waiting_periods.ExtensionDecided) -> Case:
    if fact.until is None:
        case = case.with_(extension_asked=None, refused=case.refused or entry.recorded)
        return reopen_notice(case) if fact.time_again else case
    return case.with_(
        extension_asked=None,
        extended=Extended(fact=entry.number, at=entry.at, by=entry.actor, until=fact.until),
        tow_gate=None,
        stage=Stage.NOTICE,
    )


def _settled(case: Case, entry: JournalEntry, fact: waiting_periods.QuestionSettled) -> Case:
    """The latest answer replaces earlier ones."""
    others = tuple(each for each in case.settled if each.provision != fact.provision)
    answer = Settled(provision=fact.provision, amount=fact.amount, fact=entry.number, by=entry.actor)
    return case.with_(settled=(*others, answer))


def _overridden(case: Case, entry: JournalEntry, fact: waiting_periods.GuardOverridden) -> Case:
    aside = Override(guard=fact.guard, question=fact.question, stage=case.stage, fact=entry.number, by=entry.actor)
    return case.with_(overrides=(*case.overrides, aside))


def _failed(case: Case, entry: JournalEntry, fact: waiting_periods.StepHasFailed) -> Case:
    return case.with_(failed=FailedStep(fact=entry.number, at=entry.at, by=entry.actor, step=fact.step))


def _retried(case: Case, entry: JournalEntry, _: Fact) -> Case:
    """Contractors who refused are asked again."""
    order = replace(case.tow_order, asked_since=entry.number) if case.tow_order else None
    return case.with_(failed=None, tow_order=order)


def _closed(case: Case, entry: JournalEntry, fact: casework.CaseClosed) -> Case:
    """A failed step or a possible duplicate is no longer a task once the case is closed, and no question waits."""
    ended = Closed(fact=entry.number, at=entry.at, by=entry.actor, outcome=fact.outcome, duplicate_of=fact.of)
    return decided(case).with_(stage=Stage.CLOSED, failed=None, inquiries=(), closed=ended)


def _reopened(case: Case, entry: JournalEntry, fact: casework.CaseReopened) -> Case:
    """A car in the city's custody continues at the lot; any other case starts over with an inspection."""
    begun = case if fact.stage is Stage.IMPOUND else _reopened_case(case)
    again = begun.with_(stage=fact.stage, reopened=entry.recorded)
    return again.with_(closed=None)


def _reopened_case(case: Case) -> Case:
    """Earlier findings, notices and acts no longer count; numbers of letters and orders continue.

    A theft that is over waived the fees of the earlier tow, not of a later one.
    """
    return Case(
        shape=SHAPE,
        case=case.case,
        edition=case.edition,
        amendments=case.amendments,
        settled=case.settled,
        district=case.district,
        number=case.number,
        opened_at=case.opened_at,
        private_property=case.private_property,
        vehicle_known=case.vehicle_known,
        vin_check=case.vin_check,
        reports=case.reports,
        possible_duplicates=case.possible_duplicates,
        letters=case.letters,
        orders=case.orders,
        holds=case.holds,
        records_check=case.records_check,
        found_stolen=_stolen_by(case.records_check),
        preserved=case.preserved,
        removed=case.removed,
    )


def _stolen_by(check: RecordsCheck | None) -> Recorded | None:
    """The fact of a records check that says that the car is stolen."""
    if check is None or check.stolen is not Stolen.STOLEN:
        return None
    return Recorded(fact=check.fact, at=check.at, by=check.by)


def _split(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return _reopened(case, entry, casework.CaseReopened(stage=Stage.VERIFICATION))


FOLDS: dict[type[Fact], Fold] = {
    reporting.CaseSplit: _split,
    verification.VehicleInspected: _inspected,
    verification.ReviewRecorded: _reviewed,
    owner_notice.PartiesRecorded: _parties,
    owner_notice.StickerPosted: _sticker,
    owner_notice.OwnerCalled: _called,
    waiting_periods.GateOpened: _gate,
    waiting_periods.HoldPlaced: held,
    waiting_periods.HoldReleased: lifted,
    waiting_periods.QuestionSettled: _settled,
    waiting_periods.GuardOverridden: _overridden,
    waiting_periods.MoveClaimed: _moved,
    waiting_periods.ExtensionAsked: _extension_asked,
    waiting_periods.ExtensionDecided: _extension_decided,
    waiting_periods.StepHasFailed: _failed,
    waiting_periods.StepRetried: _retried,
    casework.CaseClosed: _closed,
    casework.CaseReopened: _reopened,
    **FOLDS_OF_MAIL,
    **FOLDS_OF_RECORDS,
    **FOLDS_OF_REPORTS,
    **FOLDS_OF_THE_TOW,
    **FOLDS_AFTER_THE_TOW,
    **FOLDS_OF_AMENDMENTS,
    **FOLDS_OF_RETENTION,
}
