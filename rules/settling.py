"""The numbers that an edition does not know: what counsel may answer for a case, and who enters it. Knows no clock."""

from rules.requirements import GuardContext, Requirements, our_own, requirement
from rules.waiting_periods import ANSWERED_FIRST, unknown_provisions
from schemas.messages import by_of
from schemas.words import Role


def edition_does_not_know(context: GuardContext) -> Requirements:
    """The edition does not know this number, so it can be settled."""
    provision = context.request.provision
    rule = context.law.provisions.get(provision, ANSWERED_FIRST)
    text = f"The edition does not know {provision}"
    yield requirement(rule, text, met=provision in unknown_provisions(context.law), final=True)


def settled_within_bounds(context: GuardContext) -> Requirements:
    """No number that no text gives is settled beyond the bounds of the edition."""
    # A form that is offered has no number yet.
    provision, amount = context.request.provision, getattr(context.request, "amount", None)
    if bound := context.law.bounds.get(provision):
        met = amount is not None and bound.holds(amount)
        text = f"The number settled for {provision} is {bound.words}"
        yield requirement(bound, text, met=met, remedied_by=Role.SUPERVISOR)


SETTLED_APART = our_own("a person who orders a tow does not settle the law for it")


def settled_by_another(context: GuardContext) -> Requirements:
    """Counsel's answer is entered by someone who did not order the tow: it takes the place of the law."""
    case = context.case
    apart = context.account not in (case.ordered_by, by_of(case.declared))
    text = "The person who settles it neither declared the car abandoned nor ordered the tow"
    yield requirement(SETTLED_APART, text, met=apart, remedied_by=Role.SUPERVISOR, final=True)


def ordered_by_another(context: GuardContext) -> Requirements:
    """The same the other way around: a person who has settled the law for this case does not order its tow."""
    own = next((each.fact for each in context.case.settled if context.account and each.by == context.account), None)
    if own is not None:
        text = "The person who orders the tow has settled no question of law for this case"
        yield requirement(SETTLED_APART, text, met=False, fact=own, remedied_by=Role.DISPATCHER, final=True)
