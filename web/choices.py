"""The choices that depend on the case: clauses of its law, open holds, guards, fees and open questions of law."""

from collections.abc import Mapping
from typing import Any

from rules.guards import GUARDS
from rules.law import Edition, Fee, HoldRule, Period
from rules.library import editions_for, find_edition, is_as_enacted
from rules.owner_notice import letters_on_record
from rules.questions import question_in_words
from rules.verification import raised
from rules.waiting_periods import UNITS, settled, unknown_provisions
from schemas.case import Case
from schemas.case_parts import Hearing
from schemas.impound import LAWFUL
from schemas.marks import FromCase, YesNo, sources_of
from schemas.messages import Request
from schemas.texts import N_, in_sentence
from schemas.words import Hold, ReviewSubject, TowResult
from web.forms import Choices, both

NOT_TOWED = YesNo(yes=N_("The car may be towed"), no=N_("The car may not be towed: the case is closed"))
FREE = tuple(name for name, guard in GUARDS.items() if not guard.absolute)
"""The guards that can be overridden."""


def choices(case: Case, law: Edition) -> dict[FromCase, Choices]:
    """The choices that this case offers, by the source that a field names."""
    open_questions = (each for each in sorted(unknown_provisions(law)) if settled(case, each) is None)
    return {
        FromCase.CLAUSE: tuple((code, clause.text) for code, clause in law.clauses.items()),
        FromCase.HEARING_DECISION: both(LAWFUL if case.towed else NOT_TOWED),
        FromCase.PARTY: parties(case),
        FromCase.OPEN_HEARING: tuple(
            (str(each.requested.fact), f"Requested by the {asking(case, each)} (no. {each.requested.fact})")
            for each in case.open_hearings
        ),
        FromCase.OTHER_CASE: tuple((each.other, f"Case {each.other}") for each in case.undecided_duplicates),
        FromCase.OPEN_HOLD: tuple((str(hold.fact), f"{hold.hold.words} (no. {hold.fact})") for hold in case.open_holds),
        FromCase.MATTER: tuple((each, each.words) for each in ReviewSubject if raised(case, each)),
        FromCase.HOLD_KIND: tuple((kind, _stops(kind, rule)) for kind, rule in law.holds.items()),
        FromCase.NOTICE: tuple((each, each.words) for each in dict.fromkeys(x.notice for x in letters_on_record(case))),
        FromCase.PROVISION: tuple((each, _unknown(law, each)) for each in open_questions),
        FromCase.GUARD: tuple((name, f"{GUARDS[name].says} ({name})") for name in FREE),
        FromCase.GUARDED_QUESTION: _questions(),
        FromCase.WAIVABLE_FEE: _waivable(law),
        FromCase.NEWER_EDITION: _newer(law),
    }


def parties(case: Case) -> Choices:
    """The parties on record by their rows, in words."""
    several = len(case.lienholders) > 1
    liens = ((str(row), f"Lienholder {at}" if several else "Lienholder") for at, row in enumerate(case.lienholders, 1))
    return (*((str(row), _owner(number)) for number, row in enumerate(case.owners)), *liens)


def _owner(number: int) -> str:
    return f"Further owner {number}" if number else "Owner"


def asking(case: Case, hearing: Hearing) -> str:
    """Who requested the hearing: the owner, which lienholder, or a party that is no longer on record."""
    named = dict(parties(case)).get(str(hearing.party), "Owner" if hearing.party is None else "former party")
    return named[0].lower() + named[1:]


def choices_for(model: type[Request], offered: Mapping[FromCase, Choices]) -> dict[str, Choices]:
    """The choices for the fields of this request, by field name."""
    return {name: offered[source] for name, source in sources_of(model).items() if source in offered}


def _stops(kind: Hold, rule: HoldRule) -> str:
    """The name of a hold, with what it blocks."""
    *others, last = (in_sentence(each.words) for each in rule.stops)
    return f"{kind.words}: blocks {', '.join(others)}{' and ' * bool(others)}{last}"


def _unknown(law: Edition, provision: str) -> str:
    """An open question of law in words, with its paragraph and the unit of the number to enter."""
    rule, bound = law.provisions[provision], law.bounds.get(provision)
    within = f"; {bound.words}" if bound else ""
    if isinstance(rule, Period):
        return f"{rule.text}, {rule.citation} (in {UNITS[rule.unit][1]}{within})"
    each = " for each day" if isinstance(rule, Fee) and rule.per == "day" else ""
    return f"{getattr(rule, 'text', provision)}{each}, {rule.citation} (in US cents: 17500 is $175.00{within})"


def _questions() -> Choices:
    """The acts for which a guard can be overridden."""
    asked = dict.fromkeys(question for name in FREE for question in GUARDS[name].asks)
    return tuple((question, question_in_words(question)) for question in asked)


def _newer(law: Edition) -> Choices:
    """The enacted editions for the same place that are at least as new as this one."""
    others = (code for code in editions_for(law.place) if code != law.code and is_as_enacted(code))
    newer = (each for each in map(find_edition, others) if each.effective_from >= law.effective_from)
    return tuple((each.code, f"{each.name}, from {each.effective_from} ({each.code})") for each in newer)


def _waivable(law: Edition) -> Choices:
    codes = dict.fromkeys(code for rule in law.waivers.values() if rule.by_hand for code in rule.fees)
    return tuple((code, law.fees[code].text) for code in codes if code in law.fees)


def known(
    model: type[Request], case: Case, offered: Mapping[FromCase, Choices], *, of_link: bool = False
) -> dict[str, Any]:
    """The fields that the page fills in by itself: the order, its result, the lot, the newest amendment, and what can
    only be one. A link asks for its own party.
    """
    told = {
        FromCase.PARTY: "" if of_link else _only(offered[FromCase.PARTY]),
        FromCase.OPEN_HEARING: _only(offered[FromCase.OPEN_HEARING]),
        FromCase.OTHER_CASE: _only(offered[FromCase.OTHER_CASE]),
        FromCase.ORDER: case.order.order if case.order else None,
        FromCase.TOW_RESULT: (TowResult.TOWED if case.in_lot else TowResult.GONE).value,
        FromCase.LOT: case.lot,
        FromCase.NEWEST_AMENDMENT: case.edition,
    }
    values = {name: told.get(source) for name, source in sources_of(model).items()}
    return {name: value for name, value in values.items() if value is not None}


def _only(offered: Choices) -> str | None:
    """The only choice; empty if there is none, None if there are several."""
    return None if len(offered) > 1 else next((code for code, _ in offered), "")
