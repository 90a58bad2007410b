"""Who may ask for what, and in which stage: one table. Knows no law beyond that."""

from dataclasses import dataclass

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
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.rulings import Refusal
from schemas.words import Role, Stage

S = Stage
ENGINE = frozenset({Role.ENGINE})
OWNER = frozenset({Role.OWNER})
LOT = frozenset({Role.LOT_KEEPER})
STAFF = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
OPEN = frozenset(Stage) - {Stage.CLOSED}
NOTICED = frozenset({S.NOTICE, S.TOW})
AFTER_TOW = frozenset({S.IMPOUND, S.DISPOSAL})
ORDERED = frozenset({S.TOW, S.IMPOUND})
"""Where a contractor speaks; a late word is answered by the guard, which says what became of the order."""
BEFORE_TOW = frozenset({S.REPORTED, S.VERIFICATION, S.NOTICE, S.TOW})


@dataclass(frozen=True)
class Permit:
    """The roles that may ask, and the stages in which it makes sense."""

    roles: frozenset[Role]
    stages: frozenset[Stage]


PERMITS: dict[type[Request], Permit] = {
    reporting.AnswerLookups: Permit(STAFF, OPEN),
    verification.RecordInspection: Permit(frozenset({Role.OFFICER}), BEFORE_TOW),
    verification.RecordReview: Permit(frozenset({Role.SUPERVISOR}), frozenset({S.VERIFICATION}) | NOTICED),
    owner_notice.RecordParties: Permit(STAFF, NOTICED | AFTER_TOW),
    owner_notice.WriteLetter: Permit(ENGINE, frozenset({S.NOTICE, S.IMPOUND})),
    owner_notice.RecordMailing: Permit(STAFF, NOTICED | AFTER_TOW),
    owner_notice.RecordReturn: Permit(STAFF, NOTICED | AFTER_TOW),
    owner_notice.RecordFurtherStep: Permit(STAFF, NOTICED | AFTER_TOW),
    owner_notice.RenewNotice: Permit(STAFF, AFTER_TOW),
    owner_notice.PostSticker: Permit(frozenset({Role.OFFICER}), NOTICED),
    waiting_periods.OpenGate: Permit(ENGINE, frozenset({S.NOTICE, S.IMPOUND})),
    waiting_periods.ClaimMoved: Permit(STAFF | OWNER, NOTICED | AFTER_TOW),
    waiting_periods.AskExtension: Permit(STAFF | OWNER, NOTICED),
    waiting_periods.DecideExtension: Permit(frozenset({Role.SUPERVISOR}), NOTICED),
    tow_dispatch.OrderTow: Permit(STAFF, frozenset({S.TOW})),
    tow_dispatch.OfferTow: Permit(ENGINE, frozenset({S.TOW})),
    tow_dispatch.AcceptOffer: Permit(frozenset({Role.CONTRACTOR}), ORDERED),
    tow_dispatch.DeclineOffer: Permit(frozenset({Role.CONTRACTOR}), ORDERED),
    tow_dispatch.LapseOffer: Permit(ENGINE, ORDERED),
    tow_dispatch.ReportHooked: Permit(frozenset({Role.CONTRACTOR, Role.SUPERVISOR}), ORDERED),
    tow_dispatch.ReportInLot: Permit(frozenset({Role.CONTRACTOR, Role.SUPERVISOR}), ORDERED),
    tow_dispatch.ReportDone: Permit(frozenset({Role.CONTRACTOR, Role.SUPERVISOR, Role.ENGINE}), ORDERED),
    tow_dispatch.WithdrawTow: Permit(STAFF, frozenset({S.NOTICE, S.TOW})),
    impound.RecordIntake: Permit(LOT, AFTER_TOW),
    impound.ReportToState: Permit(STAFF, AFTER_TOW),
    impound.RequestHearing: Permit(STAFF | OWNER, NOTICED | AFTER_TOW),
    impound.DecideHearing: Permit(frozenset({Role.HEARING_OFFICER}), NOTICED | AFTER_TOW),
    impound.ReleaseVehicle: Permit(LOT, AFTER_TOW),
    impound.RefundFees: Permit(STAFF, AFTER_TOW),
    impound.WaiveFees: Permit(frozenset({Role.SUPERVISOR}), AFTER_TOW),
    impound.HandOverContents: Permit(LOT, AFTER_TOW),
    impound.SurrenderVehicle: Permit(LOT, AFTER_TOW),
    disposal.ClassifyVehicle: Permit(frozenset({Role.OFFICER, Role.CONTRACTOR}), AFTER_TOW),
    disposal.AppraiseVehicle: Permit(STAFF | {Role.OFFICER}, AFTER_TOW),
    disposal.AnswerServiceCheck: Permit(STAFF, AFTER_TOW),
    disposal.RecordAdvertisement: Permit(STAFF, AFTER_TOW),
    disposal.RecordAuthority: Permit(STAFF, frozenset({S.DISPOSAL})),
    disposal.RecordSale: Permit(STAFF, frozenset({S.DISPOSAL})),
    disposal.RecordCertificate: Permit(STAFF, frozenset({S.DISPOSAL})),
    disposal.ReportDisposal: Permit(STAFF, frozenset({S.DISPOSAL})),
    waiting_periods.PlaceHold: Permit(STAFF | {Role.OFFICER}, OPEN),
    waiting_periods.ReleaseHold: Permit(frozenset({Role.SUPERVISOR, Role.HEARING_OFFICER}), OPEN),
    waiting_periods.SettleQuestion: Permit(frozenset({Role.SUPERVISOR}), OPEN),
    waiting_periods.OverrideGuard: Permit(frozenset({Role.SUPERVISOR}), OPEN),
    amendments.ApplyAmendment: Permit(frozenset({Role.SUPERVISOR}), OPEN),
    amendments.TakeBackAmendment: Permit(frozenset({Role.SUPERVISOR}), OPEN),
    waiting_periods.StepFailed: Permit(frozenset({Role.ENGINE}), OPEN),
    waiting_periods.RetryStep: Permit(STAFF | {Role.ADMIN}, OPEN),
    casework.CloseCase: Permit(STAFF | {Role.ENGINE}, OPEN),
    reporting.CloseAsDuplicate: Permit(STAFF, BEFORE_TOW),
    reporting.Split: Permit(STAFF, frozenset({S.CLOSED})),
    casework.Reopen: Permit(frozenset({Role.SUPERVISOR}), frozenset({S.CLOSED})),
}


def may_ask(case: Case, request: type[Request], actor: Actor) -> Refusal | None:
    """Why this person may not ask this now; None if they may."""
    permit = PERMITS[request]
    if actor.role == Role.OWNER and actor.case != case.case:
        return Refusal(code="not_your_part", reason="This link opens another case.")
    if actor.role not in permit.roles:
        who = " or ".join(sorted(role.value.replace("_", " ") for role in permit.roles))
        article = "an" if who[0] in "aeio" else "a"
        return Refusal(code="not_your_part", reason=f"Only {article} {who} may do this.")
    if case.stage not in permit.stages:
        return Refusal(code="not_now", reason=f"This cannot be done while the case is in the stage {case.stage}.")
    return None
