"""A world: a case at an instant. The results of granted requests, and the relevant steps of time.

Time is a step of its own: to the next instant at which a ruling can change; to the middle of a running period; and,
while a hold suspends something, far enough that whole days are lost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from proving.facts import fact_of
from proving.laws import law_of
from proving.people import CASE, OLDER, SUPERVISOR, SYSTEM
from rules.authorization import asked_of, question_of
from rules.calendars import ends, ends_with_pauses
from rules.dates import ill_dated
from rules.disposal_options import open_options
from rules.impound import hearing_until
from rules.law import Edition
from rules.next_task import list_tasks
from rules.notices_in_time import Added, added_letters
from rules.permissions import may_ask
from rules.request_rule import RequestContext
from rules.requests.amendments import amendment
from rules.requests.tow_dispatch import withdrawal
from rules.requirements import GuardContext
from rules.rulings import is_allowed, refusing, right_lost
from rules.verification import first_observation
from rules.waiting_periods import ANCHORS, floor, known_period, pauses
from schemas.after import after, opened
from schemas.case import Case
from schemas.messages import Actor, Fact, JournalEntry, Recorded, Request, at_of
from schemas.reporting import PossibleDuplicateFound, VehicleReported
from schemas.words import Anchor, Channel, Stage

BEGINNING = datetime(2026, 3, 3, 15, tzinfo=UTC)
"""A Tuesday. Other days of the calendar are covered by the dates worked by hand."""

Move = tuple[Actor, Request]
"""A person and what they ask."""

DAY, HOUR = timedelta(days=1), timedelta(hours=1)

BREATH = timedelta(minutes=1)
"""The time between two acts, so that no two happen at one instant."""


EXTENSION = timedelta(days=15)
"""The extension granted to an owner: longer than the notice period, so that it ends last."""


BEFORE_THE_TOW = ("owner_notice", "contested")
IN_THE_LOT = ("service_tail", "further_step", "appeal")
FROM_A_NOTICE = " from a notice"
OF_LETTER = " of letter "


class World(NamedTuple):
    """A case at an instant."""

    case: Case
    now: datetime


def beginnings(law: Edition) -> Iterator[World]:
    """Every report with which a case can begin; and one of a car that another open case may be about."""
    for world in _reported(law):
        yield world
        if world.case.vehicle_known and not world.case.private_property:
            found = PossibleDuplicateFound(other=OLDER, same_vin=False)
            yield World(after(world.case, _recorded(2, found, BEGINNING, SYSTEM)), BEGINNING)


def _reported(law: Edition) -> Iterator[World]:
    for known in (True, False):
        for private in (False, True):
            fact = VehicleReported(
                report=1,
                channel=Channel.PHONE,
                edition=law.code,
                district="d1",
                vehicle_known=known,
                private_property=private,
            )
            yield World(opened(CASE, _recorded(1, fact, BEGINNING, SYSTEM)), BEGINNING)


def granted(world: World, actor: Actor, request: Request, law: Edition) -> bool:
    """Whether the rules grant this request."""
    if not _may_be_asked(world, actor, request):
        return False
    if question_of(request) is None:
        return True
    return is_allowed(asked_of(world.case, request, law, request.at or world.now, actor=actor))


def refused_by_one(world: World, actor: Actor, request: Request, law: Edition) -> str | None:
    """The guard that alone refuses this request; None if there is none, or more than one."""
    if not _may_be_asked(world, actor, request):
        return None
    refuse = refusing(asked_of(world.case, request, law, request.at or world.now, actor=actor))
    only = next(refuse, None)
    return None if next(refuse, None) else only


def _may_be_asked(world: World, actor: Actor, request: Request) -> bool:
    """Whether the actor's role and the date of the request allow it, whatever the guards say."""
    case, now = world
    dated = request.at is None or ill_dated(case, request, now) is None
    return dated and may_ask(case, type(request), actor) is None


def said_to_be_due(world: World, law: Edition) -> bool:
    """Whether the rules say that the car must be released free of charge now, an answer that no request uses."""
    return is_allowed(GuardContext("must_release", world.case, law, world.now))


def made(world: World, actor: Actor, request: Request, law: Edition) -> tuple[World, Fact]:
    """The world after a granted request, and its fact; an order that is no longer allowed is withdrawn."""
    at = request.at or world.now
    fact = fact_of(RequestContext(world.case, actor, request, law, at, world.now, law_of))
    return _happened(world, fact, at, actor, law), fact


