"""Rule 1: `after(case, entry)` is the only writer of a case's state. One small function for each fact.

Knows no clock, no law, no people.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from schemas import casework, owner_notice, reporting, tow_dispatch, verification, waiting_periods
from schemas.after_amendments import FOLDS_OF_AMENDMENTS
from schemas.after_the_tow import FOLDS_AFTER_THE_TOW, held, lifted
from schemas.case import SHAPE, Case, InLot, Inspection, Letter, Order, Override, Review, Settled, Towed
from schemas.going_back import back_to_the_lot, back_to_the_notice
from schemas.messages import Fact, JournalEntry
from schemas.words import Finding, Gate, Hold, OrderState, Stage, Stolen, TowResult

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
    then = fold(case, entry, entry.fact)
    # Overrides end when the stage changes.
    aside = then.overrides if then.stage is case.stage else ()
    return then.with_(number=entry.number, overrides=aside)


def _joined(case: Case, _: JournalEntry, __: Fact) -> Case:
    return case.with_(reports=case.reports + 1)


def _reports_moved(case: Case, _: JournalEntry, fact: reporting.ReportsMoved) -> Case:
    return case.with_(reports=case.reports + fact.count)


def _looked_up(case: Case, entry: JournalEntry, fact: reporting.LookupsAnswered) -> Case:
    """An older answer does not replace a newer one. `found_stolen` stays once it is set."""
    stage = Stage.VERIFICATION if case.stage is Stage.REPORTED else case.stage
    found = entry.recorded if fact.stolen is Stolen.STOLEN else case.found_stolen
    case = case.with_(found_stolen=found, stage=stage)
    if case.lookups and entry.at < case.lookups.at:
        return case
    if fact.ends_exemption:
        case = back_to_the_notice(case.with_(exempt=None))
    return case.with_(stolen=fact.stolen, registration=fact.registration, lookups=entry.recorded)


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
        inspection_expired_over_90_days=fact.inspection_expired_over_90_days,
        photos=len(fact.photos),
    )
    if fact.other_vehicle:
        case = _of_another(case)
    looked = case.move_claimed_at is None or entry.at >= case.move_claimed_at
    case = case.with_(
        inspections=tuple(sorted((*case.inspections, seen), key=lambda each: each.at)),
        vehicle_known=case.vehicle_known or fact.vehicle_known,
        move_claimed=None if looked else case.move_claimed,
        move_claimed_at=None if looked else case.move_claimed_at,
        stage=Stage.VERIFICATION if case.stage is Stage.REPORTED else case.stage,
    )
    if fact.finding is Finding.ABANDONED and case.stage is Stage.VERIFICATION:
        return _declared(case, entry, fact)
    return case


def _of_another(case: Case) -> Case:
    """Drop the records check and the parties: they were about another car."""
    untold = case.with_(parties=None, owner=None, lienholders=())
    return back_to_the_notice(untold.with_(stolen=None, found_stolen=None, registration=None, lookups=None))


def _declared(case: Case, entry: JournalEntry, fact: verification.VehicleInspected) -> Case:
    """A car that is exempt from the notice goes to the tow stage at once."""
    gate = entry.recorded if fact.exempt else None
    return case.with_(
        declared=entry.recorded,
        exempt=fact.exempt,
        hazard_order=fact.hazard,
        tow_gate=gate,
        stage=Stage.TOW if gate else Stage.NOTICE,
    )


def _reviewed(case: Case, entry: JournalEntry, fact: verification.ReviewRecorded) -> Case:
    review = Review(matter=fact.matter, clear=fact.clear, fact=entry.number)
    return case.with_(reviews=(*case.reviews, review))


def _parties(case: Case, entry: JournalEntry, fact: owner_notice.PartiesRecorded) -> Case:
    """A party found late gets the full notice period, before the tow or before disposal."""
    case = back_to_the_notice(back_to_the_lot(case))
    return case.with_(parties=entry.recorded, owner=fact.owner, lienholders=fact.lienholders)


def _written(case: Case, entry: JournalEntry, fact: owner_notice.LetterWritten) -> Case:
    letter = Letter(
        letter=fact.letter,
        notice=fact.notice,
        party=fact.party,
        addressee=fact.addressee,
        written=entry.number,
        written_at=entry.at,
    )
    return case.with_(letters=(*case.letters, letter))


def _letter(case: Case, row: int, change: Callable[[Letter], Letter]) -> Case:
    return case.with_(letters=tuple(change(each) if each.letter == row else each for each in case.letters))


def _mailed(case: Case, entry: JournalEntry, fact: owner_notice.LetterMailed) -> Case:
    return _letter(case, fact.letter, lambda letter: replace(letter, mailed=entry.number, mailed_at=entry.at))


def _returned(case: Case, entry: JournalEntry, fact: owner_notice.LetterReturned) -> Case:
    return _letter(case, fact.letter, lambda letter: replace(letter, returned=fact.reason, returned_fact=entry.number))


def _stepped(case: Case, entry: JournalEntry, fact: owner_notice.FurtherStepTaken) -> Case:
    if fact.letter is None:
        return case.with_(published=entry.recorded)
    return _letter(case, fact.letter, lambda letter: replace(letter, steps=(*letter.steps, fact.step)))


def _notice_lapsed(case: Case, _: JournalEntry, fact: owner_notice.NoticeLapsed) -> Case:
    """A reissued notice starts its full period again."""
    letters = tuple(replace(each, lapsed=True) if each.notice is fact.notice else each for each in case.letters)
    return back_to_the_lot(case).with_(letters=letters)


def _sticker(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(sticker=entry.recorded)


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
        at = max(case.move_claimed_at or entry.at, entry.at)
        return case.with_(move_claimed=entry.number, move_claimed_at=at)
    lost = waiting_periods.HoldPlaced(hold=Hold.GROUND_LOST)
    return held(case, entry, lost) if entry.at < case.towed.hooked_up.at else case


def _extension_asked(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(extension_asked=entry.recorded)


def _extension_decided(case: Case, entry: JournalEntry, fact: waiting_periods.ExtensionDecided) -> Case:
    if fact.until is None:
        case = case.with_(extension_asked=None, refused_at=case.refused_at or entry.at)
        return back_to_the_notice(case) if fact.time_again else case
    return case.with_(
        extension_asked=None,
        extended_until=fact.until,
        extended=entry.number,
        tow_gate=None,
        stage=Stage.NOTICE,
    )


def _settled(case: Case, entry: JournalEntry, fact: waiting_periods.QuestionSettled) -> Case:
    """The latest answer replaces earlier ones."""
    others = tuple(each for each in case.settled if each.provision != fact.provision)
    answer = Settled(provision=fact.provision, amount=fact.amount, fact=entry.number)
    return case.with_(settled=(*others, answer))


def _overridden(case: Case, entry: JournalEntry, fact: waiting_periods.GuardOverridden) -> Case:
    aside = Override(guard=fact.guard, question=fact.question, stage=case.stage, fact=entry.number, by=entry.actor)
    return case.with_(overrides=(*case.overrides, aside))


def _failed(case: Case, entry: JournalEntry, fact: waiting_periods.StepHasFailed) -> Case:
    return case.with_(failed_step=fact.step, failed=entry.recorded)


def _retried(case: Case, entry: JournalEntry, _: Fact) -> Case:
    """The step starts over: every contractor is asked again."""
    return case.with_(failed_step=None, failed=None, asked_since=entry.number)


def _ordered(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return case.with_(
        ordered=entry.number,
        ordered_by=entry.actor,
        asked_since=entry.number,
    )


def _offered(case: Case, entry: JournalEntry, fact: tow_dispatch.TowOffered) -> Case:
    offer = Order(
        order=fact.order,
        contractor=fact.contractor,
        state=OrderState.OFFERED,
        at=entry.at,
        answer_by=fact.answer_by,
        fact=entry.number,
    )
    return case.with_(orders=(*case.orders, offer))


def _order(case: Case, number: int | None, change: Callable[[Order], Order]) -> Case:
    return case.with_(orders=tuple(change(each) if each.order == number else each for each in case.orders))


def _accepted(case: Case, entry: JournalEntry, fact: tow_dispatch.OfferAccepted) -> Case:
    return _order(case, fact.order, lambda order: replace(order, state=OrderState.OPEN, accepted_at=entry.at))


def _order_ended(case: Case, number: int | None, state: OrderState) -> Case:
    return _order(case, number, lambda order: replace(order, state=state))


def _declined(case: Case, _: JournalEntry, fact: tow_dispatch.OfferDeclined) -> Case:
    return _order_ended(case, fact.order, OrderState.DECLINED)


def _lapsed(case: Case, _: JournalEntry, fact: tow_dispatch.OfferLapsed) -> Case:
    return _order_ended(case, fact.order, OrderState.LAPSED)


def _hooked(case: Case, entry: JournalEntry, _: Fact) -> Case:
    """A car that was hooked up before keeps its lot."""
    before = case.towed or Towed(hooked_up=entry.recorded)
    return case.with_(towed=replace(before, hooked_up=entry.recorded))


class ImpossibleFactError(ValueError):
    """A fact that cannot follow the facts before it. Guards keep it out of every journal."""


def _towed(case: Case) -> Towed:
    """The car as it was hooked up. Raises ImpossibleFactError."""
    if case.towed is None:
        raise ImpossibleFactError("A car that was not hooked up is not brought to a lot.")
    return case.towed


def _in_lot(case: Case, entry: JournalEntry, fact: tow_dispatch.VehicleInLot) -> Case:
    arrived = InLot(recorded=entry.recorded, lot=fact.lot)
    return case.with_(towed=replace(_towed(case), in_lot=arrived))


ENDS = {
    TowResult.TOWED: OrderState.DONE,
    TowResult.GONE: OrderState.GONE,
    TowResult.NO_SHOW: OrderState.NO_SHOW,
    TowResult.WITHDRAWN: OrderState.WITHDRAWN,
}


def _ended(case: Case, entry: JournalEntry, fact: tow_dispatch.TowEnded) -> Case:
    case = _order_ended(case, fact.order, ENDS[fact.result])
    if fact.result is TowResult.TOWED:
        return case.with_(stage=Stage.IMPOUND, towed=replace(_towed(case), contractor=fact.contractor))
    if fact.result is TowResult.GONE:
        return case.with_(tow_gone=entry.recorded, ordered=None)
    return case


def _withdrawn(case: Case, _: JournalEntry, fact: tow_dispatch.TowWithdrawn) -> Case:
    return _order_ended(case, fact.order, OrderState.WITHDRAWN).with_(ordered=None)


def _closed(case: Case, entry: JournalEntry, fact: casework.CaseClosed) -> Case:
    """A failed step is no longer a task once the case is closed."""
    ended = case.with_(stage=Stage.CLOSED, outcome=fact.outcome, duplicate_of=fact.of)
    return ended.with_(failed_step=None, failed=None, closed=entry.recorded)


def _reopened(case: Case, entry: JournalEntry, fact: casework.CaseReopened) -> Case:
    """A car in the city's custody continues at the lot; any other case starts over with an inspection."""
    begun = case if fact.stage is Stage.IMPOUND else _begun_anew(case)
    again = begun.with_(stage=fact.stage, reopened=entry.recorded)
    return again.with_(outcome=None, duplicate_of=None, closed=None)


