"""What a letter says about this case, in one language: vehicle, reasons, lot, bill and hearing."""

from datetime import datetime
from typing import Any

from activities.letter_language import ENGLISH, LetterLanguage
from activities.letter_periods import deadline, free_for, how_long, reclaim_by, sale_from
from activities.letter_press import Deadline, LetterFee, Letterhead, LotText, VehicleText
from activities.services import CaseContext
from database.tow_dispatch import list_lots, list_names
from rules.disposal_options import open_options
from rules.fees import list_fees
from rules.law import Edition
from rules.reasons import reasons_of
from rules.vin_decoding import Described, decode_vin, filled_in
from rules.waiting_periods import known_period
from schemas.case import Case
from schemas.impound import FeeLine
from schemas.law import Duty, MaySay, Said
from schemas.messages import at_of
from schemas.owner_notice import WriteLetter
from schemas.texts import N_
from schemas.words import HoldEffect, Notice, Paper, Party, Route

PAPERS = {
    Paper.IDENTITY: N_("a photo ID"),
    Paper.REGISTRATION: N_("the registration"),
    Paper.INSURANCE: N_("proof of insurance"),
    Paper.TITLE: N_("the title"),
    Paper.LIEN: N_("proof of your lien"),
}
"""The papers to show at the counter, in plain words."""


def vehicle(context: CaseContext) -> VehicleText:
    """The vehicle as far as it is known: to people, and else by its VIN."""
    row = context.row
    seen = Described(context.case.model_year, row.make, row.model)
    known = filled_in(seen, decode_vin(row.vin, context.now.date()))
    return VehicleText(
        place_found=row.address,
        model_year=known.model_year,
        make=known.make,
        model=known.model,
        color=row.color,
        plate=row.plate,
        plate_state=row.plate_state,
        vin=row.vin,
    )


def letterhead(context: CaseContext, language: LetterLanguage) -> Letterhead:
    """The sender, with how a bill can be paid in this language."""
    sender = context.services.letterhead
    return sender.model_copy(update={"payment": language.say(sender.payment)}) if sender.payment else sender


def before_the_tow(context: CaseContext, asked: WriteLetter, language: LetterLanguage) -> dict[str, Any]:
    """Why the vehicle will be towed, and by when it must be moved."""
    return {
        "reasons": reasons_of(context.case, context.law, language.say),
        "move_by": _deadline(context, asked, "owner_notice", language),
        **of_a_hearing(context.case, context.law, context.services.letterhead.phone, language),
    }


async def in_the_lot(context: CaseContext, asked: WriteLetter, language: LetterLanguage) -> dict[str, Any]:
    """Where the vehicle is, how to get it back and at what cost, and how to ask for a hearing."""
    case, law, now = context.case, context.law, context.now
    hearing = case.hearing_won
    won = at_of(hearing.decided) if hearing and asked.notice is Notice.CORRECTION else None
    wrong = (language.say("A hearing found that the vehicle was not lawfully towed."),)
    parts = {
        "reasons": wrong if won else reasons_of(case, law, language.say),
        "towed_as": sentence(law, "towed_as", language=language),
        "towed": await _towed(context, language),
        "lot": await _lot(context, language),
        "held_back": held_back(case, law, language),
        "papers": papers_to_bring(law, asked.party, language),
        "contents": language.say(law.duties[Duty.CONTENTS].text),
        "fees": costs(case, law, now, won=won is not None, language=language),
        "penalties": _if_said(law, "penalties", language),
        "fee_law": law_of_costs(case, law, now),
        "reclaim_by": reclaim_by(case, law, now, asked=asked, language=language),
        "ask_by": _deadline(context, asked, "ask_hearing", language),
        "free_for": free_for(case, law, now, won=won, language=language),
        "silence": sentence(law, "silence", language=language),
        "court_hears": "asked_of_a_court" in law.sentences,
        "state_writes_too": _if_said(law, "state_writes_too", language),
        **of_a_hearing(case, law, context.services.letterhead.phone, language),
    }
    return parts | (_of_the_sale(context, asked, language) if asked.notice is Notice.SALE else {})


def held_back(case: Case, law: Edition, language: LetterLanguage = ENGLISH) -> str | None:
    """What an open hold that blocks the release means for the reader, without its kind; None if there is none."""
    rules = [law.holds[each.hold] for each in case.open_holds]
    if not any(HoldEffect.RELEASE in each.stops for each in rules):
        return None
    parts = [language.say("It cannot be released at present, because a hold is on.")]
    if any("reclaim" in each.stands_still for each in rules):
        parts.append(language.say("The time to reclaim it stands still meanwhile."))
    return " ".join((*parts, language.say("Please call us before you come to the lot.")))


def papers_to_bring(law: Edition, party: Party, language: LetterLanguage = ENGLISH) -> tuple[str, ...]:
    """The papers that the law requires from the person who takes the vehicle."""
    needs = law.papers["owner" if party is Party.OWNER else "lienholder"].needs
    return tuple(language.say(PAPERS[each]) for each in needs)


