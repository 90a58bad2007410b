"""The rule of every request, in the order of the union in `schemas/requests.py`, which is the list."""

from rules.request_rule import AnyRule
from rules.requests import (
    amendments,
    casework,
    disposal,
    impound,
    mail,
    owner_notice,
    records,
    reporting,
    retention,
    tow_dispatch,
    verification,
    waiting_periods,
)
from schemas.messages import Request
from schemas.requests import request_models

SUBJECTS = (
    reporting,
    records,
    verification,
    owner_notice,
    mail,
    waiting_periods,
    tow_dispatch,
    impound,
    disposal,
    casework,
    amendments,
    retention,
)

LISTED: dict[type[Request], AnyRule] = {rule.request: rule for subject in SUBJECTS for rule in subject.RULES}

BY_REQUEST: dict[type[Request], AnyRule] = {
    model: LISTED[model] for model in request_models().values() if model in LISTED
}
"""A request without a rule is not in it: `tests/test_every_request.py` names it."""


def rule_of(request: type[Request]) -> AnyRule:
    """The rule of a request."""
    return BY_REQUEST[request]
