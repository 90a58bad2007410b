"""The periods in a letter: how long each one is, from what it runs, when it ends, and what the law allows then."""

from collections.abc import Collection
from datetime import datetime

from activities.letter_language import ENGLISH, LetterLanguage
from activities.letter_press import Deadline
from rules.calendars import ends
from rules.disposal_options import floors_of, open_options
from rules.law import Edition, Period, Unit
from rules.owner_notice import IN_ORDER, letter_to
from rules.reclaiming import Afterward, after_reclaiming
from rules.waiting_periods import ANCHORS, SINCE, known_period
from schemas.case import Case
from schemas.owner_notice import WriteLetter
from schemas.texts import N_, NN_
from schemas.words import Anchor, Notice, Route

OURS = {
    Notice.PRE_TOW: N_("our notice before the tow"),
    Notice.HAZARD_TOW: N_("our notice of the tow"),
    Notice.IMPOUND: N_("our first notice after the tow"),
    Notice.SECOND: N_("our second notice"),
    Notice.SALE: N_("the notice of the sale"),
    Notice.CORRECTION: N_("our correction"),
}
"""How one letter refers to another."""


def deadline(
    case: Case, law: Edition, code: str, now: datetime, *, asked: WriteLetter, language: LetterLanguage = ENGLISH
) -> Deadline:
    """The end of a period on this letter, counted from the mailing or from the anchor that the law names."""
    period = known_period(case, law, code)
    if period is None:
        return Deadline(period=language.say("A period that the city has not set yet"))
    if period.anchor is Anchor.MAILED:
        return _from_a_letter(case, law, period, now, asked, language)
    begun = ANCHORS[period.anchor](case, period, law)[0]
    length, event = how_long(period, language), language.say(SINCE[period.anchor])
    since = language.say("{length} after {event}", length=length, event=event)
    return _ending(law, period, begun, since, now, language) if begun else Deadline(period=since)


def _from_a_letter(
    case: Case, law: Edition, period: Period, now: datetime, asked: WriteLetter, language: LetterLanguage
) -> Deadline:
    """The end of a period that runs from the mailing of another letter, which may not have been mailed yet."""
    counts = period.notice or asked.notice
    first = None if counts is asked.notice else letter_to(case, counts, asked.addressee)
    length, letter = how_long(period, language), language.say(OURS[counts])
    since = language.say("{length} after {letter} was mailed", length=length, letter=letter)
    if first and first.mailed:
        return _ending(law, period, first.mailed.at, since, now, language)
    if IN_ORDER.index(counts) < IN_ORDER.index(asked.notice):
        return _ending(law, period, now, since, now, language)
    if counts is not asked.notice and law.notices[counts].not_before:
        later = language.say("{length} after {letter} is mailed", length=length, letter=letter)
        return Deadline(period=later, comes_with=letter)
    return from_mailing(law, period, now, language)


def reclaim_by(
    case: Case, law: Edition, now: datetime, *, asked: WriteLetter, language: LetterLanguage = ENGLISH
) -> Deadline:
    """Until when the vehicle can be reclaimed, and what the law allows then: some disposal options ask for more."""
    said = deadline(case, law, "reclaim", now, asked=asked, language=language)
    afterward = after_reclaiming(case, law, asked, now)
    if afterward is None:
        return said
    then = _afterward(afterward, language)
    return said.model_copy(update={"at_least": True, "then": then} if afterward.longer else {"then": then})


def _afterward(afterward: Afterward, language: LetterLanguage) -> str:
    """What may become of the vehicle once the reclaim period is over."""
    end = language.say(end_by(afterward.routes))
    if not afterward.longer:
        return language.say("After that it may be {end}.", end=end)
    not_yet = language.say("It will not be {end} before then.", end=end)
    if not afterward.notified:
        return not_yet
    notified = language.say(end_by(afterward.notified))
    again = language.say("You will be notified once more before it is {end}.", end=notified)
    return f"{not_yet} {again}"


def end_by(routes: Collection[Route]) -> str:
    """What these routes make of a vehicle: `sold or destroyed`."""
    if set(routes) == {Route.AUCTION}:
        return N_("sold")
    return N_("sold or destroyed") if Route.AUCTION in routes else N_("destroyed")


def _ending(
    law: Edition, period: Period, begun: datetime, since: str, now: datetime, language: LetterLanguage
) -> Deadline:
    end = ends(period, begun, law)
    return Deadline(period=since, until=language.moment(end, law.tz), over=end <= now)


def from_mailing(law: Edition, period: Period, now: datetime, language: LetterLanguage = ENGLISH) -> Deadline:
    """The end of a period that runs from the mailing of this letter."""
    until = language.moment(ends(period, now, law), law.tz)
    since = language.say("{length} after this letter was mailed", length=how_long(period, language))
    return Deadline(period=since, until=until, from_here=True)


LENGTHS: dict[Unit, tuple[str, str]] = {
    "hours": NN_("one hour", "{count} hours"),
    "hours_on_working_days": NN_(
        "one hour (not counting Saturdays, Sundays and holidays)",
        "{count} hours (not counting Saturdays, Sundays and holidays)",
    ),
    "calendar_days": NN_("one day", "{count} days"),
    "business_days": NN_("one business day", "{count} business days"),
    "days_excluding_sunday": NN_("one day (not counting Sundays)", "{count} days (not counting Sundays)"),
}
"""A number of each unit, for one and for several, with the days that it does not count."""


def how_long(period: Period, language: LetterLanguage = ENGLISH) -> str:
    """The length of a period as a letter says it: `one day (not counting Sundays)`."""
    one, many = LENGTHS[period.unit]
    return language.count(one, many, period.amount or 0)


def sale_from(case: Case, law: Edition, now: datetime, language: LetterLanguage = ENGLISH) -> Deadline | None:
    """The last of the floors that run from this letter, among the open disposal options."""
    codes = floors_of(open_options(case, law))
    periods = (known_period(case, law, code) for code in codes)
    floors = [each for each in periods if each and each.notice is Notice.SALE]
    if not floors:
        return None
    last = max(floors, key=lambda each: ends(each, now, law))
    return from_mailing(law, last, now, language)


def free_for(
    case: Case, law: Edition, now: datetime, *, won: datetime | None, language: LetterLanguage = ENGLISH
) -> Deadline:
    """How long a vehicle is free of charge after a hearing that was `won`, or would be."""
    period = known_period(case, law, "free_retrieval")
    if period is None:
        return Deadline(period=language.say("within the period stated in the decision"))
    length = language.say("within {length} of the decision", length=how_long(period, language))
    return _ending(law, period, won, length, now, language) if won else Deadline(period=length)
