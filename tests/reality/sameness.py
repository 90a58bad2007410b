"""The comparison of model and reality, and the parts of a fact that only the database can know."""

from hashlib import sha256
from typing import Any

from rules.requests import BY_REQUEST
from rules.tow_dispatch import REFUSED
from schemas import casework, disposal, impound, owner_notice, reporting, tow_dispatch, verification
from schemas.case import Case
from schemas.messages import Fact, Request
from schemas.rulings import RULING, Ruling
from schemas.words import Role

ROWS: dict[type[Fact], tuple[str, ...]] = {
    reporting.VehicleReported: ("report",),
    reporting.DescriptionCorrected: ("was", "other_vehicle"),
    verification.VehicleInspected: ("other_vehicle",),
    owner_notice.PartiesRecorded: ("owner", "lienholders"),
    owner_notice.LetterWritten: ("letter",),
    tow_dispatch.TowOffered: ("contractor", "answer_by"),
    impound.IntakeRecorded: ("inventory",),
    disposal.AuthorityRecorded: ("reference",),
    disposal.VehicleDestroyed: ("reference",),
    casework.CaseClosed: ("reference",),
}
"""Row ids, the turn in the rotation of all cases, and whether a plate differs from the one on record: the model takes
these from reality.
"""

ASKED_BY: dict[type[Fact], type[Request]] = {
    rule.fact: rule.request for rule in BY_REQUEST.values() if Role.SYSTEM in rule.roles
}


def asked_for(fact: Fact) -> Request:
    """The system's request that leads to this fact."""
    request = ASKED_BY[type(fact)]
    shared = set(type(fact).model_fields) & set(request.model_fields) - {"kind", "note"}
    return request.model_validate({name: getattr(fact, name) for name in shared})


def with_rows(modelled: Fact, real: Fact) -> Fact:
    """The model's fact with the row ids of the real one."""
    rows = {name: getattr(real, name) for name in (*ROWS.get(type(modelled), ()), "note") if hasattr(real, name)}
    return modelled.model_copy(update=rows)


def same_shape(modelled: Fact, real: Fact) -> bool:
    """Whether row ids are present in the same fields, and as many."""
    return all(_shape(getattr(modelled, name)) == _shape(getattr(real, name, None)) for name in _counted(modelled))


def _counted(fact: Fact) -> tuple[str, ...]:
    return ("owner", "lienholders") if isinstance(fact, owner_notice.PartiesRecorded) else ()


def _shape(value: Any) -> object:
    return len(value) if isinstance(value, tuple) else value is None


def in_turn(case: Case, fact: Fact) -> bool:
    """Whether the contractor that gets the offer has not refused this tow since the rotation last started."""
    if isinstance(fact, tow_dispatch.TowOffered):
        since = case.tow_order.asked_since if case.tow_order else 0
        return all(
            each.contractor != fact.contractor for each in case.orders if each.state in REFUSED and each.fact > since
        )
    return True


def digest_of(ruling: Ruling) -> str:
    """The digest by which a fact names the ruling it rests on."""
    return sha256(RULING.dump_json(ruling)).hexdigest()


def dumped(rulings: tuple[Ruling, ...]) -> list[dict[str, Any]]:
    """Rulings as the API returns them."""
    return [RULING.dump_python(each, mode="json") for each in rulings]
