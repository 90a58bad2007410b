"""When two worlds are alike: same stage, same current facts, same rest of every floor. No rule distinguishes them.

Numbers and instants are left out; what the rules derive from them is kept instead. This is checked on a sample where
two paths meet: both worlds must be granted the same requests, and wait for the same task.
"""

from collections.abc import Hashable
from datetime import datetime

from proving.counting import MOMENT
from proving.people import SYSTEM
from proving.worlds import (
    BEGINNING,
    HOUR,
    World,
    code_of,
    deadlines,
    has_left,
    held_for_days,
    if_lifted,
    turning_points,
)
from rules.checks_in_time import last_away
from rules.disposal_options import open_options, without_plate
from rules.guards import GUARDS
from rules.impound import hearing_until
from rules.law import Edition
from rules.notices_in_time import added_letters
from rules.owner_notice import list_parties, lost_letters
from rules.questions import Question
from rules.requests import BY_REQUEST
from rules.returns import missing_steps
from rules.since import done_since
from rules.tow_dispatch import declaring_look, seen_since_the_gate
from rules.verification import raised, registration_expired
from rules.waiting_periods import known_period
from schemas import verification
from schemas.case import Case
from schemas.case_parts import Letter, Override
from schemas.law import Duty
from schemas.messages import Recorded, Request, by_of, fact_of
from schemas.records import HITS
from schemas.words import Party, Registration, ReviewSubject, Stage

Key = Hashable


def key_of(world: World, law: Edition) -> Key:
    """The key of a world; alike worlds have the same key."""
    case = world.case
    if case.stage is Stage.CLOSED:
        return (case.stage, case.outcome, _kept(world, law), _may_be_heard(world, law))
    now = (case.stage, _said(case), _holds(case), _times(world, law), _may_be_heard(world, law))
    return (now, _in_custody(case, law) if case.towed else _on_the_street(case, law))


def _kept(world: World, law: Edition) -> Key:
    """What a case still has when it is reopened."""
    case = world.case
    flags = (case.private_property, case.vehicle_known, case.duplicate_of)
    kept = (_stolen(case), flags, _holds(case), _settled(case))
    if case.in_custody and case.surrendered is None:
        return (kept, _in_custody(case, law), _times(world, law))
    if case.released:
        return (kept, _in_custody(case, law))
    told = any(each.mailed for each in case.letters)
    return (kept, _registration(case), case.records_check is not None, told)


def _may_be_heard(world: World, law: Edition) -> Key:
    """Whether the time to request a hearing still runs after the release."""
    until = hearing_until(world.case, law) if world.case.released else None
    return until is None or world.now < until


def _stolen(case: Case) -> Key:
    referred = any(each.outcome in HITS for each in case.referrals)
    return (case.stolen, case.found_stolen is not None, referred)


def _registration(case: Case) -> Key:
    """The registration as the rules see it: not found counts as expired without a date."""
    answer = case.records_check
    if answer is None:
        return None
    return (answer.registration is Registration.VALID, registration_expired(answer) is not None)


def _newer(told: Recorded | None, gate: Recorded | None) -> bool | None:
    """Whether a fact came after another; None if there is none."""
    return None if told is None else gate is None or done_since(told, gate)


def _holds(case: Case) -> Key:
    """A person's records check ends the hold of a suspicion, which no person has placed."""
    return tuple(sorted((each.hold, each.by == SYSTEM.account) for each in case.open_holds))


def _on_the_street(case: Case, law: Edition) -> Key:
    """The key before the hook-up."""
    look, declaring, order = case.last_inspection, declaring_look(case), case.order
    seen = look and (look.finding, look.occupied, seen_since_the_gate(case))
    ground = declaring and (declaring.clause, declaring.hazard)
    registers = (
        _stolen(case),
        _registration(case),
        _newer(case.records_check, case.tow_gate),
    )
    flags = (
        bool(case.undecided_duplicates),
        case.private_property,
        case.vehicle_known,
        case.exempt,
        case.called is not None and Duty.TELEPHONE_CALL in law.duties,
        case.hazard_order,
        case.tow_gate is not None,
    )
    tow = (
        case.ordered is not None,
        case.ordered_by,
        order and (order.state, order.contractor),
        case.tow_gone is not None and case.tow_gone.fact > (look.number if look else 0),
    )
    reviews = (case.refused is not None, *(_review(case, matter) for matter in ReviewSubject))
    told = _told(case, law, sticker=case.sticker is not None, published=case.published is not None)
    return (seen, ground, registers, flags, reviews, without_plate(case), _first_seen(case), tow, told)


def _first_seen(case: Case) -> bool:
    return bool(case.inspections) and case.declared is None


