"""Every request that can be made in a world, each with the few values that some rule distinguishes.

Actors without permission are left out: a role's permission depends on the stage alone, and has tests of its own.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

from proving import counsel, people
from proving.dated_back import dated_back
from proving.inspections import LONG_AGO, inspections_of
from proving.people import DISPATCHER, KEEPER, OFFICER, OWNER, SUPERVISOR, SYSTEM, TRUCK
from proving.worlds import BEGINNING, EXTENSION, Move, World
from rules.casework import outcome_due
from rules.fees import owed, refund_due
from rules.guards import GUARDS
from rules.law import Edition
from rules.owner_notice import letters_on_record, list_parties
from rules.request_rule import AnyRule
from rules.requests import BY_REQUEST, rule_of
from rules.samples import SAID, samples_of
from schemas import (
    amendments,
    casework,
    disposal,
    impound,
    mail,
    owner_notice,
    records,
    reporting,
    retention,
    tow_dispatch,
    verification,
    waiting_periods,
)
from schemas.mail import FurtherStep, MailReturn
from schemas.messages import Actor, Place, Request
from schemas.owner_notice import Addressee, CallResult
from schemas.words import (
    DeclineReason,
    MilitaryStatus,
    Notice,
    Outcome,
    Paper,
    Registration,
    ReleaseTo,
    Stolen,
    TowResult,
    VehicleStatus,
)

Moves = Iterable[Move]
Part = Callable[[World], Moves]

HERE = Place(lat=39.95, lon=-75.16)
PHOTO = ("a" * 64,)
PRICE = 10_000_000
"""More than any bill, so that a rest remains."""

SOMEBODY = Addressee(name="Somebody", lines=("Somewhere",))
BANKS = tuple(Addressee(name=name, lines=("Somewhere else",)) for name in ("First Bank", "Second Bank"))
ALL_PAPERS = tuple(Paper)


NOT_TRIED: dict[type[Request], str] = {
    amendments.ApplyAmendment: "Every world is one under a single edition; `tests/proving/test_amendments.py` takes"
    " the case to another edition from every open world of the ordinary process.",
    **dict.fromkeys(
        (retention.RemoveData, retention.PreserveRecord, retention.EndPreservation),
        "It changes no step of the process: `tests/rules/test_retention.py` tries what it allows and refuses.",
    ),
    **dict.fromkeys(
        (mail.HandOverLetter, mail.ReportMailFault, mail.RecordDelivery),
        "It settles who mails a letter and by when, or that it arrived, and no guard of another request reads that:"
        " `tests/rules/test_mail.py` tries what it allows and refuses.",
    ),
    records.AskRecords: "It says until when an answer by file is awaited, and no guard reads that:"
    " `tests/rules/test_records_by_file.py` tries what it allows and refuses.",
    amendments.TakeBackAmendment: "A case without an amendment has nothing to take back.",
}
"""The permitted requests that no world tries, each with the reason."""


MOST_SPECIFIC = (OWNER, people.LIENHOLDER, people.ADMIN, OFFICER, people.HEARING_OFFICER, KEEPER, TRUCK, SYSTEM)
FIRST = (*MOST_SPECIFIC, DISPATCHER, SUPERVISOR)
"""The actor if several roles may ask: the most specific role first, staff last."""


def parts_of(law: Edition) -> dict[type[Request], Part]:
    """The variants of every tried request: those chosen below, else samples of its model."""
    by_hand = chosen(law)
    rest = {each: rule for each, rule in BY_REQUEST.items() if each not in by_hand and each not in NOT_TRIED}
    return {**{each: _of_the_model(rule) for each, rule in rest.items() if samples_of(each)}, **by_hand}


def chosen(law: Edition) -> dict[type[Request], Part]:
    """The requests that depend on case or law, have several actors, or have values that no rule distinguishes."""
    return {**_everywhere(law), **_before_the_tow(law), **_of_the_tow(), **_in_the_lot(law), **_at_the_end(law)}


def _of_the_model(rule: AnyRule) -> Part:
    """By one person who may ask it; nothing if nobody in the proof may."""
    actor = [each for each in FIRST if each.role in rule.roles][:1]
    return _always(*product(actor, samples_of(rule.request)))


IN_EVERY_STAGE = frozenset(
    {
        impound.RequestHearing,
        impound.ReleaseVehicle,
        impound.HandOverContents,
        impound.RefundFees,
        waiting_periods.AskExtension,
    }
)
"""Requests that use a right (`proving/rights.py`): a stage in which they are not permitted would take it away."""


def moves_of(law: Edition) -> Callable[[World], Iterator[Move]]:
    """The requests that can be made in a world under this edition."""
    parts = parts_of(law)

    def moves(world: World) -> Iterator[Move]:
        for request, part in parts.items():
            if world.case.stage in rule_of(request).stages or request in IN_EVERY_STAGE:
                yield from part(world)
        for move in dated_back(world.case):
            if world.case.stage in rule_of(type(move[1])).stages:
                yield move

    return moves


def _always(*moves: Move) -> Part:
    return lambda _: moves


def _each(actor: Actor, requests: Iterable[Request]) -> Part:
    return _always(*((actor, request) for request in requests))


def _everywhere(law: Edition) -> dict[type[Request], Part]:
    records_check = (
        reporting.EnterRecordsCheck(stolen=stolen, registration=registration, registration_expired=last_day)
        for stolen, (registration, last_day) in product(Stolen, TOLD_APART)
    )
    return {
        reporting.EnterRecordsCheck: _each(DISPATCHER, records_check),
        reporting.CorrectDescription: _each(OFFICER, map(reporting.CorrectDescription.model_validate, CORRECTIONS)),
        waiting_periods.ReleaseHold: _lifted,
        waiting_periods.SettleQuestion: counsel.settles(law),
        waiting_periods.OverrideGuard: _overrides(),
        waiting_periods.StepFailed: _always((SYSTEM, waiting_periods.StepFailed(step="closing", cause="fault"))),
        records.ReferAnswer: _always((SYSTEM, records.ReferAnswer(task="records_check", outcome="hit"))),
        casework.CloseCase: _closings,
        reporting.KeepApart: _each(DISPATCHER, (reporting.KeepApart(other=each) for each in DUPLICATES)),
        reporting.CloseAsDuplicate: _each(DISPATCHER, (reporting.CloseAsDuplicate(of=each) for each in DUPLICATES)),
    }


TOLD_APART = ((Registration.EXPIRED, None), (Registration.VALID, None), (Registration.EXPIRED, LONG_AGO))
"""For every rule, a registration that was not found counts as expired."""

CORRECTIONS = ({"color": "blue"}, {"plate": "ABC 4321"})
DUPLICATES = (people.OLDER, "26-000003")


def _closings(world: World) -> Moves:
    """By a supervisor with every outcome, and by the system with the one that is due."""
    yield from ((SUPERVISOR, _closing(outcome)) for outcome in Outcome)
    if due := outcome_due(world.case):
        yield SYSTEM, casework.CloseCase(outcome=due)


def _closing(outcome: Outcome) -> Request:
    return casework.CloseCase(outcome=outcome, authority=SAID, elsewhere=SAID, note=SAID)


def _lifted(world: World) -> Moves:
    for hold in world.case.open_holds:
        for actor, note in product((SUPERVISOR, people.HEARING_OFFICER), (SAID, None)):
            yield actor, waiting_periods.ReleaseHold(placed=hold.fact, note=note)


def _overrides() -> Part:
    """The guards that a person may override, and one absolute guard."""
    free = ((name, question) for name, guard in GUARDS.items() if not guard.absolute for question in guard.asks)
    asked = (*free, ("G1", "may_dispose"))
    wanted = tuple(waiting_periods.OverrideGuard(guard=name, question=each, note=SAID) for name, each in asked)
    return _always(*((SUPERVISOR, each) for each in wanted), (people.DISPATCHER_WHO_SUPERVISES, wanted[0]))


def _before_the_tow(law: Edition) -> dict[type[Request], Part]:
    public, private = inspections_of(law, private=False), inspections_of(law, private=True)
    parties = (
        owner_notice.RecordParties(owner=owner, no_owner_found=owner is None, lienholders=liens)
        for owner, liens in (*product((SOMEBODY, None), ((), BANKS[:1], BANKS)), (SOMEBODY, (SOMEBODY,)))
    )
    return {
        verification.RecordInspection: lambda world: (
            (OFFICER, look) for look in (private if world.case.private_property else public)
        ),
        owner_notice.RecordParties: _each(DISPATCHER, parties),
        owner_notice.WriteLetter: _written,
        mail.RecordMailing: _mailed,
        mail.RecordReturn: _returned,
        mail.RecordFurtherStep: _stepped,
        waiting_periods.DecideExtension: _decided,
        owner_notice.RecordOwnerCall: _always((DISPATCHER, owner_notice.RecordOwnerCall(result=CallResult.NO_NUMBER))),
    }


def _written(world: World) -> Moves:
    """Every kind of letter to every party, due or not."""
    for notice, (party, addressee) in product(Notice, list_parties(world.case)):
        yield SYSTEM, owner_notice.WriteLetter(notice=notice, party=party, addressee=addressee)


def _mailed(world: World) -> Moves:
    for letter in letters_on_record(world.case):
        yield DISPATCHER, mail.RecordMailing(letter=letter.letter)
        yield DISPATCHER, mail.RecordMailing(letter=letter.letter, at=BEGINNING)


def _returned(world: World) -> Moves:
    """A letter is lost only if it is the only one of its kind: else the date of each letter would be a world."""
    for letter in letters_on_record(world.case):
        alone = len(letters_on_record(world.case, letter.notice)) == 1
        for reason in RETURNS if alone else RETURNS[:-1]:
            yield DISPATCHER, mail.RecordReturn(letter=letter.letter, reason=reason)


RETURNS = (MailReturn.UNCLAIMED, MailReturn.MOVED, MailReturn.LOST)
"""One reason of each kind: the reader lives there, does not, or was never reached. The others ask for fewer steps."""


def _stepped(world: World) -> Moves:
    for row in (*(letter.letter for letter in letters_on_record(world.case)), None):
        yield DISPATCHER, mail.RecordFurtherStep(letter=row, step=FurtherStep.PUBLICATION)
        for step in STEPS if row is not None else ():
            yield DISPATCHER, mail.RecordFurtherStep(letter=row, step=step)


STEPS = (
    FurtherStep.REGULAR_MAIL,
    FurtherStep.POSTED_AT_ADDRESS,
    FurtherStep.RECORDS_AGAIN,
    FurtherStep.POSTED_ON_VEHICLE,
)
"""The steps that are tried beside a publication; a letter to another address does what several of them do."""


def _decided(world: World) -> Moves:
    yield SUPERVISOR, waiting_periods.DecideExtension()
    yield SUPERVISOR, waiting_periods.DecideExtension(until=world.now + EXTENSION)
    yield SUPERVISOR, waiting_periods.DecideExtension(until=BEGINNING)


def _of_the_tow() -> dict[type[Request], Part]:
    return {
        tow_dispatch.OrderTow: counsel.orders,
        tow_dispatch.AcceptOffer: _by_trucks(lambda order: tow_dispatch.AcceptOffer(order=order)),
        tow_dispatch.DeclineOffer: _by_trucks(
            lambda order: tow_dispatch.DeclineOffer(order=order, reason=DeclineReason.NO_TRUCK)
        ),
        tow_dispatch.LapseOffer: lambda world: (
            (SYSTEM, tow_dispatch.LapseOffer(order=each.order)) for each in world.case.orders[-1:]
        ),
        tow_dispatch.ReportHookedUp: _by_trucks_or_told(tow_dispatch.ReportHookedUp, place=HERE),
        tow_dispatch.ReportDroppedAtLot: _by_trucks_or_told(
            tow_dispatch.ReportDroppedAtLot, lot=people.LOT, place=HERE
        ),
        tow_dispatch.ReportDone: _done,
    }


def _by_trucks(report: Callable[[int], Request]) -> Part:
    """By the contractor that has the order and by another one, for the newest order; older ones have ended."""

    def part(world: World) -> Moves:
        for order in world.case.orders[-1:]:
            yield TRUCK, report(order.order)
            yield people.OTHER_TRUCK, report(order.order)

    return part


def _by_trucks_or_told(report: type[Request], **told: Any) -> Part:
    """By contractors, or by a supervisor with and without a note."""
    trucks = _by_trucks(lambda order: report.model_validate({**told, "order": order}))

    def part(world: World) -> Moves:
        yield from trucks(world)
        for order, note in product(world.case.orders[-1:], (SAID, None)):
            yield SUPERVISOR, report.model_validate({**told, "order": order.order, "note": note})

    return part


def _done(world: World) -> Moves:
    for order in world.case.orders[-1:]:
        yield SYSTEM, tow_dispatch.ReportDone(order=order.order, result=TowResult.NO_SHOW)
        for note in (SAID, None):
            for result in (TowResult.TOWED, TowResult.GONE):
                yield SUPERVISOR, tow_dispatch.ReportDone(order=order.order, result=result, note=note, photos=PHOTO)
        for actor in (TRUCK, people.OTHER_TRUCK):
            yield actor, tow_dispatch.ReportDone(order=order.order, result=TowResult.TOWED)
            yield actor, tow_dispatch.ReportDone(order=order.order, result=TowResult.GONE, photos=PHOTO)
            yield actor, tow_dispatch.ReportDone(order=order.order, result=TowResult.GONE)


def _in_the_lot(law: Edition) -> dict[type[Request], Part]:
    hears = (people.HEARING_OFFICER, people.DISPATCHER_WHO_HEARS)
    waives = (SUPERVISOR, people.DISPATCHER_WHO_SUPERVISES)
    fees = tuple(impound.WaiveFees(fees=(code,), note=SAID) for code in law.fees)
    gives = tuple(impound.HandOverContents(papers=papers) for papers in (ALL_PAPERS, ()))
    gives_up = tuple(impound.SurrenderVehicle(papers=papers) for papers in (ALL_PAPERS, ()))
    keepers = (KEEPER, people.OTHER_KEEPER)
    return {
        impound.RecordIntake: _always(
            *((keeper, impound.RecordIntake(lot=lot, inventory=SAID)) for keeper in keepers for lot in LOTS)
        ),
        impound.RequestHearing: _hearings,
        impound.DecideHearing: lambda world: (
            (actor, impound.DecideHearing(requested=hearing.requested.fact, lawful=lawful))
            for hearing, actor, lawful in product(world.case.hearings, hears, (True, False))
        ),
        impound.ReleaseVehicle: lambda world: _releases(world, law),
        impound.RefundFees: lambda world: _refunds(world, law),
        impound.WaiveFees: _always(*((actor, each) for actor in waives for each in fees)),
        impound.HandOverContents: _always(*((keeper, each) for keeper in keepers for each in gives)),
        impound.SurrenderVehicle: _always(*((keeper, each) for keeper in keepers for each in gives_up)),
    }


def _hearings(world: World) -> Moves:
    """By the links of owner and lienholders, and by the desk, also for a party that is not on record."""
    yield OWNER.model_copy(update={"party": world.case.owner}), impound.RequestHearing()
    for row in world.case.lienholders:
        yield people.LIENHOLDER.model_copy(update={"party": row}), impound.RequestHearing()
    yield from ((DISPATCHER, impound.RequestHearing(party=row)) for row in (world.case.owner, people.NO_PARTY))


LOTS = (people.LOT, people.OTHER_LOT)


def _releases(world: World, law: Edition) -> Moves:
    """The correct release, and variants with one fault; each to the owner and to a lienholder."""
    price = owed(world.case, law, world.now)
    for to in ReleaseTo:
        yield KEEPER, impound.ReleaseVehicle(to=to, papers=ALL_PAPERS, paid=price)
        yield KEEPER, impound.ReleaseVehicle(to=to, papers=(), paid=price)
        yield KEEPER, impound.ReleaseVehicle(to=to, papers=ALL_PAPERS, paid=price + 1)
        yield people.OTHER_KEEPER, impound.ReleaseVehicle(to=to, papers=ALL_PAPERS, paid=price)


def _refunds(world: World, law: Edition) -> Moves:
    """The amount due, and one cent more."""
    due = refund_due(world.case, law)
    yield DISPATCHER, impound.RefundFees(paid_back=due)
    yield DISPATCHER, impound.RefundFees(paid_back=due + 1)


def _at_the_end(law: Edition) -> dict[type[Request], Part]:
    parties = (OFFICER, TRUCK, people.OTHER_TRUCK, people.OFFICER_WHO_TOWS)
    statuses = tuple(disposal.ClassifyVehicle(status=each) for each in VehicleStatus)
    return {
        disposal.ClassifyVehicle: _always(*((actor, each) for actor in parties for each in statuses)),
        disposal.AppraiseVehicle: _each(OFFICER, _appraisals(law)),
        disposal.AnswerServiceCheck: _served,
        disposal.RecordSale: _always((DISPATCHER, disposal.RecordSale(price=PRICE))),
    }


def _appraisals(law: Edition) -> Iterator[Request]:
    """One value and one model year on each side of every threshold of the edition."""
    rules = law.disposal.values()
    limits = {each for rule in rules for each in (rule.value_up_to, rule.value_over) if each is not None}
    ages = {rule.age_at_least for rule in rules if rule.age_at_least is not None}
    values = sorted({0} | {value for limit in limits for value in (limit, limit + 1)})
    years = sorted({BEGINNING.year - age - more for age in ages for more in (0, 1)}) or [2004]
    for value, year in product(values, years):
        yield disposal.AppraiseVehicle(value=value, model_year=year)


def _served(world: World) -> Moves:
    for service in MilitaryStatus:
        ended = world.now if service is MilitaryStatus.ENDED else None
        yield DISPATCHER, disposal.AnswerServiceCheck(service=service, ended=ended)
