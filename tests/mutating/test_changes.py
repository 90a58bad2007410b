"""What is changed, how a change is named, and that it is noticed or not on both ways of trying it."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutating.argued import argued
from tests.mutating.change import Change
from tests.mutating.code_changes import RULES, changes_of, code_changes
from tests.mutating.edition_changes import changes_of_edition, edition_changes
from tests.mutating.swapping import module_name, swap_of, table_swap
from workers.settings import HERE

CODE = [
    ("def f(a, b):\n    return a < b", ["f [comparison] a < b -> a <= b"]),
    ("def f(a, b):\n    return a is b", ["f [comparison] a is b -> a is not b"]),
    ("def f(a):\n    return a is None", []),
    ("def f(a, b):\n    return a + b", ["f [date] a + b -> a - b"]),
    ("def f(a):\n    return a[0]", ["f [date] a[0] -> a[-1]", "f [date] 0 -> 1"]),
    ("def f(case):\n    return case.hooked_up", ["f [anchor] case.hooked_up -> case.in_lot"]),
    ("def f(case):\n    return case.open_holds", ["f [hold] case.open_holds -> case.holds"]),
    ("def f(law):\n    return law.holds", []),
    ("def f(a):\n    return max(a)", ["f [calendar] max -> min"]),
    ("def f():\n    return 'business_days'", ["f [calendar] 'business_days' -> 'calendar_days'"]),
    ("T = {'q': HoldEffect.TOW}", ["T [entry] without 'q'", "T.'q' [member] HoldEffect.TOW -> HoldEffect.RELEASE"]),
    ("T = {'q': 'some words'}", []),
    ("T = A | B", ["T [permission] without B", "T [permission] without A"]),
    ("T = tuple[bool, A | None]", []),
    ("R = Rule(roles=A)", ["R [permission] roles=frozenset(Role)"]),
    ("T = (Role.A, *B)", ["T [entry] without Role.A", "T [entry] without *B"]),
    ("G = both(a, b)", ["G [entry] both without a", "G [entry] both without b"]),
    ("def f(a):\n    yield g(met=a)", ["f [requirement] met=a -> met=True"]),
    ("def f():\n    yield g(final=True)", ["f.final [requirement] True -> False"]),
    ("def f(a: Role | None = None) -> Stage:\n    'Text < text.'\n    return f'{a < a}'", []),
]


def keys(code: str) -> list[str]:
    """The changes of this code, without the name of the file."""
    return [each.key.removeprefix("x.py ") for each in changes_of("x.py", code.encode())]


@pytest.mark.parametrize(("code", "expected"), CODE)
def test_each_operator_makes_its_change(code: str, expected: list[str]) -> None:
    assert keys(code) == expected


def test_the_changed_text_has_the_same_lines() -> None:
    code = b"def f(a, b):\n    return (\n        a\n        < b\n    )\n"
    change = next(changes_of("x.py", code))

    assert change.applied(code) == b"def f(a, b):\n    return (\n        (a <= b\n)\n    )\n"


def test_a_key_does_not_change_with_the_lines_above_it() -> None:
    code = "def f(a, b):\n    return a < b\n"

    assert keys(code) == keys(f"'More.'\n\nX = 'text'\n\n{code}")


def test_the_same_words_twice_in_one_place_are_counted() -> None:
    assert keys("def f(a, b):\n    yield a < b\n    yield a < b\n")[1] == "f [comparison] a < b -> a <= b (2)"


LAW = """
[periods.reclaim]
text = "30 days"
amount = 30
unit = "calendar_days"
ends_on_working_day = true

[holds.dwelling]
stops = ["tow", "disposal"]

