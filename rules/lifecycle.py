"""What the tables of the house say about a case's life, as one page: who may ask for what, and where it leads.

Knows nothing by itself: permissions, evidence and the fold are asked. `python -P -m rules.lifecycle` prints the page.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from rules.casework import EVIDENCE
from rules.guards import GUARDS, Guard, guards_of
from rules.permissions import PERMITS
from schemas import (
    amendments,
    casework,
    disposal,
    impound,
    owner_notice,
    reporting,
    tow_dispatch,
    verification,
    waiting_periods,
)
from schemas.after import after, opened
from schemas.case import SHAPE, Case
from schemas.case_parts import Amended, RecordsCheck, Towed
from schemas.messages import Fact, JournalEntry, Place, Recorded, Request
from schemas.words import (
    Channel,
    DeclineReason,
    Finding,
    FurtherStep,
    Gate,
    Hold,
    MailReturn,
    Matter,
    Notice,
    Outcome,
    Party,
    Registration,
    ReleaseTo,
    Role,
    Route,
    Service,
    Stage,
    Stolen,
    TowResult,
    VehicleStatus,
    WithdrawReason,
)

COMMAND = "PYTHONPATH=. .venv/bin/python -P -m rules.lifecycle > docs/lifecycle.md"

THEN = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""Any instant: no stage follows from it."""

HERE = Place(lat=0, lon=0)
MORE = (False, True)
FIRM = "firm"

LOOKS = (
    *(verification.VehicleInspected(finding=finding) for finding in Finding),
    verification.VehicleInspected(finding=Finding.ABANDONED, exempt="hazard"),
)

