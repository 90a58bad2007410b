"""What makes the pure core and reality the same, and which parts of a fact only the database can know."""

from hashlib import sha256
from typing import Any

from rules.tow_dispatch import REFUSED
from schemas import casework, disposal, impound, owner_notice, reporting, tow_dispatch, verification, waiting_periods
from schemas.case import Case
from schemas.messages import Fact, Request
from schemas.rulings import RULING, Ruling

ROWS: dict[type[Fact], tuple[str, ...]] = {
    reporting.VehicleReported: ("report",),
    verification.VehicleInspected: ("other_vehicle",),
    owner_notice.PartiesRecorded: ("owner", "lienholders"),
    owner_notice.LetterWritten: ("letter",),
    tow_dispatch.TowOffered: ("contractor", "answer_by"),
    impound.IntakeRecorded: ("inventory",),
    disposal.AuthorityRecorded: ("reference",),
    disposal.VehicleDestroyed: ("reference",),
    casework.CaseClosed: ("reference",),
}
"""Numbers of rows, whose turn it is in the rotation of all cases, whether a plate is another than the one on record:
these the model takes from reality.
"""

ASKED_BY: dict[type[Fact], type[Request]] = {
    owner_notice.LetterWritten: owner_notice.WriteLetter,
    waiting_periods.GateOpened: waiting_periods.OpenGate,
    tow_dispatch.TowOffered: tow_dispatch.OfferTow,
    tow_dispatch.OfferLapsed: tow_dispatch.LapseOffer,
    tow_dispatch.TowEnded: tow_dispatch.ReportDone,
    casework.CaseClosed: casework.CloseCase,
    waiting_periods.StepHasFailed: waiting_periods.StepFailed,
}


def asked_for(fact: Fact) -> Request:
    """The request of the engine that leads to this fact."""
    request = ASKED_BY[type(fact)]
    shared = set(type(fact).model_fields) & set(request.model_fields) - {"kind", "note"}
    return request.model_validate({name: getattr(fact, name) for name in shared})


def with_rows(modelled: Fact, real: Fact) -> Fact:
    """The fact of the model, with the rows of the real one."""
    rows = {name: getattr(real, name) for name in (*ROWS.get(type(modelled), ()), "note") if hasattr(real, name)}
    return modelled.model_copy(update=rows)


def same_shape(modelled: Fact, real: Fact) -> bool:
    """Whether the rows are there where they should be, and as many."""
    return all(_shape(getattr(modelled, name)) == _shape(getattr(real, name, None)) for name in _counted(modelled))


def _counted(fact: Fact) -> tuple[str, ...]:
    return ("owner", "lienholders") if isinstance(fact, owner_notice.PartiesRecorded) else ()


def _shape(value: Any) -> object:
    return len(value) if isinstance(value, tuple) else value is None


def in_turn(case: Case, fact: Fact) -> bool:
    """Whether the contractor that is asked has not refused this order, and a window that lapsed had passed."""
    if isinstance(fact, tow_dispatch.TowOffered):
        since = case.tow_order.asked_since if case.tow_order else 0
        return all(
            each.contractor != fact.contractor for each in case.orders if each.state in REFUSED and each.fact > since
        )
    return True


def digest_of(ruling: Ruling) -> str:
    """The digest by which a fact names the ruling on which it rests."""
    return sha256(RULING.dump_json(ruling)).hexdigest()


def dumped(rulings: tuple[Ruling, ...]) -> list[dict[str, Any]]:
    """Rulings as the API gives them."""
    return [RULING.dump_python(each, mode="json") for each in rulings]
