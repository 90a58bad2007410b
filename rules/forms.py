"""The ways to fill in the form of a request, as far as its guard tells them apart: what it is about in this case.

What a person types beside that (papers, amounts, words) is left out: whether it will do is seen when it is sent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from rules.law import Edition
from rules.owner_notice import letters_on_record
from schemas.case import Case

About = Mapping[str, Any]
"""The fields that say what a request is about."""

Forms = Callable[[Case, Edition], Iterable[About]]
"""Every form of a request that is about something else; none if it could be about nothing."""


def one_form(_case: Case, _law: Edition) -> Iterable[About]:
    """The guard reads nothing that a person chooses."""
    return ({},)


def each_value(field: str, values: Iterable[object]) -> Forms:
    """One form for each value of a field."""
    forms: tuple[About, ...] = tuple({field: each} for each in values)
    return lambda _case, _law: forms


def each_letter(case: Case, _: Edition) -> Iterator[About]:
    """A letter to a person who was entered by mistake is spoken of no more."""
    for each in letters_on_record(case):
        yield {"letter": each.letter}


def open_order(case: Case, _: Edition) -> Iterator[About]:
    """The order that has not ended."""
    if case.order:
        yield {"order": case.order.order}