EXAMPLES: dict[type[Request], tuple[Fact, ...]] = {
    reporting.AnswerLookups: (reporting.LookupsAnswered(stolen=Stolen.CLEAR, registration=Registration.EXPIRED),),
    verification.RecordInspection: LOOKS,
    verification.RecordReview: (verification.ReviewRecorded(matter=Matter.PLATE, clear=True),),
    owner_notice.RecordParties: (owner_notice.PartiesRecorded(owner=1),),
    owner_notice.WriteLetter: (
        owner_notice.LetterWritten(letter=2, notice=Notice.PRE_TOW, party=Party.OWNER, addressee=1),
    ),
    owner_notice.RecordMailing: (owner_notice.LetterMailed(letter=1),),
    owner_notice.RecordReturn: (owner_notice.LetterReturned(letter=1, reason=MailReturn.REFUSED),),
    owner_notice.RecordFurtherStep: (owner_notice.FurtherStepTaken(letter=1, step=FurtherStep.REGULAR_MAIL),),
    owner_notice.RenewNotice: (owner_notice.NoticeLapsed(notice=Notice.SALE),),
    owner_notice.PostSticker: (owner_notice.StickerPosted(),),
    waiting_periods.OpenGate: tuple(waiting_periods.GateOpened(gate=gate) for gate in Gate),
    waiting_periods.ClaimMoved: (waiting_periods.MoveClaimed(),),
    waiting_periods.AskExtension: (waiting_periods.ExtensionAsked(),),
    waiting_periods.DecideExtension: (
        waiting_periods.ExtensionDecided(),
        waiting_periods.ExtensionDecided(time_again=True),
        waiting_periods.ExtensionDecided(until=THEN),
    ),
    waiting_periods.SettleQuestion: (waiting_periods.QuestionSettled(provision="periods.reclaim", amount=1),),
    waiting_periods.OverrideGuard: (waiting_periods.GuardOverridden(guard="papers", question="may_release"),),
    waiting_periods.PlaceHold: tuple(waiting_periods.HoldPlaced(hold=hold) for hold in Hold),
    waiting_periods.ReleaseHold: (waiting_periods.HoldReleased(placed=1, hold=Hold.POLICE_EVIDENCE),),
    amendments.ApplyAmendment: tuple(
        amendments.AmendmentApplied(edition="new", was="old", shuts=gate) for gate in (None, *Gate)
    ),
    amendments.TakeBackAmendment: tuple(
        amendments.AmendmentTakenBack(edition="old", was="new", shuts=gate) for gate in (None, *Gate)
    ),
    waiting_periods.StepFailed: (waiting_periods.StepHasFailed(step="closing", cause="fault"),),
    waiting_periods.RetryStep: (waiting_periods.StepRetried(),),
    tow_dispatch.OrderTow: (tow_dispatch.TowOrdered(),),
    tow_dispatch.OfferTow: (tow_dispatch.TowOffered(order=1, contractor=FIRM),),
    tow_dispatch.AcceptOffer: (tow_dispatch.OfferAccepted(order=1, contractor=FIRM),),
    tow_dispatch.DeclineOffer: (tow_dispatch.OfferDeclined(order=1, contractor=FIRM, reason=DeclineReason.NO_TRUCK),),
    tow_dispatch.LapseOffer: (tow_dispatch.OfferLapsed(order=1, contractor=FIRM),),
    tow_dispatch.ReportHooked: (tow_dispatch.VehicleHooked(order=1, place=HERE),),
    tow_dispatch.ReportInLot: (tow_dispatch.VehicleInLot(order=1, lot="lot", place=HERE),),
    tow_dispatch.ReportDone: tuple(
        tow_dispatch.TowEnded(order=1, contractor=FIRM, result=result) for result in TowResult
    ),
    tow_dispatch.WithdrawTow: (tow_dispatch.TowWithdrawn(reason=WithdrawReason.STAFF),),
    impound.RecordIntake: (impound.IntakeRecorded(lot="lot", inventory=1),),
    impound.ReportToState: (impound.StateReported(),),
    impound.RequestHearing: (impound.HearingRequested(),),
    impound.DecideHearing: (
        *(impound.HearingDecided(requested=1, lawful=lawful) for lawful in (True, False)),
        impound.HearingDecided(requested=1, lawful=True, time_again=True),
    ),
    impound.ReleaseVehicle: (impound.VehicleReleased(to=ReleaseTo.OWNER, papers=(), paid=0, owed=0),),
    impound.RefundFees: (impound.FeesRefunded(paid_back=1),),
    impound.WaiveFees: (impound.FeesWaived(fees=("towing",)),),
    impound.HandOverContents: (impound.ContentsHandedOver(papers=()),),
    impound.SurrenderVehicle: (impound.VehicleSurrendered(papers=()),),
    disposal.ClassifyVehicle: tuple(
        disposal.VehicleClassified(status=VehicleStatus.SALVAGE, by_salvor=True, asks_more=more) for more in MORE
    ),
    disposal.AppraiseVehicle: tuple(
        disposal.VehicleAppraised(value=1, model_year=1999, asks_more=more) for more in MORE
    ),
    disposal.AnswerServiceCheck: tuple(disposal.ServiceChecked(service=service) for service in Service),
    disposal.RecordAdvertisement: (disposal.SaleAdvertised(),),
    disposal.RecordAuthority: (disposal.AuthorityRecorded(route=Route.CRUSH, reference=1),),
    disposal.RecordSale: (disposal.VehicleSold(price=1, auction_costs=0, reimbursed=1, held_for_owner=0),),
    disposal.RecordCertificate: (disposal.VehicleDestroyed(route=Route.CRUSH, reference=1),),
    disposal.ReportDisposal: (disposal.DisposalReported(),),
    reporting.CloseAsDuplicate: (casework.CaseClosed(outcome=Outcome.DUPLICATE, of="26-000001"),),
    reporting.Split: (reporting.CaseSplit(of="26-000001"),),
    casework.CloseCase: tuple(casework.CaseClosed(outcome=outcome) for outcome in Outcome),
    casework.Reopen: tuple(casework.CaseReopened(stage=stage) for stage in (Stage.VERIFICATION, Stage.IMPOUND)),
}
"""For each request the facts that it may lead to, one for each way that the fold tells apart."""

HOOKED_UP = Towed(hooked_up=Recorded(fact=1, at=THEN, by="somebody"))
TOWED: dict[Stage, tuple[Towed | None, ...]] = {
    Stage.TOW: (None, HOOKED_UP),
    Stage.IMPOUND: (HOOKED_UP,),
    Stage.DISPOSAL: (HOOKED_UP,),
    Stage.CLOSED: (None, HOOKED_UP),
}
"""Whether the car of a case in this stage was hooked up; before the tow it was not."""

AFTER_THE_HOOK_UP = (tow_dispatch.VehicleInLot, tow_dispatch.TowEnded)
"""What is folded only onto a car that was hooked up."""

Move = tuple[str, str, str]
"""From one stage to another, and what is asked."""


