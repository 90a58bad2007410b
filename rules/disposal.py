"""The disposal of an unclaimed car: classification, option, the state's authorization, all guards again.

Knows no clock.
"""

from collections.abc import Iterable
from datetime import datetime

from rules.calendars import ends
from rules.fees import list_fees
from rules.law import DutyRule, Edition, Period
from rules.notices_in_time import given_anew, is_timely
from rules.owner_notice import letters_on_record, nobody_known, owes_no_notice
from rules.requirements import Asked, Requirements, asks, not_known, our_own
from rules.since import done_since
from rules.waiting_periods import ANCHORS, floor_passed, in_words, known_period, since
from rules.ways_out import Way, asks_a_value, floors_of, status_of, the_way
from schemas.case import Case
from schemas.law import Duty
from schemas.messages import by_of
from schemas.rulings import Requirement
from schemas.words import Anchor, Role, Route, Service, Stolen, Task

ONCE = our_own("a step that cannot be undone is taken once")


def disposed(case: Case) -> bool:
    """Whether the car was sold or destroyed."""
    return case.sold is not None or case.destroyed is not None


def undisposed(asked: Asked) -> Requirements:
    """The car was not sold or destroyed before."""
    yield asks(ONCE, "The car was not sold or destroyed before", met=not disposed(asked.case), final=True)


def speaks_for_a_party(asked: Asked) -> Requirements:
    """Officer and salvor are different people, and the salvor is the contractor that towed the car."""
    case = asked.case
    rule = asked.law.duties.get(Duty.TWO_PARTIES, asked.law.duties[Duty.CLASSIFICATION])
    salvor = asked.role == Role.CONTRACTOR
    met = not salvor or asked.firm == case.towed_by
    yield asks(rule, "The contractor that classifies the car is the one that towed it", met=met, final=True)
    other = by_of(case.classified_by_officer) if salvor else by_of(case.classified_by_salvor)
    yield asks(rule, "The two parties are different people", met=other != asked.account, final=True)


def status_named(asked: Asked) -> Requirements:
    """The car is classified; if the law requires two parties, they agree."""
    case, law = asked.case, asked.law
    if Duty.TWO_PARTIES in law.duties:
        rule, text = law.duties[Duty.TWO_PARTIES], "The officer and the contractor classify the car alike"
        task = Task.OFFICER_STATUS if case.officer_status is None else Task.SALVOR_STATUS
    else:
        rule, text, task = law.duties[Duty.CLASSIFICATION], "An officer has classified the car", Task.OFFICER_STATUS
    yield asks(rule, text, met=status_of(case, law) is not None, task=task)


def way_open(asked: Asked) -> Requirements:
    """One disposal option of the law fits this car, and it allows the route."""
    law, route = asked.law, asked.route
    way = the_way(asked.ways)
    rule = way.rule if way else law.duties[Duty.CLASSIFICATION]
    if way is None:
        text = "What decides the disposal option is known: classification, value, age"
        yield asks(rule, text, met=False, who=Role.OFFICER)
    if route:
        leads = way is not None and route in way.rule.routes
        to = "an auction" if route is Route.AUCTION else f"the route {route}"
        text, fact = f"The law allows {to} for this car", asked.case.appraised
        yield asks(rule, text, met=leads, fact=fact, final=way is not None)


def run_out(asked: Asked) -> Requirements:
    """G1: every floor of every open option has passed; mailing-based ones do not apply if no party is known."""
    for code in floors_of(asked.ways):
        if not _moot(asked, code):
            yield floor_passed(asked, code)


def _moot(asked: Asked, code: str) -> bool:
    """Whether this floor runs from a letter and no party is known; until a publication, if one is due."""
    case, mailed = asked.case, asked.law.periods[code].anchor is Anchor.MAILED
    return mailed and nobody_known(case) and (case.published is None or owes_no_notice(case, asked.ways))


def not_too_late(asked: Asked) -> Requirements:
    """No notice has expired."""
    way = the_way(asked.ways)
    for code in way.rule.ceilings if way else ():
        yield _within(asked, code)


def too_old(asked: Asked) -> Requirements:
    """A notice is reissued after it expired, or after a letter missed its deadline.

    If no letter was written, the publication is repeated instead.
    """
    way, notice = the_way(asked.ways), asked.request.notice
    codes = (code for code in (way.rule.ceilings if way else ()) if asked.law.periods[code].notice is notice)
    last = latest(asked.case, asked.law, codes)
    rule = asked.law.notices.get(notice, ONCE)
    kind = notice.replace("_", " ")
    written = bool(letters_on_record(asked.case, notice))
    yield asks(rule, f"The {kind} letter that is reissued was written", met=written, final=True)
    text = f"The {kind} notice has expired"
    if is_timely(asked.law):
        text += ", or a letter missed its deadline so that this notice must be reissued"
    anew = given_anew(asked.case, asked.law)
    met = (last is not None and asked.at > last) or (anew is not None and anew.notice is notice)
    yield asks(rule, text, met=met, earliest=last, final=last is None)


def latest(case: Case, law: Edition, ceilings: Iterable[str]) -> datetime | None:
    """The last instant at which no notice under these ceilings has expired; None if none expires."""
    known = [period for period in (known_period(case, law, code) for code in ceilings) if period]
    last = [ends(each, begun, law) for each in known for begun in ANCHORS[each.anchor](case, each) if begun]
    return min(last, default=None)


