"""What must be true of the mail, of every hearing, of every bill, and of every release."""

from collections.abc import Collection
from datetime import datetime, timedelta

from proving.counting import DAY
from proving.exploring import Edge
from proving.sentences import all_in, sentence
from proving.worlds import said_to_be_due
from rules.law import Edition
from schemas.case import Case
from schemas.case_parts import Letter
from schemas.messages import at_of, by_of, fact_of
from schemas.words import Hold, HoldEffect, Paper, ReleaseTo, Stage, Stolen


@sentence("A letter is mailed once, and not before it was written.", "letter_mailed")
def mailed_once(edge: Edge, _: Edition) -> bool | None:
    letter = _letter(edge)
    return letter is not None and letter.mailed is None and _at(edge) >= letter.written.at


@sentence("A letter is returned only after it was mailed.", "letter_returned")
def returned(edge: Edge, _: Edition) -> bool | None:
    letter = _letter(edge)
    return letter is not None and letter.mailed is not None


@sentence("No current letter is written twice to the same party.", "letter_written")
def written_once(edge: Edge, _: Edition) -> bool | None:
    fact = edge.fact
    same = [
        each
        for each in edge.before.case.letters
        if not each.lapsed
        and (each.notice, each.addressee) == (getattr(fact, "notice", None), getattr(fact, "addressee", 0))
    ]
    return not same


@sentence("A further step is taken only after a returned letter, or if no party is known.", "further_step_taken")
def step_taken(edge: Edge, _: Edition) -> bool | None:
    case, letter = edge.before.case, _letter(edge)
    nobody = case.parties is not None and not case.owners and not case.lienholders
    return letter.returned is not None if letter else nobody


@sentence(
    "A letter that the mail has lost no longer counts, unless the tow that it announced has happened.",
    "letter_returned",
)
def lost_letter(edge: Edge, _: Edition) -> bool | None:
    if getattr(edge.fact, "reason", None) != "lost":
        return None
    row, case = getattr(edge.fact, "letter", None), edge.after.case
    letter = next(each for each in case.letters if each.letter == row)
    return letter.lapsed or (letter.notice == "pre_tow" and case.towed is not None)


def _letter(edge: Edge) -> Letter | None:
    row = getattr(edge.fact, "letter", None)
    return next((each for each in edge.before.case.letters if each.letter == row), None)


def _at(edge: Edge) -> datetime:
    asked = edge.move[1] if edge.move else None
    return (asked.at if asked else None) or edge.before.now


