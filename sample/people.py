"""Sample users: what each of them does for each task of a case, so that its life follows its story.

Knows no clock, no network and no law: the API says what is allowed. Names and addresses are no real person's.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sample.scene import TOWED, Act, Scene, one
from schemas.mail import FurtherStep
from schemas.words import Finding, OrderState, Outcome, Registration, Role, Route, Stolen, Task

CURB: Final = {"lat": 39.99, "lon": -75.12}
LOT: Final = {"lat": 39.97, "lon": -75.1}


def acts_for(task: Task, scene: Scene) -> tuple[Act, ...]:
    """The acts that are due now; none while the case waits for time or for the system."""
    wish = AT_THE_DESK.get(scene.outcome) if task in (Task.RECORDS_CHECK, Task.INSPECTION) else None
    act = wish or ACTS.get(task)
    return act(scene) if act else ()


def _duplicate(scene: Scene) -> tuple[Act, ...]:
    if scene.original is None:
        return _elsewhere(scene)
    return one(Role.DISPATCHER, "close_as_duplicate", of=scene.original, note=scene.story.note)


def _keep_apart(scene: Scene) -> tuple[Act, ...]:
    """A story that is a duplicate has ended before: what is open beside it is another car."""
    others = scene.case.undecided_duplicates
    return one(Role.DISPATCHER, "keep_apart", other=others[0].other) if others else ()


def _elsewhere(scene: Scene) -> tuple[Act, ...]:
    number = scene.story.duplicate_of
    outcome = Outcome.DUPLICATE_ELSEWHERE
    return one(Role.DISPATCHER, "close_case", outcome=outcome, elsewhere=number, note=scene.story.note)


def _withdraw(scene: Scene) -> tuple[Act, ...]:
    why = scene.story.note or "Closed elsewhere."
    return one(Role.SUPERVISOR, "close_case", outcome=scene.outcome, authority="District captain", note=why)


AT_THE_DESK: Final[Mapping[Outcome, Callable[[Scene], tuple[Act, ...]]]] = {
    Outcome.DUPLICATE: _duplicate,
    Outcome.DUPLICATE_ELSEWHERE: _elsewhere,
    Outcome.WITHDRAWN: _withdraw,
}
"""Stories that end at a desk, before an officer drives out."""


def _check_records(scene: Scene) -> tuple[Act, ...]:
    stolen = Stolen.STOLEN if scene.outcome is Outcome.STOLEN_RECOVERED else Stolen.CLEAR
    registration = scene.story.registration or Registration.EXPIRED
    return one(Role.DISPATCHER, "enter_records_check", stolen=stolen, registration=registration)


SEEN: Final[Mapping[Outcome, Mapping[str, Any]]] = {
    Outcome.GONE_ON_ARRIVAL: {"finding": Finding.GONE},
    Outcome.UNFOUNDED: {"finding": Finding.NOT_ABANDONED},
    Outcome.REFERRED_TO_OUTREACH: {"finding": Finding.NOT_ABANDONED, "occupied": True},
}
MODEL_YEAR: Final = 2009
WORN: Final[Mapping[str, Any]] = {"conditions": ("inoperable", "flat_tires")}
BURNED: Final[Mapping[str, Any]] = {"conditions": ("burned", "leaking", "broken_glass"), "hazard": True}
CANNOT_BE_DRIVEN: Final = ("inoperable", "disrepair")


def _inspect(scene: Scene) -> tuple[Act, ...]:
    """A burned-out car is declared at the first inspection, unless the law wants a second one."""
    at_once = scene.story.hazard and not scene.refused
    standing = _declared(scene) if at_once else {"finding": Finding.STILL_THERE, **_state(scene)}
    seen = SEEN.get(scene.outcome) or {**standing, **_plate_read(scene)}
    return one(Role.OFFICER, "record_inspection", photo=True, **seen)


def _declare(scene: Scene) -> tuple[Act, ...]:
    return one(Role.OFFICER, "record_inspection", photo=True, **_declared(scene))


def _declared(scene: Scene) -> dict[str, Any]:
    return {"finding": Finding.ABANDONED, "clause": _clause(scene), **_state(scene)}


def _state(scene: Scene) -> dict[str, Any]:
    """What the car looks like; a car without a plate has no registration."""
    state = {**(BURNED if scene.story.hazard else WORN), "model_year": MODEL_YEAR, "signed_form": True}
    return {**state, "conditions": (*state["conditions"], "no_plate")} if _is_bare(scene) else dict(state)


def _is_bare(scene: Scene) -> bool:
    return scene.story.registration is Registration.NOT_FOUND


def _clause(scene: Scene) -> str:
    """The clause that matches what the officer sees, else the first of the list."""
    seen = (*CANNOT_BE_DRIVEN, "without_plates" if _is_bare(scene) else "illegally_parked")
    return next((each for each in seen if each in scene.clauses), scene.clauses[0])


def _plate_read(scene: Scene) -> dict[str, str]:
    """The officer often reads a plate that no report gave; it is too long for any state."""
    plated = scene.case.vehicle_known or _is_bare(scene)
    return {} if plated else {"plate": f"SAMPLE{scene.case.case[3:]}", "plate_state": "PA"}


def _inspect_again(scene: Scene) -> tuple[Act, ...]:
    if scene.outcome is Outcome.MOVED_BY_OWNER:
        return one(Role.OFFICER, "record_inspection", finding=Finding.GONE, photo=True)
    return one(Role.OFFICER, "record_inspection", finding=Finding.STILL_THERE, photo=True, **_state(scene))


def _outreach(scene: Scene) -> tuple[Act, ...]:
    return one(Role.SUPERVISOR, "close_case", outcome=Outcome.REFERRED_TO_OUTREACH, note=scene.story.note)


def _recovered(scene: Scene) -> tuple[Act, ...]:
    return one(Role.SUPERVISOR, "close_case", outcome=scene.outcome, authority="Major Auto Squad")


def _after_a_return(scene: Scene) -> tuple[Act, ...]:
    """The next step for each letter that came back. Of every second reader no other address can be found."""
    if not scene.came_back:
        return one(Role.DISPATCHER, "record_further_step", step=FurtherStep.PUBLICATION)
    return tuple(_step(letter, step) for letter, step in scene.came_back if step is not FurtherStep.RECORDS_AGAIN)


def _step(letter: int, step: FurtherStep) -> Act:
    is_found = step is not FurtherStep.SECOND_ADDRESS or letter % 2
    taken = step if is_found else FurtherStep.PUBLICATION
    return Act(Role.DISPATCHER, "record_further_step", {"letter": letter, "step": taken})


def _parties(scene: Scene) -> tuple[Act, ...]:
    """Who owns the car; after a return the same records have no other address."""
    again = [letter for letter, step in scene.came_back if step is FurtherStep.RECORDS_AGAIN]
    if again:
        return tuple(_step(each, FurtherStep.RECORDS_AGAIN) for each in again)
    if not scene.case.vehicle_known or _is_bare(scene):
        return one(Role.DISPATCHER, "record_parties", no_owner_found=True)
    number = scene.case.case[3:]
    owner = {"name": f"Sample Owner {number}", "lines": (f"{int(number) % 90 + 10} Nowhere Lane", "Towpath, PA 19000")}
    bank = {"name": "Sample Savings Bank", "lines": ("1 Ledger Square", "Towpath, PA 19000")}
    liens = (bank,) if scene.outcome is Outcome.AUCTIONED else ()
    return one(Role.DISPATCHER, "record_parties", owner=owner, lienholders=liens)


def _mail(scene: Scene) -> tuple[Act, ...]:
    """What the mail house does not mail: on the day of the letter, however fast the days pass here."""
    waiting = (each for each in scene.case.letters if each.mailed is None and not each.lapsed)
    told = ({"letter": each.letter, "at": each.written.at.isoformat()} for each in waiting)
    return tuple(Act(Role.DISPATCHER, "record_mailing", fields) for fields in told)


def _reissue(scene: Scene) -> tuple[Act, ...]:
    return one(Role.DISPATCHER, "renew_notice", notice=scene.lapsed) if scene.lapsed else ()


def _wait_for_the_owner(scene: Scene) -> tuple[Act, ...]:
    moves = scene.outcome is Outcome.MOVED_BY_OWNER and scene.case.move_claimed is None
    return one(Role.OWNER, "claim_moved") if moves else ()


def _answer(scene: Scene) -> tuple[Act, ...]:
    """Every fifth car finds the first contractor busy."""
    order = scene.case.order
    if order is None:
        return ()
    busy = order.order == 1 and int(scene.case.case[-1]) % 5 == 0
    kind, said = ("decline_offer", {"reason": "no_truck"}) if busy else ("accept_offer", {})
    return (Act(Role.CONTRACTOR, kind, {"order": order.order, **said}, firm=order.contractor),)


def _tow(scene: Scene) -> tuple[Act, ...]:
    order = scene.case.order
    if order is None or order.state is not OrderState.OPEN:
        return ()
    which = {"order": order.order}
    if scene.case.towed is None:
        return (Act(Role.CONTRACTOR, "report_hooked_up", {**which, "place": CURB}, firm=order.contractor, photo=True),)
    if scene.case.in_lot is None:
        told = {**which, "lot": scene.lot, "place": LOT}
        return (Act(Role.CONTRACTOR, "report_dropped_at_lot", told, firm=order.contractor, photo=True),)
    return (Act(Role.CONTRACTOR, "report_done", {**which, "result": "towed"}, firm=order.contractor),)


def _take_in(scene: Scene) -> tuple[Act, ...]:
    told = {"lot": scene.case.lot, "inventory": "A jack, an umbrella, two child seats.", "keys": False}
    return (Act(Role.LOT_KEEPER, "record_intake", told, firm=scene.case.lot, photo=True),)


def _reclaim(scene: Scene) -> tuple[Act, ...]:
    if scene.outcome is Outcome.RECLAIMED:
        return _hand_over(scene)
    asks = scene.outcome is Outcome.WRONGLY_TOWED and scene.case.hearing is None
    return one(Role.OWNER, "request_hearing") if asks else ()


def _hand_over(scene: Scene) -> tuple[Act, ...]:
    papers = ("identity", "registration", "insurance")
    told = {"to": "owner", "papers": papers, "paid": scene.owed}
    return (Act(Role.LOT_KEEPER, "release_vehicle", told, firm=scene.case.lot),)


def _officer_names(scene: Scene) -> tuple[Act, ...]:
    """A car with a different story can still be reclaimed: it is not disposed of yet."""
    if scene.outcome not in TOWED:
        return _reclaim(scene)
    return one(Role.OFFICER, "classify_vehicle", status=scene.end.status)


def _salvor_names(scene: Scene) -> tuple[Act, ...]:
    status = scene.case.officer_status
    return (Act(Role.CONTRACTOR, "classify_vehicle", {"status": status}, firm=scene.case.towed_by),)


def _appraise(scene: Scene) -> tuple[Act, ...]:
    return one(Role.DISPATCHER, "appraise_vehicle", value=scene.end.value, model_year=scene.end.model_year)


ANSWERS: Final = {
    "fees.towing": 17_500,
    "fees.storage": 2_500,
    "periods.free_retrieval": 48,
    "periods.proceeds": 365,
}
FEW_DAYS: Final = 10


def _counsel_answers(scene: Scene) -> tuple[Act, ...]:
    """Counsel answers every open question of law."""
    note = "Counsel's answer for this sample."
    answers = ({"provision": each, "amount": ANSWERS.get(each, FEW_DAYS), "note": note} for each in scene.unknown)
    return tuple(Act(Role.SUPERVISOR, "settle_question", each) for each in answers)


def _advertise(_: Scene) -> tuple[Act, ...]:
    return one(Role.DISPATCHER, "record_advertisement")


def _authorize(scene: Scene) -> tuple[Act, ...]:
    return one(Role.DISPATCHER, "record_authority", route=scene.end.route, reference=f"STATE-{scene.case.case}")


def _dispose(scene: Scene) -> tuple[Act, ...]:
    """If the time to dispose is over, notify everyone again."""
    if scene.late:
        again = one(Role.DISPATCHER, "renew_notice", notice=scene.lapsed)
        return again if scene.lapsed else _advertise(scene)
    route = scene.case.authority_route or scene.end.route
    if route is Route.AUCTION:
        return one(Role.DISPATCHER, "record_sale", price=135_000, auction_costs=9_500)
    return one(Role.DISPATCHER, "record_certificate", route=route, reference=f"CERT-{scene.case.case}")


ACTS: Final[Mapping[Task, Callable[[Scene], tuple[Act, ...]]]] = {
    Task.RECORDS_CHECK: _check_records,
    Task.INSPECTION: _inspect,
    Task.SECOND_OBSERVATION: _declare,
    Task.OUTREACH: _outreach,
    Task.POLICE: _recovered,
    Task.PARTIES: _parties,
    Task.MAILING: _mail,
    Task.RENEWAL: _reissue,
    Task.STICKER: lambda _: one(Role.OFFICER, "post_sticker", photo=True),
    Task.OWNER_CALL: lambda _: one(Role.DISPATCHER, "record_owner_call", result="not_reached"),
    Task.NOTICE_PERIOD: _wait_for_the_owner,
    Task.DUPLICATE_CHECK: _keep_apart,
    Task.MOVE_CHECK: _inspect_again,
    Task.REINSPECTION: _inspect_again,
    Task.TOW_ORDER: lambda _: one(Role.DISPATCHER, "order_tow"),
    Task.ANSWER: _answer,
    Task.TOW: _tow,
    Task.INTAKE: _take_in,
    Task.STATE_REPORT: lambda _: one(Role.DISPATCHER, "report_to_state"),
    Task.HEARING: lambda _: one(Role.HEARING_OFFICER, "decide_hearing", lawful=False),
    Task.FREE_RETRIEVAL: _hand_over,
    Task.REFUND: lambda scene: one(Role.DISPATCHER, "refund_fees", paid_back=scene.refund),
    Task.FURTHER_STEPS: _after_a_return,
    Task.RECLAIM_PERIOD: _reclaim,
    Task.OFFICER_STATUS: _officer_names,
    Task.SALVOR_STATUS: _salvor_names,
    Task.AUTHORITY: _authorize,
    Task.DISPOSAL: _dispose,
    Task.DISPOSAL_REPORT: lambda _: one(Role.DISPATCHER, "report_disposal"),
    Task.REVIEW: lambda _: one(Role.SUPERVISOR, "record_review", matter="plate", clear=True, note="Looked into."),
    Task.APPRAISAL: _appraise,
    Task.LAW_QUESTION: _counsel_answers,
    Task.SERVICE_CHECK: lambda _: one(Role.DISPATCHER, "answer_service_check", service="none"),
    Task.ADVERTISEMENT: _advertise,
    Task.FAILED_STEP: lambda _: one(Role.ADMIN, "retry_step"),
}
"""Who does what for which task; a task that is not here is done by the system, by time, or by a real person."""
