"""Whether each period has an anchor that a case can give, a purpose, and the kind that its role asks for."""

from collections.abc import Iterator

from rules.law import Edition, Period
from rules.law_faults import Fault
from schemas.law import Duty
from schemas.words import Anchor, Notice

FLOORS = frozenset(
    {"owner_notice", "contested", "reclaim", "free_retrieval", "proceeds", "service_tail", "further_step", "appeal"}
)
CEILINGS = frozenset(
    {
        "investigate",
        "remove",
        "hazard_notice",
        "state_report",
        "impound_notice",
        "ask_hearing",
        "hold_hearing",
        "appraise",
        "impound_notice_once_known",
        "telephone_call",
        "remove_at_once",
        "stolen_check_age",
        "service_check_age",
        "letter_age",
    }
)
"""The codes of periods that the house asks for by name, and of which kind they are."""

REQUIRED = (
    "owner_notice", "reclaim", "impound_notice", "ask_hearing", "hold_hearing", "free_retrieval", "proceeds",
    "further_step", "appeal", "remove_at_once", "stolen_check_age", "service_check_age",
    "letter_age",
)  # fmt: skip

NEVER_SETTLED = frozenset({"contested", "remove_at_once", "stolen_check_age", "service_check_age", "letter_age"})
"""The periods whose number stands in the edition: no task of a case asks for it in time."""

ENDS_A_RIGHT = "ask_hearing"
"""The ceiling by which a person acts, not the city."""

GIVEN_BY = {
    Anchor.REPORT_SUBMITTED: Duty.STATE_REPORT,
    Anchor.HEARING_REQUESTED: Duty.HEARING,
    Anchor.HEARING_WON: Duty.HEARING,
    Anchor.APPRAISED: Duty.APPRAISAL,
    Anchor.AUTHORIZED: Duty.AUTHORITY,
    Anchor.ADVERTISED: Duty.ADVERTISEMENT,
    Anchor.SERVICE_ENDED: Duty.SERVICE_CHECK,
}
"""Without the duty nobody does what the anchor is the instant of."""


def roles(edition: Edition) -> Iterator[Fault]:
    """Roles that nobody plays, or that a period of the wrong kind plays."""
    for code in REQUIRED:
        if code not in edition.periods:
            yield Fault("periods", f"The required period {code!r} is missing.")
    for code, period in edition.periods.items():
        wanted = "floor" if code in FLOORS else "ceiling" if code in CEILINGS else period.kind
        if period.kind != wanted:
            yield Fault(f"periods.{code}.kind", f"This period must be a {wanted}, not a {period.kind}.")
        if period.ends_a_right != (code == ENDS_A_RIGHT):
            why = f"The period {ENDS_A_RIGHT!r}, and no other, ends a right."
            yield Fault(f"periods.{code}.ends_a_right", why)


def anchors(edition: Edition) -> Iterator[Fault]:
    """Periods that would never begin, because nothing in a case gives their anchor."""
    for code, period in edition.periods.items():
        where = f"periods.{code}"
        yield from _mailed(where, period, edition) if period.anchor is Anchor.MAILED else _not_mailed(where, period)
        duty = GIVEN_BY.get(period.anchor)
        if duty and duty not in edition.duties:
            why = f"The anchor {period.anchor.value!r} never occurs: the edition has no duty {duty.value!r}."
            yield Fault(f"{where}.anchor", why)
        if period.anchor is Anchor.POSTED and not any(each.sent_by == "sticker" for each in edition.notices.values()):
            yield Fault(f"{where}.anchor", "The anchor 'posted' never occurs: no notice is posted on the vehicle.")
    yield from _owner_notice(edition)
    yield from _contested(edition)


def _mailed(where: str, period: Period, edition: Edition) -> Iterator[Fault]:
    if period.notice is None:
        yield Fault(f"{where}.anchor", "The period runs from a mailing but does not name the notice.")
    elif period.notice not in edition.notices:
        yield Fault(f"{where}.notice", f"There is no notice {period.notice.value!r}.")
    elif edition.notices[period.notice].sent_by == "sticker":
        yield Fault(f"{where}.anchor", f"The notice {period.notice.value!r} is posted on the vehicle and never mailed.")


def _not_mailed(where: str, period: Period) -> Iterator[Fault]:
    if period.notice is not None:
        yield Fault(f"{where}.notice", f"A period that runs from {period.anchor.value!r} cannot name a notice.")


def _owner_notice(edition: Edition) -> Iterator[Fault]:
    """Before the tow: a letter and its mailing, a sticker and its posting, or neither and no wait."""
    period, notice = edition.periods.get("owner_notice"), edition.notices.get(Notice.PRE_TOW)
    if period is None:
        return
    if notice is None and period.amount != 0:
        yield Fault("periods.owner_notice", "The owner is given time, but no notice 'pre_tow' says so.")
    elif notice is not None:
        wanted = Anchor.POSTED if notice.sent_by == "sticker" else Anchor.MAILED
        if period.anchor is not wanted:
            why = f"It runs from {period.anchor.value!r}; the notice 'pre_tow' requires {wanted.value!r}."
            yield Fault("periods.owner_notice.anchor", why)


def _contested(edition: Edition) -> Iterator[Fault]:
    """Who is refused something has the period `contested`. Nobody is asked for some numbers before they are needed."""
    for code, period in edition.periods.items():
        if (period.anchor is Anchor.REFUSED) != (code == "contested"):
            yield Fault(f"periods.{code}.anchor", "The period 'contested', and no other, must run from 'refused'.")
        if code in NEVER_SETTLED and period.amount is None:
            yield Fault(f"periods.{code}.amount", "A number is required here: it cannot be settled for each case.")


def unused(edition: Edition) -> Iterator[Fault]:
    """Periods that nothing refers to: they would never be asked."""
    used = FLOORS | CEILINGS | {edition.proceeds.held} | {each.interval for each in edition.clauses.values()}
    used |= {code for each in edition.notices.values() for code in (each.within, each.not_before) if code}
    for rule in edition.disposal.values():
        used |= {*rule.floors, *rule.ceilings}
    for code in edition.periods:
        if code not in used:
            yield Fault(f"periods.{code}", "Nothing refers to this period.")