def _review(case: Case, matter: ReviewSubject) -> Key:
    look = raised(case, matter)
    review = next((each for each in reversed(case.reviews) if each.matter is matter), None)
    return None if look is None else (review.clear if review and review.fact > look.number else "open")


def _told(case: Case, law: Edition, **instead: bool) -> Key:
    """The state of each party's letters and hearings, and which missed their deadline; lienholders are interchangeable.

    Hearings of people who are no longer on record count all the same.
    """
    rows = {row: party for party, row in list_parties(case)}
    in_time = {} if has_left(case) else _in_time(case, law)
    lost = _lost(case)
    by_row = {
        row: (_letters(case, row, law), lost.get(row, ()), in_time.get(row, ()), _heard(case, row)) for row in rows
    }
    owner = tuple((by_row[row], _was_told(case, row)) for row, party in rows.items() if party is Party.OWNER)
    liens = tuple(sorted(by_row[row] for row, party in rows.items() if party is Party.LIENHOLDER))
    before = any(each.mailed for each in case.letters if each.lapsed or each.addressee not in rows)
    former = tuple(sorted(_heard(case, each.party) for each in case.hearings if each.party not in rows))
    return (case.parties is not None, owner, liens, former, before, tuple(instead.values()))


def _lost(case: Case) -> dict[int, tuple[str, ...]]:
    """The kinds of letters to each party that the mail has lost, and of which none was written since."""
    lost: dict[int, tuple[str, ...]] = {}
    for notice in sorted({each.notice for each in case.letters if each.lapsed}):
        for row in {each.addressee for each in lost_letters(case, notice)}:
            lost[row] = (*lost.get(row, ()), notice)
    return lost


def _was_told(case: Case, row: int) -> bool:
    """Whether a letter that no longer counts was mailed to this party: an owner is told at least once."""
    return any(each.mailed and each.lapsed for each in case.letters if each.addressee == row)


def _heard(case: Case, row: int | None) -> tuple[tuple[bool, bool, bool], ...]:
    """The hearings of one party: whether decided, whether won, and whether about this tow or this declaration."""
    taken = fact_of(case.hooked_up) or fact_of(case.declared) or 0
    mine = (each for each in case.hearings if each.party == row)
    return tuple((each.decided is not None, each.lawful is False, each.requested.fact > taken) for each in mine)


def _in_time(case: Case, law: Edition) -> dict[int, tuple[Key, ...]]:
    """The letters to each party that missed their deadline, and the order of the deadlines.

    Those of mailed letters too: while another one is missing, the notice may yet have to be reissued.
    """
    added = tuple(added_letters(case, law, open_options(case, law)))
    ends = {each.until for each in added if each.until}
    found: dict[int, tuple[Key, ...]] = {}
    for each in added:
        before = sum(until < each.until for until in ends) if each.until else -1
        found[each.row] = (*found.get(each.row, ()), (each.is_late, each.is_older, before))
    return found


def _letters(case: Case, row: int, law: Edition) -> tuple[Key, ...]:
    """The letters to one party, each with the steps that its return still asks for."""
    return tuple(
        sorted(
            (each.notice, each.mailed is not None, each.returned is not None, _asked_for(each, law))
            for each in case.letters
            if each.addressee == row and not each.lapsed
        )
    )


def _asked_for(letter: Letter, law: Edition) -> tuple[str, ...]:
    return tuple(each.step for each in missing_steps(letter, law))


def _said(case: Case) -> Key:
    """Open requests, failed steps and overrides."""
    said = (case.move_claimed is not None, case.extension_asked is not None, case.failed is not None)
    aside = tuple(sorted({(each.guard, each.question) for each in case.overrides if _counts(each, case.stage)}))
    return (said, aside, _settled(case))


def _settled(case: Case) -> Key:
    """The settled numbers; and who settled them, as long as one of these people could order a tow."""
    towed = case.towed is not None and case.stage is not Stage.CLOSED
    by = frozenset() if towed else frozenset(each.by for each in case.settled)
    return (tuple(each.provision for each in case.settled), by)


def _counts(aside: Override, stage: Stage) -> bool:
    """Whether the overridden question can be asked in this stage at all."""
    return aside.stage is stage and stage in ASKED_IN[aside.question]


ASKED_BY: dict[type[Request], str] = {verification.RecordInspection: "may_declare"} | {
    request: rule.question for request, rule in BY_REQUEST.items() if isinstance(rule.question, Question)
}
"""The question of each request for which a guard can be overridden."""

ASKED_IN = {
    question: frozenset(
        stage for each, asked in ASKED_BY.items() if asked == question for stage in BY_REQUEST[each].stages
    )
    for guard in GUARDS.values()
    if not guard.absolute
    for question in guard.asks
}
"""The stages in which such a question can be asked."""


