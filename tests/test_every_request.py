"""Every request is complete: a missing part is named in a sentence, with the file where it belongs."""

import pkgutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from importlib import import_module
from typing import Any, Literal

import pytest
from pydantic import Field, ValidationError

import schemas
from activities.effects import EFFECTS
from proving import facts
from proving.moves import FIRST, NOT_TRIED, parts_of
from rules.guards import GUARDS
from rules.lifecycle import examples_of
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestRule, Words
from rules.requests import BY_REQUEST, LISTED, SUBJECTS
from rules.requests.waiting_periods import CLAIM_MOVED
from rules.roles_and_stages import STAFF
from rules.rows import NoRows, StatementKept, UnnamedRows
from rules.samples import needs_case
from schemas.after import FOLDS
from schemas.messages import Fact, Number, Request
from schemas.reporting import ReportVehicle
from schemas.requests import request_models
from schemas.texts import N_
from schemas.words import Role
from tests.rules.cars import LAW

OPENS_A_CASE = ReportVehicle
"""This request belongs to no case: `activities/reporting.py` handles it."""


@dataclass(frozen=True)
class Tables:
    """The tables in which a part of a request can be missing."""

    sent: Collection[type[Request]]
    rules: Mapping[type[Request], AnyRule]
    folds: Collection[type[Fact]]
    questions: Collection[str]
    effects: Collection[type[Request]]
    counted: Collection[type[Request]]
    tried: Collection[type[Request]]


OURS = Tables(
    sent=tuple(request_models().values()),
    rules=LISTED,
    folds=FOLDS,
    questions={question for guard in GUARDS.values() for question in guard.asks},
    effects=EFFECTS,
    counted=facts.ROWS,
    tried={*parts_of(LAW), *NOT_TRIED},
)


def forgotten(model: type[Request], tables: Tables) -> Iterator[str]:
    """What a request lacks, in sentences."""
    name, subject = model.__name__, model.__module__.rpartition(".")[2]
    if model not in tables.sent:
        yield f"{name} cannot be sent: add it to AnyRequest in schemas/requests.py."
    rule = tables.rules.get(model)
    if rule is None:
        yield f"{name} has no rule: write a RequestRule in rules/requests/{subject}.py and list it in RULES there."
        return
    yield from _permission(name, rule)
    yield from _guard(name, rule, tables)
    yield from _words(name, rule, tables)
    yield from _fact(name, rule, tables)
    yield from _rows(name, rule, tables)
    if model not in tables.tried and (unknown := " and ".join(needs_case(model))):
        yield (
            f"The proof never makes {name}, because the field {unknown} depends on the case: choose its values in"
            " proving/moves.py."
        )


def _permission(name: str, rule: AnyRule) -> Iterator[str]:
    if not rule.roles:
        yield f"No role may make {name}: name the roles in its rule."
    if not rule.stages:
        yield f"{name} can be made in no stage: name the stages in its rule."
    if rule.roles.isdisjoint({Role(each.role) for each in FIRST}):
        yield f"No actor of the proof may make {name}: add an actor of its role to FIRST in proving/moves.py."


def _guard(name: str, rule: AnyRule, tables: Tables) -> Iterator[str]:
    if isinstance(rule.question, Question) and rule.question not in tables.questions:
        yield f"No guard answers {rule.question}, which {name} asks: name it in GUARDS in rules/guards.py."


def _words(name: str, rule: AnyRule, tables: Tables) -> Iterator[str]:
    if not rule.words.button or not rule.words.done:
        yield f"{name} has no words for its button or for the timeline: write them in its rule."
    others = (each for each in tables.rules.values() if each.fact is rule.fact)
    if len({each.words.done for each in others} | {rule.words.done}) > 1:
        yield f"{rule.fact.__name__} has two titles: give the rules that lead to it the same `done`."


def _fact(name: str, rule: AnyRule, tables: Tables) -> Iterator[str]:
    fact = rule.fact
    if fact not in tables.folds:
        yield f"{fact.__name__} has no fold: say in FOLDS in schemas/after.py what the case becomes."
    if isinstance(rule.make, Copied):
        needed = {each for each, field in fact.model_fields.items() if field.is_required()}
        for each in sorted(needed - set(rule.request.model_fields)):
            yield f"{fact.__name__} needs {each}, which {name} does not give: write a maker for it."
    try:
        examples_of(fact)
    except ValidationError:
        yield f"{fact.__name__} has no example: add one to EXAMPLES in rules/lifecycle.py."


def _rows(name: str, rule: AnyRule, tables: Tables) -> Iterator[str]:
    rows = rule.rows.__name__
    if rule.rows is not NoRows and rule.request not in tables.effects:
        yield f"Nothing stores the {rows} of {name}: add it to EFFECTS in activities/effects.py."
    if rule.rows is NoRows and rule.request in tables.effects:
        yield f"{name} stores something, and its rule says NoRows: name the rows in its rule."
    if rule.rows not in facts.COUNTED_BY_NOBODY and rule.request not in tables.counted:
        yield f"The proof does not count the {rows} of {name}: add it to ROWS in proving/facts.py."


def every_request() -> list[type[Request]]:
    """Every request declared in schemas, listed or not."""
    for module in pkgutil.iter_modules(schemas.__path__, "schemas."):
        import_module(module.name)
    declared = (each for each in _below(Request) if each.__module__.startswith("schemas."))
    return [each for each in declared if each is not OPENS_A_CASE]


def _below(model: type[Request]) -> Iterator[type[Request]]:
    for each in model.__subclasses__():
        yield each
        yield from _below(each)