def lifecycle() -> str:
    """The whole page as Markdown."""
    parts = (
        "# The life of a case",
        f"Generated from the code; do not edit. A test compares, and this command renews it:\n\n```\n{COMMAND}\n```",
        "## The stages, and what leads from one to the next",
        _diagram(),
        "An arrow is a request that some role may make in that stage and that some fact of it moves the case by;"
        " whether it is granted is for the guards.",
        "## Who may ask for what, and in which stage",
        _permits(),
        "## What each outcome demands",
        _outcomes(),
        _for_every_outcome(),
        "## The guards",
        "Asked in this order, in the transaction that makes the fact. G1 to G18 are the guards of due process.",
        _guards(),
    )
    return "\n\n".join(parts) + "\n"


def list_moves() -> list[Move]:
    """Every way from one stage to another that today's permissions leave open, found by asking the fold."""
    found: list[Move] = [("[*]", stage, "report vehicle") for stage in _openings()]
    for request, permit in PERMITS.items():
        for stage in (each for each in Stage if each in permit.stages):
            ends = {end for fact in EXAMPLES[request] for end in _stages_after(stage, fact)}
            found += [(stage, end, _words(request)) for end in Stage if end in ends and end is not stage]
    return found


def _openings() -> Iterator[Stage]:
    for known in (True, False):
        fact = reporting.VehicleReported(
            report=1, channel=Channel.WEB, edition="edition", district="district", vehicle_known=known
        )
        yield opened("26-000001", _recorded(fact)).stage


def _stages_after(stage: Stage, fact: Fact) -> Iterator[Stage]:
    """The stages that the fact may lead to, from each case that can be in this stage when it happens."""
    for known in Registration:
        for towed in TOWED.get(stage, (None,)):
            if towed or not isinstance(fact, AFTER_THE_HOOK_UP):
                case = _bare_case().with_(stage=stage, lookups=_answered(known), towed=towed)
                yield after(case, _recorded(fact)).stage


def _answered(registration: Registration) -> RecordsCheck:
    return RecordsCheck(fact=1, at=THEN, by="somebody", stolen=Stolen.CLEAR, registration=registration)


def _bare_case() -> Case:
    gone_over = (Amended(fact=1, was="old"),)
    return Case(shape=SHAPE, case="26-000001", edition="new", district="district", opened_at=THEN, amendments=gone_over)


def _recorded(fact: Fact) -> JournalEntry:
    return JournalEntry(number=1, at=THEN, recorded_at=THEN, actor="somebody", role=Role.DISPATCHER, fact=fact)


def _diagram() -> str:
    lines = [f"    {start} --> {end}: {asked}" for start, end, asked in list_moves()]
    return "\n".join(("```mermaid", "stateDiagram-v2", *lines, f"    {Stage.CLOSED} --> [*]", "```"))


def _permits() -> str:
    rows = [
        (f"`{_kind(request)}`", _first_line(request), _listed(permit.roles), *_marks(permit.stages))
        for request, permit in PERMITS.items()
    ]
    return _table(("request", "what is asked", "who may ask", *Stage), rows)


def _marks(stages: frozenset[Stage]) -> Iterator[str]:
    return ("yes" if stage in stages else "" for stage in Stage)


def _outcomes() -> str:
    rows = [(f"`{outcome}`", _evidence(outcome)) for outcome in Outcome]
    return _table(("outcome", "the case closes with it only if"), rows)


def _evidence(outcome: Outcome) -> str:
    return f"{EVIDENCE[outcome][0]}." if outcome in EVIDENCE else "(not reached so far: always refused)"


def _for_every_outcome() -> str:
    names = (name for name, _ in guards_of("may_close") if name != "evidence")
    return "And for every outcome:\n\n" + "\n".join(f"- {GUARDS[name].says}." for name in names)


def _guards() -> str:
    heads = ("guard", "what it keeps", "asked by", "may a person set it aside")
    return _table(heads, ((f"`{name}`", *_told(guard)) for name, guard in GUARDS.items()))


def _told(guard: Guard) -> tuple[str, str, str]:
    asked_by = ", ".join(f"`{question}`" for question in guard.asks)
    return f"{guard.says}.", asked_by, "no" if guard.absolute else "yes"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(heads)
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ("---",) * len(heads), *rows))


def _kind(request: type[Request]) -> str:
    return str(request.model_fields["kind"].default)


def _words(request: type[Request]) -> str:
    return _kind(request).replace("_", " ")


def _first_line(request: type[Request]) -> str:
    return (request.__doc__ or "").strip().splitlines()[0]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(name.replace("_", " ") for name in names))


if __name__ == "__main__":
    print(lifecycle(), end="")
