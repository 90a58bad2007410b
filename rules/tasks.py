"""The tasks: who does each, by which requests. A missing requirement names its task; the system does some itself."""

from dataclasses import dataclass

from schemas import (
    casework,
    disposal,
    impound,
    mail,
    owner_notice,
    reporting,
    tow_dispatch,
    verification,
    waiting_periods,
)
from schemas.messages import Request
from schemas.words import Role, Task

Requests = tuple[type[Request], ...]


@dataclass(frozen=True)
class TaskRule:
    """One task: the role that does it, and the requests that complete it. A hold names the role that lifts it."""

    by: Role
    requests: Requests = ()


INSPECTION = (verification.RecordInspection,)
R = Role

TASKS: dict[Task, TaskRule] = {
    Task.RECORDS_CHECK: TaskRule(R.DISPATCHER, (reporting.EnterRecordsCheck,)),
    Task.INSPECTION: TaskRule(R.OFFICER, INSPECTION),
    Task.SECOND_OBSERVATION: TaskRule(R.OFFICER, INSPECTION),
    Task.OUTREACH: TaskRule(R.SUPERVISOR, (*INSPECTION, casework.CloseCase)),
    Task.REVIEW: TaskRule(R.SUPERVISOR, (verification.RecordReview,)),
    Task.LAW_QUESTION: TaskRule(R.SUPERVISOR, (waiting_periods.SettleQuestion,)),
    Task.APPRAISAL: TaskRule(R.DISPATCHER, (disposal.AppraiseVehicle,)),
    Task.SERVICE_CHECK: TaskRule(R.DISPATCHER, (disposal.AnswerServiceCheck,)),
    Task.ADVERTISEMENT: TaskRule(R.DISPATCHER, (disposal.RecordAdvertisement,)),
    Task.POLICE: TaskRule(R.SUPERVISOR, (reporting.EnterRecordsCheck, casework.CloseCase, impound.ReleaseVehicle)),
    Task.PARTIES: TaskRule(R.DISPATCHER, (owner_notice.RecordParties, mail.RecordFurtherStep)),
    Task.LETTERS: TaskRule(R.SYSTEM, (owner_notice.WriteLetter,)),
    Task.LATER_LETTERS: TaskRule(R.SYSTEM, (owner_notice.WriteLetter,)),
    Task.MAILING: TaskRule(R.DISPATCHER, (mail.RecordMailing,)),
    Task.RENEWAL: TaskRule(R.DISPATCHER, (owner_notice.RenewNotice,)),
    Task.STICKER: TaskRule(R.OFFICER, (owner_notice.PostSticker,)),
    Task.OWNER_CALL: TaskRule(R.DISPATCHER, (owner_notice.RecordOwnerCall,)),
    Task.NOTICE_PERIOD: TaskRule(R.SYSTEM, (waiting_periods.OpenGate,)),
    Task.EXTENSION_DECISION: TaskRule(R.SUPERVISOR, (waiting_periods.DecideExtension,)),
    Task.DUPLICATE_CHECK: TaskRule(R.DISPATCHER, (reporting.KeepApart, reporting.CloseAsDuplicate)),
    Task.MOVE_CHECK: TaskRule(R.OFFICER, INSPECTION),
    Task.REINSPECTION: TaskRule(R.OFFICER, INSPECTION),
    Task.TOW_ORDER: TaskRule(R.DISPATCHER, (tow_dispatch.OrderTow,)),
    Task.OFFER: TaskRule(R.SYSTEM, (tow_dispatch.OfferTow,)),
    Task.ANSWER: TaskRule(R.CONTRACTOR, (tow_dispatch.AcceptOffer, tow_dispatch.DeclineOffer, tow_dispatch.LapseOffer)),
    Task.TOW: TaskRule(
        R.CONTRACTOR, (tow_dispatch.ReportHookedUp, tow_dispatch.ReportDroppedAtLot, tow_dispatch.ReportDone)
    ),
    Task.INTAKE: TaskRule(R.LOT_KEEPER, (impound.RecordIntake,)),
    Task.STATE_REPORT: TaskRule(R.DISPATCHER, (impound.ReportToState,)),
    Task.HEARING: TaskRule(R.HEARING_OFFICER, (impound.DecideHearing, impound.ReleaseVehicle)),
    Task.FREE_RETRIEVAL: TaskRule(R.OWNER, (impound.ReleaseVehicle,)),
    Task.REFUND: TaskRule(R.DISPATCHER, (impound.RefundFees,)),
    Task.FURTHER_STEPS: TaskRule(R.DISPATCHER, (mail.RecordFurtherStep,)),
    Task.RECLAIM_PERIOD: TaskRule(R.SYSTEM, (waiting_periods.OpenGate, impound.ReleaseVehicle)),
    Task.OFFICER_STATUS: TaskRule(R.OFFICER, (disposal.ClassifyVehicle,)),
    Task.SALVOR_STATUS: TaskRule(R.CONTRACTOR, (disposal.ClassifyVehicle,)),
    Task.AUTHORITY: TaskRule(R.DISPATCHER, (disposal.RecordAuthority,)),
    Task.DISPOSAL: TaskRule(R.DISPATCHER, (disposal.RecordSale, disposal.RecordCertificate)),
    Task.DISPOSAL_REPORT: TaskRule(R.DISPATCHER, (disposal.ReportDisposal,)),
    Task.CLOSING: TaskRule(R.SYSTEM, (casework.CloseCase,)),
    Task.HOLD: TaskRule(R.SUPERVISOR, (waiting_periods.ReleaseHold,)),
    Task.FAILED_STEP: TaskRule(R.ADMIN, (waiting_periods.RetryStep,)),
    Task.NOTHING: TaskRule(R.SYSTEM),
}

OWN_ACTS = frozenset(
    {
        Task.LETTERS,
        Task.LATER_LETTERS,
        Task.NOTICE_PERIOD,
        Task.OFFER,
        Task.ANSWER,
        Task.TOW,
        Task.RECLAIM_PERIOD,
        Task.CLOSING,
    }
)
"""The tasks of the system: letters, gates, offers, closing, an unanswered offer, and waiting for a tow."""
