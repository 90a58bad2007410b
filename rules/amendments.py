"""Whether an amendment may be applied to a case or taken back, and what it undoes. Knows no clock."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from rules.calendars import ends
from rules.law import Edition, NoticeRule, Transition
from rules.law_words import words
from rules.library import is_as_enacted, usable_edition
from rules.owner_notice import letters_on_record
from rules.requirements import GuardContext, Requirements, our_own, requirement
from rules.tow_dispatch import declaring_look
from rules.verification import clause_of, exemption_of, first_observation
from rules.waiting_periods import known_period
from schemas.amendments import ApplyAmendment
from schemas.case import Case
from schemas.case_parts import Inspection
from schemas.messages import at_of, fact_of
from schemas.words import Notice, Role

NEW_LAW = our_own("a new law is a new edition, and a person applies it to each case")
UNDONE = our_own("an amendment is taken back only while nothing final was done under it")
NEVER = datetime.max.replace(tzinfo=UTC)

Came = Callable[[Case], datetime | None]


def _told_at(case: Case) -> datetime | None:
    """When a party was first notified, or the car was hooked up without notice."""
    mailed = (at_of(each.mailed) for each in letters_on_record(case))
    told = [each for each in (*mailed, at_of(case.sticker), at_of(case.published), at_of(case.hooked_up)) if each]
    return min(told, default=None)


CAME_SO_FAR: dict[str, Came] = {
    "none": lambda _: None,
    "opened": lambda case: case.opened_at,
    "noticed": _told_at,
    "in_custody": lambda case: at_of(case.hooked_up),
}
"""When a case reached the point at which this transition rule leaves it under the old law; None if it has not."""


def in_force_from(law: Edition) -> datetime:
    """The first instant of its first day, in the city's time."""
    return datetime.combine(law.effective_from, time.min, tzinfo=law.tz)


def stays(case: Case, law: Edition) -> bool:
    """Whether this new law leaves the case under its current law."""
    came = CAME_SO_FAR[law.transition.stays](case)
    return came is not None and came < in_force_from(law)


def edition_in_force(context: GuardContext) -> Requirements:
    """The edition that the request names can replace the current one."""
    yield from in_force(context.request.edition, context.law, context.at)


def in_force(code: str, old: Edition, at: datetime) -> Requirements:
    """The edition is installed, enacted, for the same place, not older, and in force."""
    new = usable_edition(code)
    yield requirement(
        NEW_LAW, f"The edition {code} is installed and valid", met=new is not None, remedied_by=Role.ADMIN, final=True
    )
    if new is None:
        return
    yield requirement(
        NEW_LAW, f"The edition {code} is enacted", met=is_as_enacted(code), remedied_by=Role.ADMIN, final=True
    )
    text = f"It is a different edition for the same place, {old.place}"
    yield requirement(NEW_LAW, text, met=new.place == old.place and new.code != old.code, final=True)
    later = new.effective_from >= old.effective_from
    yield requirement(NEW_LAW, f"It is not older than the edition {old.code} of the case", met=later, final=True)
    begins = in_force_from(new)
    text = f"The new law is in force, from {new.effective_from.isoformat()}"
    yield requirement(NEW_LAW, text, met=at >= begins, earliest=begins)


def not_kept_by_transition(context: GuardContext) -> Requirements:
    """The new law's transition rule does not leave the case under the old law."""
    if new := usable_edition(context.request.edition):
        text = f"The new law applies to this case. Its rule: {_in_a_sentence(new.transition)}"
        yield requirement(new.transition, text, met=not stays(context.case, new), final=True)


def _in_a_sentence(rule: Transition) -> str:
    return rule.text[0].lower() + rule.text[1:]


def carried_over(context: GuardContext) -> Requirements:
    """The other law has the legal basis of the case too: its clause, its exemption and its interval."""
    code = edition_asked_for(context.case, context.request)
    if law := usable_edition(code) if code else None:
        yield from _clause_known(context.case, law)
        yield from _exemption_known(context.case, context.law, law)
        yield from _stood_long_enough(context, law)


def edition_asked_for(case: Case, request: Any) -> str | None:
    """The edition that the request moves the case to; None if there is no amendment to take back."""
    if isinstance(request, ApplyAmendment):
        return request.edition
    return case.amendments[-1].was if case.amendments else None


