"""How what the law says is said to people: a number with its unit and its anchor, a rule in one line."""

from collections.abc import Iterable
from functools import singledispatch

from rules.law import (
    Clause,
    DisposalRule,
    DutyRule,
    Exemption,
    Fee,
    HoldRule,
    Holidays,
    LetterSentence,
    NoticeRule,
    PaperRule,
    Period,
    Proceeds,
    Provision,
    Retention,
    ReturnRule,
    SettlingBound,
    Transition,
    Waiver,
)
from schemas.mail import FurtherStep
from schemas.words import Anchor, Confidence, VehicleStatus

UNITS = {
    "hours": "hour",
    "hours_on_working_days": "working-day hour",
    "calendar_days": "calendar day",
    "business_days": "business day",
    "days_excluding_sunday": "day excluding Sundays",
}

ANCHORS = {
    Anchor.REPORTED: "the report",
    Anchor.OBSERVED: "the first observation",
    Anchor.DECLARED: "the declaration",
    Anchor.IN_CUSTODY: "the tow",
    Anchor.REPORT_SUBMITTED: "the report to the state",
    Anchor.HEARING_REQUESTED: "the request for a hearing",
    Anchor.HEARING_WON: "the hearing decision for the owner",
    Anchor.SOLD: "the sale",
    Anchor.POSTED: "the posting of the notice",
    Anchor.REFUSED: "the refusal of the owner's request",
    Anchor.APPRAISED: "the appraisal",
    Anchor.AUTHORIZED: "the state's authorization",
    Anchor.ADVERTISED: "the advertisement",
    Anchor.SERVICE_ENDED: "the end of military service",
    Anchor.PARTIES_KNOWN: "the answer of the registration records",
    Anchor.STEP_TAKEN: "the further step",
    Anchor.HEARING_LOST: "the hearing decision for the city",
    Anchor.RECORDS_CHECKED: "the records check",
    Anchor.SERVICE_CHECKED: "the military-status check",
    Anchor.LETTER_WRITTEN: "the writing of the letter",
}

PERIODS = {
    "owner_notice": "The owner's notice period before the tow",
    "contested": "The owner's time after a refusal",
    "reclaim": "The reclaim period",
    "impound_notice": "The deadline for the notice after the tow",
    "ask_hearing": "The deadline to ask for a hearing",
    "hold_hearing": "The deadline to hold a hearing",
    "free_retrieval": "The period of free retrieval after a hearing",
    "proceeds": "The period for which the surplus of the sale is held",
    "investigate": "The deadline to investigate a report",
    "remove": "The deadline to remove a declared vehicle",
    "hazard_notice": "The deadline for the notice after a hazard tow",
    "state_report": "The deadline for the report to the state",
    "appraise": "The deadline to appraise the vehicle",
    "service_tail": "The protected period after military service",
    "further_step": "The time that a further step has to work",
    "appeal": "The time to appeal after a lost hearing",
    "stolen_check_age": "The age of a stolen-vehicle check",
    "service_check_age": "The age of a military-status check",
    "letter_age": "The age of a letter that is mailed",
    "remove_at_once": "The deadline to remove an exempt vehicle",
    "impound_notice_once_known": "The deadline for the notice to someone who becomes known late",
    "telephone_call": "The deadline for the telephone call to the owner",
}

ONE = {
    "clauses": "clause",
    "periods": "period",
    "bounds": "bound",
    "exemptions": "exemption",
    "holds": "hold",
    "duties": "duty",
    "notices": "notice",
    "returns": "return of a letter:",
    "fees": "fee",
    "waivers": "waiver",
    "papers": "papers",
    "disposal": "disposal option",
    "sentences": "sentence",
    "retention": "retention",
    "contents": "content",
}
"""The sections of an edition that hold several rules, and what one of them is called."""