def _within(asked: Asked, code: str) -> Requirement:
    rule, period = asked.law.periods[code], known_period(asked.case, asked.law, code)
    if period is None:
        return not_known(rule, rule.text, f"periods.{code}")
    last = latest(asked.case, asked.law, (code,))
    met = last is not None and asked.at <= last
    text = f"Not more than {in_words(period)} have passed since {since(asked.case, period)}"
    return asks(rule, text, met=met, task=_told_again(asked.case, period), until=last)


def _told_again(case: Case, period: Period) -> Task:
    """The task that renews an expired notice."""
    if period.anchor is Anchor.ADVERTISED:
        return Task.ADVERTISEMENT
    return Task.RENEWAL if letters_on_record(case, period.notice) else Task.FURTHER_STEPS


def duty_of_the_way(law: Edition, way: Way | None, duty: Duty) -> DutyRule | None:
    """The duty, if the fitting disposal option requires it; required in doubt while none fits."""
    rule = law.duties.get(duty)
    spared = rule is not None and rule.only_for and way is not None and way.code not in rule.only_for
    return None if spared else rule


def authority_given(asked: Asked) -> Requirements:
    """The state authorized this route, if the law requires it."""
    rule, case = duty_of_the_way(asked.law, the_way(asked.ways), Duty.AUTHORITY), asked.case
    if rule:
        met = case.authority is not None and asked.route in (None, case.authority_route)
        yield asks(rule, rule.text, met=met, fact=case.authority, task=Task.AUTHORITY)


def advertised(asked: Asked) -> Requirements:
    """The sale was advertised, if the law requires it."""
    rule, case = duty_of_the_way(asked.law, the_way(asked.ways), Duty.ADVERTISEMENT), asked.case
    if rule and asked.route is Route.AUCTION:
        yield asks(rule, rule.text, met=case.advertised is not None, fact=case.advertised, task=Task.ADVERTISEMENT)


def appraised(asked: Asked) -> Requirements:
    """The car was appraised, if the law requires it."""
    rule, case = asked.law.duties.get(Duty.APPRAISAL), asked.case
    if rule:
        yield asks(rule, rule.text, met=case.appraised is not None, fact=case.appraised, task=Task.APPRAISAL)


def clear_at_the_end(asked: Asked) -> Requirements:
    """G5 before disposal: the stolen-vehicle check was made after the reclaim period, and is clear."""
    case, rule = asked.case, asked.law.duties[Duty.STOLEN_CHECK]
    if "disposal" not in rule.before or (case.lookups is None and not case.vehicle_known):
        return
    over = done_since(case.lookups, case.disposal_gate)
    met = over and case.stolen is Stolen.CLEAR
    text = "The stolen-vehicle check, made after the reclaim period, is clear"
    task = Task.POLICE if case.stolen is Stolen.STOLEN else Task.LOOKUPS
    yield asks(rule, text, met=met, fact=case.lookups, who=Role.DISPATCHER, task=task)


def no_servicemember(asked: Asked) -> Requirements:
    """G7: the military-status check is fresh, and the protected time after service has passed."""
    case, rule = asked.case, asked.law.duties[Duty.SERVICE_CHECK]
    if case.owner is None:
        return
    gate = case.disposal_gate
    fresh = done_since(case.service_checked, gate)
    text = "The military-status check was made after the reclaim period"
    yield asks(rule, text, met=fresh, fact=case.service_checked, task=Task.SERVICE_CHECK)
    if fresh and case.service_checked and case.service_checked.service is Service.ENDED:
        yield floor_passed(asked, "service_tail")


def value_asked_for(asked: Asked) -> Requirements:
    """An appraisal is recorded only if the law requires it or its disposal options depend on it."""
    asks_it = Duty.APPRAISAL in asked.law.duties or asks_a_value(asked.law)
    yield asks(ONCE, "The law requires the value or the age of this car", met=asks_it, final=True)


def advertisement_asked_for(asked: Asked) -> Requirements:
    """An advertisement is recorded only if this law requires one."""
    met = Duty.ADVERTISEMENT in asked.law.duties
    yield asks(ONCE, "The law requires an advertisement of the sale", met=met, final=True)


def owner_to_check(asked: Asked) -> Requirements:
    """G7: an owner is on record to check."""
    case, rule = asked.case, asked.law.duties[Duty.SERVICE_CHECK]
    task = Task.PARTIES if case.parties is None else None
    text = "An owner is on record"
    yield asks(rule, text, met=case.owner is not None, fact=case.parties, task=task, final=task is None)


def told_once(asked: Asked) -> Requirements:
    """G12: the car was sold or destroyed, and NMVTIS was not notified before."""
    case, rule = asked.case, asked.law.duties[Duty.TITLE_REPORT]
    yield asks(rule, "The car was sold or destroyed", met=disposed(case), final=True)
    told = case.disposal_reported
    yield asks(rule, "NMVTIS has not been notified yet", met=told is None, fact=told, final=True)


def divide(case: Case, law: Edition, price: int, auction_costs: int, at: datetime) -> tuple[int, int]:
    """What the price reimburses, and what is held for owner or lienholder, in US cents.

    Only the items that the law of proceeds names are paid; a fee for reclaiming is not owed after a sale.
    """
    named = [line for line in list_fees(case, law, at) if line.code in law.proceeds.order and line.waived is None]
    costs = auction_costs if "auction" in law.proceeds.order else 0
    reimbursed = min(price, sum(line.cents for line in named) + costs)
    return reimbursed, price - reimbursed
