"""The life of a case as one page: who may make which request, and where it leads.

Built from the tables of permissions and evidence and from the fold. `python -P -m rules.lifecycle` prints the page.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from rules.casework import EVIDENCE
from rules.guards import GUARDS, Guard, guards_of
from rules.requests import BY_REQUEST
from rules.samples import samples_of
from schemas import casework, reporting, tow_dispatch, verification, waiting_periods
from schemas.after import after, opened
from schemas.case import SHAPE, Case
from schemas.case_parts import Amended, RecordsCheck, Towed
from schemas.messages import Fact, JournalEntry, Recorded, Request
from schemas.words import Channel, Finding, Outcome, Registration, Role, Stage, Stolen

COMMAND = "PYTHONPATH=. .venv/bin/python -P -m rules.lifecycle > docs/lifecycle.md"

THEN = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""Any instant: no stage follows from it."""

EXAMPLES: dict[type[Fact], tuple[Fact, ...]] = {
    verification.VehicleInspected: (
        *(verification.VehicleInspected(finding=finding) for finding in Finding),
        verification.VehicleInspected(finding=Finding.ABANDONED, exempt="hazard"),
    ),
    waiting_periods.ExtensionDecided: (
        waiting_periods.ExtensionDecided(),
        waiting_periods.ExtensionDecided(time_again=True),
        waiting_periods.ExtensionDecided(until=THEN),
    ),
    waiting_periods.GuardOverridden: (waiting_periods.GuardOverridden(guard="papers", question="may_release"),),
    casework.CaseReopened: tuple(casework.CaseReopened(stage=stage) for stage in (Stage.VERIFICATION, Stage.IMPOUND)),
}
"""Sample facts that a model alone does not give: fields that belong together, and the few values in use."""

HOOKED_UP = Towed(hooked_up=Recorded(fact=1, at=THEN, by="somebody"))
TOWED: dict[Stage, tuple[Towed | None, ...]] = {
    Stage.TOW: (None, HOOKED_UP),
    Stage.IMPOUND: (HOOKED_UP,),
    Stage.DISPOSAL: (HOOKED_UP,),
    Stage.CLOSED: (None, HOOKED_UP),
}
"""Whether the car of a case in this stage was hooked up; before the tow it was not."""

AFTER_THE_HOOK_UP = (tow_dispatch.VehicleDroppedAtLot, tow_dispatch.TowEnded)
"""Facts that are folded only onto a car that was hooked up."""

Move = tuple[str, str, str]
"""From one stage to another, and the request."""


def lifecycle() -> str:
    """The whole page as Markdown."""
    parts = (
        "# The life of a case",
        f"Generated from the code; do not edit. A test compares, and this command renews it:\n\n```\n{COMMAND}\n```",
        "## The stages, and what leads from one to the next",
        _diagram(),
        "An arrow is a request that some role may make in that stage and whose fact moves the case;"
        " whether it is granted is for the guards.",
        "## Who may ask for what, and in which stage",
        _permits(),
        "## What each outcome demands",
        _outcomes(),
        _for_every_outcome(),
        "## The guards",
        "Evaluated in this order, in the transaction that makes the fact. G1 to G18 are the guards of due process.",
        _guards(),
    )
    return "\n\n".join(parts) + "\n"


def list_moves() -> list[Move]:
    """Every way from one stage to another that today's permissions leave open, found by asking the fold."""
    found: list[Move] = [("[*]", stage, "report vehicle") for stage in _openings()]
    for request, rule in BY_REQUEST.items():
        facts = examples_of(rule.fact)
        for stage in (each for each in Stage if each in rule.stages):
            ends = {end for fact in facts for end in _stages_after(stage, fact)}
            found += [(stage, end, _words(request)) for end in Stage if end in ends and end is not stage]
    return found


def examples_of(fact: type[Fact]) -> tuple[Fact, ...]:
    """Facts of this kind, one for each variant that the fold distinguishes."""
    return EXAMPLES.get(fact) or samples_of(fact, anything=True)


def _openings() -> Iterator[Stage]:
    for known in (True, False):
        fact = reporting.VehicleReported(
            report=1, channel=Channel.WEB, edition="edition", district="district", vehicle_known=known
        )
        yield opened("26-000001", _recorded(fact)).stage


def _stages_after(stage: Stage, fact: Fact) -> Iterator[Stage]:
    """The stages that the fact may lead to, from each case that can be in this stage when it happens."""
    for known in Registration:
        for towed in TOWED.get(stage, (None,)):
            if towed or not isinstance(fact, AFTER_THE_HOOK_UP):
                case = _bare_case().with_(stage=stage, records_check=_answered(known), towed=towed)
                yield after(case, _recorded(fact)).stage


def _answered(registration: Registration) -> RecordsCheck:
    return RecordsCheck(fact=1, at=THEN, by="somebody", stolen=Stolen.CLEAR, registration=registration)


def _bare_case() -> Case:
    gone_over = (Amended(fact=1, was="old"),)
    return Case(shape=SHAPE, case="26-000001", edition="new", district="district", opened_at=THEN, amendments=gone_over)


def _recorded(fact: Fact) -> JournalEntry:
    return JournalEntry(number=1, at=THEN, recorded_at=THEN, actor="somebody", role=Role.DISPATCHER, fact=fact)


def _diagram() -> str:
    lines = [f"    {start} --> {end}: {context}" for start, end, context in list_moves()]
    return "\n".join(("```mermaid", "stateDiagram-v2", *lines, f"    {Stage.CLOSED} --> [*]", "```"))


def _permits() -> str:
    rows = [
        (f"`{_kind(request)}`", _first_line(request), _listed(rule.roles), *_marks(rule.stages))
        for request, rule in BY_REQUEST.items()
    ]
    return _table(("request", "what is asked", "who may ask", *Stage), rows)


def _marks(stages: frozenset[Stage]) -> Iterator[str]:
    return ("yes" if stage in stages else "" for stage in Stage)


def _outcomes() -> str:
    rows = [(f"`{outcome}`", _evidence(outcome)) for outcome in Outcome]
    return _table(("outcome", "the case closes with it only if"), rows)


def _evidence(outcome: Outcome) -> str:
    return f"{EVIDENCE[outcome][0]}." if outcome in EVIDENCE else "(not reached so far: always refused)"


def _for_every_outcome() -> str:
    names = (name for name, _ in guards_of("may_close") if name != "evidence")
    return "And for every outcome:\n\n" + "\n".join(f"- {GUARDS[name].says}." for name in names)


def _guards() -> str:
    heads = ("guard", "what it protects", "asked by", "can be overridden")
    return _table(heads, ((f"`{name}`", *_told(guard)) for name, guard in GUARDS.items()))


def _told(guard: Guard) -> tuple[str, str, str]:
    asked_by = ", ".join(f"`{question}`" for question in guard.asks)
    return f"{guard.says}.", asked_by, "no" if guard.absolute else "yes"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(heads)
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ("---",) * len(heads), *rows))


def _kind(request: type[Request]) -> str:
    return str(request.model_fields["kind"].default)


def _words(request: type[Request]) -> str:
    return _kind(request).replace("_", " ")


def _first_line(request: type[Request]) -> str:
    return (request.__doc__ or "").strip().splitlines()[0]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(name.replace("_", " ") for name in names))


if __name__ == "__main__":
    print(lifecycle(), end="")
