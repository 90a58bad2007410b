"""The law of every edition as one page: each number with its paragraph, how well it is known, and what is open.

Knows nothing by itself: the editions are asked. `python -P -m rules.lawbook` prints the page.
"""

from collections.abc import Iterable, Iterator, Mapping

from rules.checking_conflicts import conflicts_of
from rules.law import Edition, Provision
from rules.law_words import is_open, is_unknown, quantity, said, title, words
from rules.library import find_edition, layers, list_editions, told_by

COMMAND = "PYTHONPATH=. .venv/bin/python -P -m rules.lawbook > docs/law.md"

MAIN = {
    "owner_notice": "owner's notice before the tow",
    "impound_notice": "notice after the tow",
    "reclaim": "to reclaim",
    "ask_hearing": "to ask for a hearing",
    "hold_hearing": "to hold the hearing",
    "proceeds": "surplus is held",
}
"""The periods that are shown side by side."""

SECTIONS = {
    "holidays": "Holidays",
    "clauses": "When a vehicle is abandoned",
    "periods": "Periods",
    "bounds": "Bounds of numbers that are settled for a case",
    "exemptions": "Exemptions from floors",
    "holds": "Holds",
    "duties": "Duties",
    "notices": "Notices",
    "returns": "Returned letters, by the reason",
    "fees": "Fees",
    "waivers": "Fee waivers",
    "papers": "Documents at the counter",
    "disposal": "Disposal options",
    "proceeds": "Proceeds",
    "sentences": "Sentences of the letters",
    "retention": "Record retention",
    "transition": "Open cases under a new law",
}

READING = """\
**Confidence.** H: the text of the law, of the agency or of the judgment was read. M: a text that restates it was read.
L: general knowledge, to be checked. *Unknown*: the number has not been read; it is settled for each case and never
guessed. A fee that the law leaves to the city stands in the city's own file once the city has enacted it. *Not before*
is a floor, *by* is a ceiling. This page is not legal advice. Only its authors have checked it."""


NOT_BUILT = """\
**Duties of these places that Towpath does not know.** Somebody has to see to them elsewhere.

- Everywhere: the badge and signature of the officer on the state's own form (MV-952, MV-952S, MV-956, MV-957; REG 684,
  REG 462; the forms of Washington), the authorization and the license of salvors and towing companies, signs for tows
  from private property, caps on storage, hardship plans, contents that nobody claimed after the disposal, firearms,
  medicine and papers in a car, the title number, retention.
- California: the date, hour and place of a sale on its notice (Civ. 3072), the mileage (22852(b)(2)), the release on
  current registration alone (22850.3), campers and motor homes in two counties (22851.5), private property (22661).
- Philadelphia: the letters that PennDOT writes.
- Texas: the auction notice to a garage keeper.
- Washington: that a car is kept for 90 days at most.

**Places without an edition**, by need: Boston, the rest of Pennsylvania, Los Angeles and San Francisco with their
ordinances, Florida, New Jersey, Maryland, Michigan, Ohio, Georgia."""


def lawbook() -> str:
    """The whole page as Markdown."""
    editions = [find_edition(code) for code in list_editions()]
    parts = (
        "# The law, edition by edition",
        f"Generated from the code; do not edit. A test checks it, and this command renews it:\n\n```\n{COMMAND}\n```",
        READING,
        "## The main periods side by side",
        _side_by_side(editions),
        "## Where a floor can end after its ceiling",
        _conflicts(editions),
        "## What is not built",
        NOT_BUILT,
        *(part for code in layers() for part in _chapter(f"Everywhere (`{code}`)", told_by(code), LAYER)),
        *(part for each in editions for part in _chapter(_headline(each), told_by(each.code), _opening(each))),
    )
    return "\n\n".join(parts) + "\n"


LAYER = (
    "Federal law and Towpath's own rules. Editions build on this layer; an edition's rule on the same subject prevails."
)


def _headline(edition: Edition) -> str:
    return f"{edition.name} (`{edition.code}`)"


def _opening(edition: Edition) -> str:
    builds = f"; builds on `{edition.base}`" if edition.base else ""
    return f"In force from {edition.effective_from}{builds}; zone {edition.zone}."


def _side_by_side(editions: Iterable[Edition]) -> str:
    rows = ((each.name, *(_number(each, code) for code in MAIN)) for each in editions)
    return _table(("edition", *MAIN.values()), rows)


def _number(edition: Edition, code: str) -> str:
    period = edition.periods[code]
    return "unknown" if period.amount is None else f"{quantity(period)} ({period.confidence})"


def _conflicts(editions: Iterable[Edition]) -> str:
    found = [f"- {each.name}: {fault.why}" for each in editions for fault in conflicts_of(each)]
    intro = "A conflict is a fact about the law, not an error in the edition: the case shows both dates."
    return "\n\n".join((intro, "\n".join(found))) if found else "None."


def _chapter(headline: str, rules: Mapping[str, Provision], opening: str) -> Iterator[str]:
    yield f"## {headline}"
    yield opening
    yield "### Open points"
    yield _open(rules)
    for kind, heading in SECTIONS.items():
        theirs = {where: rule for where, rule in rules.items() if where.partition(".")[0] == kind}
        if theirs:
            yield f"### {heading}"
            yield _table(("provision", "the law says", "citation", "confidence", "source"), _rows(theirs))


def _open(rules: Mapping[str, Provision]) -> str:
    """First what is unknown, then what is known from general knowledge only."""
    found = sorted((each for each in rules.items() if is_open(each[1])), key=lambda each: not is_unknown(each[1]))
    return "\n".join(_question(where, rule) for where, rule in found) or "Nothing."


def _question(where: str, rule: Provision) -> str:
    mark = "Unknown" if is_unknown(rule) else "To be checked"
    return f"- {mark}: {_named(where)}. {rule.citation}: {rule.source}."


def _named(where: str) -> str:
    return f"{title(where)[0].lower()}{title(where)[1:]}"


def _rows(rules: Mapping[str, Provision]) -> Iterator[tuple[str, ...]]:
    for where, rule in rules.items():
        text, detail = getattr(rule, "text", ""), said(rule)
        says = "; ".join(part for part in (text, detail) if part)
        known = "unknown" if is_unknown(rule) else rule.confidence.value
        yield words(where.partition(".")[2] or where), says, rule.citation, known, rule.source


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(heads)
    lines = (heads, ("---",) * len(heads), *rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines)


if __name__ == "__main__":
    print(lawbook(), end="")
