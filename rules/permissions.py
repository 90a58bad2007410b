"""Whether a person may make a request at all, by role and stage. Knows no law."""

from rules.requests import rule_of
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.rulings import Refusal
from schemas.texts import in_sentence
from schemas.words import Role


def may_ask(case: Case, request: type[Request], actor: Actor) -> Refusal | None:
    """The refusal of this request by role or stage; None if it is permitted."""
    rule = rule_of(request)
    if actor.role in (Role.OWNER, Role.LIENHOLDER) and actor.case != case.case:
        return Refusal(code="not_your_part", reason="This link opens another case.")
    if actor.role not in rule.roles:
        return Refusal(code="not_your_part", reason=f"Only {_persons(rule.roles)} may do this.")
    if case.stage not in rule.stages:
        return Refusal(code="not_now", reason=f"This cannot be done while the case is in the stage {case.stage}.")
    return None


def _persons(roles: frozenset[Role]) -> str:
    """Roles as a phrase: `an officer`, `a dispatcher or supervisor`, `the system`."""
    names = " or ".join(sorted(in_sentence(role.words) for role in roles if role is not Role.SYSTEM))
    return f"{'an' if names[0] in 'aeio' else 'a'} {names}" if names else "the system"
