"""The commands about the law: `towpath editions list`, `show`, `check`, `diff` and `enact`."""

from typing import Annotated, Any

import typer

from workers.ending import in_one_sentence
from workers.terminal import terminal_here

editions = typer.Typer(no_args_is_help=True, help="The law: what is in force, what it says, and what changes.")
FileOrCode = Annotated[str, typer.Argument(help="A law file, or the code of an edition.")]
Edition = Annotated[str, typer.Argument(help="Code of an edition, such as us-tx.2026-01-01.")]


def _at_the_law(what: str, *arguments: Any) -> None:
    from workers import editions as law

    in_one_sentence(getattr(law, what)(terminal_here(), *arguments))


@editions.command(name="list")
def list_editions() -> None:
    """List the editions, whether they are enacted, and the confidence of their provisions."""
    _at_the_law("list_all")


@editions.command(name="show")
def show_edition(code: Edition) -> None:
    """Show every provision of an edition, with its citation and source."""
    _at_the_law("show", code)


@editions.command()
def check(files: Annotated[list[str], typer.Argument(help="Files of law, or codes of editions.")]) -> None:
    """Check files of law: a line for each fault; a conflict of floor and ceiling is only a warning."""
    _at_the_law("check", files)


@editions.command()
def diff(old: Edition, new: Edition) -> None:
    """Print what changes from one edition to another."""
    _at_the_law("compare", old, new)


@editions.command()
def enact(file: FileOrCode) -> None:
    """Enact a file of law, if it passes the check."""
    _at_the_law("enact", file)
