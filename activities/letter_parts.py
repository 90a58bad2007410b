"""What a letter says about this case: vehicle, reasons, periods in words, lot and bill."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from activities.letter_press import Deadline, LetterFee, LotText, VehicleText, in_words
from activities.services import CaseContext
from database.tow_dispatch import list_lots, list_names
from rules.calendars import ends
from rules.disposal_options import floors_of, open_options
from rules.fees import list_fees
from rules.law import Edition, Period
from rules.owner_notice import IN_ORDER, letter_to
from rules.reasons import reasons_of
from rules.reclaiming import after_reclaiming
from rules.waiting_periods import ANCHORS, SINCE, known_period
from schemas.case import Case
from schemas.impound import FeeLine
from schemas.law import Duty, MaySay, Said
from schemas.messages import at_of
from schemas.owner_notice import WriteLetter
from schemas.words import Anchor, HoldEffect, Notice, Paper, Party, Route

PAPERS = {
    Paper.IDENTITY: "a photo ID",
    Paper.REGISTRATION: "the registration",
    Paper.INSURANCE: "proof of insurance",
    Paper.TITLE: "the title",
    Paper.LIEN: "proof of your lien",
}
"""The papers to show at the counter, in plain words."""

OURS = {
    Notice.PRE_TOW: "our notice before the tow",
    Notice.HAZARD_TOW: "our notice of the tow",
    Notice.IMPOUND: "our first notice after the tow",
    Notice.SECOND: "our second notice",
    Notice.SALE: "the notice of the sale",
    Notice.CORRECTION: "our correction",
}
"""How one letter refers to another."""

NOT_COUNTED = {
    "hours": "",
    "hours_on_working_days": " (not counting Saturdays, Sundays and holidays)",
    "calendar_days": "",
    "business_days": "",
    "days_excluding_sunday": " (not counting Sundays)",
}
"""The days that a unit does not count, in plain words."""


def vehicle(context: CaseContext) -> VehicleText:
    """The vehicle as far as it is known."""
    row = context.row
    return VehicleText(
        place_found=row.address,
        model_year=context.case.model_year,
        make=row.make,
        model=row.model,
        color=row.color,
        plate=row.plate,
        plate_state=row.plate_state,
        vin=row.vin,
    )


def before_the_tow(context: CaseContext, asked: WriteLetter) -> dict[str, Any]:
    """Why the vehicle will be towed, and by when it must be moved."""
    return {
        "reasons": reasons_of(context.case, context.law),
        "move_by": _deadline(context, asked, "owner_notice"),
        **of_a_hearing(context.case, context.law, context.services.letterhead.phone),
    }


async def in_the_lot(context: CaseContext, asked: WriteLetter) -> dict[str, Any]:
    """Where the vehicle is, how to get it back and at what cost, and how to ask for a hearing."""
    hearing = context.case.hearing_won
    won = at_of(hearing.decided) if hearing and asked.notice is Notice.CORRECTION else None
    wrong = ("A hearing found that the vehicle was not lawfully towed.",)
    parts = {
        "reasons": wrong if won else reasons_of(context.case, context.law),
        "towed_as": sentence(context.law, "towed_as"),
        "towed": await _towed(context),
        "lot": await _lot(context),
        "held_back": held_back(context.case, context.law),
        "papers": papers_to_bring(context.law, asked.party),
        "contents": context.law.duties[Duty.CONTENTS].text,
        "fees": costs(context.case, context.law, context.now, won=won is not None),
        "penalties": _if_said(context.law, "penalties"),
        "fee_law": law_of_costs(context.case, context.law, context.now),
        "reclaim_by": reclaim_by(context.case, context.law, context.now, asked=asked),
        "ask_by": _deadline(context, asked, "ask_hearing"),
        "free_for": _free_for(context, won),
        "silence": sentence(context.law, "silence"),
        "court_hears": "asked_of_a_court" in context.law.sentences,
        "state_writes_too": _if_said(context.law, "state_writes_too"),
        **of_a_hearing(context.case, context.law, context.services.letterhead.phone),
    }
    return parts | (_of_the_sale(context, asked) if asked.notice is Notice.SALE else {})


def held_back(case: Case, law: Edition) -> str | None:
    """What an open hold that blocks the release means for the reader, without its kind; None if there is none."""
    rules = [law.holds[each.hold] for each in case.open_holds]
    if not any(HoldEffect.RELEASE in each.stops for each in rules):
        return None
    stands_still = any("reclaim" in each.stands_still for each in rules)
    still = " The time to reclaim it stands still meanwhile." if stands_still else ""
    return f"It cannot be released at present, because a hold is on.{still} Please call us before you come to the lot."


def papers_to_bring(law: Edition, party: Party) -> tuple[str, ...]:
    """The papers that the law requires from the person who takes the vehicle."""
    return tuple(PAPERS[each] for each in law.papers["owner" if party is Party.OWNER else "lienholder"].needs)


def _of_the_sale(context: CaseContext, asked: WriteLetter) -> dict[str, Any]:
    """The earliest day of the sale, how long it can be opposed, and whether the vehicle may be destroyed instead."""
    routes = {route for option in open_options(context.case, context.law) for route in option.rule.routes}
    opposed = "oppose_sale" in context.law.periods
    return {
        "sale_from": _sale_from(context),
        "oppose_by": _deadline(context, asked, "oppose_sale") if opposed else None,
        "may_be_destroyed": bool(routes - {Route.AUCTION}),
        "opposing": sentence(context.law, "how_to_oppose", context.services.letterhead.phone),
        "surplus": sentence(context.law, "surplus"),
    }


def deadline(case: Case, law: Edition, code: str, now: datetime, *, asked: WriteLetter) -> Deadline:
    """The end of a period on this letter, counted from the mailing or from the anchor that the law names."""
    period = known_period(case, law, code)
    if period is None:
        return Deadline(period="A period that the city has not set yet")
    if period.anchor is Anchor.MAILED:
        return _from_a_letter(case, law, period, now, asked)
    begun = ANCHORS[period.anchor](case, period)[0]
    since = f"{how_long(period)} after {SINCE[period.anchor]}"
    return _ending(law, period, begun, since, now) if begun else Deadline(period=since)


def _from_a_letter(case: Case, law: Edition, period: Period, now: datetime, asked: WriteLetter) -> Deadline:
    """The end of a period that runs from the mailing of another letter, which may not have been mailed yet."""
    counts = period.notice or asked.notice
    first = None if counts is asked.notice else letter_to(case, counts, asked.addressee)
    since = f"{how_long(period)} after {OURS[counts]}"
    if first and first.mailed:
        return _ending(law, period, first.mailed.at, f"{since} was mailed", now)
    if IN_ORDER.index(counts) < IN_ORDER.index(asked.notice):
        return _ending(law, period, now, f"{since} was mailed", now)
    if counts is not asked.notice and law.notices[counts].not_before:
        return Deadline(period=f"{since} is mailed", comes_with=OURS[counts])
    return _from_mailing(law, period, now)


def reclaim_by(case: Case, law: Edition, now: datetime, *, asked: WriteLetter) -> Deadline:
    """Until when the vehicle can be reclaimed, and what the law allows then: some disposal options ask for more."""
    said, afterward = deadline(case, law, "reclaim", now, asked=asked), after_reclaiming(case, law, asked, now)
    if afterward is None:
        return said
    end = end_by(afterward.routes)
    if not afterward.longer:
        return said.model_copy(update={"then": f"After that it may be {end}."})
    again = f" You will be notified once more before it is {end_by(afterward.notified)}." if afterward.notified else ""
    return said.model_copy(update={"at_least": True, "then": f"It will not be {end} before then.{again}"})


def end_by(routes: Collection[Route]) -> str:
    """What these routes make of a vehicle: `sold or destroyed`."""
    sold, destroyed = Route.AUCTION in routes, bool(set(routes) - {Route.AUCTION})
    return " or ".join(word for word, is_so in (("sold", sold), ("destroyed", destroyed)) if is_so)


def _ending(law: Edition, period: Period, begun: datetime, since: str, now: datetime) -> Deadline:
    end = ends(period, begun, law)
    return Deadline(period=since, until=in_words(end, law.tz), over=end <= now)


def _deadline(context: CaseContext, asked: WriteLetter, code: str) -> Deadline:
    return deadline(context.case, context.law, code, context.now, asked=asked)


def _from_mailing(law: Edition, period: Period, now: datetime) -> Deadline:
    until = in_words(ends(period, now, law), law.tz)
    return Deadline(period=f"{how_long(period)} after this letter was mailed", until=until, from_here=True)


def how_long(period: Period) -> str:
    """The length of a period as a letter says it: `one day (not counting Sundays)`."""
    one = period.amount == 1
    unit = "hour" if period.unit.startswith("hours") else "business day" if period.unit == "business_days" else "day"
    return f"{'one' if one else period.amount} {unit}{'' if one else 's'}{NOT_COUNTED[period.unit]}"


def _sale_from(context: CaseContext) -> Deadline | None:
    """The last of the floors that run from this letter, among the open disposal options."""
    codes = floors_of(open_options(context.case, context.law))
    periods = (known_period(context.case, context.law, code) for code in codes)
    floors = [each for each in periods if each and each.notice is Notice.SALE]
    if not floors:
        return None
    last = max(floors, key=lambda each: ends(each, context.now, context.law))
    return _from_mailing(context.law, last, context.now)


def _free_for(context: CaseContext, won: datetime | None) -> Deadline:
    period = known_period(context.case, context.law, "free_retrieval")
    if period is None:
        return Deadline(period="within the period stated in the decision")
    length = f"within {how_long(period)} of the decision"
    return _ending(context.law, period, won, length, context.now) if won else Deadline(period=length)


OUR_OWN = "Towpath's own"


def citations(law: Edition, notice: Notice) -> tuple[str, ...]:
    """The law behind a letter; if the notice is Towpath's own rule, the law on hearings that it follows from."""
    rule = law.notices[notice].citation
    return (law.duties[Duty.HEARING].citation if rule.startswith(OUR_OWN) else rule,)


