"""Whether every vehicle has a lawful way out, and every way out a vehicle; the first rule that takes it counts."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from rules.checking_periods import GIVEN_BY
from rules.law import DisposalRule, Edition, Period
from rules.law_faults import Fault
from schemas.law import Duty
from schemas.texts import in_sentence
from schemas.words import VehicleStatus


class VehicleKind(NamedTuple):
    """A kind of vehicle that rules can tell from others; value in US cents, age in years of the model."""

    status: VehicleStatus
    value: int
    age: int
    plate: bool

    def __str__(self) -> str:
        words = (in_sentence(self.status.words), f"worth ${self.value / 100:,.2f}", f"{self.age} years old")
        return f"{', '.join(words)}, {'with' if self.plate else 'without'} a plate"


def takes(rule: DisposalRule, kind: VehicleKind) -> bool:
    """Whether the rule is for this kind of vehicle."""
    return (
        kind.status in rule.statuses
        and (rule.value_over is None or kind.value > rule.value_over)
        and (rule.value_up_to is None or kind.value <= rule.value_up_to)
        and (rule.age_at_least is None or kind.age >= rule.age_at_least)
        and not (rule.without_plate and kind.plate)
    )


def kinds(edition: Edition) -> list[VehicleKind]:
    """One vehicle of each kind that the rules of the edition tell apart."""
    rules = edition.disposal.values()
    bounds = {bound for rule in rules for bound in (rule.value_over, rule.value_up_to) if bound is not None}
    values = sorted({0} | bounds | {bound + 1 for bound in bounds})
    ages = sorted({0} | {rule.age_at_least for rule in rules if rule.age_at_least})
    return [VehicleKind(*each) for each in product(VehicleStatus, values, ages, (True, False))]


def disposal_options(edition: Edition) -> Iterator[Fault]:
    """Rules that no vehicle ever comes to, vehicles that no rule takes, and what a rule needs and does not ask for."""
    everything = kinds(edition)
    left = list(everything)
    for code, rule in edition.disposal.items():
        theirs = [kind for kind in everything if takes(rule, kind)]
        if not theirs:
            yield Fault(f"disposal.{code}", "No vehicle can match this rule.")
        elif not set(theirs) & set(left):
            yield Fault(f"disposal.{code}", "Earlier rules match every vehicle that this rule could match.")
        left = [kind for kind in left if not takes(rule, kind)]
    if left:
        yield Fault("disposal", f"No rule matches this vehicle: {left[0]}.")
    yield from _unvalued(edition)
    yield from _never_begun(edition)


def _unvalued(edition: Edition) -> Iterator[Fault]:
    for code, rule in edition.disposal.items():
        asks = rule.value_over is not None or rule.value_up_to is not None
        if asks and Duty.APPRAISAL not in edition.duties:
            yield Fault(f"disposal.{code}", "The rule needs the vehicle's value, but there is no duty 'appraisal'.")


def _never_begun(edition: Edition) -> Iterator[Fault]:
    """Floors and ceilings whose beginning the way out does not ask for."""
    for code, rule in edition.disposal.items():
        for kind in ("floors", "ceilings"):
            for name in getattr(rule, kind):
                period = edition.periods.get(name)
                if period and (missing := _missing(code, rule, period, edition)):
                    yield Fault(f"disposal.{code}.{kind}", f"The {period.kind} {name!r} runs from {missing}.")


def _missing(code: str, rule: DisposalRule, period: Period, edition: Edition) -> str | None:
    if period.notice and period.notice not in rule.notices:
        return f"the notice {period.notice.value!r}, which this disposal option does not require"
    duty = GIVEN_BY.get(period.anchor)
    context = edition.duties[duty].only_for if duty in edition.duties else ()
    if duty and context and code not in context:
        return f"{period.anchor.value!r}, but the duty {duty.value!r} does not apply to this disposal option"
    return None
