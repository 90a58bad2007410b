"""What must be true of every declaration, every tow and every tow gate."""

from proving.counting import has_run
from proving.exploring import Edge
from proving.sentences import all_in, sentence
from rules.law import Edition
from schemas.case import Case
from schemas.case_parts import Inspection, Letter
from schemas.law import Sign
from schemas.messages import at_of, fact_of
from schemas.owner_notice import RecordParties
from schemas.words import Condition, Finding, Ground, Hold, HoldEffect, Notice, Registration, Stolen

WORKS = ("tow_ordered", "tow_offered", "offer_accepted")


@sentence("No person is entered as two parties.", "parties_recorded")
def one_person_one_party(edge: Edge, _: Edition) -> bool | None:
    asked = edge.move[1] if edge.move else None
    if not isinstance(asked, RecordParties):
        return None
    return all(asked.owner != each for each in asked.lienholders) and len(set(asked.lienholders)) == len(
        asked.lienholders
    )


def _declaring(case: Case) -> Inspection | None:
    return next((each for each in case.inspections if each.number == fact_of(case.declared)), None)


def _declares(edge: Edge) -> bool:
    before, after = fact_of(edge.before.case.declared), fact_of(edge.after.case.declared)
    return after is not None and before != after


def _exempt_by(case: Case, look: Inspection, law: Edition, floor: str) -> bool:
    """Whether the edition exempts this car from the floor, by inspection and records check."""
    told, today = case.records_check, look.at.astimezone(law.tz).date()
    registered = told.registration_expired if told and told.registration is Registration.EXPIRED else None
    shown = {
        Sign.HAZARD: look.hazard,
        Sign.MISSING_PARTS: Condition.MISSING_PARTS in look.conditions,
        Sign.NO_PLATE: Condition.NO_PLATE in look.conditions,
    }
    days_ago = {
        Sign.REGISTRATION_EXPIRED: (today - registered).days if registered else 0,
        Sign.INSPECTION_EXPIRED: (today - look.inspection_expired).days if look.inspection_expired else 0,
    }
    return any(
        floor in rule.waives
        and all(shown[sign] if sign in shown else days_ago[sign] > rule.expired_for_days for sign in rule.needs)
        for rule in law.exemptions.values()
    )


@sentence("A car is declared abandoned under a clause that applies to the place where it stands.", "vehicle_inspected")
def under_a_clause(edge: Edge, law: Edition) -> bool | None:
    look = _declaring(edge.after.case)
    if look is None or not _declares(edge):
        return None
    clause = law.clauses.get(look.clause or "")
    return clause is not None and (clause.on == "private") == edge.after.case.private_property


@sentence(
    "A car that is declared abandoned has stood for the whole interval between two inspections.", "vehicle_inspected"
)
def stood(edge: Edge, law: Edition) -> bool | None:
    look, case = _declaring(edge.after.case), edge.after.case
    clause = law.clauses.get(look.clause or "") if look else None
    if look is None or clause is None or not _declares(edge):
        return None
    if law.periods[clause.interval].amount == 0 or _exempt_by(case, look, law, clause.interval):
        return None
    standing: list[Inspection] = []
    for each in case.inspections[:-1]:
        standing = [*standing, each] if each.finding in (Finding.STILL_THERE, Finding.ABANDONED) else []
    return any(has_run(case, law, clause.interval, each.at, look.at) for each in standing)


@sentence("Every car that is declared abandoned has a photo.", "vehicle_inspected")
def photographed(edge: Edge, _: Edition) -> bool | None:
    look = _declaring(edge.after.case)
    aside = any(each.guard == "G15" for each in edge.before.case.overrides)
    return bool(look.photos) if look and _declares(edge) and not aside else None


@sentence(
    "No car is declared abandoned or towed with a person or animal inside.",
    *WORKS,
    "vehicle_inspected",
)
def nobody_inside(edge: Edge, _: Edition) -> bool | None:
    look = edge.after.case.last_inspection
    if edge.fact and edge.fact.kind == "vehicle_inspected" and not _declares(edge):
        return None
    return look is not None and not look.occupied


@sentence("Every tow has a declaration and a lawful basis on record.", "tow_ordered")
def grounded(edge: Edge, law: Edition) -> bool | None:
    look, ground = _declaring(edge.before.case), getattr(edge.fact, "ground", None)
    if ground is Ground.HAZARD:
        return look is not None and look.hazard
    return look is not None and look.clause in law.clauses and ground is Ground.ABANDONED


@sentence("No tow of a car that was not declared abandoned.", *WORKS)
def declared(edge: Edge, _: Edition) -> bool | None:
    return edge.before.case.declared is not None