def of_a_hearing(case: Case, law: Edition, phone: str) -> dict[str, str | None]:
    """How to ask for a hearing, when it is held if that is known, who holds it, who has to show what, and appeal."""
    ask, period = sentence(law, "how_to_ask", phone), known_period(case, law, "hold_hearing")
    held = f" The hearing will be held within {how_long(period)} after you ask for it." if period else ""
    burden = f" {sentence(law, 'burden')}" if "burden" in law.sentences else ""
    heard_by = f"{sentence(law, 'who_hears')}{burden}"
    court = _if_said(law, "asked_of_a_court")
    said = f"{ask}{held}{f' {court}' if court else ''}"
    return {"hearing": said, "heard_by": heard_by, "appeal": _if_said(law, "appeal")}


def before_asking(law: Edition, phone: str) -> str:
    """What a person reads who asks for a hearing on our page: who hears and, if a court does, how to ask it."""
    codes: tuple[Said, ...] = ("who_hears", "how_to_ask", "asked_of_a_court")
    asked = codes if "asked_of_a_court" in law.sentences else codes[:1]
    return " ".join(sentence(law, each, phone) for each in asked)


def sentence(law: Edition, code: Said, phone: str = "") -> str:
    """A sentence in the words of the edition."""
    return law.sentences[code].text.replace("{phone}", phone)


