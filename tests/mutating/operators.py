"""What is changed in the code of the rules: a listed set of operators over the syntax tree.

Each stands for a mistake about the law: the wrong edge of a deadline, another event or calendar, a hold that stops
something else, a permission too wide or too narrow, a requirement that no one asks for.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from schemas import words


class Altered(NamedTuple):
    """A part of the tree, what changed in words, and the new code in its place."""

    part: ast.expr | ast.keyword
    says: str
    new: str


Operator = Callable[[ast.AST], Iterator[Altered]]

COMPARED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
}

EVENTS = {
    "accepted_at": "at",
    "advertised": "appraised",
    "appraised": "authority",
    "authority": "advertised",
    "declared": "hooked_up",
    "disposal_gate": "hooked_up",
    "hooked_up": "in_lot",
    "in_lot": "hooked_up",
    "mailed": "written",
    "published": "sticker",
    "released_at": "at",
    "reopened": "declared",
    "state_reported": "hooked_up",
    "sticker": "published",
    "tow_gate": "declared",
    "written": "mailed",
}
"""For an event, another one from which somebody could count by mistake."""

WHOLE = {"open_holds": "holds", "holds": "open_holds", "open_hearings": "hearings", "hearings": "open_hearings"}
"""All of them instead of the open ones, or the open ones instead of all."""

NAMES = {
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
    "is_worked": "is_worked_beyond_doubt",
    "is_worked_beyond_doubt": "is_worked",
}
CODES = {
    "hours": "calendar_days",
    "calendar_days": "business_days",
    "business_days": "calendar_days",
    "days_excluding_sunday": "calendar_days",
    "hours_on_working_days": "hours",
    "floor": "ceiling",
    "ceiling": "floor",
    "day": "once",
}
CLOSED_LISTS = ("Anchor", "Gate", "Hold", "HoldEffect", "MilitaryStatus", "Notice", "Party", "Role", "Stage", "Stolen")
"""The closed lists whose members the law tells apart; a member becomes the next one."""

WIDE = {"roles": "frozenset(Role)", "stages": "frozenset(Stage)"}


def comparison(node: ast.AST) -> Iterator[Altered]:
    """Another edge of a comparison, or its opposite; whether something is there at all is no comparison."""
    for place, op in enumerate(node.ops if isinstance(node, ast.Compare) else ()):
        if isinstance(node, ast.Compare) and type(op) in COMPARED and not _is_none(node.comparators[place]):
            ops = [*node.ops[:place], COMPARED[type(op)], *node.ops[place + 1 :]]
            yield _to(node, ast.Compare(node.left, ops, node.comparators))


def date(node: ast.AST) -> Iterator[Altered]:
    """Time added instead of subtracted, one more of it, the last instead of the first, no earliest time."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield _to(node, ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right))
    if isinstance(node, ast.Subscript) and (index := ast.unparse(node.slice)) in {"0", "-1"}:
        yield _to(node, ast.Subscript(node.value, ast.Constant(-1 if index == "0" else 0), node.ctx))
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield _to(node, ast.Constant(node.value + 1))
    if isinstance(node, ast.keyword) and node.arg == "earliest":
        yield Altered(node, f"without {_short(node)}", "earliest=None")


def anchor(node: ast.AST) -> Iterator[Altered]:
    """Another event."""
    if isinstance(node, ast.Attribute) and node.attr in EVENTS:
        yield _to(node, ast.Attribute(node.value, EVENTS[node.attr], node.ctx))


def calendar(node: ast.AST) -> Iterator[Altered]:
    """Another calendar, unit or kind of period; the first of several instead of the last."""
    if isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
        yield _to(node, ast.Name(NAMES[node.id], node.ctx))
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in CODES:
        yield _to(node, ast.Constant(CODES[node.value]))


def hold(node: ast.AST) -> Iterator[Altered]:
    """Every hold or hearing instead of the open ones, or the open ones instead of all."""
    if isinstance(node, ast.Attribute) and node.attr in WHOLE and not ast.unparse(node.value).endswith("law"):
        yield _to(node, ast.Attribute(node.value, WHOLE[node.attr], node.ctx))


def member(node: ast.AST) -> Iterator[Altered]:
    """Another member of a closed list: another role, stage, hold, effect or anchor."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        for after in _next_member(node.value.id, node.attr):
            yield _to(node, ast.Attribute(node.value, after, node.ctx))


def permission(node: ast.AST) -> Iterator[Altered]:
    """A request for everybody or in every stage; one set less in a union. `| None` is no union of sets but a type."""
    if isinstance(node, ast.keyword) and node.arg in WIDE:
        # The module need not know the name of the whole list.
        whole = f"frozenset(type(next(iter({ast.unparse(node.value)}))))"
        yield Altered(node, f"{node.arg}={WIDE[node.arg]}", f"{node.arg}={whole}")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and not _is_none(node.right):
        yield Altered(node, f"without {_short(node.right)}", ast.unparse(node.left))
        yield Altered(node, f"without {_short(node.left)}", ast.unparse(node.right))


def entry(node: ast.AST) -> Iterator[Altered]:
    """One entry less in a tuple, set or table of the law's words; one part less of a guard."""
    if isinstance(node, ast.Tuple | ast.Set | ast.List) and all(map(_is_word, node.elts)):
        for left_out, rest in _one_less(node.elts):
            if rest:
                yield Altered(node, f"without {_short(left_out)}", ast.unparse(type(node)(elts=rest)))
    if isinstance(node, ast.Dict) and not all(isinstance(each, ast.Constant) for each in node.values):
        for place, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
            keys, values = ([*each[:place], *each[place + 1 :]] for each in (node.keys, node.values))
            yield Altered(node, f"without {_short(key or value)}", ast.unparse(ast.Dict(keys, values)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "both":
        for left_out, rest in _one_less(node.args):
            yield Altered(node, f"both without {_short(left_out)}", ast.unparse(ast.Call(node.func, rest, [])))


def requirement(node: ast.AST) -> Iterator[Altered]:
    """A requirement that is always met, a final one that is not, a guard that can be overridden."""
    if isinstance(node, ast.keyword) and node.arg == "met" and not isinstance(node.value, ast.Constant):
        yield Altered(node, f"{_short(node)} -> met=True", "met=True")
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield _to(node, ast.Constant(not node.value))


OPERATORS: tuple[Operator, ...] = (
    comparison,
    date,
    anchor,
    calendar,
    hold,
    member,
    permission,
    entry,
    requirement,
)


def _next_member(name: str, code: str) -> Iterator[str]:
    """The member after this one in its closed list."""
    if name in CLOSED_LISTS:
        listed: type[Enum] = getattr(words, name)
        members = [each.name for each in listed]
        yield from (after for each, after in zip(members, members[1:] + members[:1], strict=True) if each == code)


def _one_less(nodes: Sequence[ast.expr]) -> Iterator[tuple[ast.expr, list[ast.expr]]]:
    for place, left_out in enumerate(nodes):
        yield left_out, [*nodes[:place], *nodes[place + 1 :]]


def _to(old: ast.expr, new: ast.expr) -> Altered:
    return Altered(old, f"{_short(old)} -> {_short(new)}", ast.unparse(new))


def _short(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_word(node: ast.expr) -> bool:
    """Whether this is one of the law's words: a code, a member of a closed list, or several of them by name."""
    if isinstance(node, ast.Starred):
        return isinstance(node.value, ast.Name) and node.value.id.isupper()
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.Attribute) and node.attr.isupper()
