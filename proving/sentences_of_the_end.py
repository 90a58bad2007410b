"""What must be true before a car is sold or destroyed, before a case closes, and of every open case."""

from datetime import datetime

from proving.counting import has_run, is_too_late
from proving.exploring import Edge
from proving.sentences import all_in, asks_for, sentence
from proving.sentences_of_notice import misses_its_time
from rules.law import DisposalRule, Edition
from schemas.case import Case
from schemas.case_parts import Letter
from schemas.law import Duty
from schemas.messages import at_of, by_of, fact_of
from schemas.words import (
    Anchor,
    Condition,
    Hold,
    HoldEffect,
    MilitaryStatus,
    Party,
    Route,
    Stage,
    Stolen,
    VehicleStatus,
)

ENDS = ("vehicle_sold", "vehicle_destroyed")
GATE = (*ENDS, "gate_opened")


def _route(edge: Edge) -> Route:
    return getattr(edge.fact, "route", Route.AUCTION)


def _status(case: Case, law: Edition) -> VehicleStatus | None:
    two = Duty.TWO_PARTIES in law.duties
    return case.officer_status if not two or case.officer_status is case.salvor_status else None


def _for(case: Case, law: Edition, rule: DisposalRule) -> bool:
    """Whether this rule covers this car, as far as is known."""
    look = case.last_inspection
    value = case.appraised.value if case.appraised else 0
    born = datetime(case.appraised.model_year if case.appraised else 1, 12, 31, tzinfo=law.tz)
    return (
        _status(case, law) in rule.statuses
        and (rule.value_over is None or (case.appraised is not None and value > rule.value_over))
        and (rule.value_up_to is None or (case.appraised is not None and value <= rule.value_up_to))
        and (
            rule.age_at_least is None or (case.appraised is not None and _years_since(born, case) >= rule.age_at_least)
        )
        and (not rule.without_plate or (look is not None and Condition.NO_PLATE in look.conditions))
    )


def _years_since(born: datetime, case: Case) -> int:
    """Completed years from this day, the last of the model year, to the opening of the case."""
    opened = case.opened_at.astimezone(born.tzinfo)
    return opened.year - born.year - ((opened.month, opened.day) < (born.month, born.day))


def _rule(edge: Edge, law: Edition) -> DisposalRule | None:
    return next((rule for rule in law.disposal.values() if _for(edge.before.case, law, rule)), None)


def _grows_old(law: Edition) -> bool:
    """Whether a notice of this edition expires."""
    return any(rule.ceilings for rule in law.disposal.values())


def _ends(edge: Edge) -> bool:
    """Whether this is a sale, a destruction, or the opening of the disposal gate."""
    return edge.fact is not None and getattr(edge.fact, "gate", "disposal") == "disposal"


@sentence("A car is disposed of only by a route that the law allows for it.", *ENDS)
def its_option(edge: Edge, law: Edition) -> bool | None:
    rule = _rule(edge, law)
    return rule is not None and _route(edge) in rule.routes


def _unknown(case: Case) -> bool:
    return case.parties is not None and not case.owners and not case.lienholders


def _letters(edge: Edge, law: Edition, party: Party) -> list[tuple[Letter | None, int]]:
    """The letters that the disposal option requires to the parties of one kind; None for a missing one."""
    case, rule = edge.before.case, _rule(edge, law)
    rows = list(case.owners if party is Party.OWNER else case.lienholders)
    notices = [each for each in (rule.notices if rule else ()) if party in law.notices[each].to]
    counting = [each for each in case.letters if not each.lapsed]
    return [
        (next((each for each in counting if each.notice is notice and each.addressee == row), None), row)
        for notice in notices
        for row in rows
    ]


@sentence("No car is sold or destroyed before its owner was notified.", *ENDS)
def owner_told(edge: Edge, law: Edition) -> bool | None:
    if edge.before.case.parties is None:
        return False
    letters = _letters(edge, law, Party.OWNER)
    return all(each is not None and each.mailed is not None for each, _ in letters) if letters else None


@sentence("No car is sold or destroyed before every lienholder was notified.", *ENDS)
def lienholders_told(edge: Edge, law: Edition) -> bool | None:
    letters = _letters(edge, law, Party.LIENHOLDER)
    return all(each is not None and each.mailed is not None for each, _ in letters) if letters else None


