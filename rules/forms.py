"""The variants of a request's form that its guard distinguishes: what the request is about in this case.

Other fields (documents, amounts, text) are left out and checked when the form is sent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from rules.law import Edition
from rules.owner_notice import letters_on_record
from schemas.case import Case

About = Mapping[str, Any]
"""The fields that say what a request is about."""

Forms = Callable[[Case, Edition], Iterable[About]]
"""Every variant of a request's form in this case; none if there is nothing that it could be about."""


def one_form(_case: Case, _law: Edition) -> Iterable[About]:
    """One variant: the guard reads nothing that a person chooses."""
    return ({},)


def each_value(field: str, values: Iterable[object]) -> Forms:
    """One form for each value of a field."""
    forms: tuple[About, ...] = tuple({field: each} for each in values)
    return lambda _case, _law: forms


def each_letter(case: Case, _: Edition) -> Iterator[About]:
    """One variant for each current letter to a party on record."""
    for each in letters_on_record(case):
        yield {"letter": each.letter}


def open_order(case: Case, _: Edition) -> Iterator[About]:
    """One variant for the order that has not ended."""
    if case.order:
        yield {"order": case.order.order}
