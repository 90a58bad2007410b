"""The disposal options that are open to a car, by its classification, value, age and plate.

Knows no clock.
"""

from typing import NamedTuple

from rules.law import DisposalRule, Edition
from schemas.case import Case
from schemas.case_parts import Appraised, Classified
from schemas.law import Duty
from schemas.words import Condition, VehicleStatus


class DisposalOption(NamedTuple):
    """One disposal option that is open to a car; it `fits` if everything that decides it is known."""

    code: str
    rule: DisposalRule
    fits: bool


def status_of(case: Case, law: Edition) -> VehicleStatus | None:
    """The classification; if the law requires two parties, the one on which they agree, else None."""
    if Duty.TWO_PARTIES in law.duties and case.salvor_status != case.officer_status:
        return None
    return case.officer_status


def without_plate(case: Case) -> bool:
    """Whether the latest inspection found no plate."""
    look = case.last_inspection
    return look is not None and Condition.NO_PLATE in look.conditions


def open_options(case: Case, law: Edition) -> tuple[DisposalOption, ...]:
    """The options that are not ruled out, in the order of the edition, up to the first that fits."""
    options: list[DisposalOption] = []
    for code, rule in law.disposal.items():
        fits = _fits(case, law, rule)
        if fits is not False:
            options.append(DisposalOption(code, rule, bool(fits)))
        if fits:
            break
    return tuple(options)


def asks_more(case: Case, law: Edition, *, value: int, model_year: int) -> bool:
    """Whether the open options would require, with these changes, a notice or a floor that none required before."""
    return _rests_on_more(case, if_appraised(case, value, model_year), law)


def if_appraised(case: Case, value: int, model_year: int) -> Case:
    """The case as it would be with this value and year."""
    named = Appraised(fact=case.number + 1, at=case.opened_at, by="nobody", value=value, model_year=model_year)
    return case.with_(appraised=named)


def if_classified(case: Case, status: VehicleStatus, *, by_salvor: bool) -> Case:
    """The case as it would be with this status, named by the officer or by the salvor."""
    named = Classified(fact=case.number + 1, at=case.opened_at, by="nobody", status=status)
    return case.with_(classified_by_salvor=named) if by_salvor else case.with_(classified_by_officer=named)


def status_asks_more(case: Case, law: Edition, status: VehicleStatus, *, by_salvor: bool) -> bool:
    """The same for a classification by one of the two parties."""
    return _rests_on_more(case, if_classified(case, status, by_salvor=by_salvor), law)


def _rests_on_more(case: Case, then: Case, law: Edition) -> bool:
    return not _rests_on(open_options(then, law)) <= _rests_on(open_options(case, law))


def _rests_on(options: tuple[DisposalOption, ...]) -> frozenset[tuple[str, str]]:
    kinds = ("notices", "floors")
    return frozenset((kind, each) for option in options for kind in kinds for each in getattr(option.rule, kind))


def first_option(options: tuple[DisposalOption, ...]) -> DisposalOption | None:
    """The one option that fits; None while something that decides it is unknown."""
    return options[0] if len(options) == 1 and options[0].fits else None


def floors_of(options: tuple[DisposalOption, ...]) -> tuple[str, ...]:
    """The floors that some open option requires, each once."""
    return tuple(dict.fromkeys(code for option in options for code in option.rule.floors))


def noticeless(options: tuple[DisposalOption, ...]) -> bool:
    """Whether every open option allows disposal without notice if no party is known."""
    return bool(options) and all(option.rule.without_notice_where_nobody_is_known for option in options)


def _fits(case: Case, law: Edition, rule: DisposalRule) -> bool | None:
    """Whether a rule covers this car; None while that is unknown."""
    status = status_of(case, law)
    if (status and status not in rule.statuses) or (rule.without_plate and not without_plate(case)):
        return False
    value, age = _value_fits(case, rule), _age_fits(case, law, rule)
    if value is False or age is False:
        return False
    return None if status is None or value is None or age is None else True


def _value_fits(case: Case, rule: DisposalRule) -> bool | None:
    if rule.value_over is None and rule.value_up_to is None:
        return True
    if case.appraised is None:
        return None
    over = rule.value_over is None or case.appraised.value > rule.value_over
    return over and (rule.value_up_to is None or case.appraised.value <= rule.value_up_to)


def _age_fits(case: Case, law: Edition, rule: DisposalRule) -> bool | None:
    if rule.age_at_least is None:
        return True
    if case.appraised is None:
        return None
    return is_older(case, law, case.appraised.model_year, rule.age_at_least)


def is_older(case: Case, law: Edition, model_year: int, years: int) -> bool:
    """Whether a car of this model year was more than so many years old, beyond doubt, when its case was opened.

    Nobody records on which day it was built, so its age counts from the end of its model year, in the city's zone.
    """
    return case.opened_at.astimezone(law.tz).year - model_year > years


def asks_a_value(law: Edition) -> bool:
    """Whether the disposal options depend on the value or the age of a car."""
    return any(
        rule.value_over is not None or rule.value_up_to is not None or rule.age_at_least is not None
        for rule in law.disposal.values()
    )