def _in_custody(case: Case, law: Edition) -> Key:
    """The key after the hook-up, without what mattered on the street."""
    there = (case.in_lot, case.intake, case.state_reported, case.contents_returned, case.disposal_gate)
    gone = (case.released, case.paid or None, case.refunded, case.surrendered, case.sold, case.destroyed)
    order = case.order and (case.order.state, case.order.contractor)
    asked, gate = case.records_check, case.disposal_gate
    since = (_newer(asked, case.hooked_up), _newer(asked, gate))
    asks_plate = any(rule.without_plate for rule in law.disposal.values()) and without_plate(case)
    registers = (_stolen(case), _registration(case), since)
    known = (registers, case.vehicle_known, case.exempt, case.hazard_order, asks_plate)
    facts = tuple(each is not None for each in (*there, *gone))
    told = _told(case, law, published=case.published is not None)
    matters = _on_the_way(case) if case.stage is Stage.TOW else None
    return (
        known,
        facts,
        order,
        matters,
        case.lot,
        case.ordered_by,
        case.towed_by,
        case.waived and case.waived.fees,
        told,
        _at_the_end(case, law),
    )


def _on_the_way(case: Case) -> Key:
    """What matters of the street until the car is in the lot: what can still be reviewed, or declared again."""
    look = case.last_inspection
    matters = tuple(raised(case, matter) is not None for matter in ReviewSubject)
    return (matters, case.moved_at is not None, look and look.finding)


def _at_the_end(case: Case, law: Edition) -> Key:
    """What decides the disposal option, until the car is gone."""
    if case.released or case.surrendered:
        return None
    if case.sold or case.destroyed:
        return (case.destroyed and case.destroyed.route, case.disposal_reported is not None)
    gate = case.disposal_gate
    away = last_away(case)
    served = (
        case.service_checked and case.service_checked.service,
        _newer(case.service_checked, gate),
        away is None or _newer(case.service_checked, away.returned),
    )
    acts = (case.appraised is not None, case.advertised is not None)
    return (_statuses(case, law), _worth(case, law), served, acts, case.authority_route)


def _statuses(case: Case, law: Edition) -> Key:
    """The options of each classification; the salvor's counts only if the law requires two parties."""
    officer, salvor = (
        status and tuple(status in rule.statuses for rule in law.disposal.values())
        for status in (case.officer_status, case.salvor_status)
    )
    by = (by_of(case.classified_by_officer), by_of(case.classified_by_salvor))
    if Duty.TWO_PARTIES in law.duties:
        return (by, officer, salvor, case.officer_status is case.salvor_status)
    return (by, officer)


def _worth(case: Case, law: Edition) -> Key:
    """On which side of each threshold of the edition value and age are."""
    if case.appraised is None:
        return None
    value, age = case.appraised.value, BEGINNING.year - case.appraised.model_year
    options = law.disposal.values()
    limits = (limit for rule in options for limit in (rule.value_over, rule.value_up_to) if limit is not None)
    old = tuple(age > rule.age_at_least for rule in options if rule.age_at_least is not None)
    return (tuple(value > limit for limit in limits), old)


def _times(world: World, law: Edition) -> Key:
    """Which floors have passed, how much is left of the running ones, and the order of their ends."""
    case, points = world.case, turning_points(if_lifted(world), law)
    if case.in_custody and case.surrendered is None:
        points |= deadlines(added_letters(case, law, open_options(case, law)))
    ahead = sorted({each for each in points.values() if each > world.now})
    return tuple(
        (name, _left(world, law, name, each), ahead.index(each)) if each > world.now else name
        for name, each in points.items()
    )


def _left(world: World, law: Edition, name: str, end: datetime) -> Key:
    """Hours for periods in hours, without the minutes of the acts; else days, and whether today does not count.

    A hold takes no day of a period that began today, or if another hold was on today; one that was released at midnight
    was not. Whether a hold was on for days makes no difference; it is kept to show that.
    """
    code, now = code_of(name), world.now
    period = known_period(world.case, law, code)
    for_days = held_for_days(world, law, name)
    if period is None or period.amount is None or "hours" in period.unit:
        return ((end.replace(minute=0) - now.replace(minute=0)) // HOUR, for_days)
    today, ends_on = (each.astimezone(law.tz).date() for each in (now, end))
    days = (ends_on - today).days
    still = (each for each in world.case.holds if code in law.holds[each.hold].stands_still)
    lost = any(((each.released_at or now) - MOMENT).astimezone(law.tz).date() == today for each in still)
    return (days, lost or days > period.amount, for_days)
