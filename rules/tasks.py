"""The tasks: who does each, and by which requests. What is missing names its task; the system does some of its own."""

from dataclasses import dataclass

from schemas import (
    casework,
    disposal,
    impound,
    owner_notice,
    reporting,
    tow_dispatch,
    verification,
    waiting_periods,
)
from schemas.messages import Request
from schemas.words import Role, Thing

Requests = tuple[type[Request], ...]


@dataclass(frozen=True)
class TaskRule:
    """One task: the role that does it, and the requests that fulfill it. A hold names the role that lifts it."""

    by: Role
    requests: Requests = ()


INSPECTION = (verification.RecordInspection,)
R = Role

TASKS: dict[Thing, TaskRule] = {
    Thing.LOOKUPS: TaskRule(R.DISPATCHER, (reporting.AnswerLookups,)),
    Thing.INSPECTION: TaskRule(R.OFFICER, INSPECTION),
    Thing.SECOND_OBSERVATION: TaskRule(R.OFFICER, INSPECTION),
    Thing.OUTREACH: TaskRule(R.SUPERVISOR, (*INSPECTION, casework.CloseCase)),
    Thing.REVIEW: TaskRule(R.SUPERVISOR, (verification.RecordReview,)),
    Thing.LAW_QUESTION: TaskRule(R.SUPERVISOR, (waiting_periods.SettleQuestion,)),
    Thing.APPRAISAL: TaskRule(R.DISPATCHER, (disposal.AppraiseVehicle,)),
    Thing.SERVICE_CHECK: TaskRule(R.DISPATCHER, (disposal.AnswerServiceCheck,)),
    Thing.ADVERTISEMENT: TaskRule(R.DISPATCHER, (disposal.RecordAdvertisement,)),
    Thing.POLICE: TaskRule(R.SUPERVISOR, (reporting.AnswerLookups, casework.CloseCase, impound.ReleaseVehicle)),
    Thing.PARTIES: TaskRule(R.DISPATCHER, (owner_notice.RecordParties,)),
    Thing.LETTERS: TaskRule(R.ENGINE, (owner_notice.WriteLetter,)),
    Thing.LATER_LETTERS: TaskRule(R.ENGINE, (owner_notice.WriteLetter,)),
    Thing.MAILING: TaskRule(R.DISPATCHER, (owner_notice.RecordMailing,)),
    Thing.RENEWAL: TaskRule(R.DISPATCHER, (owner_notice.RenewNotice,)),
    Thing.STICKER: TaskRule(R.OFFICER, (owner_notice.PostSticker,)),
    Thing.NOTICE_PERIOD: TaskRule(R.ENGINE, (waiting_periods.OpenGate,)),
    Thing.EXTENSION_DECISION: TaskRule(R.SUPERVISOR, (waiting_periods.DecideExtension,)),
    Thing.MOVE_CHECK: TaskRule(R.OFFICER, INSPECTION),
    Thing.REINSPECTION: TaskRule(R.OFFICER, INSPECTION),
    Thing.TOW_ORDER: TaskRule(R.DISPATCHER, (tow_dispatch.OrderTow,)),
    Thing.OFFER: TaskRule(R.ENGINE, (tow_dispatch.OfferTow,)),
    Thing.ANSWER: TaskRule(
        R.CONTRACTOR, (tow_dispatch.AcceptOffer, tow_dispatch.DeclineOffer, tow_dispatch.LapseOffer)
    ),
    Thing.TOW: TaskRule(R.CONTRACTOR, (tow_dispatch.ReportHooked, tow_dispatch.ReportInLot, tow_dispatch.ReportDone)),
    Thing.INTAKE: TaskRule(R.LOT_KEEPER, (impound.RecordIntake,)),
    Thing.STATE_REPORT: TaskRule(R.DISPATCHER, (impound.ReportToState,)),
    Thing.HEARING: TaskRule(R.HEARING_OFFICER, (impound.DecideHearing, impound.ReleaseVehicle)),
    Thing.FREE_RETRIEVAL: TaskRule(R.OWNER, (impound.ReleaseVehicle,)),
    Thing.REFUND: TaskRule(R.DISPATCHER, (impound.RefundFees,)),
    Thing.FURTHER_STEPS: TaskRule(R.DISPATCHER, (owner_notice.RecordFurtherStep,)),
    Thing.RECLAIM_PERIOD: TaskRule(R.ENGINE, (waiting_periods.OpenGate, impound.ReleaseVehicle)),
    Thing.OFFICER_STATUS: TaskRule(R.OFFICER, (disposal.ClassifyVehicle,)),
    Thing.SALVOR_STATUS: TaskRule(R.CONTRACTOR, (disposal.ClassifyVehicle,)),
    Thing.AUTHORITY: TaskRule(R.DISPATCHER, (disposal.RecordAuthority,)),
    Thing.DISPOSAL: TaskRule(R.DISPATCHER, (disposal.RecordSale, disposal.RecordCertificate)),
    Thing.DISPOSAL_REPORT: TaskRule(R.DISPATCHER, (disposal.ReportDisposal,)),
    Thing.CLOSING: TaskRule(R.ENGINE, (casework.CloseCase,)),
    Thing.HOLD: TaskRule(R.SUPERVISOR, (waiting_periods.ReleaseHold,)),
    Thing.FAILED_STEP: TaskRule(R.ADMIN, (waiting_periods.RetryStep,)),
    Thing.NOTHING: TaskRule(R.ENGINE),
}

OWN_ACTS = frozenset(
    {
        Thing.LETTERS,
        Thing.LATER_LETTERS,
        Thing.NOTICE_PERIOD,
        Thing.OFFER,
        Thing.ANSWER,
        Thing.TOW,
        Thing.RECLAIM_PERIOD,
        Thing.CLOSING,
    }
)
"""What the system does by itself: it writes, opens, offers, closes, ends a window without an answer, awaits a truck."""
