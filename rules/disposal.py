"""The disposal of an unclaimed car: classification, option, the state's authorization, all guards again.

Knows no clock.
"""

from collections.abc import Iterable
from datetime import datetime

from rules.calendars import ends
from rules.checks_in_time import age_of_check, last_away
from rules.disposal_options import DisposalOption, asks_a_value, first_option, floors_of, status_of
from rules.fees import list_fees
from rules.law import DutyRule, Edition, Period
from rules.notices_in_time import is_timely, reissued
from rules.owner_notice import came_back, letters_on_record, nobody_known, owes_no_notice, unanswered
from rules.requirements import GuardContext, Requirements, not_known, our_own, requirement
from rules.returns import followed_up
from rules.since import done_since
from rules.waiting_periods import ANCHORS, floor_passed, in_words, known_period, since
from schemas.case import Case
from schemas.law import Duty
from schemas.messages import by_of
from schemas.rulings import Requirement
from schemas.texts import in_sentence
from schemas.words import Anchor, MilitaryStatus, Role, Route, Stolen, Task

ONCE = our_own("a step that cannot be undone is taken once")


def disposed(case: Case) -> bool:
    """Whether the car was sold or destroyed."""
    return case.sold is not None or case.destroyed is not None


def undisposed(context: GuardContext) -> Requirements:
    """The car was not sold or destroyed before."""
    yield requirement(ONCE, "The car was not sold or destroyed before", met=not disposed(context.case), final=True)


def speaks_for_a_party(context: GuardContext) -> Requirements:
    """Officer and salvor are different people, and the salvor is the contractor that towed the car."""
    case = context.case
    rule = context.law.duties.get(Duty.TWO_PARTIES, context.law.duties[Duty.CLASSIFICATION])
    salvor = context.role == Role.CONTRACTOR
    met = not salvor or context.firm == case.towed_by
    yield requirement(rule, "The contractor that classifies the car is the one that towed it", met=met, final=True)
    other = by_of(case.classified_by_officer) if salvor else by_of(case.classified_by_salvor)
    yield requirement(rule, "The two parties are different people", met=other != context.account, final=True)


def status_named(context: GuardContext) -> Requirements:
    """The car is classified; if the law requires two parties, they agree."""
    case, law = context.case, context.law
    if Duty.TWO_PARTIES in law.duties:
        rule, text = law.duties[Duty.TWO_PARTIES], "The officer and the contractor classify the car alike"
        task = Task.OFFICER_STATUS if case.officer_status is None else Task.SALVOR_STATUS
    else:
        rule, text, task = law.duties[Duty.CLASSIFICATION], "An officer has classified the car", Task.OFFICER_STATUS
    yield requirement(rule, text, met=status_of(case, law) is not None, task=task)


def option_open(context: GuardContext) -> Requirements:
    """One disposal option of the law fits this car, and it allows the route."""
    law, route = context.law, context.route
    option = first_option(context.options)
    rule = option.rule if option else law.duties[Duty.CLASSIFICATION]
    if option is None:
        text = "What decides the disposal option is known: classification, value, age"
        yield requirement(rule, text, met=False, remedied_by=Role.OFFICER)
    if route:
        leads = option is not None and route in option.rule.routes
        to = "an auction" if route is Route.AUCTION else f"the route {route}"
        text, fact = f"The law allows {to} for this car", context.case.appraised
        yield requirement(rule, text, met=leads, fact=fact, final=option is not None)


def run_out(context: GuardContext) -> Requirements:
    """G1: every floor of every open option has passed; mailing-based ones do not apply if no party is known."""
    for code in floors_of(context.options):
        if not _moot(context, code):
            yield floor_passed(context, code)


def _moot(context: GuardContext, code: str) -> bool:
    """Whether this floor runs from a letter and no party is known; until a publication, if one is due."""
    case, mailed = context.case, context.law.periods[code].anchor is Anchor.MAILED
    return mailed and nobody_known(case) and (case.published is None or owes_no_notice(case, context.options))