@sentence("No tow on a declaration or a notice from before the car was seen gone or in use.", *WORKS)
def not_moved_since(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    moved = [each.at for each in case.inspections if each.finding in (Finding.GONE, Finding.NOT_ABANDONED)]
    if not moved or case.declared is None:
        return None
    begun = [case.declared.at, *(each.mailed.at for each in _letters_before(case) if each.mailed)]
    return min(begun) > max(moved)


def _letters_before(case: Case) -> list[Letter]:
    rows = {*case.owners, *case.lienholders}
    return [
        each for each in case.letters if each.notice is Notice.PRE_TOW and each.addressee in rows and not each.lapsed
    ]


def _not_exempt(edge: Edge, law: Edition) -> Case | None:
    case = edge.before.case
    look = _declaring(case)
    return None if look is None or _exempt_by(case, look, law, "owner_notice") else case


@sentence(
    "No tow before every known party was sent a letter, or the notice was on the car.",
    *WORKS,
    "gate_opened",
    where=lambda law: Notice.PRE_TOW in law.notices,
)
def told(edge: Edge, law: Edition) -> bool | None:
    case, rule = _not_exempt(edge, law), law.notices.get(Notice.PRE_TOW)
    if case is None or rule is None or getattr(edge.fact, "gate", "tow") != "tow":
        return None
    rows = {each.addressee for each in _letters_before(case) if each.mailed}
    everybody = {*case.owners, *case.lienholders}
    if rule.sent_by == "sticker" or not everybody:
        return case.sticker is not None
    return case.parties is not None and everybody <= rows


@sentence("No tow before the owner's notice period has ended.", *WORKS, "gate_opened")
def floor_kept(edge: Edge, law: Edition) -> bool | None:
    case = _not_exempt(edge, law)
    if case is None or getattr(edge.fact, "gate", "tow") != "tow":
        return None
    now, period = edge.before.now, law.periods["owner_notice"]
    begun = {"mailed": [at_of(each.mailed) for each in _letters_before(case)] or [at_of(case.sticker)]}
    since = begun.get(period.anchor, [at_of(case.sticker) if period.anchor == "posted" else at_of(case.declared)])
    extended = case.extended_until is None or now >= case.extended_until
    return extended and all(has_run(case, law, "owner_notice", each, now) for each in since)


@sentence("The owner's requests are answered before the tow.", *WORKS, "gate_opened")
def answered(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    if getattr(edge.fact, "gate", "tow") != "tow":
        return None
    return case.move_claimed is None and case.extension_asked is None


@sentence("No tow while a hearing is open.", *WORKS, "gate_opened")
def heard(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    return all(each.decided is not None for each in case.hearings)


@sentence("No tow after a hearing decided for the owner.", *WORKS, "gate_opened")
def not_won(edge: Edge, _: Edition) -> bool | None:
    decided = [each.lawful for each in edge.before.case.hearings if each.decided is not None]
    return decided[-1] is not False if decided else None


@sentence(
    "No tow of a stolen car, or without a stolen-vehicle check after the owner's notice period.",
    *WORKS,
)
def not_stolen(edge: Edge, law: Edition) -> bool | None:
    case = edge.before.case
    asked = (fact_of(case.records_check) or 0) > (fact_of(case.tow_gate) or 0)
    unknown = not case.vehicle_known and case.records_check is None
    look = _declaring(case)
    hazard = look is not None and look.hazard and _exempt_by(case, look, law, "owner_notice")
    return case.stolen is not Stolen.STOLEN and (asked or unknown or hazard)


def _stopped_by(kinds: tuple[Hold, ...], stops: HoldEffect, edge: Edge, law: Edition) -> bool | None:
    """False while a hold of these kinds blocks this; None if none was ever placed."""
    holds = [each for each in edge.before.case.holds if each.hold in kinds and stops in law.holds[each.hold].stops]
    return all(each.released is not None for each in holds) if holds else None


@sentence("No tow while the police hold the car as evidence.", *WORKS, "gate_opened")
def evidence_kept(edge: Edge, law: Edition) -> bool | None:
    return _stopped_by((Hold.POLICE_EVIDENCE,), HoldEffect.TOW, edge, law)


@sentence("No tow while a dwelling hold is open.", *WORKS, "gate_opened")
def home_kept(edge: Edge, law: Edition) -> bool | None:
    return _stopped_by((Hold.DWELLING,), HoldEffect.TOW, edge, law)


@sentence("No tow of a car in which someone seems to live before a supervisor has reviewed it.", *WORKS)
def home_looked_into(edge: Edge, _: Edition) -> bool | None:
    return _looked_into(edge.before.case, "dwelling", [each for each in edge.before.case.inspections if each.lived_in])


@sentence("No tow of a car with a special plate before a supervisor has reviewed it.", *WORKS)
def plate_looked_into(edge: Edge, _: Edition) -> bool | None:
    return _looked_into(edge.before.case, "plate", [each for each in edge.before.case.inspections if each.plate_kind])


def _looked_into(case: Case, matter: str, looks: list[Inspection]) -> bool | None:
    if not looks:
        return None
    since = [each for each in case.reviews if each.matter == matter and each.fact > looks[-1].number]
    return bool(since) and since[-1].clear


@sentence("No tow before an officer has seen the car after the owner's notice period.", *WORKS)
def seen_again(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    look = case.last_inspection
    if any(each.guard == "seen_again" and each.stage is case.stage for each in case.overrides):
        return None
    there = look is not None and look.finding in (Finding.STILL_THERE, Finding.ABANDONED)
    return there and look is not None and case.tow_gate is not None and look.number >= case.tow_gate.fact


@sentence("No tow if the latest inspection found the car gone or not abandoned.", *WORKS)
def not_found_otherwise(edge: Edge, _: Edition) -> bool | None:
    look = edge.before.case.last_inspection
    return look.finding not in (Finding.GONE, Finding.NOT_ABANDONED) if look else None


@sentence(
    "Extensions are requested and decided, and notices posted, only before the hook-up.",
    "extension_asked",
    "extension_decided",
    "sticker_posted",
)
def on_the_street(edge: Edge, _: Edition) -> bool | None:
    return edge.before.case.towed is None


@sentence("A notice is posted on a car once.", "sticker_posted")
def one_notice_on_it(edge: Edge, _: Edition) -> bool | None:
    return edge.before.case.sticker is None


@sentence("A tow is ordered once, after its gate was opened.", "tow_ordered")
def ordered_once(edge: Edge, _: Edition) -> bool | None:
    return edge.before.case.ordered is None and edge.before.case.tow_gate is not None


@sentence("One contractor at a time has the order.", "tow_offered", "offer_accepted", "offer_declined", "offer_lapsed")
def one_at_a_time(edge: Edge, _: Edition) -> bool | None:
    alive = [each for each in edge.after.case.orders if each.state in ("offered", "open")]
    return len(alive) <= 1 and edge.before.case.ordered is not None


@sentence(
    "Every contractor reports on its own order, and a supervisor with a note.",
    "offer_accepted",
    "offer_declined",
    "vehicle_hooked_up",
    "vehicle_dropped_at_lot",
    "tow_ended",
)
def own_order(edge: Edge, _: Edition) -> bool | None:
    actor, request = edge.move or (None, None)
    order = next((each for each in edge.before.case.orders if each.order == getattr(edge.fact, "order", 0)), None)
    if actor is None or order is None or actor.role == "system":
        return None
    if actor.role == "supervisor":
        return bool(request and request.note) and order.state == "open"
    return actor.firm == order.contractor


@sentence("An order stays open only while the tow is allowed.")
def right_stands(edge: Edge, law: Edition) -> bool | None:
    case = edge.after.case
    if case.ordered is None or case.towed is not None or case.stage != "tow":
        return None
    look = case.last_inspection
    free = all(HoldEffect.TOW not in law.holds[each.hold].stops for each in case.open_holds)
    said = case.move_claimed is None and case.extension_asked is None and not case.hearing_open
    return free and said and case.stolen is not Stolen.STOLEN and look is not None and not look.occupied


@sentence(
    "A car is dropped at a lot only after the hook-up, and a tow is done only after the drop-off.",
    "vehicle_dropped_at_lot",
    "tow_ended",
)
def custody(edge: Edge, _: Edition) -> bool | None:
    case, fact = edge.before.case, edge.fact
    if fact is not None and fact.kind == "vehicle_dropped_at_lot":
        return case.towed is not None and case.in_lot is None
    result = getattr(fact, "result", "")
    if result == "towed":
        return case.in_lot is not None
    return case.towed is None and (result != "gone" or bool(getattr(fact, "photos", ())))


@sentence("A car is hooked up once.", "vehicle_hooked_up")
def hooked_up_once(edge: Edge, _: Edition) -> bool | None:
    return edge.before.case.towed is None


@sentence("An order is withdrawn only if it exists and the car is not hooked up.", "tow_withdrawn")
def withdrawn(edge: Edge, _: Edition) -> bool | None:
    return edge.before.case.ordered is not None and edge.before.case.towed is None


TOW_SENTENCES = all_in(globals())
