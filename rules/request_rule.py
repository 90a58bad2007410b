"""The rule of one request: who may make it and when, its guards, the fact that it makes, and its words.

Knows no request. No field has a default, so that no argument can be forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from rules.forms import Forms
from rules.law import Edition
from rules.questions import Question
from schemas.case import Case
from schemas.facts import plain_fact
from schemas.messages import Actor, Fact, Request
from schemas.words import Role, Stage

R = TypeVar("R", bound=Request)
R_co = TypeVar("R_co", bound=Request, covariant=True)
F = TypeVar("F", bound=Fact)
Rows = TypeVar("Rows")


@dataclass(frozen=True)
class RequestContext(Generic[R_co]):
    """A granted request: the actor, the request, the case, when it happened (`at`) and when it is recorded (`now`).

    `edition_of` is another edition by its code, as it applies in this city.
    """

    case: Case
    actor: Actor
    request: R_co
    law: Edition
    at: datetime
    now: datetime
    edition_of: Callable[[str], Edition]


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words for people: the button, what happens next (`help`), and the fact's title in the history (`done`)."""

    button: str
    help: str
    done: str


@dataclass(frozen=True, kw_only=True)
class RequestRule(Generic[R, F, Rows]):
    """Everything about a request that its model does not say.

    `question` is the question of its guards; None if permission is enough. `forms` are the variants of its form that
    the guards distinguish. `rows` is what an activity stores first; `make` makes the fact from request and rows.
    """

    request: type[R]
    fact: type[F]
    roles: frozenset[Role]
    stages: frozenset[Stage]
    question: Question | Callable[[R], Question | None] | None
    forms: Forms
    rows: type[Rows]
    make: Callable[[RequestContext[R], Rows], F]
    words: Words

    @cached_property
    def kind(self) -> str:
        """The code of the request."""
        return str(self.request.model_fields["kind"].default)

    @cached_property
    def fact_kind(self) -> str:
        """The code of its fact."""
        return str(self.fact.model_fields["kind"].default)

    def question_of(self, request: R) -> Question | None:
        """The question that guards this request; None if permission is enough."""
        return self.question(request) if callable(self.question) else self.question


AnyRule = RequestRule[Any, Any, Any]


@dataclass(frozen=True)
class Copied(Generic[F]):
    """The maker of a fact that copies the request's fields of the same name."""

    fact: type[F]

    def __call__(self, context: RequestContext[Any], _rows: object) -> F:
        """The fact."""
        return plain_fact(context.request, self.fact)
