"""The sentences are a second reading of the law: they use no guard and no calendar of the rules."""

import ast
from pathlib import Path

import pytest

import proving
from proving.saying import SENTENCES

HERE = Path(str(proving.__file__)).parent
READ = (*sorted(HERE.glob("sentences*.py")), HERE / "rights.py", HERE / "counting.py")
LAW_DATA = {"rules.law", "rules.library"}
OWN = {"proving.counting", "proving.sentences"}
SHOWN = {
    "proving.exploring": {"Edge"},
    "proving.moves": {"ALL_PAPERS"},
    "proving.worlds": {"Move", "World", "said_to_be_due"},
}
"""What a sentence may import: the step, the request, and the one answer of the rules that only a page shows."""


def imported(path: Path) -> set[tuple[str, str]]:
    """Every name that a file imports from another module, with the module; a whole module as a name of its own."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    named = {(str(node.module), name.name) for node in nodes if isinstance(node, ast.ImportFrom) for name in node.names}
    return named | {(name.name, "") for node in nodes if isinstance(node, ast.Import) for name in node.names}


def of_the_rules(module: str, name: str) -> bool:
    """Whether this name is code of the rules and not data of the law."""
    room = module.partition(".")[0]
    if room == "proving":
        return not (module in OWN or module.startswith("proving.sentences_") or name in SHOWN.get(module, ()))
    return room == "rules" and module not in LAW_DATA


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_a_sentence_uses_nothing_of_the_rules_but_the_numbers_of_the_law(path: Path) -> None:
    assert [each for each in imported(path) if of_the_rules(*each)] == []


def test_every_sentence_stands_in_a_file_that_was_read() -> None:
    assert {each.says.__module__ for each in SENTENCES} <= {f"proving.{path.stem}" for path in READ}


def test_no_two_sentences_have_the_same_text() -> None:
    texts = [each.text for each in SENTENCES]

    assert len(texts) == len(set(texts))
