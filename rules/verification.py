"""What an inspection must show before a car is declared abandoned, and what a supervisor reviews before a tow."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from rules.calendars import ends
from rules.disposal_options import is_older
from rules.law import Clause, Edition, Exemption
from rules.requirements import GuardContext, Requirements, not_known, requirement
from rules.waiting_periods import in_words, known_period
from schemas.case import Case
from schemas.case_parts import Inspection, RecordsCheck
from schemas.law import Duty, Sign
from schemas.reporting import EnterRecordsCheck
from schemas.verification import RecordInspection
from schemas.words import Condition, Finding, Registration, ReviewSubject, Role, Task

STANDING = (Finding.STILL_THERE, Finding.ABANDONED)

Look = RecordInspection | Inspection

SHOWN: dict[Sign, Callable[[Look], bool]] = {
    Sign.HAZARD: lambda look: look.hazard,
    Sign.MISSING_PARTS: lambda look: Condition.MISSING_PARTS in look.conditions,
    Sign.NO_PLATE: lambda look: Condition.NO_PLATE in look.conditions,
}
"""Whether an inspection shows a sign. What has expired is shown by its date."""


def exemption_of(case: Case, look: Look, law: Edition, floor: str, at: datetime) -> tuple[str, Exemption] | None:
    """The first exemption that waives this floor and whose signs are all shown at this instant; None if none is."""
    today = at.astimezone(law.tz).date()
    shown = {sign for sign, shows in SHOWN.items() if shows(look)}
    for code, rule in law.exemptions.items():
        if floor in rule.waives and {*shown, *_expired(case, look, rule, today)}.issuperset(rule.needs):
            return code, rule
    return None


def _expired(case: Case, look: Look, rule: Exemption, today: date) -> Iterator[Sign]:
    """What expired more than the days of this exemption ago, by the records check and the officer's inspection."""
    if is_expired(look.inspection_expired, rule, today):
        yield Sign.INSPECTION_EXPIRED
    if case.records_check and is_expired(registration_expired(case.records_check), rule, today):
        yield Sign.REGISTRATION_EXPIRED


def is_expired(last_day: date | None, rule: Exemption, today: date) -> bool:
    """Whether this last day lies more than the days of the exemption back."""
    return last_day is not None and (today - last_day).days > rule.expired_for_days


def registration_expired(answer: EnterRecordsCheck | RecordsCheck) -> date | None:
    """The last day of an expired registration; None if it is not expired, or its date is not known."""
    return answer.registration_expired if answer.registration is Registration.EXPIRED else None


def exemption_ends(case: Case, answer: EnterRecordsCheck, law: Edition, at: datetime) -> bool:
    """Whether this registration answer ends the exemption of a car that is not hooked up yet."""
    rule = law.exemptions.get(case.exempt or "")
    if rule is None or Sign.REGISTRATION_EXPIRED not in rule.needs or case.towed is not None:
        return False
    return not is_expired(registration_expired(answer), rule, at.astimezone(law.tz).date())


def clause_of(law: Edition, look: Look) -> Clause | None:
    """The clause of the definition that the inspection names."""
    return law.clauses.get(look.clause or "")


def clause_named(context: GuardContext) -> Requirements:
    """G9 at the declaration: a clause is chosen, and it applies to the place where the car stands."""
    clause = clause_of(context.law, context.request)
    rule = clause or context.law.duties[Duty.DEFINITION]
    yield requirement(
        rule, "The legal definition that the car meets is chosen", met=clause is not None, remedied_by=Role.OFFICER
    )
    if clause:
        private = context.case.private_property
        met = (clause.on != "public") == private
        place = "private property" if private else "public property"
        yield requirement(
            clause, f"The definition applies to {place}, where the car stands", met=met, remedied_by=Role.OFFICER
        )
        yield from _only_for(context, clause)


def _only_for(context: GuardContext, clause: Clause) -> Requirements:
    """What this clause requires in addition to its interval: the age of the car, the land owner's signed request."""
    case, asked = context.case, context.request
    if clause.older_than is not None:
        year = asked.model_year or case.model_year
        met = year is not None and is_older(case, context.law, year, clause.older_than)
        text = f"The car is more than {clause.older_than} years old, counted from the end of its model year"
        yield requirement(clause, text, met=met, remedied_by=Role.OFFICER)
    if clause.signed_form:
        text = "The owner of the property has signed a request to remove the car"
        yield requirement(clause, text, met=asked.signed_form, remedied_by=Role.OFFICER)