def _if_said(law: Edition, code: MaySay) -> str | None:
    return sentence(law, code) if code in law.sentences else None


async def _towed(context: CaseContext) -> str | None:
    """When the vehicle was hooked up, by which company, and on whose order (RCW 46.55.110(1)(b))."""
    case = context.case
    if case.hooked_up is None:
        return None
    names = await list_names(context.connection)
    company = case.towed_by or next((each.contractor for each in reversed(case.orders)), "")
    when, city = in_words(case.hooked_up.at, context.law.tz), context.services.letterhead
    return f"{when}, by {names.get(company, company)}, on the order of {city.department}, {city.city}."


async def _lot(context: CaseContext) -> LotText | None:
    lots = {lot.code: lot for lot in await list_lots(context.connection)}
    lot = lots.get(context.case.lot or "")
    return LotText(name=lot.name, address=lot.address, hours=lot.hours, phone=lot.phone) if lot else None


def costs(case: Case, law: Edition, at: datetime, *, won: bool) -> tuple[LetterFee, ...]:
    """Each item as of today, and what each further day adds; for a waived item, why it is waived.

    An owner who has won the hearing sees every amount that is dropped.
    """
    lines = list_fees(case, law, at)
    today = [_today(line, asked=won or line.waived is None) for line in lines if line.cents or line.unknown]
    running = [line for line in lines if line.waived is None and not won]
    further = [(f"{line.text}, for each additional day", line.daily_cents) for line in running if line.daily_cents]
    return (*today, *(LetterFee(label=label, cents=cents, daily=True) for label, cents in further))


def law_of_costs(case: Case, law: Edition, at: datetime) -> tuple[str, ...]:
    """The paragraphs and the city's ordinances that set the items of the bill, each once."""
    citations = (line.citation for line in list_fees(case, law, at) if line.cents or line.unknown)
    return tuple(dict.fromkeys(part for each in citations for part in each.split("; ")))


def _today(line: FeeLine, *, asked: bool) -> LetterFee:
    if asked:
        return LetterFee(label=_item(line), cents=line.cents, unknown=line.unknown)
    return LetterFee(label=f"{_item(line)}. Not charged: {line.waived}", cents=0)


def _item(line: FeeLine) -> str:
    return line.text if line.days is None else f"{line.text}, {line.days} day{'' if line.days == 1 else 's'}"