def gone_over(world: World, counts: Edition, law: Edition) -> World:
    """The world after its case moved from the current law to another one."""
    return _happened(world, amendment(world.case, counts, law, world.now), world.now, SUPERVISOR, law)


def _happened(world: World, fact: Fact, at: datetime, actor: Actor, law: Edition) -> World:
    case = after(world.case, _recorded(world.case.number + 1, fact, at, actor))
    if reason := right_lost(case, fact, law, world.now):
        case = after(case, _recorded(case.number + 1, withdrawal(case, reason), world.now, SYSTEM))
    return World(case, world.now + BREATH)


def _recorded(number: int, fact: Fact, at: datetime, actor: Actor) -> JournalEntry:
    return JournalEntry(number=number, at=at, recorded_at=at, actor=actor.account, role=actor.role, fact=fact)


HELD = timedelta(days=3)
"""How long a hold stays on before time stops again: longer than the day on which it was placed."""


def later(world: World, law: Edition) -> World | None:
    """The world at the next instant at which time stops; None if there is none."""
    if world.case.stage is Stage.CLOSED:
        return _no_longer_heard(world, law)
    points = turning_points(world.case, law)
    running = {name: end for name, end in points.items() if end > world.now}
    stops = (*running.values(), *_middles(world, law, running), *_held(world, law, points))
    ahead = [each for each in stops if each > world.now]
    return World(world.case, min(ahead)) if ahead else None


def _no_longer_heard(world: World, law: Edition) -> World | None:
    """When the time to request a hearing ends after the release."""
    until = hearing_until(world.case, law) if world.case.released else None
    return World(world.case, until) if until and until > world.now else None


def _middles(world: World, law: Edition, running: dict[str, datetime]) -> Iterator[datetime]:
    """When half of each period is left; in the lot only while the case waits for time, and for unmailed letters.

    So many periods run in parallel there that each order of ends and middles would be a world of its own. If another
    period ends in the same hour, that end is the stop, because minutes would decide which comes first.
    """
    waits = world.case.stage is not Stage.IMPOUND or _waits_for_time(world, law)
    hours = {end.replace(minute=0) for end in running.values()}
    for name, end in running.items():
        if waits or OF_LETTER in name:
            middle = middle_of(world.case, law, name, end)
            if middle not in hours:
                yield middle


def _waits_for_time(world: World, law: Edition) -> bool:
    over = list_tasks(world.case, law, world.now).next.not_before
    return over is not None and over > world.now