def step_has_worked(context: GuardContext) -> Requirements:
    """G2: the last step has had time to reach the reader of a returned letter (Jones v. Flowers, 547 U.S. 220)."""
    case, law, back = context.case, context.law, came_back(context.case, context.options)
    if any(followed_up(each, law) for each in back) and not unanswered(case, law, context.options):
        yield floor_passed(context, "further_step")


def time_to_appeal(context: GuardContext) -> Requirements:
    """G4: the party that lost a hearing about the tow has had time to appeal before anything final."""
    if ANCHORS[Anchor.HEARING_LOST](context.case, context.law.periods["appeal"], context.law):
        yield floor_passed(context, "appeal")


def not_too_late(context: GuardContext) -> Requirements:
    """No notice has expired."""
    option = first_option(context.options)
    for code in option.rule.ceilings if option else ():
        yield _within(context, code)


def too_old(context: GuardContext) -> Requirements:
    """A notice is reissued after it expired, or after a letter missed its deadline.

    If no letter was written, the publication is repeated instead.
    """
    option, notice = first_option(context.options), context.request.notice
    codes = (code for code in (option.rule.ceilings if option else ()) if context.law.periods[code].notice is notice)
    last = latest(context.case, context.law, codes)
    rule = context.law.notices.get(notice, ONCE)
    kind = in_sentence(notice.words)
    written = bool(letters_on_record(context.case, notice))
    yield requirement(rule, f"The {kind} that is reissued was written", met=written, final=True)
    text = f"The {kind} has expired"
    if is_timely(context.law):
        text += ", or a letter missed its deadline so that this notice must be reissued"
    again = reissued(context.case, context.law)
    met = (last is not None and context.at > last) or (again is not None and again.notice is notice)
    yield requirement(rule, text, met=met, earliest=last, final=last is None)


def latest(case: Case, law: Edition, ceilings: Iterable[str]) -> datetime | None:
    """The last instant at which no notice under these ceilings has expired; None if none expires."""
    known = [period for period in (known_period(case, law, code) for code in ceilings) if period]
    last = [ends(each, begun, law) for each in known for begun in ANCHORS[each.anchor](case, each, law) if begun]
    return min(last, default=None)


def _within(context: GuardContext, code: str) -> Requirement:
    rule, period = context.law.periods[code], known_period(context.case, context.law, code)
    if period is None:
        return not_known(rule, rule.text, f"periods.{code}")
    last = latest(context.case, context.law, (code,))
    met = last is not None and context.at <= last
    text = f"Not more than {in_words(period)} have passed since {since(context.case, period)}"
    return requirement(rule, text, met=met, task=_told_again(context.case, period), until=last)


def _told_again(case: Case, period: Period) -> Task:
    """The task that renews an expired notice."""
    if period.anchor is Anchor.ADVERTISED:
        return Task.ADVERTISEMENT
    return Task.RENEWAL if letters_on_record(case, period.notice) else Task.FURTHER_STEPS


def duty_of_the_option(law: Edition, option: DisposalOption | None, duty: Duty) -> DutyRule | None:
    """The duty, if the fitting disposal option requires it; required in doubt while none fits."""
    rule = law.duties.get(duty)
    spared = rule is not None and rule.only_for and option is not None and option.code not in rule.only_for
    return None if spared else rule


def authority_given(context: GuardContext) -> Requirements:
    """The state authorized this route, if the law requires it."""
    rule, case = duty_of_the_option(context.law, first_option(context.options), Duty.AUTHORITY), context.case
    if rule:
        met = case.authority is not None and context.route in (None, case.authority_route)
        yield requirement(rule, rule.text, met=met, fact=case.authority, task=Task.AUTHORITY)


def advertised(context: GuardContext) -> Requirements:
    """The sale was advertised, if the law requires it."""
    rule, case = duty_of_the_option(context.law, first_option(context.options), Duty.ADVERTISEMENT), context.case
    if rule and context.route is Route.AUCTION:
        yield requirement(
            rule, rule.text, met=case.advertised is not None, fact=case.advertised, task=Task.ADVERTISEMENT
        )


