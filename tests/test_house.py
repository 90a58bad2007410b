"""The conventions of this project as tests: layers, names, file sizes and documentation."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from rules.library import enacted, fingerprint, texts
from rules.requests import BY_REQUEST
from schemas import names
from schemas.requests import request_models
from workers.settings import HERE, Settings

ROOMS = ("schemas", "rules", "database", "activities", "workflows", "web", "workers")
FORBIDDEN_NAMES = {"utils", "common", "helpers", "manager", "service", "misc"}
SQL = re.compile(r"\b(select\s+.+\s+from|insert\s+into|update\s+\w+\s+set|delete\s+from)\b", re.IGNORECASE | re.DOTALL)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}


def files_of(*rooms: str) -> list[Path]:
    """The source files of these rooms."""
    return [path for room in rooms for path in sorted((HERE / room).rglob("*.py"))]


def trees(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    """The syntax trees of the files of these rooms."""
    for path in files_of(*rooms):
        yield path.relative_to(HERE), ast.parse(path.read_text())


def test_only_the_database_room_has_sql() -> None:
    for path, tree in trees(*(room for room in ROOMS if room != "database")):
        documented = [node for node in ast.walk(tree) if isinstance(node, DOCUMENTED)]
        docstrings = {ast.get_docstring(node, clean=False) for node in documented}
        strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        spoken = [text for text in strings if isinstance(text, str) and text not in docstrings and SQL.search(text)]
        assert spoken == [], path


def test_no_room_below_web_reads_a_clock() -> None:
    for path, tree in trees("schemas", "rules", "database", "activities", "workflows"):
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        attributes = [func for func in calls if isinstance(func, ast.Attribute) and func.attr in CLOCKS]
        clocks = [func for func in attributes if _name(func.value) in {"datetime", "date", "time", "dt"}]
        assert clocks == [], path


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def test_every_file_has_a_docstring() -> None:
    for path, tree in trees(*ROOMS):
        assert ast.get_docstring(tree), path


def test_no_file_is_longer_than_300_lines_or_has_a_vague_name() -> None:
    for path in files_of(*ROOMS, "tests", "sample", "benchmarks"):
        assert len([line for line in path.read_text().splitlines() if line.strip()]) <= 300, path
        assert path.stem not in FORBIDDEN_NAMES, path


def test_every_name_on_the_wire_is_explicit() -> None:
    decorators = {"workflow.defn", "workflow.signal", "workflow.update", "workflow.query", "activity.defn"}
    for path, tree in trees("workflows", "activities"):
        defined = [
            node for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        for node in defined:
            for decorator in node.decorator_list:
                func = decorator.func if isinstance(decorator, ast.Call) else decorator
                if ast.unparse(func) not in decorators:
                    continue
                assert isinstance(decorator, ast.Call), (path, node.name)
                # A dynamic handler has no name: it compares the name sent with those in schemas/names.py.
                assert {word.arg for word in decorator.keywords} & {"name", "dynamic"}, (path, node.name)


def test_names_on_the_wire_are_unique() -> None:
    values = [value for name, value in vars(names).items() if name.isupper()]

    assert len(values) == len(set(values))


def test_requests_and_their_rules_have_one_order() -> None:
    assert list(request_models().values()) == list(BY_REQUEST)


def test_an_enacted_edition_was_never_edited() -> None:
    assert {code: fingerprint(code) for code in texts()} == enacted()


def test_pages_and_activities_read_the_law_with_the_fees_of_the_city() -> None:
    alone = {"find_edition", "usable_edition"}
    used = {
        path.as_posix()
        for path, tree in trees("activities", "web")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and alone & {each.name for each in node.names}
    }

    # The names of editions in a form.
    assert used == {"web/choices.py"}


@pytest.mark.parametrize("room", ROOMS)
def test_no_installed_package_has_the_name_of_one_of_our_rooms(room: str) -> None:
    assert room not in packages_distributions()
    assert Path(str(sys.modules[room].__file__)).parent == HERE / room


def test_every_setting_is_documented() -> None:
    page = (HERE / "docs" / "operations.md").read_text()

    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"`{field.validation_alias or f'TOWPATH_{name.upper()}'}`" in page, name


def test_every_command_is_documented() -> None:
    from workers.commands import program

    page = (HERE / "docs" / "operations.md").read_text()

    groups = [("", program), *((f"{group.name} ", group.typer_instance) for group in program.registered_groups)]
    for prefix, group in groups:
        for command in group.registered_commands if group else ():
            assert f"`towpath {prefix}{command.name or getattr(command.callback, '__name__', '')}" in page


def test_lock_files_carry_hashes_and_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (HERE / lock).read_text()
        assert "://" not in text, lock
        assert text.count("--hash=sha256:") > text.count("=="), lock