@pytest.mark.parametrize("model", every_request(), ids=lambda model: model.__name__)
def test_no_part_of_a_request_is_missing(model: type[Request]) -> None:
    lacks = list(forgotten(model, OURS))

    assert not lacks, "\n".join(lacks)


def test_every_rule_is_listed_once_in_the_order_of_the_requests() -> None:
    assert sum(len(subject.RULES) for subject in SUBJECTS) == len(LISTED)
    assert list(BY_REQUEST) == [each for each in request_models().values() if each in LISTED]


@pytest.mark.parametrize("model", BY_REQUEST, ids=lambda model: model.__name__)
def test_a_rule_is_in_the_file_of_its_subject(model: type[Request]) -> None:
    subject = next(each for each in SUBJECTS if BY_REQUEST[model] in each.RULES)

    assert subject.__name__.rpartition(".")[2] == model.__module__.rpartition(".")[2]


class MadeUp(Request):
    """A request that is declared in no file of schemas."""

    kind: Literal["made_up"] = "made_up"
    letter: Number = Field(title=N_("Letter"))


class WasMadeUp(Fact):
    """The fact of that request."""

    kind: Literal["was_made_up"] = "was_made_up"
    letter: Number = Field(title=N_("Letter"))


class NeedsMore(Fact):
    """A fact with a field that its request does not have."""

    kind: Literal["needs_more"] = "needs_more"
    party: Number = Field(title=N_("Party"))


RULE: AnyRule = RequestRule(
    request=MadeUp,
    fact=WasMadeUp,
    roles=STAFF,
    stages=CLAIM_MOVED.stages,
    question=Question.MAY_TOW,
    forms=CLAIM_MOVED.forms,
    rows=StatementKept,
    make=Copied(WasMadeUp),
    words=Words(button="Make it up", help="", done="It was made up"),
)

WHOLE = Tables(
    sent=(MadeUp,),
    rules={MadeUp: RULE},
    folds=(WasMadeUp, NeedsMore),
    questions=OURS.questions,
    effects=(MadeUp,),
    counted=(MadeUp,),
    tried=(MadeUp,),
)


def with_rule(**changes: Any) -> Tables:
    """The tables, with another rule for the made-up request."""
    return replace(WHOLE, rules={MadeUp: replace(RULE, **changes)})


def test_a_request_that_has_everything_lacks_nothing() -> None:
    assert list(forgotten(MadeUp, WHOLE)) == []


FORGOTTEN: list[tuple[Tables, str]] = [
    (replace(WHOLE, sent=()), "MadeUp cannot be sent: add it to AnyRequest in schemas/requests.py."),
    (
        replace(WHOLE, rules={}),
        "MadeUp has no rule: write a RequestRule in rules/requests/test_every_request.py and list it in RULES there.",
    ),
    (replace(WHOLE, folds=()), "WasMadeUp has no fold: say in FOLDS in schemas/after.py what the case becomes."),
    (
        replace(WHOLE, questions=()),
        "No guard answers may_tow, which MadeUp asks: name it in GUARDS in rules/guards.py.",
    ),
    (
        replace(WHOLE, effects=()),
        "Nothing stores the StatementKept of MadeUp: add it to EFFECTS in activities/effects.py.",
    ),
    (
        replace(WHOLE, counted=()),
        "The proof does not count the StatementKept of MadeUp: add it to ROWS in proving/facts.py.",
    ),
    (
        replace(WHOLE, tried=()),
        "The proof never makes MadeUp, because the field letter depends on the case: choose its values in"
        " proving/moves.py.",
    ),
    (with_rule(roles=frozenset()), "No role may make MadeUp: name the roles in its rule."),
    (
        with_rule(roles=frozenset({Role.RESIDENT})),
        "No actor of the proof may make MadeUp: add an actor of its role to FIRST in proving/moves.py.",
    ),
    (with_rule(stages=frozenset()), "MadeUp can be made in no stage: name the stages in its rule."),
    (with_rule(rows=NoRows), "MadeUp stores something, and its rule says NoRows: name the rows in its rule."),
    (
        with_rule(words=Words(button="", help="", done="It was made up")),
        "MadeUp has no words for its button or for the timeline: write them in its rule.",
    ),
    (
        with_rule(fact=NeedsMore, make=Copied(NeedsMore)),
        "NeedsMore needs party, which MadeUp does not give: write a maker for it.",
    ),
    (
        replace(WHOLE, rules={MadeUp: RULE, Request: replace(RULE, words=replace(RULE.words, done="Otherwise"))}),
        "WasMadeUp has two titles: give the rules that lead to it the same `done`.",
    ),
]


@pytest.mark.parametrize(("tables", "sentence"), FORGOTTEN)
def test_each_missing_part_is_named_with_its_file(tables: Tables, sentence: str) -> None:
    assert sentence in list(forgotten(MadeUp, tables))


def test_a_fact_without_an_example_is_named() -> None:
    class Odd(Fact):
        """A fact whose code has a different form from those of made-up examples."""

        kind: Literal["odd"] = "odd"
        letter: str = Field(pattern="^G[0-9]$", title=N_("Letter"))

    lacks = list(forgotten(MadeUp, replace(with_rule(fact=Odd, make=Copied(Odd)), folds=(Odd,))))

    assert lacks == ["Odd has no example: add one to EXAMPLES in rules/lifecycle.py."]


def test_rows_that_the_fact_does_not_name_are_not_counted() -> None:
    assert list(forgotten(MadeUp, replace(with_rule(rows=UnnamedRows), counted=()))) == []


def test_a_rule_has_no_optional_field() -> None:
    parts = (*fields(RequestRule), *fields(Words))

    assert {each.name for each in parts if (each.default, each.default_factory) != (MISSING, MISSING)} == set()