def appraised(context: GuardContext) -> Requirements:
    """The car was appraised, if the law requires it."""
    rule, case = context.law.duties.get(Duty.APPRAISAL), context.case
    if rule:
        yield requirement(rule, rule.text, met=case.appraised is not None, fact=case.appraised, task=Task.APPRAISAL)


def clear_at_the_end(context: GuardContext) -> Requirements:
    """G5 before disposal: the stolen-vehicle check was made after the reclaim period and not long ago, and is clear."""
    case, rule = context.case, context.law.duties[Duty.STOLEN_CHECK]
    if "disposal" not in rule.before or (case.records_check is None and not case.vehicle_known):
        return
    over = done_since(case.records_check, case.disposal_gate)
    age = age_of_check(case, context.law, "stolen_check_age", context.at)
    met = over and not age.too_old and case.stolen is Stolen.CLEAR
    text = f"The stolen-vehicle check, made after the reclaim period, is clear{age.too_old}"
    task, fact = Task.POLICE if case.stolen is Stolen.STOLEN else Task.RECORDS_CHECK, case.records_check
    yield requirement(rule, text, met=met, fact=fact, remedied_by=Role.DISPATCHER, task=task, until=age.until)


def no_servicemember(context: GuardContext) -> Requirements:
    """G7: the military-status check is new enough, and the protected time after service has passed."""
    case, rule = context.case, context.law.duties[Duty.SERVICE_CHECK]
    if case.owner is None:
        return
    age, back = age_of_check(case, context.law, "service_check_age", context.at), last_away(case)
    again = back is None or done_since(case.service_checked, back.returned)
    fresh = done_since(case.service_checked, case.disposal_gate) and again and not age.too_old
    since_then = "" if again else f", and after letter {back.letter} came back" if back else ""
    text = f"The military-status check was made after the reclaim period{since_then}{age.too_old}"
    yield requirement(rule, text, met=fresh, fact=case.service_checked, task=Task.SERVICE_CHECK, until=age.until)
    if fresh and case.service_checked and case.service_checked.service is MilitaryStatus.ENDED:
        yield floor_passed(context, "service_tail")


def value_asked_for(context: GuardContext) -> Requirements:
    """An appraisal is recorded only if the law requires it or its disposal options depend on it."""
    asks_it = Duty.APPRAISAL in context.law.duties or asks_a_value(context.law)
    yield requirement(ONCE, "The law requires the value or the age of this car", met=asks_it, final=True)


def advertisement_asked_for(context: GuardContext) -> Requirements:
    """An advertisement is recorded only if this law requires one."""
    met = Duty.ADVERTISEMENT in context.law.duties
    yield requirement(ONCE, "The law requires an advertisement of the sale", met=met, final=True)


def owner_to_check(context: GuardContext) -> Requirements:
    """G7: an owner is on record to check."""
    case, rule = context.case, context.law.duties[Duty.SERVICE_CHECK]
    task = Task.PARTIES if case.parties is None else None
    text = "An owner is on record"
    yield requirement(rule, text, met=case.owner is not None, fact=case.parties, task=task, final=task is None)


def told_once(context: GuardContext) -> Requirements:
    """G12: the car was sold or destroyed, and NMVTIS was not notified before."""
    case, rule = context.case, context.law.duties[Duty.TITLE_REPORT]
    yield requirement(rule, "The car was sold or destroyed", met=disposed(case), final=True)
    told = case.disposal_reported
    yield requirement(rule, "NMVTIS has not been notified yet", met=told is None, fact=told, final=True)


def divide(case: Case, law: Edition, price: int, auction_costs: int, at: datetime) -> tuple[int, int]:
    """What the price reimburses, and what is held for owner or lienholder, in US cents.

    Only the items that the law of proceeds names are paid; a fee for reclaiming is not owed after a sale.
    """
    named = [line for line in list_fees(case, law, at) if line.code in law.proceeds.order and line.waived is None]
    costs = auction_costs if "auction" in law.proceeds.order else 0
    reimbursed = min(price, sum(line.cents for line in named) + costs)
    return reimbursed, price - reimbursed
