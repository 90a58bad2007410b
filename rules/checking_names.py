"""Whether an edition has everything that it names, and an answer for every word that the house will ask it about."""

from collections.abc import Container, Iterable, Iterator
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from rules.law import Edition
from rules.law_faults import Fault
from schemas.law import Duty, MustSay
from schemas.mail import MailReturn
from schemas.words import Anchor, Hold, Notice, Role

LIFTERS = frozenset({Role.SUPERVISOR, Role.HEARING_OFFICER})
"""Who can be asked to lift a hold at all: the table of permissions knows nobody else."""

COSTS = frozenset({"notice", "publication", "auction", "preservation", "pursuit_damage"})
"""What the price of a sale can pay for in addition to the fees."""

STARTS = frozenset({Anchor.IN_CUSTODY, Anchor.REPORT_SUBMITTED})
"""From what a fee can run."""

PAPERS = ("owner", "lienholder", "surrender", "contents")


def of_no_city(edition: Edition) -> Iterator[Fault]:
    """What a city's own file says and no law."""
    if edition.asks:
        yield Fault("asks", "A city's file says what its records service is asked, and no edition.")


def unknown_names(edition: Edition) -> Iterator[Fault]:
    """Everything that is named and is not there, or is of the other kind."""
    for where, names, known, what in _named(edition):
        for name in names:
            if name not in known:
                yield Fault(where, f"There is no {what} {str(name)!r}.")


Named = tuple[str, Iterable[str], Container[str], str]


def _named(edition: Edition) -> Iterator[Named]:
    floors = {code for code, each in edition.periods.items() if each.kind == "floor"}
    ceilings = set(edition.periods) - floors
    yield from (
        (f"clauses.{code}.interval", (each.interval,), floors, "floor") for code, each in edition.clauses.items()
    )
    yield from (
        (f"holds.{code}.stands_still", each.stands_still, floors, "floor") for code, each in edition.holds.items()
    )
    yield from _named_by_exemptions(edition, floors)
    yield from _named_by_notices(edition, floors, ceilings)
    yield from _named_by_disposal_options(edition, floors, ceilings)
    for code, waiver in edition.waivers.items():
        yield f"waivers.{code}.fees", waiver.fees, edition.fees, "fee"
    yield "proceeds.held", (edition.proceeds.held,), floors, "floor"
    yield "proceeds.order", edition.proceeds.order, COSTS | set(edition.fees), "fee or cost"


def _named_by_exemptions(edition: Edition, floors: set[str]) -> Iterator[Named]:
    for code, each in edition.exemptions.items():
        yield f"exemptions.{code}.waives", each.waives, floors, "floor"
        yield f"exemptions.{code}.notice", (each.notice,) if each.notice else (), edition.notices, "notice"


def _named_by_notices(edition: Edition, floors: set[str], ceilings: set[str]) -> Iterator[Named]:
    for code, each in edition.notices.items():
        yield f"notices.{code}.says", each.says, edition.contents, "letter content"
        yield f"notices.{code}.within", (each.within,) if each.within else (), ceilings, "ceiling"
        yield f"notices.{code}.not_before", (each.not_before,) if each.not_before else (), floors, "floor"


def _named_by_disposal_options(edition: Edition, floors: set[str], ceilings: set[str]) -> Iterator[Named]:
    for code, each in edition.disposal.items():
        yield f"disposal.{code}.notices", each.notices, edition.notices, "notice"
        yield f"disposal.{code}.floors", each.floors, floors, "floor"
        yield f"disposal.{code}.ceilings", each.ceilings, ceilings, "ceiling"
    for duty, rule in edition.duties.items():
        yield f"duties.{duty}.only_for", rule.only_for, edition.disposal, "disposal option"


def silence(edition: Edition) -> Iterator[Fault]:
    """Every word of the house that the edition leaves without an answer."""
    for hold in Hold:
        if hold not in edition.holds:
            yield Fault("holds", f"The edition has no rule for the hold {hold.value!r}.")
    for notice in (Notice.IMPOUND, Notice.CORRECTION):
        if notice not in edition.notices:
            yield Fault("notices", f"The edition has no rule for the notice {notice.value!r}.")
    for reason in MailReturn:
        if reason not in edition.returns:
            yield Fault("returns", f"The edition does not say what follows a return for the reason {reason.value!r}.")
    for papers in PAPERS:
        if papers not in edition.papers:
            yield Fault("papers", f"The edition has no rule for the documents of {papers!r}.")
    for code in get_args(MustSay):
        if code not in edition.sentences:
            yield Fault("sentences", f"The edition has no sentence {code!r} for its letters.")
    if Duty.HEARING not in edition.duties:
        yield Fault("duties", "The edition has no duty 'hearing': everyone who asks must get one.")


def powerless(edition: Edition) -> Iterator[Fault]:
    """Holds that nobody can lift, fees that run from nothing, and a place that no calendar knows."""
    for hold, rule in edition.holds.items():
        if not LIFTERS & set(rule.lifted_by):
            able = " or ".join(sorted(LIFTERS))
            yield Fault(f"holds.{hold}.lifted_by", f"No one may lift this hold: add {able}.")
    for code, fee in edition.fees.items():
        if fee.runs_from not in STARTS:
            yield Fault(f"fees.{code}.runs_from", f"A fee cannot run from {fee.runs_from.value!r}.")
    yield from _nowhere(edition)


def _nowhere(edition: Edition) -> Iterator[Fault]:
    try:
        ZoneInfo(edition.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault("zone", f"There is no time zone {edition.zone!r}.")
    country, subdivision = edition.holidays.country, edition.holidays.subdivision
    if subdivision not in holidays.list_supported_countries().get(country, []):
        yield Fault("holidays", f"There is no holiday calendar for {country!r}, {subdivision!r}.")
