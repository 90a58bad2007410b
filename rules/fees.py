"""What is owed for a car, item by item, and the waivers. Knows no clock: `at` is the instant of the bill."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.law import Edition, Fee, Waiver
from rules.requirements import GuardContext, Requirements, not_known, requirement
from rules.waiting_periods import settled
from schemas.case import Case
from schemas.impound import FeeLine
from schemas.law import Duty
from schemas.messages import at_of, by_of
from schemas.texts import Say, in_english
from schemas.words import Anchor, Hold, HoldEffect, Role, Task

DAY = timedelta(days=1)

WAIVES: dict[str, Callable[[Case], bool]] = {
    "hearing_won": lambda case: case.wrongly_towed,
    "stolen": lambda case: case.found_stolen is not None,
}
"""Whether the waiver of this code follows from the record. A later "clear" does not revoke it."""

STARTS: dict[Anchor, Callable[[Case], datetime | None]] = {
    Anchor.IN_CUSTODY: lambda case: at_of(case.hooked_up),
    Anchor.REPORT_SUBMITTED: lambda case: at_of(case.state_reported),
}
"""When a fee with this anchor begins."""


def list_fees(case: Case, law: Edition, at: datetime, say: Say = in_english) -> tuple[FeeLine, ...]:
    """Every fee for this car at this instant, in US cents; a waived one names its waiver.

    A car whose weight was not recorded counts as light.
    """
    pounds = (case.intake.weight if case.intake else None) or 0
    return tuple(_line(case, law, code, fee, at, say) for code, fee in law.fees.items() if fee.is_for(pounds))


def owed(case: Case, law: Edition, at: datetime) -> int:
    """The total owed at this instant, in US cents, without unknown amounts (see `unknown_fees`)."""
    return sum(line.cents for line in list_fees(case, law, at) if line.waived is None)


@dataclass(frozen=True)
class Bill:
    """The costs of a car at `until`; amounts in US cents. Once the car has left, they grow no further."""

    lines: tuple[FeeLine, ...]
    until: datetime
    ended: bool
    charged: int
    owed: int | None
    """What is still to be paid. None for a car that left without a release: the law of proceeds settles its costs."""


def bill_of(case: Case, law: Edition, at: datetime) -> Bill:
    """The bill at this instant or, for a car that has left, at the instant when it left."""
    until = bill_ends(case)
    ended = until is not None and until <= at
    until = until if until and ended else at
    charged = owed(case, law, until)
    left = max(0, charged - case.paid) if case.released else None if ended else charged
    return Bill(list_fees(case, law, until), until, ended, charged, left)


def bill_ends(case: Case) -> datetime | None:
    """When the costs stopped: the car was released, surrendered, sold or destroyed, or its case was closed."""
    ends = (case.released, case.surrendered, case.sold, case.destroyed, case.closed)
    return min((each.at for each in ends if each), default=None)


def refund_due(case: Case, law: Edition) -> int:
    """What was paid for the release, and is not owed by what the record shows since, in US cents.

    A hearing was decided for the owner, or the car turned out to be stolen from them.
    """
    if case.released is None or case.refunded is not None or not is_free(case, law):
        return 0
    return max(0, case.paid - owed(case, law, case.released.at))


def is_free(case: Case, law: Edition) -> bool:
    """Whether the law frees the owner of fees by what the record shows, and by nobody's favor."""
    return any(WAIVES[name](case) for name, rule in law.waivers.items() if not rule.by_hand)


def unknown_fees(case: Case, law: Edition, at: datetime) -> tuple[FeeLine, ...]:
    """The items that are owed but whose amount the edition does not know."""
    return tuple(line for line in list_fees(case, law, at) if line.unknown and line.waived is None)


def _line(case: Case, law: Edition, code: str, fee: Fee, at: datetime, say: Say) -> FeeLine:
    start = STARTS[fee.runs_from](case)
    days = _days_begun(case, law, start, at) if fee.per == "day" else None
    times = int(start is not None) if days is None else days
    each = _each(case, code, fee)
    waiver = _waiver(case, law, code)
    return FeeLine(
        code=code,
        text=say(fee.text),
        cents=(each or 0) * times,
        days=days,
        daily_cents=each if fee.per == "day" else None,
        citation=fee.citation,
        confidence=fee.confidence,
        waived=_stayed(case, law, at, say) or (say(waiver.text) if waiver else None),
        unknown=each is None,
    )


def _each(case: Case, code: str, fee: Fee) -> int | None:
    """The amount once or for each day. One that was settled for the case stays if the city has enacted more since."""
    known = (fee.cents, settled(case, f"fees.{code}"))
    return min((cents for cents in known if cents is not None), default=None)


def _waiver(case: Case, law: Edition, code: str) -> Waiver | None:
    for name, rule in law.waivers.items():
        granted = case.waived is not None and code in case.waived.fees if rule.by_hand else WAIVES[name](case)
        if code in rule.fees and granted:
            return rule
    return None