def middle_of(case: Case, law: Edition, name: str, end: datetime) -> datetime:
    """When half of a period is left, on the hour, so that minutes distinguish no two worlds.

    If no period has this name, it is the extension granted to the owner.
    """
    period = known_period(case, law, code_of(name))
    amount = period.amount if period else None
    half = EXTENSION / 2
    if period and amount is not None:
        half = amount * HOUR / 2 if "hours" in period.unit else (amount // 2) * DAY
    return (end - half).replace(minute=0)


def code_of(name: str) -> str:
    """The code of the period of a turning point."""
    return name.removesuffix(FROM_A_NOTICE).partition(OF_LETTER)[0]


def _held(world: World, law: Edition, points: dict[str, datetime]) -> Iterator[datetime]:
    """When a hold has suspended a floor for whole days, if no hold has done so yet.

    In the middle of an hour: a hold that was placed at midnight and one of a minute later then end on the same day.
    """
    if not world.case.open_holds:
        return
    stopped = {code_of(name) for name in turning_points(if_lifted(world), law).keys() - points.keys()}
    for code in stopped:
        if not held_for_days(world, law, code):
            stands = (each for each in world.case.open_holds if code in law.holds[each.hold].stands_still)
            begun = max(min(each.at for each in stands), _begun(world.case, law, code) or BEGINNING)
            yield begun.replace(minute=30) + HELD


def held_for_days(world: World, law: Edition, name: str) -> bool:
    """Whether a hold has suspended this floor for whole days since the floor began."""
    case, now, begun = world.case, world.now, _begun(world.case, law, name) or BEGINNING
    holds = (each for each in case.holds if code_of(name) in law.holds[each.hold].stands_still)
    return any((each.released_at or now) - max(each.at, begun) >= HELD - HOUR / 2 for each in holds)


def _begun(case: Case, law: Edition, name: str) -> datetime | None:
    if name.endswith(FROM_A_NOTICE):
        return at_of(case.published) if case.towed else at_of(case.sticker)
    period = known_period(case, law, code_of(name))
    return max((each for each in ANCHORS[period.anchor](case, period, law) if each), default=None) if period else None


def if_lifted(world: World) -> Case:
    """The case as if every hold were lifted now, so that suspended floors continue."""
    case, now = world
    if not case.open_holds:
        return case
    lifted = (
        replace(each, released=each.released or Recorded(fact=case.number, at=now, by=SYSTEM.account))
        for each in case.holds
    )
    return case.with_(holds=tuple(lifted))


def has_left(case: Case) -> bool:
    """Whether the car was towed and is no longer in custody, or belongs to the city: then no period runs."""
    return case.towed is not None and (not case.in_custody or case.surrendered is not None)


def turning_points(case: Case, law: Edition) -> dict[str, datetime]:
    """The instants at which a ruling can change, by what ends then; none for a car that has left custody."""
    if has_left(case):
        return {}
    points = dict(_floors(case, law)) | dict(_ceilings(case, law)) | dict(_letters_to_come(case, law))
    if case.towed is None:
        points |= dict(_intervals(case, law))
    if case.extended_until and case.towed is None:
        points["extended"] = case.extended_until
    if case.in_custody and (until := hearing_until(case, law)):
        points["ask_hearing"] = until
    return points


def _floors(case: Case, law: Edition) -> Iterator[tuple[str, datetime]]:
    codes = (*_named(law, "floors"), *_letters_wait_for(law), *IN_THE_LOT) if case.towed else BEFORE_THE_TOW
    for code in codes:
        if over := floor(case, law, code):
            yield code, over
    if case.sticker and case.towed is None:
        yield from _from_a_notice(case, law, "owner_notice", case.sticker.at)
    if case.published and case.towed:
        for code in _named(law, "floors"):
            if law.periods[code].anchor is Anchor.MAILED:
                yield from _from_a_notice(case, law, code, case.published.at)


def _from_a_notice(case: Case, law: Edition, code: str, at: datetime) -> Iterator[tuple[str, datetime]]:
    """When the period ends if it runs from this notice, because no party is known."""
    period = known_period(case, law, code)
    if period and (over := ends_with_pauses(period, at, law, pauses(case, code, law))):
        yield f"{code}{FROM_A_NOTICE}", over


def _intervals(case: Case, law: Edition) -> Iterator[tuple[str, datetime]]:
    first = first_observation(case)
    for code in {clause.interval for clause in law.clauses.values()}:
        period = known_period(case, law, code)
        if first and period and case.declared is None:
            yield code, ends(period, first.at, law)


def _letters_to_come(case: Case, law: Edition) -> Iterator[tuple[str, datetime]]:
    """Until when an unmailed letter that follows another one counts, the earliest first."""
    added = added_letters(case, law, open_options(case, law))
    yield from deadlines(each for each in added if each.mailed is None).items()


def deadlines(letters: Iterable[Added]) -> dict[str, datetime]:
    """The deadlines of these letters, the earliest first, by the name of the turning point."""
    ends = sorted((each.until, each.rule.within) for each in letters if each.until)
    return {f"{code}{OF_LETTER}{number}": until for number, (until, code) in enumerate(ends)}


def _ceilings(case: Case, law: Edition) -> Iterator[tuple[str, datetime]]:
    """A notice that expires is too old one instant after its last day."""
    for code in _named(law, "ceilings"):
        period = known_period(case, law, code)
        begun = [each for each in ANCHORS[period.anchor](case, period, law) if each] if period else []
        if period and begun:
            yield code, min(ends(period, each, law) for each in begun) + BREATH


def _letters_wait_for(law: Edition) -> tuple[str, ...]:
    return tuple(each.not_before for each in law.notices.values() if each.not_before)


def _named(law: Edition, kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for rule in law.disposal.values() for code in getattr(rule, kind)))


def every_day_alike(law: Edition) -> Edition:
    """The edition with every last day a working day; the dates worked by hand cover weekends and holidays."""
    alike = {code: each.model_copy(update={"ends_on_working_day": False}) for code, each in law.periods.items()}
    return law.model_copy(update={"periods": alike})


AGES = ("stolen_check_age", "service_check_age", "letter_age")
A_CENTURY = 36_500


def nothing_grows_old(law: Edition) -> Edition:
    """The edition with checks and letters that never grow old: it would triple the worlds. Tests by hand cover that."""
    ages = {code: law.periods[code].model_copy(update={"amount": A_CENTURY}) for code in AGES}
    return law.model_copy(update={"periods": law.periods | ages})