STEPS = {
    FurtherStep.REGULAR_MAIL: "a letter by regular mail",
    FurtherStep.RECORDS_AGAIN: "the records are asked again for an address",
    FurtherStep.POSTED_AT_ADDRESS: "a notice on the door of the address",
    FurtherStep.POSTED_ON_VEHICLE: "a notice on the vehicle",
    FurtherStep.SECOND_ADDRESS: "a letter to another address",
    FurtherStep.PUBLICATION: "a publication",
}
"""What a step after a return is called in the law book."""

SPOKEN = {"vin": "VIN", "pre_tow": "pre-tow", "first_class_mail": "first-class mail"}
"""Codes that are more than words with spaces."""


def title(where: str) -> str:
    """What a provision is called: `periods.owner_notice` is the owner's notice before the tow."""
    kind, _, code = where.partition(".")
    if kind == "periods" and code in PERIODS:
        return PERIODS[code]
    if kind == "bounds":
        return f"The bound of {title(code).replace('The', 'the', 1)}"
    return f"The {ONE.get(kind, kind)} {words(code)}".strip()


def words(code: str) -> str:
    """A code as words."""
    return SPOKEN.get(code) or code.replace("_", " ")


def listed(codes: Iterable[str]) -> str:
    """Codes as words, with commas."""
    return ", ".join(words(str(code)) for code in codes)


def quantity(period: Period) -> str:
    """The number and its unit: `10 calendar days`, `no time`, `an unknown number of hours`."""
    if period.amount is None:
        return f"an unknown number of {_many(UNITS[period.unit])}"
    more = "more than " if period.more_than else ""
    return f"{more}{_counted(period.amount, UNITS[period.unit])}" if period.amount else "no time"


def _counted(amount: int, unit: str) -> str:
    return f"{amount} {unit if amount == 1 else _many(unit)}"


def _many(unit: str) -> str:
    one, excluding, rest = unit.partition(" excluding ")
    return f"{one}s{excluding}{rest}"


def since(period: Period) -> str:
    """From what a period runs."""
    if period.anchor is Anchor.MAILED:
        return f"the mailing of the {words(period.notice or '')} notice"
    return ANCHORS[period.anchor]


def money(cents: int | None) -> str:
    """US cents as dollars."""
    return "an unknown amount" if cents is None else f"${cents / 100:,.2f}"


def is_unknown(rule: Provision) -> bool:
    """Whether it has a number that nobody has read."""
    return any(getattr(rule, field, 0) is None for field in ("amount", "cents", "years"))


def is_open(rule: Provision) -> bool:
    """Whether somebody should still look into it."""
    return is_unknown(rule) or rule.confidence is Confidence.LOW


@singledispatch
def said(rule: Provision) -> str:
    """What a provision says beyond its text, in one line."""
    raise TypeError(f"There is no sentence for a {type(rule).__name__}.")


@said.register
def _(rule: Period) -> str:
    if rule.amount == 0:
        return "no wait"
    kind = "not before" if rule.kind == "floor" else "by"
    last = "; not ending on a weekend or holiday" if rule.ends_on_working_day else ""
    return f"{kind} {quantity(rule)} after {since(rule)}{last}"


@said.register
def _(rule: SettlingBound) -> str:
    return f"settled for a case with {rule.words}"


@said.register
def _(rule: Clause) -> str:
    place = {"public": "on public property", "private": "on private property", "salvor": "at a salvor's yard"}
    older = f"; more than {rule.older_than} years old" if rule.older_than is not None else ""
    form = "; with the land owner's signed request" if rule.signed_form else ""
    limbs = f"; a letter states only what was seen of: {listed(rule.limbs)}" if rule.limbs else ""
    return f"{place[rule.on]}; interval: {words(rule.interval)}{older}{form}{limbs}"


@said.register
def _(rule: Holidays) -> str:
    own = f", and {listed(rule.easter)}" if rule.easter else ""
    doubt = f"; doubtful, and never counted against an owner: {listed(rule.in_doubt)}" if rule.in_doubt else ""
    return f"holidays of {rule.subdivision}, {rule.country}{own}{doubt}"


@said.register
def _(rule: HoldRule) -> str:
    still = f"; pauses {listed(rule.stands_still)}" if rule.stands_still else ""
    return f"blocks {listed(rule.stops)}{still}; lifted by {listed(rule.lifted_by)}" + (
        " in writing" if rule.in_writing else ""
    )