def photographed(context: GuardContext) -> Requirements:
    """G15: a presumption can be rebutted, so its evidence is kept."""
    rule = context.law.duties[Duty.EVIDENCE]
    yield requirement(
        rule, "A photo of the car is attached", met=bool(context.request.photos), remedied_by=Role.OFFICER
    )


def nobody_inside(context: GuardContext) -> Requirements:
    """G13: an occupied car is never declared abandoned, and never towed."""
    rule, last = context.law.duties[Duty.NOBODY_INSIDE], context.case.last_inspection
    looks: list[Look] = [last] if last else []
    if isinstance(context.request, RecordInspection):
        # An inspection recorded late does not replace a newer one.
        looks = [context.request, *(each for each in looks if isinstance(each, Inspection) and each.at > context.at)]
    seen = next((each.number for each in looks if isinstance(each, Inspection)), None)
    text = "No person or animal was inside the car at the last inspection"
    met = not any(each.occupied for each in looks)
    yield requirement(rule, text, met=met, fact=seen, remedied_by=Role.OFFICER, task=Task.OUTREACH)


def stood_for_the_interval(context: GuardContext) -> Requirements:
    """Two inspections are at least the clause's interval apart, unless an exemption waives it."""
    clause, moved = clause_of(context.law, context.request), context.case.moved_at
    still_declared = context.case.declared is not None and (moved is None or context.at <= moved)
    if clause is None or still_declared:
        return
    if exemption_of(context.case, context.request, context.law, clause.interval, context.at):
        return
    period = known_period(context.case, context.law, clause.interval)
    if period is None:
        rule = context.law.periods[clause.interval]
        yield not_known(rule, "how long the car has to stand", f"periods.{clause.interval}")
        return
    if period.amount == 0:
        yield requirement(
            context.law.periods[clause.interval], "No waiting time is required before the declaration", met=True
        )
        return
    first = first_observation(context.case)
    earliest = ends(period, first.at, context.law) if first else None
    yield requirement(
        context.law.periods[clause.interval],
        f"A second inspection {'more than' if period.more_than else 'at least'} {in_words(period)} after the first",
        met=earliest is not None and context.at >= earliest,
        fact=first.number if first else None,
        earliest=earliest,
        remedied_by=Role.OFFICER,
    )


def first_observation(case: Case) -> Inspection | None:
    """The inspection from which the interval runs: the first of the unbroken series that found the car there."""
    first = None
    for look in case.inspections:
        if look.finding not in STANDING:
            first = None
        elif first is None:
            first = look
    return first


LOOKED_INTO: dict[ReviewSubject, tuple[Duty, str, Callable[[Inspection], bool]]] = {
    ReviewSubject.DWELLING: (Duty.DWELLING, "whether someone lives in the car", lambda look: look.lived_in),
    ReviewSubject.PLATE: (Duty.SPECIAL_PLATE, "what the plate stands for", lambda look: look.plate_kind is not None),
}
"""What a supervisor reviews: the duty, the matter in words, and whether an inspection raises it."""


def raised(case: Case, matter: ReviewSubject) -> Inspection | None:
    """The most recently recorded inspection that raises this matter; None if none does."""
    raises = LOOKED_INTO[matter][2]
    return max((look for look in case.inspections if raises(look)), key=lambda look: look.number, default=None)


def matter_raised(context: GuardContext) -> Requirements:
    """An inspection raised the matter."""
    duty, what, _ = LOOKED_INTO[context.request.matter]
    look = raised(context.case, context.request.matter)
    fact = look.number if look else None
    text = f"An inspection raised the question {what}"
    yield requirement(context.law.duties[duty], text, met=look is not None, fact=fact, final=True)


def looked_into(context: GuardContext, matter: ReviewSubject) -> Requirements:
    """G10 and G14: a supervisor reviewed the matter after the inspection that raised it, and cleared the tow."""
    look = raised(context.case, matter)
    if look is None:
        return
    duty, what, _ = LOOKED_INTO[matter]
    review = next((each for each in reversed(context.case.reviews) if each.matter is matter), None)
    done = review is not None and review.fact > look.number
    clear = done and review is not None and review.clear
    text = f"A supervisor has reviewed {what} and cleared the tow"
    fact = review.fact if review and done else None
    yield requirement(context.law.duties[duty], text, met=clear, fact=fact, task=Task.REVIEW)
