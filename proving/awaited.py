"""What a case waits for, and what most cases answer: anything else is a deviation from the ordinary process.

All roads with at most so many deviations are explored (delay-bounded search). Time passing is none.
"""

from collections.abc import Callable
from typing import Any

from proving.moves import Move
from proving.worlds import World
from schemas import casework, disposal, impound, owner_notice, reporting, tow_dispatch, verification, waiting_periods
from schemas.messages import Request
from schemas.rulings import NextThing
from schemas.words import Finding, Outcome, Registration, ReleaseTo, Service, Stolen, Thing, TowResult

LOOK = (verification.RecordInspection,)

AWAITED: dict[Thing, tuple[type[Request], ...]] = {
    Thing.LOOKUPS: (reporting.AnswerLookups,),
    Thing.INSPECTION: LOOK,
    Thing.SECOND_OBSERVATION: LOOK,
    Thing.REINSPECTION: LOOK,
    Thing.OUTREACH: (*LOOK, casework.CloseCase),
    Thing.REVIEW: (verification.RecordReview,),
    Thing.LAW_QUESTION: (waiting_periods.SettleQuestion,),
    Thing.APPRAISAL: (disposal.AppraiseVehicle,),
    Thing.SERVICE_CHECK: (disposal.AnswerServiceCheck,),
    Thing.ADVERTISEMENT: (disposal.RecordAdvertisement,),
    Thing.POLICE: (reporting.AnswerLookups, casework.CloseCase, impound.ReleaseVehicle),
    Thing.PARTIES: (owner_notice.RecordParties,),
    Thing.LETTERS: (owner_notice.WriteLetter,),
    Thing.MAILING: (owner_notice.RecordMailing,),
    Thing.RENEWAL: (owner_notice.RenewNotice,),
    Thing.STICKER: (owner_notice.PostSticker,),
    Thing.NOTICE_PERIOD: (waiting_periods.OpenGate,),
    Thing.EXTENSION_DECISION: (waiting_periods.DecideExtension,),
    Thing.TOW_ORDER: (tow_dispatch.OrderTow,),
    Thing.OFFER: (tow_dispatch.OfferTow,),
    Thing.ANSWER: (tow_dispatch.AcceptOffer, tow_dispatch.DeclineOffer, tow_dispatch.LapseOffer),
    Thing.TOW: (tow_dispatch.ReportHooked, tow_dispatch.ReportInLot, tow_dispatch.ReportDone),
    Thing.INTAKE: (impound.RecordIntake,),
    Thing.STATE_REPORT: (impound.ReportToState,),
    Thing.HEARING: (impound.DecideHearing, impound.ReleaseVehicle),
    Thing.FREE_RETRIEVAL: (impound.ReleaseVehicle,),
    Thing.REFUND: (impound.RefundFees,),
    Thing.FURTHER_STEPS: (owner_notice.RecordFurtherStep,),
    Thing.RECLAIM_PERIOD: (waiting_periods.OpenGate, impound.ReleaseVehicle),
    Thing.OFFICER_STATUS: (disposal.ClassifyVehicle,),
    Thing.SALVOR_STATUS: (disposal.ClassifyVehicle,),
    Thing.AUTHORITY: (disposal.RecordAuthority,),
    Thing.DISPOSAL: (disposal.RecordSale, disposal.RecordCertificate),
    Thing.DISPOSAL_REPORT: (disposal.ReportDisposal,),
    Thing.CLOSING: (casework.CloseCase,),
    Thing.HOLD: (waiting_periods.ReleaseHold,),
    Thing.FAILED_STEP: (waiting_periods.RetryStep,),
    Thing.NOTHING: (),
}
"""What somebody asks when a case waits for this."""

ANEW: tuple[type[Request], ...] = (
    owner_notice.RenewNotice,
    owner_notice.RecordFurtherStep,
    disposal.RecordAdvertisement,
)
"""What somebody asks when a disposal is waited for and what was told has grown too old for it."""


USUAL: dict[type[Request], Callable[[Any], bool]] = {
    reporting.AnswerLookups: lambda asked: (asked.stolen, asked.registration) == (Stolen.CLEAR, Registration.EXPIRED),
    verification.RecordInspection: lambda asked: (
        not (asked.occupied or asked.hazard or asked.lived_in or asked.plate_kind or asked.conditions or asked.plate)
        and not asked.inspection_expired_over_90_days
        and asked.finding is not Finding.NOT_ABANDONED
    ),
    verification.RecordReview: lambda asked: asked.clear,
    owner_notice.RecordParties: lambda asked: asked.owner is not None and len(asked.lienholders) == 1,
    tow_dispatch.DeclineOffer: lambda _: False,
    tow_dispatch.LapseOffer: lambda _: False,
    tow_dispatch.ReportDone: lambda asked: asked.result is TowResult.TOWED,
    impound.ReleaseVehicle: lambda asked: asked.to is ReleaseTo.OWNER,
    disposal.AnswerServiceCheck: lambda asked: asked.service is Service.NONE,
    casework.CloseCase: lambda asked: asked.outcome not in (Outcome.WITHDRAWN, Outcome.DUPLICATE_ELSEWHERE),
}
"""Which answers most cases give; of requests that are not here all are usual: what was asked is granted or not."""


def awaited(move: Move | None, thing: NextThing, world: World) -> bool:
    """Whether this is what the case waits for: a request of that kind, or time. The salvor speaks after the officer."""
    if move is None:
        return True
    actor, request = move
    if isinstance(request, disposal.ClassifyVehicle) and actor.role != thing.by and not world.case.salvor_status:
        return False
    late = thing.thing is Thing.DISPOSAL and thing.due_at is not None and world.now > thing.due_at
    return isinstance(request, ANEW if late else AWAITED[thing.thing])


EVER_AWAITED: tuple[type[Request], ...] = (*ANEW, *{request for awaited in AWAITED.values() for request in awaited})


def is_ordinary(move: Move | None) -> bool:
    """Whether this is an act of the ordinary process, at whatever moment, with the answer that most cases give.

    What is dated, and so is told late, is none.
    """
    if move is None:
        return True
    if move[1].at is not None:
        return False
    usual = USUAL.get(type(move[1]))
    return isinstance(move[1], EVER_AWAITED) and (usual is None or usual(move[1]))


def deviates(move: Move | None, thing: NextThing, world: World) -> bool:
    """Whether this is not what the case waits for, or an answer that most cases do not give."""
    return not (awaited(move, thing, world) and is_ordinary(move))
