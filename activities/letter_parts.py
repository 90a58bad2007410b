"""What a letter says of this case: the car, the reasons, the periods in words, the lot and the bill."""

from datetime import datetime
from typing import Any

from activities.letter_press import Deadline, Fee, LotText, VehicleText, in_words
from activities.office import Folder
from database.tow_dispatch import list_lots
from rules.calendars import ends
from rules.fees import list_fees
from rules.law import Edition, Period
from rules.waiting_periods import ANCHORS, SINCE, known_period
from rules.waiting_periods import in_words as how_long
from rules.ways_out import open_ways
from schemas.case import Case
from schemas.impound import FeeLine
from schemas.words import Anchor, Notice


def vehicle(folder: Folder) -> VehicleText:
    """The car as it is known."""
    row = folder.row
    return VehicleText(
        place_found=row.address,
        make=row.make,
        model=row.model,
        colour=row.color,
        plate=row.plate,
        plate_state=row.plate_state,
        vin=row.vin,
    )


def before_the_tow(folder: Folder) -> dict[str, Any]:
    """Why the car will be towed, and by when it has to be moved."""
    return {
        "reasons": _reasons(folder),
        "move_by": _deadline(folder, "owner_notice"),
        "hearing": _how_to_ask(folder),
    }


async def in_the_lot(folder: Folder, notice: Notice) -> dict[str, Any]:
    """Where the car is, how to have it back and for how much, and how to be heard."""
    hearing = folder.case.hearing
    won = hearing.decided_at if hearing and notice is Notice.CORRECTION else None
    wrong = ("A hearing found that the vehicle was not lawfully towed.",)
    return {
        "reasons": wrong if won else _reasons(folder),
        "lot": await _lot(folder),
        "fees": costs(folder.case, folder.law, folder.now, won=won is not None),
        "reclaim_by": _deadline(folder, "reclaim"),
        "ask_by": _deadline(folder, "ask_hearing"),
        "free_for": _free_for(folder, won),
        "sale_from": _sale_from(folder) if notice is Notice.SALE else None,
        "hearing": _how_to_ask(folder),
    }


def _reasons(folder: Folder) -> tuple[str, ...]:
    """The clause of the definition that the officer named, and the signs that they saw."""
    look = next((each for each in folder.case.inspections if each.number == folder.case.declared), None)
    if look is None:
        return ()
    clause = folder.law.clauses.get(look.clause or "")
    signs = ", ".join(each.replace("_", " ") for each in look.conditions)
    danger = "It was a danger where it stood." if look.hazard else ""
    law = f"{clause.text} ({clause.citation})." if clause else ""
    return tuple(each for each in (danger, law, f"Seen on the vehicle: {signs}." if signs else "") if each)


def deadline(case: Case, law: Edition, code: str, now: datetime) -> Deadline:
    """The end of a period on a letter of this moment: counted from its mailing, or from what the law counts from."""
    period = known_period(case, law, code)
    if period is None:
        return Deadline(period="A time that the city has still to name")
    if period.anchor is Anchor.MAILED:
        return _from_mailing(law, period, now)
    begun = ANCHORS[period.anchor](case, period)[0]
    until = in_words(ends(period, begun, law), law.tz) if begun else None
    return Deadline(period=f"{how_long(period)} after {SINCE[period.anchor]}", until=until)


def _deadline(folder: Folder, code: str) -> Deadline:
    return deadline(folder.case, folder.law, code, folder.now)


def _from_mailing(law: Edition, period: Period, now: datetime) -> Deadline:
    return Deadline(
        period=f"{how_long(period)} after this letter was mailed", until=in_words(ends(period, now, law), law.tz)
    )


def _sale_from(folder: Folder) -> Deadline | None:
    """The last of the floors that run from this letter, among the ways that are open to the car."""
    codes = {code for way in open_ways(folder.case, folder.law) for code in way.rule.floors}
    periods = (known_period(folder.case, folder.law, code) for code in codes)
    floors = [each for each in periods if each and each.notice is Notice.SALE]
    if not floors:
        return None
    last = max(floors, key=lambda each: ends(each, folder.now, folder.law))
    return _from_mailing(folder.law, last, folder.now)


def _free_for(folder: Folder, won: datetime | None) -> Deadline:
    period = known_period(folder.case, folder.law, "free_retrieval")
    if period is None:
        return Deadline(period="any time after the decision")
    until = in_words(ends(period, won, folder.law), folder.law.tz) if won else None
    return Deadline(period=f"{how_long(period)} of the decision", until=until)


def _how_to_ask(folder: Folder) -> str:
    return f"Ask by telephone, {folder.office.voice.phone}, or in writing at the address above."


async def _lot(folder: Folder) -> LotText | None:
    lots = {lot.code: lot for lot in await list_lots(folder.connection)}
    lot = lots.get(folder.case.lot or "")
    return LotText(name=lot.name, address=lot.address, hours=lot.hours, phone=lot.phone) if lot else None


def costs(case: Case, law: Edition, at: datetime, *, won: bool) -> tuple[Fee, ...]:
    """Each item as it stands today, and what each further day adds; of one that is not asked for, why it is not.

    Whoever has won reads every amount that falls away.
    """
    lines = list_fees(case, law, at)
    today = [_today(line, asked=won or line.waived is None) for line in lines if line.cents or line.unknown]
    running = [line for line in lines if line.waived is None and not won]
    further = [(f"{line.text}, for each further day", line.daily_cents) for line in running if line.daily_cents]
    return (*today, *(Fee(label=label, cents=cents, daily=True) for label, cents in further))


def _today(line: FeeLine, *, asked: bool) -> Fee:
    if asked:
        return Fee(label=_item(line), cents=line.cents, unknown=line.unknown)
    return Fee(label=f"{_item(line)}. Not asked for: {line.waived}", cents=0)


def _item(line: FeeLine) -> str:
    return line.text if line.days is None else f"{line.text}, {line.days} day{'' if line.days == 1 else 's'}"
