"""Whether a case goes over to another edition, or back, and what that undoes. Knows no clock."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from rules.law import Edition, Transition
from rules.library import is_as_enacted, usable_edition
from rules.owner_notice import letters_on_record
from rules.requirements import Asked, Requirements, asks, our_own
from schemas.amendments import ApplyAmendment
from schemas.case import Case
from schemas.words import Notice, Role

NEW_LAW = our_own("a new law is a new file, and a person takes each case over to it")
UNDONE = our_own("an amendment is taken back only while nothing final was done under it")

Came = Callable[[Case], datetime | None]


def _told_at(case: Case) -> datetime | None:
    """When somebody was first told, or the car was taken without that."""
    mailed = (each.mailed_at for each in letters_on_record(case))
    told = [each for each in (*mailed, case.sticker_at, case.published_at, case.hooked_at) if each]
    return min(told, default=None)


CAME_SO_FAR: dict[str, Came] = {
    "none": lambda _: None,
    "opened": lambda case: case.opened_at,
    "noticed": _told_at,
    "in_custody": lambda case: case.hooked_at,
}
"""When a case came so far that a new law with this transition rule leaves it under the old one."""


def in_force_from(law: Edition) -> datetime:
    """The first instant of its first day, in the city's time."""
    return datetime.combine(law.effective_from, time.min, tzinfo=law.tz)


def stays(case: Case, law: Edition) -> bool:
    """Whether this new law leaves the case under the one it has."""
    came = CAME_SO_FAR[law.transition.stays](case)
    return came is not None and came < in_force_from(law)


def edition_in_force(asked: Asked) -> Requirements:
    """The edition that a request names can take over from the one that counts."""
    yield from in_force(asked.request.edition, asked.law, asked.at)


def in_force(code: str, old: Edition, at: datetime) -> Requirements:
    """The edition is here, enacted, of the same place, not older, and its day has come."""
    new = usable_edition(code)
    yield asks(NEW_LAW, f"There is an edition {code} here that checks", met=new is not None, who=Role.ADMIN)
    if new is None:
        return
    yield asks(NEW_LAW, f"The edition {code} is enacted", met=is_as_enacted(code), who=Role.ADMIN)
    text = f"It is another edition for the same place, {old.place}"
    yield asks(NEW_LAW, text, met=new.place == old.place and new.code != old.code)
    later = new.effective_from >= old.effective_from
    yield asks(NEW_LAW, f"It is not older than the edition {old.code} of the case", met=later)
    begins = in_force_from(new)
    text = f"The new law is in force, from {new.effective_from.isoformat()}"
    yield asks(NEW_LAW, text, met=at >= begins, earliest=begins)


def not_kept_by_transition(asked: Asked) -> Requirements:
    """The new law's own rule of transition does not leave the case under the old one."""
    if new := usable_edition(asked.request.edition):
        text = f"The new law takes the case over. Its rule: {_in_a_sentence(new.transition)}"
        yield asks(new.transition, text, met=not stays(asked.case, new))


def _in_a_sentence(rule: Transition) -> str:
    return rule.text[0].lower() + rule.text[1:]


def carried_over(asked: Asked) -> Requirements:
    """What the case rests on has its place in the other law too: its clause, and its exemption as it was shown."""
    code = edition_asked_for(asked.case, asked.request)
    if law := usable_edition(code) if code else None:
        yield from _clause_known(asked.case, law)
        yield from _exemption_known(asked.case, asked.law, law)


def edition_asked_for(case: Case, request: Any) -> str | None:
    """The edition that the case goes over to, or back to; None if there is nothing to go back to."""
    if isinstance(request, ApplyAmendment):
        return request.edition
    return case.amendments[-1].was if case.amendments else None


def _clause_known(case: Case, law: Edition) -> Requirements:
    clause = next((each.clause for each in case.inspections if each.number == case.declared), None)
    if clause:
        text = f"The edition {law.code} knows the clause under which the car was declared abandoned ({_words(clause)})"
        yield asks(NEW_LAW, text, met=clause in law.clauses, fact=case.declared)


def _exemption_known(case: Case, counts: Edition, law: Edition) -> Requirements:
    if case.exempt:
        before, after = counts.exemptions.get(case.exempt), law.exemptions.get(case.exempt)
        same = before is not None and after is not None and set(after.needs) <= set(before.needs)
        text = f"The edition {law.code} exempts the car from the notice on the same showing ({_words(case.exempt)})"
        yield asks(NEW_LAW, text, met=same, fact=case.declared)


def _words(code: str) -> str:
    return code.replace("_", " ")


def not_undone(asked: Asked) -> Requirements:
    """There is an amendment, its old edition is still here, and nothing final was done since."""
    case = asked.case
    last = case.amendments[-1] if case.amendments else None
    yield asks(
        UNDONE, "The case was taken over to another edition", met=last is not None, fact=last.fact if last else None
    )
    if last is None:
        return
    yield asks(
        UNDONE, f"The edition {last.was} is still here", met=usable_edition(last.was) is not None, who=Role.ADMIN
    )
    final = (case.hooked, case.released, case.surrendered, case.sold, case.destroyed)
    since = next((each for each in final if each is not None and each > last.fact), None)
    text = "Nothing was done under it that cannot be undone: no tow, no release, no disposal"
    yield asks(UNDONE, text, met=since is None, fact=since)


def lapsing(case: Case, counts: Edition, law: Edition, since: int = 0) -> tuple[Notice, ...]:
    """The notices that were given after a fact and did not say all that the other law asks them to say.

    Once the car is taken the notice before the tow has done its work.
    """
    given = {each.notice for each in case.letters if not each.lapsed and each.written > since}
    if case.sticker is not None and case.sticker > since:
        given.add(Notice.PRE_TOW)
    if case.hooked is not None:
        given.discard(Notice.PRE_TOW)
    both = (each for each in Notice if each in given and each in counts.notices and each in law.notices)
    return tuple(each for each in both if not set(law.notices[each].says) <= set(counts.notices[each].says))
