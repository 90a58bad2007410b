"""What must be true of the dates of letters that have their own period by law."""

from proving.counting import has_run
from proving.exploring import Edge
from proving.sentences import all_in, sentence
from proving.sentences_of_the_tow import WORKS
from proving.sentences_of_time import refusals
from rules.law import Edition
from schemas.case import Case
from schemas.case_parts import Letter
from schemas.messages import at_of
from schemas.words import Notice, Party


def _waits(law: Edition) -> bool:
    """Whether a letter of this edition waits for a floor."""
    return any(rule.not_before for rule in law.notices.values())


@sentence("No letter is written before the floor that its notice waits for has passed.", "letter_written", where=_waits)
def not_early(edge: Edge, law: Edition) -> bool | None:
    rule = law.notices.get(getattr(edge.fact, "notice", Notice.IMPOUND))
    code, (case, now) = rule.not_before if rule else None, edge.before
    return has_run(case, law, code, at_of(case.hooked_up), now) if code else None


@sentence(
    "No notice before a tow and no tow order goes out while another open case is perhaps of the same car.",
    "letter_written",
    "sticker_posted",
    "gate_opened",
    "tow_ordered",
    "tow_offered",
)
def one_case_of_one_car(edge: Edge, _: Edition) -> bool | None:
    about, case = getattr(edge.fact, "notice", Notice.PRE_TOW), edge.before.case
    if case.towed or about is not Notice.PRE_TOW or not case.possible_duplicates:
        return None
    return all(each.apart for each in case.possible_duplicates)


@sentence("Two cases are kept apart once, and only if they were perhaps of one car.", "kept_apart")
def kept_apart_once(edge: Edge, _: Edition) -> bool:
    other = getattr(edge.fact, "other", None)
    return [each.apart for each in edge.before.case.possible_duplicates if each.other == other] == [None]


@sentence("No letter is written about a car that has left the lot or was surrendered.", "letter_written")
def still_there(edge: Edge, _: Edition) -> bool | None:
    case = edge.before.case
    return case.towed is None or (case.in_custody and case.surrendered is None)


def _counts_in_time_only(law: Edition) -> bool:
    """Whether a letter of this edition counts only within its period."""
    return any(rule.in_time for rule in law.notices.values())


Pair = tuple[Letter | None, Letter | None]
"""A letter that follows an earlier one to the same party, and the earlier one."""


def _pairs(case: Case, law: Edition, notice: Notice) -> list[Pair]:
    rule = law.notices[notice]
    first = law.periods[rule.within or ""].notice or notice
    rows = {Party.OWNER: (case.owner,) if case.owner else (), Party.LIENHOLDER: case.lienholders}
    standing = {(each.notice, each.addressee): each for each in case.letters if not each.lapsed}
    return [(standing.get((notice, row)), standing.get((first, row))) for party in rule.to for row in rows[party]]


def _older(pair: Pair) -> bool | None:
    """Whether the letter was mailed before the one that it follows; None until both are mailed."""
    at, first = (at_of(each.mailed) if each else None for each in pair)
    return at < first if at and first else None


def _late(case: Case, law: Edition, code: str, pair: Pair) -> bool | None:
    """Whether the letter was mailed after its period; None until both are mailed."""
    at, first = (at_of(each.mailed) if each else None for each in pair)
    return has_run(case, law, code, first, at) if at and first else None


@sentence(
    "No car is sold or destroyed unless the second notice was sent within its period.",
    "vehicle_sold",
    "vehicle_destroyed",
    where=_counts_in_time_only,
)
def second_in_time(edge: Edge, law: Edition) -> bool | None:
    case = edge.before.case
    told = [
        (_older(pair), _late(case, law, rule.within or "", pair))
        for notice, rule in law.notices.items()
        if rule.in_time
        for pair in _pairs(case, law, notice)
    ]
    return all(missed == (False, False) for missed in told) if told else None


def misses_its_time(case: Case, law: Edition, notice: Notice) -> bool:
    """Whether a letter of this notice predates the one that it follows, or one that follows it was late."""
    for each, rule in law.notices.items():
        if rule.in_time and rule.within:
            pairs, first = _pairs(case, law, each), law.periods[rule.within].notice
            if notice is each and any(_older(pair) for pair in pairs):
                return True
            if notice is first and any(_late(case, law, rule.within, pair) for pair in pairs):
                return True
    return False


@sentence(
    "No tow during the new period that an owner has after a refused request.",
    *WORKS,
    "gate_opened",
    where=lambda law: "contested" in law.periods,
)
def contested(edge: Edge, law: Edition) -> bool | None:
    case, now = edge.before
    if case.towed or case.exempt or getattr(edge.fact, "gate", "tow") != "tow":
        return None
    begun = refusals(case)
    return all(has_run(case, law, "contested", each, now) for each in begun) if begun else None


NOTICE_SENTENCES = all_in(globals())