@sentence(
    "A returned letter is followed by the steps for its reason, the last of which has had time, before anything final.",
    *ENDS,
)
def further_steps(edge: Edge, law: Edition) -> bool | None:
    case, now = edge.before
    letters = [*_letters(edge, law, Party.OWNER), *_letters(edge, law, Party.LIENHOLDER)]
    back = [each for each, _ in letters if each is not None and each.returned is not None]
    stepped = [step for each in back for step in _steps_asked_for(each)]
    return all(has_run(case, law, "further_step", each, now) for each in stepped) if back else None


ASKED_FOR = {
    "unclaimed": ({"regular_mail", "second_address"}, {"posted_at_address", "second_address", "publication"}),
    "moved": ({"records_again", "second_address"}, {"second_address", "publication"}),
}
"""For each reason that is tried: of each of these sets one step is taken."""


def _steps_asked_for(letter: Letter) -> list[datetime | None]:
    """When each step was first taken that the reason asks for; None for a missing one."""
    back = letter.returned
    taken = [step for step in letter.steps if back and step.fact > back.fact]
    asked = ASKED_FOR[back.reason] if back else ()
    return [next((step.at for step in taken if step.step in any_of), None) for any_of in asked]


@sentence("After a letter to the owner came back, the military status is checked again before anything final.", *ENDS)
def service_asked_again(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    mine = [each.returned for each in case.letters if each.party is Party.OWNER and each.returned]
    back = [each.fact for each in mine if each.reason != "lost"]
    if case.owner is None or not back:
        return None
    return fact_of(case.service_checked) is not None and (fact_of(case.service_checked) or 0) > max(back)


@sentence("The party that lost a hearing has had time to appeal before anything final.", *GATE)
def time_to_appeal(edge: Edge, law: Edition) -> bool | None:
    case, now = edge.before
    taken = fact_of(case.hooked_up) or 0
    lost = [each.decided.at for each in case.hearings if each.decided and each.lawful and each.requested.fact > taken]
    return all(has_run(case, law, "appeal", each, now) for each in lost) if lost and _ends(edge) else None


def _spared(case: Case, rule: DisposalRule | None) -> bool:
    """Whether the law requires no notice for this car: no party is known, and no letter was mailed."""
    told = any(each.mailed for each in case.letters)
    return rule is not None and rule.without_notice_where_nobody_is_known and _unknown(case) and not told


@sentence("If no party is known, a notice was published, unless the law requires none for this car.", *ENDS)
def published(edge: Edge, law: Edition) -> bool | None:
    case, rule = edge.before.case, _rule(edge, law)
    if not _unknown(case):
        return None
    return _spared(case, rule) or case.published is not None


@sentence("No car is sold or destroyed before its reclaim period has ended.", *ENDS)
def floors_kept(edge: Edge, law: Edition) -> bool | None:
    case, rule, now = edge.before.case, _rule(edge, law), edge.before.now
    if rule is None or _spared(case, rule):
        return None
    return all(has_run(case, law, code, each, now) for code in rule.floors for each in _since(case, law, code))


def _since(case: Case, law: Edition, code: str) -> list[datetime | None]:
    period = law.periods[code]
    if period.anchor is Anchor.MAILED and not _unknown(case):
        rows = {*case.owners, *case.lienholders}
        letters = [
            each for each in case.letters if each.notice is period.notice and each.addressee in rows and not each.lapsed
        ]
        return [at_of(each.mailed) for each in letters] or [None]
    begun = {
        Anchor.MAILED: at_of(case.published),
        Anchor.IN_CUSTODY: at_of(case.hooked_up),
        Anchor.ADVERTISED: at_of(case.advertised),
        Anchor.AUTHORIZED: at_of(case.authority),
        Anchor.APPRAISED: at_of(case.appraised),
    }
    return [begun[period.anchor]]


@sentence(
    "A requested hearing is decided before anything final, and a car whose owner won is neither sold nor destroyed.",
    *GATE,
)
def heard(edge: Edge, _: Edition) -> bool | None:
    hearings = edge.before.case.hearings
    if not _ends(edge) or not hearings:
        return None
    return all(each.decided is not None and each.lawful is not False for each in hearings)


@sentence("No car is sold or destroyed if it is stolen, or without a final stolen-vehicle check.", *ENDS)
def not_stolen(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    if not case.vehicle_known and case.records_check is None:
        return None
    return case.stolen is Stolen.CLEAR and (fact_of(case.records_check) or 0) > (fact_of(case.disposal_gate) or 0)


def _free(edge: Edge, law: Edition, *kinds: Hold) -> bool | None:
    placed = [
        each
        for each in edge.before.case.holds
        if each.hold in kinds and HoldEffect.DISPOSAL in law.holds[each.hold].stops
    ]
    return all(each.released is not None for each in placed) if placed and _ends(edge) else None


@sentence("A car held as evidence is neither sold nor destroyed.", *GATE)
def evidence(edge: Edge, law: Edition) -> bool | None:
    return _free(edge, law, Hold.POLICE_EVIDENCE)


@sentence("A servicemember's car is neither sold nor destroyed while the hold is on.", *GATE)
def servicemember(edge: Edge, law: Edition) -> bool | None:
    return _free(edge, law, Hold.SERVICEMEMBER)


@sentence("No car of a known owner is sold or destroyed without a final military-status check.", *ENDS)
def service_asked(edge: Edge, law: Edition) -> bool | None:
    case = edge.before.case
    if case.owner is None:
        return None
    asked = (fact_of(case.service_checked) or 0) > (fact_of(case.disposal_gate) or 0)
    word = case.service_checked
    ended = (
        word is None
        or word.service is not MilitaryStatus.ENDED
        or has_run(case, law, "service_tail", word.ended, edge.before.now)
    )
    return asked and ended


@sentence("No car is sold or destroyed while a bankruptcy hold is open.", *GATE)
def bankruptcy(edge: Edge, law: Edition) -> bool | None:
    return _free(edge, law, Hold.BANKRUPTCY)


@sentence("No car is sold or destroyed while a dwelling hold is open.", *GATE)
def home(edge: Edge, law: Edition) -> bool | None:
    return _free(edge, law, Hold.DWELLING)


@sentence("No car is sold or destroyed while a court hold is open or its legal basis is lost.", *GATE)
def courts(edge: Edge, law: Edition) -> bool | None:
    return _free(edge, law, Hold.LITIGATION, Hold.OPPOSITION, Hold.GROUND_LOST, Hold.HEARING)


@sentence(
    "No car is sold or destroyed on an expired notice.",
    *ENDS,
    where=_grows_old,
)
def not_too_old(edge: Edge, law: Edition) -> bool | None:
    (case, now), rule = edge.before, _rule(edge, law)
    begun = [(code, each) for code in (rule.ceilings if rule else ()) for each in _since(case, law, code)]
    if not begun:
        return None
    return all(each is not None and not is_too_late(case, law, code, each, now) for code, each in begun)


@sentence(
    "A notice is reissued only if it was written, and expired or a letter missed its deadline.",
    "notice_lapsed",
)
def renewed(edge: Edge, law: Edition) -> bool | None:
    (case, now), rule, notice = edge.before, _rule(edge, law), getattr(edge.fact, "notice", None)
    codes = [code for code in (rule.ceilings if rule else ()) if law.periods[code].notice is notice]
    begun = [(code, each) for code in codes for each in _since(case, law, code) if each]
    too_old = any(is_too_late(case, law, code, each, now) for code, each in begun)
    if all(each.lapsed or each.notice is not notice for each in case.letters):
        return False
    return too_old or (notice is not None and misses_its_time(case, law, notice))


@sentence("A car is disposed of once, from the lot's custody, with its contents listed.", *ENDS)
def once(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    gone = case.released or case.surrendered or case.sold or case.destroyed
    return case.intake is not None and gone is None


@sentence(
    "The impound is reported to the state before anything final, if the law requires it.",
    *GATE,
    where=asks_for(Duty.STATE_REPORT),
)
def state_told(edge: Edge, _: Edition) -> bool | None:
    if not _ends(edge):
        return None
    return edge.before.case.state_reported is not None


@sentence(
    "The two parties are different people, and the salvor is the contractor that towed the car.", "vehicle_classified"
)
def two_parties(edge: Edge, _: Edition) -> bool | None:
    case, actor = edge.before.case, edge.move[0] if edge.move else None
    if actor is None:
        return None
    salvor = getattr(edge.fact, "by_salvor", False)
    other = by_of(case.classified_by_officer) if salvor else by_of(case.classified_by_salvor)
    return other != actor.account and (not salvor or actor.firm == case.towed_by)


def _asks(edge: Edge, law: Edition, duty: Duty) -> bool:
    """Whether the disposal option of this car requires the duty."""
    option = next((code for code, each in law.disposal.items() if each is _rule(edge, law)), "")
    return not law.duties[duty].only_for or option in law.duties[duty].only_for


@sentence(
    "No car is sold or destroyed without the state's authorization, if the law requires it.",
    *ENDS,
    where=asks_for(Duty.AUTHORITY),
)
def authority(edge: Edge, law: Edition) -> bool | None:
    if not _asks(edge, law, Duty.AUTHORITY):
        return None
    return edge.before.case.authority is not None and edge.before.case.authority_route is _route(edge)


@sentence(
    "No car is sold without an advertisement, if the law requires it.",
    "vehicle_sold",
    where=asks_for(Duty.ADVERTISEMENT),
)
def advertised(edge: Edge, law: Edition) -> bool | None:
    if not _asks(edge, law, Duty.ADVERTISEMENT):
        return None
    return edge.before.case.advertised is not None


@sentence("No car is disposed of without an appraisal, if the law requires it.", *ENDS, where=asks_for(Duty.APPRAISAL))
def appraised(edge: Edge, _: Edition) -> bool | None:
    return edge.before.case.appraised is not None


@sentence("The state authorizes only a route that the law allows for the car.", "authority_recorded")
def authorized(edge: Edge, law: Edition) -> bool | None:
    rule = _rule(edge, law)
    case = edge.before.case
    return rule is not None and _route(edge) in rule.routes and not (case.sold or case.destroyed)


@sentence("NMVTIS is notified once, of a car that was sold or destroyed.", "disposal_reported")
def nmvtis_notified(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    return bool(case.sold or case.destroyed) and case.disposal_reported is None


@sentence("The case of a sold or destroyed car closes only after the NMVTIS report.", "case_closed")
def title_before_close(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    return case.disposal_reported is not None if case.sold or case.destroyed else None


@sentence("No case closes with an open order or hold.", "case_closed")
def nothing_open(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    return not case.open_holds and all(each.state not in ("offered", "open") for each in case.orders)


@sentence("No case closes with a current letter that is printed and not mailed.", "case_closed")
def nothing_unsent(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    if any(each.guard == "nothing_unsent" and each.stage is case.stage for each in case.overrides):
        return None
    rows = {*case.owners, *case.lienholders}
    return all(each.mailed is not None for each in case.letters if each.addressee in rows and not each.lapsed)


@sentence("A case closes with the outcome that its facts show.", "case_closed")
def outcome_shown(edge: Edge, _: Edition) -> bool | None:
    case, outcome = edge.before.case, getattr(edge.fact, "outcome", "")
    look = case.last_inspection
    lost = any(each.lawful is False for each in case.hearings)
    shown = {
        "reclaimed": bool(case.released) and not case.wrongly_towed,
        "wrongly_towed": bool(case.released) and case.wrongly_towed,
        "surrendered": bool(case.surrendered),
        "auctioned": bool(case.sold),
        "dismantled": case.destroyed is not None and case.destroyed.route is Route.DISMANTLE,
        "crushed": case.destroyed is not None and case.destroyed.route is Route.CRUSH,
        "gone_on_arrival": bool(case.tow_gone) or (look is not None and look.finding == "gone"),
        "moved_by_owner": look is not None and look.finding == "gone",
        "referred_to_outreach": look is not None and look.occupied,
        "stolen_recovered": case.stolen is Stolen.STOLEN,
        "unfounded": lost or (look is not None and look.finding == "not_abandoned"),
        "duplicate": getattr(edge.fact, "of", None) is not None and str(getattr(edge.fact, "of", "")) < case.case,
    }
    return shown.get(outcome)


@sentence("The case of a towed car does not close with an outcome of the street.", "case_closed")
def not_forgotten(edge: Edge, _: Edition) -> bool | None:
    street = ("unfounded", "gone_on_arrival", "moved_by_owner", "referred_to_outreach")
    if edge.before.case.towed is None:
        return None
    return getattr(edge.fact, "outcome", "") not in street


@sentence("A case that is closed as unfounded was inspected, or heard.", "case_closed")
def inspected_or_heard(edge: Edge, _: Edition) -> bool | None:
    if getattr(edge.fact, "outcome", "") != "unfounded":
        return None
    case = edge.before.case
    return bool(case.inspections) or case.lost_hearing


@sentence("Only a case that was closed as a duplicate is split.", "case_split")
def split(edge: Edge, _: Edition) -> bool | None:
    return edge.before.case.duplicate_of is not None


@sentence("Every open case has a task, and each task says by whom and why.")
def has_a_task(edge: Edge, _: Edition) -> bool | None:
    if edge.before.case.stage is Stage.CLOSED:
        return None
    return all(each.why and each.task != "nothing" for each in edge.tasks.tasks)


END_SENTENCES = all_in(globals())