@said.register
def _(rule: Exemption) -> str:
    told = f"; followed by the {words(rule.notice)} notice" if rule.notice else ""
    days = f" for more than {_counted(rule.expired_for_days, 'day')}" if rule.expired_for_days else ""
    return f"requires {listed(rule.needs)}{days}; waives {listed(rule.waives)}{told}"


@said.register
def _(rule: DutyRule) -> str:
    before = f"repeated before {listed(rule.before)}" if rule.before else ""
    only = f"only for {listed(rule.only_for)}" if rule.only_for else ""
    return "; ".join(part for part in (before, only) if part)


@said.register
def _(rule: NoticeRule) -> str:
    counts = ", and valid only then" if rule.in_time else ""
    within = f"; within: {words(rule.within)}{counts}" if rule.within else ""
    waits = f"; not before: {words(rule.not_before)}" if rule.not_before else ""
    return f"to {listed(rule.to)} by {words(rule.sent_by)}{waits}{within}; states {listed(rule.says)}"


@said.register
def _(rule: Fee) -> str:
    share = f", including {money(rule.to_state)} for the state" if rule.to_state else ""
    each = "once" if rule.per == "once" else "per day"
    heavy = f"; from {rule.from_pounds:,} pounds" if rule.from_pounds else ""
    light = f"; below {rule.below_pounds:,} pounds" if rule.below_pounds is not None else ""
    return f"{money(rule.cents)} {each} from {ANCHORS[rule.runs_from]}{share}{heavy}{light}"


@said.register
def _(rule: Waiver) -> str:
    return f"{listed(rule.fees)}{'; granted by a person' if rule.by_hand else ''}"


@said.register
def _(rule: ReturnRule) -> str:
    steps = zip(rule.steps, rule.within, strict=True)
    return ", then ".join(f"{STEPS[step]} within {_counted(days, 'business day')}" for step, days in steps)


@said.register
def _(rule: PaperRule) -> str:
    return f"required: {listed(rule.needs)}"


@said.register
def _(rule: DisposalRule) -> str:
    parts = (
        f"for {_vehicles(rule)}",
        listed(rule.routes),
        f"after the {listed(rule.notices)} notice" if rule.notices else "without a notice",
        f"not before: {listed(rule.floors)}" if rule.floors else "immediately",
        f"not later than: {listed(rule.ceilings)}" if rule.ceilings else "",
        "without notice if no owner or lienholder is known" if rule.without_notice_where_nobody_is_known else "",
    )
    return "; ".join(part for part in parts if part)


def _vehicles(rule: DisposalRule) -> str:
    parts = (
        listed(rule.statuses) if set(rule.statuses) != set(VehicleStatus) else "any vehicle",
        _worth(rule),
        f"certainly {rule.age_at_least} years old" if rule.age_at_least is not None else "",
        "without a plate" if rule.without_plate else "",
    )
    return " ".join(part for part in parts if part)


def _worth(rule: DisposalRule) -> str:
    parts = (
        f"more than {money(rule.value_over)}" if rule.value_over is not None else "",
        f"up to {money(rule.value_up_to)}" if rule.value_up_to is not None else "",
    )
    told = " and ".join(part for part in parts if part)
    return f"worth {told}" if told else ""


@said.register
def _(rule: Proceeds) -> str:
    return f"pays {listed(rule.order)}; the surplus is held for: {words(rule.held)}; then goes to: {rule.then}"


@said.register
def _(_: LetterSentence) -> str:
    return "printed in the letters"


@said.register
def _(rule: Retention) -> str:
    return "for an unknown number of years" if rule.years is None else f"for {_counted(rule.years, 'year')}"


@said.register
def _(rule: Transition) -> str:
    cases = {
        "none": "no open cases",
        "opened": "all open cases",
        "noticed": "cases with a notice",
        "in_custody": "towed cases",
    }
    return f"remain under the old law: {cases[rule.stays]}"