def _begun_anew(case: Case) -> Case:
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
        letters=case.letters,
        orders=case.orders,
        holds=case.holds,
        lookups=case.lookups,
        stolen=case.stolen,
        registration=case.registration,
        found_stolen=case.lookups if case.stolen is Stolen.STOLEN else None,
    )


def _split(case: Case, entry: JournalEntry, _: Fact) -> Case:
    return _reopened(case, entry, casework.CaseReopened(stage=Stage.VERIFICATION))


FOLDS: dict[type[Fact], Fold] = {
    reporting.ReportJoined: _joined,
    reporting.LookupsAnswered: _looked_up,
    reporting.CaseSplit: _split,
    reporting.ReportsMoved: _reports_moved,
    verification.VehicleInspected: _inspected,
    verification.ReviewRecorded: _reviewed,
    owner_notice.PartiesRecorded: _parties,
    owner_notice.LetterWritten: _written,
    owner_notice.LetterMailed: _mailed,
    owner_notice.LetterReturned: _returned,
    owner_notice.FurtherStepTaken: _stepped,
    owner_notice.NoticeLapsed: _notice_lapsed,
    owner_notice.StickerPosted: _sticker,
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
    tow_dispatch.TowOrdered: _ordered,
    tow_dispatch.TowOffered: _offered,
    tow_dispatch.OfferAccepted: _accepted,
    tow_dispatch.OfferDeclined: _declined,
    tow_dispatch.OfferLapsed: _lapsed,
    tow_dispatch.VehicleHooked: _hooked,
    tow_dispatch.VehicleInLot: _in_lot,
    tow_dispatch.TowEnded: _ended,
    tow_dispatch.TowWithdrawn: _withdrawn,
    casework.CaseClosed: _closed,
    casework.CaseReopened: _reopened,
    **FOLDS_AFTER_THE_TOW,
    **FOLDS_OF_AMENDMENTS,
}