@sentence("The hearing officer neither declared the car abandoned nor ordered the tow.", "hearing_decided")
def heard_by_another(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    return edge.move is not None and edge.move[0].account not in (case.ordered_by, by_of(case.declared))


@sentence("Only a requested hearing is decided.", "hearing_decided")
def heard_if_asked(edge: Edge, _: Edition) -> bool | None:
    requested = getattr(edge.fact, "requested", 0)
    return any(each.decided is None and each.requested.fact == requested for each in edge.before.case.hearings)


@sentence("Each party on record has one hearing for each tow, and none after it was found wrong.", "hearing_requested")
def heard_once(edge: Edge, _: Edition) -> bool | None:
    case, named = edge.before.case, getattr(edge.fact, "party", None)
    party = (edge.move[0].party if edge.move else None) or named or case.owner
    mine = [each for each in case.hearings if each.party == party]
    after_the_hook = any(each.requested.fact > (fact_of(case.hooked_up) or 0) for each in mine)
    waits = any(each.decided is None for each in mine)
    known = party is None or party in (*case.owners, *case.lienholders)
    return known and not waits and not after_the_hook and not (case.towed and won(case))


def won(case: Case) -> bool:
    """Whether a hearing found that the car was not lawfully taken."""
    return any(each.lawful is False for each in case.hearings)


def owes_nothing(case: Case, law: Edition) -> bool:
    """Whether a hearing was won, or the car was stolen from its owner and the law asks nothing for such a car."""
    return won(case) or (case.found_stolen is not None and "stolen" in law.waivers)


@sentence(
    "A hold is lifted once, by the role that the law names, and in writing if the law requires it.", "hold_released"
)
def lifted(edge: Edge, law: Edition) -> bool | None:
    placed, asked = getattr(edge.fact, "placed", 0), edge.move[1] if edge.move else None
    hold = next((each for each in edge.before.case.holds if each.fact == placed), None)
    if hold is None or edge.move is None:
        return False
    rule = law.holds[hold.hold]
    written = not rule.in_writing or bool(asked and asked.note)
    return hold.released is None and edge.move[0].role in rule.lifted_by and written


@sentence("The intake of a car is recorded once, by a keeper of the lot where it was dropped.", "intake_recorded")
def taken_in(edge: Edge, _: Edition) -> bool | None:
    case, lot = edge.before.case, getattr(edge.fact, "lot", None)
    own = edge.move is not None and (edge.move[0].firm == case.lot or _aside(case, "own_lot"))
    return case.in_lot is not None and case.intake is None and lot == case.lot and own


def _aside(case: Case, guard: str) -> bool:
    return any(each.guard == guard and each.stage is case.stage for each in case.overrides)


@sentence("A car leaves the lot once, and only after its intake.", "vehicle_released", "vehicle_surrendered")
def leaves_once(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    gone = case.released or case.surrendered or case.sold or case.destroyed
    return case.intake is not None and gone is None


@sentence(
    "A lot keeper releases only cars in their own lot.",
    "vehicle_released",
    "vehicle_surrendered",
    "contents_handed_over",
)
def own_lot(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    if edge.move is None or _aside(case, "own_lot"):
        return None
    return edge.move[0].firm == case.lot


@sentence("No car is released without the documents that the law requires.", "vehicle_released")
def papers(edge: Edge, law: Edition) -> bool | None:
    owner = getattr(edge.fact, "to", None) is ReleaseTo.OWNER
    if _aside(edge.before.case, "papers"):
        return None
    needed = law.papers["owner" if owner else "lienholder"].needs
    known = owner or bool(edge.before.case.lienholders)
    return known and set(needed) <= set(getattr(edge.fact, "papers", ()))


@sentence("A car is surrendered only with its title, and only if no lienholder is on record.", "vehicle_surrendered")
def given_up(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    shown = Paper.TITLE in getattr(edge.fact, "papers", ()) or _aside(case, "papers")
    return case.parties is not None and not case.lienholders and shown


@sentence("No car is surrendered while a hold blocks disposal.", "vehicle_surrendered")
def given_up_free(edge: Edge, law: Edition) -> bool | None:
    return all(HoldEffect.DISPOSAL not in law.holds[each.hold].stops for each in edge.before.case.open_holds)


@sentence("No car is released without a stolen-vehicle check while it was in custody.", "vehicle_released")
def records_checked_again(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    if not case.vehicle_known and case.records_check is None:
        return None
    return asked_while_held(case)


def asked_while_held(case: Case) -> bool:
    """Whether the stolen-vehicle check was made after the hook-up, whenever it was recorded."""
    told, taken = at_of(case.records_check), at_of(case.hooked_up)
    return told is not None and taken is not None and told >= taken


@sentence("A stolen car is released only to its owner.", "vehicle_released")
def stolen_to_owner(edge: Edge, _: Edition) -> bool | None:
    if edge.before.case.stolen is not Stolen.STOLEN:
        return None
    return getattr(edge.fact, "to", None) is ReleaseTo.OWNER


@sentence(
    "No car that the police hold as evidence is released, and neither are its contents.",
    "vehicle_released",
    "contents_handed_over",
)
def evidence_stays(edge: Edge, law: Edition) -> bool | None:
    return _free_of(edge, law, Hold.POLICE_EVIDENCE)


@sentence("No car is released against a court order.", "vehicle_released")
def court_obeyed(edge: Edge, law: Edition) -> bool | None:
    return _free_of(edge, law, Hold.LITIGATION)


def _free_of(edge: Edge, law: Edition, kind: Hold) -> bool | None:
    holds = [
        each for each in edge.before.case.holds if each.hold is kind and HoldEffect.RELEASE in law.holds[kind].stops
    ]
    return all(each.released is not None for each in holds) if holds else None


@sentence(
    "The contents of a car are returned once, after they were listed, and with documents.", "contents_handed_over"
)
def contents(edge: Edge, law: Edition) -> bool | None:
    case = edge.before.case
    shown = set(law.papers["contents"].needs) <= set(getattr(edge.fact, "papers", ())) or _aside(case, "papers")
    return case.intake is not None and case.contents_returned is None and shown


@sentence(
    "The payment is exactly what is owed: no storage before its lawful start or under a billing hold.",
    "vehicle_released",
)
def paid(edge: Edge, law: Edition) -> bool | None:
    return bool(getattr(edge.fact, "paid", -1) == bill(edge.before.case, law, edge.before.now, law.fees))


def bill(case: Case, law: Edition, now: datetime, codes: Collection[str]) -> int:
    """The bill of these items, computed from the edition's fees; 0 under a bankruptcy hold."""
    total = 0
    if any(each.hold is Hold.BANKRUPTCY and "billing" in law.holds[each.hold].stops for each in case.open_holds):
        return total
    pounds = (case.intake.weight if case.intake else None) or 0
    for code, fee in law.fees.items():
        if code not in codes or not fee.from_pounds <= pounds < (fee.below_pounds or pounds + 1):
            continue
        start = {"in_custody": at_of(case.hooked_up), "report_submitted": at_of(case.state_reported)}[fee.runs_from]
        said = [each.amount for each in case.settled if each.provision == f"fees.{code}"]
        each = fee.cents if fee.cents is not None else said[0] if said else 0
        spared = case.wrongly_towed and code in law.waivers["hearing_won"].fees
        spared |= bool(case.found_stolen) and "stolen" in law.waivers and code in law.waivers["stolen"].fees
        if start is not None and not spared and not (case.waived and code in case.waived.fees):
            total += each * (1 if fee.per == "once" else _days(case, law, start, now))
    return total


def _days(case: Case, law: Edition, start: datetime, now: datetime) -> int:
    """The days of storage, rounded up, without the time of holds that block billing."""
    held = [
        (max(each.at, start), min(each.released_at or now, now))
        for each in case.holds
        if HoldEffect.BILLING in law.holds[each.hold].stops
    ]
    billed, last = now - start, start
    for begin, end in sorted(held):
        billed -= max(end - max(begin, last), timedelta())
        last = max(last, end)
    return max(0, -(-billed // DAY))


@sentence("An owner who won a hearing, or whose car was stolen, pays nothing.", "vehicle_released")
def free(edge: Edge, law: Edition) -> bool | None:
    case = edge.before.case
    if not (case.towed and won(case)) and not (case.found_stolen and "stolen" in law.waivers):
        return None
    return getattr(edge.fact, "owed", -1) == 0


@sentence(
    "A free release is due exactly if the owner won a hearing or the car was stolen.",
    "intake_recorded",
    "hearing_decided",
    "records_checked",
    "hold_placed",
)
def must_be_given(edge: Edge, law: Edition) -> bool | None:
    case = edge.after.case
    if case.intake is None or case.stage is Stage.CLOSED:
        return None
    stolen = case.found_stolen is not None and "stolen" in law.waivers
    free = all(HoldEffect.RELEASE not in law.holds[each.hold].stops for each in case.open_holds)
    gone = case.released or case.surrendered or case.sold or case.destroyed
    wronged = (case.wrongly_towed or stolen) and free and gone is None
    return said_to_be_due(edge.after, law) is wronged


@sentence("Only waivable fees are waived, and not by a person who declared the car or ordered the tow.", "fees_waived")
def waived(edge: Edge, law: Edition) -> bool | None:
    case, items = edge.before.case, set(getattr(edge.fact, "fees", ()))
    may = {fee for rule in law.waivers.values() if rule.by_hand for fee in rule.fees}
    apart = edge.move is not None and edge.move[0].account not in (case.ordered_by, by_of(case.declared))
    return items <= may and apart


MAY_BE_OVERRIDDEN = frozenset({"G15", "own_lot", "seen_again", "papers", "nothing_unsent"})
"""The guards that a person may override; every other one is absolute."""


@sentence(
    "No absolute guard is overridden, and none by a person who declared the car or ordered the tow.", "guard_overridden"
)
def overridden(edge: Edge, _: Edition) -> bool | None:
    case, guard = edge.before.case, getattr(edge.fact, "guard", "")
    apart = edge.move is not None and edge.move[0].account not in (case.ordered_by, by_of(case.declared))
    return guard in MAY_BE_OVERRIDDEN and apart


@sentence(
    "Only an unknown number is settled, within its bounds, by someone who did not order the tow.",
    "question_settled",
)
def settled(edge: Edge, law: Edition) -> bool | None:
    case, provision, amount = edge.before.case, getattr(edge.fact, "provision", ""), getattr(edge.fact, "amount", 0)
    bound, kind, code = law.bounds.get(provision), *str(provision).split(".", 1)
    if edge.move is None or edge.move[0].account in (case.ordered_by, by_of(case.declared)):
        return False
    if bound and not (bound.at_least or 0) <= amount <= (amount if bound.at_most is None else bound.at_most):
        return False
    if kind == "fees":
        return code in law.fees and law.fees[code].cents is None
    return code in law.periods and law.periods[code].amount is None


@sentence("An extension is decided only if it was requested, and granted only into the future.", "extension_decided")
def extension(edge: Edge, _: Edition) -> bool | None:
    until = getattr(edge.fact, "until", None)
    return edge.before.case.extension_asked is not None and (until is None or until > edge.before.now)


@sentence("Only a matter that an inspection raised is reviewed.", "review_recorded")
def reviewed(edge: Edge, _: Edition) -> bool | None:
    matter = getattr(edge.fact, "matter", None)
    looks = edge.before.case.inspections
    return any(each.lived_in if matter == "dwelling" else each.plate_kind is not None for each in looks)


@sentence("The impound is reported to the state once, and only if the law requires it.", "state_reported")
def state_told(edge: Edge, law: Edition) -> bool | None:
    return edge.before.case.state_reported is None and "state_report" in law.duties


@sentence("Only a failed step is retried.", "step_retried")
def retried(edge: Edge, _: Edition) -> bool | None:
    return edge.before.case.failed is not None


LOT_SENTENCES = all_in(globals())