def _of_the_sale(context: CaseContext, asked: WriteLetter, language: LetterLanguage) -> dict[str, Any]:
    """The earliest day of the sale, how long it can be opposed, and whether the vehicle may be destroyed instead."""
    case, law = context.case, context.law
    routes = {route for option in open_options(case, law) for route in option.rule.routes}
    opposed = "oppose_sale" in law.periods
    return {
        "sale_from": sale_from(case, law, context.now, language),
        "oppose_by": _deadline(context, asked, "oppose_sale", language) if opposed else None,
        "may_be_destroyed": bool(routes - {Route.AUCTION}),
        "opposing": sentence(law, "how_to_oppose", context.services.letterhead.phone, language),
        "surplus": sentence(law, "surplus", language=language),
    }


def _deadline(context: CaseContext, asked: WriteLetter, code: str, language: LetterLanguage) -> Deadline:
    return deadline(context.case, context.law, code, context.now, asked=asked, language=language)


OUR_OWN = "Towpath's own"


def citations(law: Edition, notice: Notice) -> tuple[str, ...]:
    """The law behind a letter; if the notice is Towpath's own rule, the law on hearings that it follows from."""
    rule = law.notices[notice].citation
    return (law.duties[Duty.HEARING].citation if rule.startswith(OUR_OWN) else rule,)


def of_a_hearing(case: Case, law: Edition, phone: str, language: LetterLanguage = ENGLISH) -> dict[str, str | None]:
    """How to ask for a hearing, when it is held if that is known, who holds it, who has to show what, and appeal."""
    period = known_period(case, law, "hold_hearing")
    length = how_long(period, language) if period else ""
    held = language.say("The hearing will be held within {length} after you ask for it.", length=length)
    ask, court = sentence(law, "how_to_ask", phone, language), _if_said(law, "asked_of_a_court", language)
    hears, burden = sentence(law, "who_hears", language=language), _if_said(law, "burden", language)
    return {
        "hearing": _together(ask, held if period else None, court),
        "heard_by": _together(hears, burden),
        "appeal": _if_said(law, "appeal", language),
    }


def _together(*sentences: str | None) -> str:
    return " ".join(each for each in sentences if each)


def before_asking(law: Edition, phone: str) -> str:
    """What a person reads who asks for a hearing on our page: who hears and, if a court does, how to ask it."""
    codes: tuple[Said, ...] = ("who_hears", "how_to_ask", "asked_of_a_court")
    asked = codes if "asked_of_a_court" in law.sentences else codes[:1]
    return _together(*(sentence(law, each, phone) for each in asked))


def sentence(law: Edition, code: Said, phone: str = "", language: LetterLanguage = ENGLISH) -> str:
    """A sentence in the words of the edition, or in their translation."""
    return language.say(law.sentences[code].text, phone=phone)


def _if_said(law: Edition, code: MaySay, language: LetterLanguage) -> str | None:
    return sentence(law, code, language=language) if code in law.sentences else None


async def _towed(context: CaseContext, language: LetterLanguage) -> str | None:
    """When the vehicle was hooked up, by which company, and on whose order (RCW 46.55.110(1)(b))."""
    case, city = context.case, context.services.letterhead
    if case.hooked_up is None:
        return None
    names = await list_names(context.connection)
    company = case.towed_by or next((each.contractor for each in reversed(case.orders)), "")
    return language.say(
        "{moment}, by {company}, on the order of {department}, {city}.",
        moment=language.moment(case.hooked_up.at, context.law.tz),
        company=names.get(company, company),
        department=city.department,
        city=city.city,
    )


async def _lot(context: CaseContext, language: LetterLanguage) -> LotText | None:
    lots = {lot.code: lot for lot in await list_lots(context.connection)}
    lot = lots.get(context.case.lot or "")
    return LotText(name=lot.name, address=lot.address, hours=language.say(lot.hours), phone=lot.phone) if lot else None


def costs(
    case: Case, law: Edition, at: datetime, *, won: bool, language: LetterLanguage = ENGLISH
) -> tuple[LetterFee, ...]:
    """Each item as of today, and what each further day adds; for a waived item, why it is waived.

    An owner who has won the hearing sees every amount that is dropped.
    """
    lines = list_fees(case, law, at, language.say)
    owed = [line for line in lines if line.cents or line.unknown]
    running = [line for line in lines if line.waived is None and line.daily_cents and not won]
    today = (_today(line, language, asked=won or line.waived is None) for line in owed)
    return (*today, *(_each_day(line, language) for line in running))


def law_of_costs(case: Case, law: Edition, at: datetime) -> tuple[str, ...]:
    """The paragraphs and the city's ordinances that set the items of the bill, each once."""
    citations = (line.citation for line in list_fees(case, law, at) if line.cents or line.unknown)
    return tuple(dict.fromkeys(part for each in citations for part in each.split("; ")))


def _today(line: FeeLine, language: LetterLanguage, *, asked: bool) -> LetterFee:
    item = _item(line, language)
    if asked:
        return LetterFee(label=item, cents=line.cents, unknown=line.unknown)
    return LetterFee(label=language.say("{item}. Not charged: {reason}", item=item, reason=line.waived or ""), cents=0)


def _each_day(line: FeeLine, language: LetterLanguage) -> LetterFee:
    label = language.say("{item}, for each additional day", item=line.text)
    return LetterFee(label=label, cents=line.daily_cents or 0, daily=True)


def _item(line: FeeLine, language: LetterLanguage) -> str:
    if line.days is None:
        return line.text
    return language.count("{item}, {count} day", "{item}, {count} days", line.days, item=line.text)