[notices.sale]
within = "latest"
"""


def test_the_entries_of_an_edition_are_changed() -> None:
    changes = list(changes_of_edition("x.toml", LAW))

    assert [each.key.removeprefix("x.toml ") for each in changes] == [
        "periods.reclaim.amount [edition] 30 -> 31",
        "periods.reclaim.unit [edition] calendar_days -> business_days",
        "periods.reclaim.ends_on_working_day [edition] True -> False",
        "holds.dwelling.stops [edition] without tow",
        "holds.dwelling.stops [edition] without disposal",
        "notices.sale.within [edition] without latest",
    ]
    assert 'stops = ["disposal"]\n' in changes[3].applied(LAW.encode()).decode()


def test_every_key_is_the_name_of_one_change() -> None:
    names = [each.key for each in (*code_changes(), *edition_changes())]

    assert len(names) == len(set(names))


def test_what_is_argued_is_still_a_change_and_has_a_reason() -> None:
    names = {each.key for each in (*code_changes(), *edition_changes())}

    assert sorted(set(argued()) - names) == [], (
        "The code is another one by now: remove these keys, or argue them again."
    )
    assert all(argued().values())


def compiled(change: Change) -> bool:
    """Whether the changed file is valid Python."""
    compile(change.applied((RULES / change.file).read_bytes()), change.file, "exec", dont_inherit=True)
    return True


def test_every_change_is_valid_python() -> None:
    assert all(map(compiled, code_changes()))


def tried(*words: str, sample: str = "1") -> subprocess.CompletedProcess[str]:
    """One change, tried as `make mutate-sample` does."""
    command = [sys.executable, "-P", "-m", "tests.mutating", "--sample", sample, *words]
    return subprocess.run(command, cwd=HERE, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "key",
    [
        "permissions.py may_ask [comparison] case.stage not in rule.stages -> case.stage in rule.stages",
        "roles_and_stages.py SUPERVISOR [member] Role.SUPERVISOR -> Role.CONTRACTOR",
        "editions/us.2026-01-01.toml holds.dwelling.stops [edition] without tow",
        "requests/tow_dispatch.py _of_its_contractor.make [comparison] each.order == asked.order -> "
        "each.order != asked.order",
    ],
)
def test_a_change_is_noticed_in_a_function_in_a_table_in_an_edition_and_in_a_function_made_at_import(key: str) -> None:
    run = tried(key)

    assert run.stdout.splitlines()[-1] == "1 changes of the rules: 1 noticed, 0 not.", run.stdout
    assert run.returncode == 0


@pytest.mark.parametrize(
    ("key", "swapped"),
    [
        ("impound.py _heard [comparison] each.party == party -> each.party != party", True),
        ("notices_in_time.py mailed_in_time.ask [requirement] met=each.counts -> met=True", False),
        ("notices_in_time.py mailed_in_time.ask [member] Role.DISPATCHER -> Role.SUPERVISOR", False),
    ],
)
def test_a_function_that_another_one_made_is_loaded_again_for_its_change(key: str, *, swapped: bool) -> None:
    """The table of guards was filled when the rules were loaded: it would go on with the old function."""
    change = next(each for each in code_changes() if each.key == key)
    importlib.import_module(module_name(change.file))

    assert (swap_of(change, (RULES / change.file).read_bytes()) is not None) is swapped


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("tasks.py TASKS [entry] without Task.INSPECTION", "TASKS"),
        ("requests/reporting.py SPLIT [permission] roles=frozenset(Role)", "SPLIT"),
        ("roles_and_stages.py STAFF [entry] without Role.SUPERVISOR", None),
    ],
)
def test_a_table_and_a_rule_are_changed_where_they_are_and_nothing_that_is_copied(key: str, name: str | None) -> None:
    change = next(each for each in code_changes() if each.key == key)
    module = importlib.import_module(module_name(change.file))
    put = table_swap(change, (RULES / change.file).read_bytes())
    assert (put is None) is (name is None)
    if put is None or name is None:
        return
    made = vars(module)[name]
    place = made if isinstance(made, dict) else vars(made)
    before = dict(place)

    put()

    try:
        assert vars(module)[name] is made
        assert place != before
    finally:
        place.clear()
        place.update(before)


def test_tests_that_fail_without_any_change_say_nothing(tmp_path: Path) -> None:
    tests = tmp_path / "test_failing.py"
    tests.write_text("def test_nothing() -> None:\n    assert not 'true'\n")
    command = [sys.executable, "-P", "-m", "tests.mutating", "may_ask", "--tests", str(tests)]

    run = subprocess.run(command, cwd=HERE, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=False)

    assert run.returncode == 1
    assert "Without any change" in run.stdout
    assert "noticed" not in run.stdout


UNCHANGED = """
import tests.conftest
from tests.mutating.running import forget, in_a_copy, run_apart, silent
with silent() as out:
    forget()
    said = []
    tests = ("tests/rules/test_permissions.py",)
    file = ("permissions.py", open("rules/permissions.py", "rb").read())
    changed = (file[0], file[1].replace(b"not in rule.roles", b"in rule.roles"))
    broken = (file[0], b"(")
    for one in (file, changed, broken):
        run_apart([("", lambda: in_a_copy(dict([one]), tests))], 1, lambda told: said.append(told.became))
print(said)
"""


def test_rules_that_are_not_changed_survive_and_what_cannot_be_loaded_does_not() -> None:
    command = [sys.executable, "-P", "-c", UNCHANGED]
    run = subprocess.run(command, cwd=HERE, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=True)

    whole, changed, broken = eval(run.stdout)  # noqa: S307
    assert whole == "survived"
    assert changed.startswith("tests/rules/test_permissions.py::")
    assert broken == "the tests cannot be loaded"
