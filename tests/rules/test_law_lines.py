"""A line of a file of law is found by its dotted path."""

import pytest

from rules.law_lines import line_of, lines_of


def test_a_line_is_found_behind_strings_lists_and_comments() -> None:
    text = '''
a = 1 # [no.section]
[x.y]
k = """
[not.this]
z = 1
"""
l = [
  "a]", # ]
  { q = 1 },
]
"w" = 3
m.n = 2
'''
    assert lines_of(text) == {"a": 2, "x.y": 3, "x.y.k": 4, "x.y.l": 8, "x.y.w": 12, "x.y.m.n": 13}


@pytest.mark.parametrize(("where", "line"), [("x.y.k", 4), ("x.y.gone", 3), ("x", 3), ("nowhere.at.all", 1), ("", 1)])
def test_an_undefined_path_has_the_line_of_its_parent(where: str, line: int) -> None:
    assert line_of(where, {"a": 2, "x.y": 3, "x.y.k": 4}) == line


def test_each_table_of_an_array_has_its_own_lines() -> None:
    found = lines_of("[[a.b]]\nk = 1\n\n[[a.b]]\nk = 2\n[c]\nk = 3\n")

    assert found == {"a.b.0": 1, "a.b.0.k": 2, "a.b.1": 4, "a.b.1.k": 5, "c": 6, "c.k": 7}