def _stayed(case: Case, law: Edition, at: datetime, say: Say) -> str | None:
    """Why nothing is collected at this instant: the automatic stay of a bankruptcy. The debt survives. Else None."""
    rule = law.holds[Hold.BANKRUPTCY]
    stays = (each for each in case.holds if each.hold is Hold.BANKRUPTCY and HoldEffect.BILLING in rule.stops)
    if any(each.at <= at and (each.released_at is None or at < each.released_at) for each in stays):
        return say("Nothing is collected while the hold (bankruptcy) is on, {citation}", citation=rule.citation)
    return None


def _days_begun(case: Case, law: Edition, start: datetime | None, at: datetime) -> int:
    """The days begun since the lawful start, without the time of holds that block billing."""
    if start is None or at <= start:
        return 0
    return -(-(at - start - _held(case, law, start, at)) // DAY)


def _held(case: Case, law: Edition, start: datetime, at: datetime) -> timedelta:
    """For how long holds blocked billing; overlapping time counts once."""
    total, until = timedelta(), start
    stopping = (each for each in case.holds if HoldEffect.BILLING in law.holds[each.hold].stops)
    for hold in sorted(stopping, key=lambda each: each.at):
        begin, end = max(hold.at, until), min(hold.released_at or at, at)
        if end > begin:
            total, until = total + (end - begin), end
    return total


def amounts_known(context: GuardContext, *, toward: Task = Task.FREE_RETRIEVAL) -> Requirements:
    """Every amount that is owed is known, before the task that needs it."""
    for line in unknown_fees(context.case, context.law, context.at):
        rule = context.law.fees[line.code]
        text = f"how much is charged: {rule.text.lower()}"
        yield not_known(rule, text, f"fees.{line.code}", toward=toward)


def paid_exactly(context: GuardContext) -> Requirements:
    """G16: exactly what is owed is paid."""
    yield from amounts_known(context)
    price = owed(context.case, context.law, context.at)
    rule = next(iter(context.law.fees.values()))
    paid = getattr(context.request, "paid", 0)
    text = f"The payment is exactly ${price / 100:,.2f}"
    yield requirement(rule, text, met=paid == price, remedied_by=Role.OWNER)


def storage_runs(context: GuardContext) -> Requirements:
    """G16: storage has reached its lawful start, and no waiver covers it."""
    case, law = context.case, context.law
    daily = {code: fee for code, fee in law.fees.items() if fee.per == "day"}
    for code, fee in daily.items():
        begun = STARTS[fee.runs_from](case)
        fact = case.state_reported if fee.runs_from is Anchor.REPORT_SUBMITTED else case.hooked_up
        text = "Storage has started"
        yield requirement(
            fee, text, met=begun is not None and context.at >= begun, fact=fact, remedied_by=Role.DISPATCHER
        )
        if waiver := _waiver(case, law, code):
            yield requirement(waiver, f"No exemption applies; in force: {waiver.text.lower()}", met=False)


def may_be_waived(context: GuardContext) -> Requirements:
    """The law allows the waiver of these items, and the person who waives did not order the tow."""
    case, law = context.case, context.law
    rule = next((each for each in law.waivers.values() if each.by_hand), None)
    ground = rule or law.duties[Duty.HEARING]
    fit = rule is not None and set(context.request.fees) <= set(rule.fees)
    items = ", ".join(context.request.fees)
    yield requirement(ground, f"The law lets the city waive: {items}", met=fit, final=True)
    apart = context.account not in (case.ordered_by, by_of(case.declared))
    text = "The person who waives fees neither declared the car abandoned nor ordered the tow"
    yield requirement(ground, text, met=apart, remedied_by=Role.SUPERVISOR, final=True)


def refund_is_due(context: GuardContext) -> Requirements:
    """What was paid for a tow that a hearing found wrong is refunded once and in full."""
    case, rule = context.case, context.law.duties[Duty.HEARING]
    due = refund_due(case, context.law)
    text = "A payment for a tow that a hearing found wrong is still to be refunded"
    yield requirement(rule, text, met=due > 0, fact=case.released, final=True)
    whole = f"The refund is exactly ${due / 100:,.2f}"
    yield requirement(rule, whole, met=getattr(context.request, "paid_back", None) == due)


def refund_is_made(context: GuardContext) -> Requirements:
    """What was paid and is not owed was refunded."""
    case, law = context.case, context.law
    if is_free(case, law) and case.paid:
        what = "tow that a hearing found wrong" if case.wrongly_towed else "car that was stolen from its owner"
        text = f"What was paid for a {what} was refunded"
        met = refund_due(case, law) == 0
        yield requirement(law.duties[Duty.HEARING], text, met=met, fact=case.refunded, task=Task.REFUND)
