"""Every change of the code of the rules, file by file."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from itertools import accumulate
from pathlib import Path

from tests.mutating.change import Change, numbered
from tests.mutating.operators import OPERATORS, Altered
from workers.settings import HERE

RULES = HERE / "rules"
NO_LAW = (
    "checking*.py",
    "comparing.py",
    "forms.py",
    "importing*.py",
    "law_faults.py",
    "law_lines.py",
    "law_words.py",
    "lawbook.py",
    "library.py",
    "lifecycle.py",
    "questions.py",
    "samples.py",
    "task_words.py",
    "unread.py",
    "vehicles.py",
)
"""Files that read and print editions or reports: no date, hold or permission depends on them."""


def law_files() -> list[Path]:
    """The files of code in which the law is decided."""
    files = sorted(RULES.rglob("*.py"))
    return [each for each in files if not any(fnmatch(each.name, pattern) for pattern in NO_LAW)]


def code_changes() -> Iterator[Change]:
    """The changes of all these files."""
    for path in law_files():
        yield from changes_of(str(path.relative_to(RULES)), path.read_bytes())


def changes_of(file: str, text: bytes) -> Iterator[Change]:
    """The changes of one file, in the order of its text."""
    found = Places(file, text)
    found.visit(ast.parse(text))
    return numbered(found.changes)


class Places(ast.NodeVisitor):
    """Visits a tree and remembers in which function, table, key and argument it is."""

    def __init__(self, file: str, text: bytes) -> None:
        self.file = file
        self.changes: list[Change] = []
        self.text = text
        self.starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
        self.path: list[str] = []
        self.statement = 1

    def visit(self, node: ast.AST) -> None:
        """Collect the changes of this node, then of its parts; types and texts have none."""
        if isinstance(node, ast.JoinedStr):
            return
        if isinstance(node, ast.stmt):
            self.statement = node.lineno
        for operator in OPERATORS:
            self.changes.extend(self._change(operator.__name__, altered) for altered in operator(node))
        super().visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """The body; neither decorators nor types."""
        with self._inside(node.name):
            for part in (*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body):
                self.visit(part)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """The body without its decorators."""
        with self._inside(node.name):
            for part in node.body:
                self.visit(part)

    def visit_Assign(self, node: ast.Assign) -> None:
        """A table has the name of its target."""
        with self._inside("" if self.path else ast.unparse(node.targets[0])):
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """The value without its type."""
        if node.value:
            with self._inside("" if self.path else ast.unparse(node.target)):
                self.visit(node.value)

    def visit_Dict(self, node: ast.Dict) -> None:
        """An entry has the name of its key."""
        for key, value in zip(node.keys, node.values, strict=True):
            with self._inside(ast.unparse(key) if key else ""):
                self.visit(value)

    def visit_keyword(self, node: ast.keyword) -> None:
        """An argument has its name."""
        with self._inside(node.arg or ""):
            self.visit(node.value)

    @contextmanager
    def _inside(self, name: str) -> Iterator[None]:
        self.path.extend([name] if name else [])
        yield
        del self.path[len(self.path) - bool(name) :]

    def _change(self, operator: str, altered: Altered) -> Change:
        part, says, new = altered
        last = part.end_lineno or part.lineno
        start, end = self._offset(part.lineno, part.col_offset), self._offset(last, part.end_col_offset or 0)
        # As many lines as before, so that nothing else in the file changes.
        lines = "\n" * self.text[start:end].count(b"\n")
        code = f"{new}{lines}" if isinstance(part, ast.keyword) else f"({new}{lines})"
        where = ".".join(self.path) or "module"
        return Change(self.file, where, operator, says, start, end, code, (self.statement, last))

    def _offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column