def _clause_known(case: Case, law: Edition) -> Requirements:
    clause = next((each.clause for each in case.inspections if each.number == fact_of(case.declared)), None)
    if clause:
        text = f"The edition {law.code} has the definition under which the car was declared abandoned ({words(clause)})"
        yield requirement(NEW_LAW, text, met=clause in law.clauses, fact=case.declared, final=True)


def _stood_long_enough(context: GuardContext, law: Edition) -> Requirements:
    """The inspections behind the declaration suffice under the other law; not required after the hook-up."""
    case, look = context.case, declaring_look(context.case)
    clause = clause_of(law, look) if look else None
    if look is None or clause is None or case.towed is not None:
        return
    settled = () if isinstance(context.request, ApplyAmendment) else case.amendments[-1].settled
    over = _interval_over(case.with_(settled=settled), look, law)
    text = f"The car had stood long enough for the edition {law.code} when it was declared abandoned"
    met = over <= max(look.at, _interval_over(case, look, context.law))
    yield requirement(law.periods[clause.interval], text, met=met, fact=case.declared, final=True)


def _interval_over(case: Case, look: Inspection, law: Edition) -> datetime:
    """When this law's interval was over for the declaring inspection; `NEVER` while its length is unknown."""
    clause = clause_of(law, look)
    if clause is None or exemption_of(case, look, law, clause.interval, look.at):
        return look.at
    period = known_period(case, law, clause.interval)
    if period is None:
        return NEVER
    before = case.with_(inspections=tuple(each for each in case.inspections if each.at <= look.at))
    first = first_observation(before) or look
    return ends(period, first.at, law) if period.amount else look.at


def _exemption_known(case: Case, counts: Edition, law: Edition) -> Requirements:
    if case.exempt:
        before, after = counts.exemptions.get(case.exempt), law.exemptions.get(case.exempt)
        same = before is not None and after is not None and set(after.needs) <= set(before.needs)
        same = same and after is not None and "owner_notice" in after.waives
        same = same and before is not None and after is not None and after.expired_for_days <= before.expired_for_days
        text = f"The edition {law.code} exempts the car from the notice on the same evidence ({words(case.exempt)})"
        yield requirement(NEW_LAW, text, met=same, fact=case.declared, final=True)


def not_undone(context: GuardContext) -> Requirements:
    """The named amendment is the latest one, its old edition is installed, and nothing final was done under it."""
    case = context.case
    last = case.amendments[-1] if case.amendments else None
    text, fact = "An amendment was applied to this case", last.fact if last else None
    yield requirement(UNDONE, text, met=last is not None, fact=fact, final=True)
    if last is None:
        return
    text = f"The newest amendment is the one to the edition {context.request.edition}"
    yield requirement(UNDONE, text, met=context.request.edition == case.edition, fact=last.fact, final=True)
    yield requirement(
        UNDONE,
        f"The edition {last.was} is still installed",
        met=usable_edition(last.was) is not None,
        remedied_by=Role.ADMIN,
    )
    final = (case.hooked_up, case.released, case.surrendered, case.sold, case.destroyed)
    since = next((each for each in final if each is not None and each.fact > last.fact), None)
    text = "Nothing final was done under it: no tow, no release, no disposal"
    yield requirement(UNDONE, text, met=since is None, fact=since, final=True)


def lapsing(case: Case, counts: Edition, law: Edition, since: int = 0) -> tuple[Notice, ...]:
    """The notices given after fact `since` that do not satisfy the other law.

    After the hook-up the notice before the tow is left out.
    """
    written = {each.notice for each in case.letters if not each.lapsed and each.written.fact > since}
    given = set(written)
    if case.sticker is not None and case.sticker.fact > since:
        given.add(Notice.PRE_TOW)
    if case.towed is not None:
        given.discard(Notice.PRE_TOW)
    both = (each for each in Notice if each in given and each in counts.notices and each in law.notices)
    return tuple(
        each for each in both if not _is_enough(counts.notices[each], law.notices[each], by_mail=each in written)
    )


def _is_enough(given: NoticeRule, context: NoticeRule, *, by_mail: bool) -> bool:
    """Whether the notice said all that is required; an ordinary letter does not replace a certified one."""
    certified = "certified_mail"
    ordinary = by_mail and context.sent_by == certified and given.sent_by != certified
    return set(context.says) <= set(given.says) and not ordinary
