"""Puts a change into what is loaded already: into a function if nothing else differs, or into a table or a rule."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from functools import cache
from types import CodeType, FunctionType, ModuleType

from tests.mutating.change import Change

MADE_AGAIN = ("<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>")
"""Code inside a function that is made again each time the function runs."""


class Swap:
    """The new code of one function of a loaded module."""

    def __init__(self, function: FunctionType, code: CodeType) -> None:
        self.function = function
        self.code = code

    def make(self) -> None:
        """Give the function its new code."""
        self.function.__code__ = self.code

    def ran_with(self, lines: set[int]) -> bool:
        """Whether the function ran when these lines did: a function that it made then keeps its old code."""
        code = self.function.__code__
        return not lines.isdisjoint({line for *_, line in code.co_lines() if line} - {code.co_firstlineno})


def swap_of(change: Change, text: bytes) -> Swap | None:
    """The swap that makes this change; None if the module has to be loaded again for it."""
    module = sys.modules[module_name(change.file)]
    path = str(module.__file__)
    pairs = _differing(_compiled(text, path), compile(change.applied(text), path, "exec", dont_inherit=True))
    if pairs is None or len(pairs) != 1:
        return None
    was, is_now = pairs[0]
    if _kept(was) != _kept(is_now):
        return None
    function = next((each for each in _functions(module) if each.__code__ == was), None)
    return Swap(function, is_now) if function and was.co_freevars == is_now.co_freevars == () else None


def table_swap(change: Change, text: bytes) -> Callable[[], None] | None:
    """What puts this change into a table or a rule that its module has made; None if it is in neither.

    What other modules have made out of the table stays as it was: a change that no test notices is tried again.
    """
    module = sys.modules[module_name(change.file)]
    name, value = _assigned(ast.parse(change.applied(text)), change.lines[0])
    place = _place(vars(module).get(name))
    if place is None or value is None:
        return None
    code = compile(ast.Expression(value), str(module.__file__), "eval", dont_inherit=True)
    return lambda: _put(place, eval(code, dict(vars(module))))  # noqa: S307


def _assigned(tree: ast.Module, line: int) -> tuple[str, ast.expr | None]:
    """The name that the statement at this line gives a value, and the value."""
    for node in tree.body:
        if node.lineno <= line <= (node.end_lineno or line):
            if isinstance(node, ast.AnnAssign):
                return ast.unparse(node.target), node.value
            if isinstance(node, ast.Assign):
                return ast.unparse(node.targets[0]), node.value
    return "", None


def _place(made: object) -> dict[str, object] | None:
    """Where a table or a rule keeps what it says."""
    if isinstance(made, dict):
        return made
    return vars(made) if is_dataclass(made) and not isinstance(made, type) else None


def _put(place: dict[str, object], made: object) -> None:
    new = _place(made)
    assert new is not None
    place.clear()
    place.update(new)


def module_name(file: str) -> str:
    """The module of a file in `rules/`."""
    return "rules." + file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


@cache
def _compiled(text: bytes, path: str) -> CodeType:
    return compile(text, path, "exec", dont_inherit=True)


def _kept(code: CodeType) -> list[CodeType]:
    """The functions inside this one that can outlive its run: one that was made before keeps its old code."""
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    return [kept for each in inner for kept in (_kept(each) if each.co_name in MADE_AGAIN else [each])]


def _differing(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """The functions of two modules or classes that differ; None if something else does."""
    if (old.co_code, old.co_names, len(old.co_consts)) != (new.co_code, new.co_names, len(new.co_consts)):
        return None
    found: list[tuple[CodeType, CodeType]] = []
    for was, is_now in zip(old.co_consts, new.co_consts, strict=True):
        if was == is_now:
            continue
        if not (isinstance(was, CodeType) and isinstance(is_now, CodeType)):
            return None
        inner = [(was, is_now)] if was.co_flags & inspect.CO_OPTIMIZED else _differing(was, is_now)
        if inner is None:
            return None
        found += inner
    return found


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """The functions and methods that the module defines, without their decorators."""
    for each in vars(module).values():
        yield from _unwrapped(each, module)
        if isinstance(each, type) and each.__module__ == module.__name__:
            for part in vars(each).values():
                yield from _unwrapped(part, module)


def _unwrapped(value: object, module: ModuleType) -> Iterator[FunctionType]:
    """The function behind a method, a property or a cache."""
    for name in ("fget", "func", "__func__"):
        value = getattr(value, name, None) or value
    value = inspect.unwrap(value) if callable(value) else value
    if isinstance(value, FunctionType) and value.__module__ == module.__name__:
        yield value
