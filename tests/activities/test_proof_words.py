"""A ruling in words: the verdict, what is missing, the earliest lawful time, and conflicts of deadlines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Unpack
from zoneinfo import ZoneInfo

import pytest

from activities.proof_words import RulingFormatter, Verdict, tell_standing, verdict_of
from rules.conflicts import Conflict, conflict_of
from rules.guards import GUARDS
from rules.library import find_edition
from rules.questions import Question
from rules.rulings import is_over
from schemas.case import SHAPE, Case
from schemas.case_changes import CaseChanges
from schemas.case_parts import Declared, Extended, Letter, Parties, Released
from schemas.rulings import GuardResult, Requirement, Ruling, ruling_of
from schemas.words import Confidence, Notice, Party, Role, Stage
from tests.conftest import EDITION
from tests.rules import cars
from tests.schemas.lives import at_fact, changed, hooked_up

CITY = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 7, 5, tzinfo=UTC)
SHOWN = Requirement("An officer has looked", "A law", True, Confidence.HIGH, fact=3)
TIME = Requirement("10 days have passed", "B law", False, Confidence.HIGH, earliest=MIDNIGHT)
PERSON = Requirement("The owner was heard", "C law", False, Confidence.MEDIUM, remedied_by=Role.HEARING_OFFICER)
UNKNOWN = Requirement(
    "How long", "D law", False, Confidence.LOW, remedied_by=Role.SUPERVISOR, unknown="periods.reclaim"
)
CONFLICT = Conflict(MIDNIGHT, "12-1120", MIDNIGHT - timedelta(days=3), "7304.1", granted=False, mail_by=None)


def ruling(*requirements: Requirement, overridden: int | None = None) -> Ruling:
    return ruling_of(
        "may_tow", EDITION, NOW, (GuardResult("G4", "An owner who asks is heard", requirements, overridden),)
    )


@pytest.mark.parametrize(
    ("given", "verdict", "says"),
    [
        (ruling(SHOWN), Verdict.YES, "Yes"),
        (ruling(SHOWN, PERSON), Verdict.NO, "No"),
        (ruling(TIME), Verdict.NOT_BEFORE, "Not before Monday, December 7, 2026"),
        (ruling(PERSON, TIME), Verdict.NOT_BEFORE, "Not before Monday, December 7, 2026"),
        (ruling(PERSON, overridden=12), Verdict.YES, "Yes"),
    ],
)
def test_a_verdict_is_yes_no_or_a_day(given: Ruling, verdict: Verdict, says: str) -> None:
    told = RulingFormatter(CITY).format(given)

    assert (told.verdict, told.says, told.title) == (verdict, says, "Tow the car")


def test_an_option_that_the_law_excludes_for_a_car_is_a_no_whatever_time_passes() -> None:
    other, unknown = Requirement("The law allows to crush it", "E law", False, final=True), replace(PERSON)
    time, option = GuardResult("G1", "Told", (TIME,)), GuardResult("disposal_option", "A car goes its way", (other,))
    barred = ruling_of("may_dispose", EDITION, NOW, (time, option), about="crush")
    undecided = replace(barred, proof=(time, replace(option, requirements=(unknown, replace(other, final=False)))))

    told, later = RulingFormatter(CITY).format(barred), RulingFormatter(CITY).format(undecided)

    assert (told.verdict, told.first and told.first.text) == (Verdict.NO, "The law allows to crush it")
    assert later.verdict is Verdict.NOT_BEFORE


def test_a_fact_that_nothing_takes_away_is_a_no_whatever_time_passes() -> None:
    won = Requirement("No hearing found for the owner", "C law", False, Confidence.HIGH, fact=29, final=True)

    told = RulingFormatter(CITY).format(ruling(PERSON, TIME, won))

    assert (told.verdict, told.first and told.first.text) == (Verdict.NO, won.text)


@pytest.mark.parametrize(
    ("requirement", "sentence"),
    [
        (TIME, "Still needed: 10 days have passed (from Monday, December 7, 2026). B law (H: text read)"),
        (PERSON, "Still needed: The owner was heard (by a hearing officer). C law (M: restated)"),
        (
            UNKNOWN,
            "Not known: How long (counsel answers; a supervisor enters the answer). "
            "D law (L: general knowledge, to be checked)",
        ),
        (
            replace(PERSON, remedied_by=None, final=True),
            "Not met: The owner was heard. C law (M: restated)",
        ),
        (replace(TIME, earliest=None), "Still needed: 10 days have passed. B law (H: text read)"),
        (
            replace(PERSON, remedied_by=Role.OWNER),
            "Still needed: The owner was heard (by the owner). C law (M: restated)",
        ),
        (
            replace(TIME, earliest=MIDNIGHT + timedelta(hours=10, minutes=5)),
            "Still needed: 10 days have passed (from 10:05 a.m. on Monday, December 7, 2026). B law (H: text read)",
        ),
    ],
)
def test_an_unmet_requirement_is_one_sentence(requirement: Requirement, sentence: str) -> None:
    first = RulingFormatter(CITY).format(ruling(SHOWN, requirement)).first

    assert first is not None
    assert first.sentence.replace("(H)", "(H: text read)") == sentence


def test_a_met_requirement_is_plain_and_each_confidence_letter_is_explained_once() -> None:
    told = RulingFormatter(CITY).format(ruling(SHOWN, SHOWN))

    assert [line.sentence for line in told.parts[0].lines] == [
        "An officer has looked. A law (H: text read)",
        "An officer has looked. A law (H)",
    ]
    assert told.first is None


def test_a_floor_after_its_ceiling_is_a_conflict_until_the_floor_has_passed() -> None:
    told = RulingFormatter(CITY).format(ruling(TIME), conflict=CONFLICT)
    passed = RulingFormatter(CITY).format(replace(ruling(SHOWN), at=MIDNIGHT), conflict=CONFLICT)

    assert told.verdict is Verdict.CONFLICT
    assert told.conflict == (
        "The law sets both dates: not before Monday, December 7, 2026 (12-1120), and not later than 11:59 p.m. on "
        "Thursday, December 3, 2026 (7304.1). The owner's notice period comes first, because a tow cannot be undone."
    )
    assert passed.verdict is Verdict.YES
    assert verdict_of(replace(ruling(PERSON), at=MIDNIGHT), conflict=CONFLICT) is Verdict.NO


def test_a_mailing_that_was_late_is_no_conflict_of_the_law() -> None:
    told = RulingFormatter(CITY).format(ruling(TIME), conflict=replace(CONFLICT, mail_by=date(2026, 11, 23)))

    assert told.verdict is Verdict.NOT_BEFORE
    assert told.conflict == (
        "Late: the letters should have been mailed by November 23, 2026, so that the owner's notice period ends before "
        "the removal deadline, 11:59 p.m. on Thursday, December 3, 2026 (7304.1). It ends Monday, December 7, 2026 "
        "(12-1120); until then a tow is not allowed."
    )


def test_a_granted_extension_is_no_conflict_within_the_law() -> None:
    told = RulingFormatter(CITY).format(ruling(TIME), conflict=replace(CONFLICT, granted=True))

    assert told.conflict is not None
    assert told.conflict.startswith("The city granted more time than the removal deadline leaves: not before")


def noticed(mailed: datetime, **more: Unpack[CaseChanges]) -> Case:
    letter = Letter(
        letter=1, notice=Notice.PRE_TOW, party=Party.OWNER, addressee=1, written=at_fact(6), mailed=at_fact(9, mailed)
    )
    case = Case(shape=SHAPE, case="26-000001", edition=EDITION, district="d25", opened_at=NOW, stage=Stage.NOTICE)
    told = case.with_(
        parties=Parties(fact=5, at=NOW, by="dispatcher-1", owner=1),
        letters=(letter,),
        declared=Declared(fact=4, at=NOW, by="officer-1"),
    )
    return told.with_(**more)


def test_a_late_letter_names_the_last_day_on_which_its_mailing_would_have_been_in_time() -> None:
    law = find_edition(EDITION)

    late = conflict_of(noticed(NOW + timedelta(days=10)), law)

    assert conflict_of(noticed(NOW), law) is None
    assert late is not None
    assert (late.not_before > late.by, late.granted) == (True, False)
    assert late.mail_by is not None
    in_time = datetime.combine(late.mail_by, NOW.time(), NOW.tzinfo)
    assert conflict_of(noticed(in_time), law) is None
    assert conflict_of(noticed(in_time + timedelta(days=1)), law) is not None
    assert (late.floor_citation, late.ceiling_citation) == ("Phila. Code 12-1120", "75 Pa.C.S. 7304.1")


def test_a_granted_extension_is_named_and_a_hooked_car_has_no_conflict() -> None:
    law, until = find_edition(EDITION), NOW + timedelta(days=60)

    granted = conflict_of(noticed(NOW, extended=Extended(fact=9, at=NOW, by="supervisor-1", until=until)), law)

    assert granted is not None
    assert (granted.not_before, granted.granted) == (until, True)
    assert "Towpath's own rule" in granted.floor_citation
    waiting = noticed(NOW, extended=Extended(fact=9, at=NOW, by="supervisor-1", until=until))
    for over in (
        waiting.with_(towed=hooked_up(12)),
        changed(waiting, "declared", exempt="hazard"),
        waiting.with_(stage=Stage.CLOSED),
    ):
        assert conflict_of(over, law) is None


@pytest.mark.parametrize(
    ("changes", "over"),
    [
        (CaseChanges(), set()),
        (CaseChanges(towed=hooked_up(9)), {"may_tow", "may_offer"}),
        (
            CaseChanges(towed=hooked_up(9), released=Released(fact=12, at=NOW, by="lot-1", paid=0)),
            {"may_tow", "may_offer", "may_release", "may_dispose"},
        ),
        (CaseChanges(stage=Stage.CLOSED), {"may_tow", "may_offer", "may_release", "may_dispose", "may_close"}),
    ],
)
def test_a_settled_question_is_no_longer_asked(changes: CaseChanges, over: set[str]) -> None:
    case = noticed(NOW).with_(**changes)
    asked = ("may_tow", "may_offer", "may_release", "may_dispose", "may_close")

    assert {question for question in asked if is_over(case, question)} == over


def test_every_question_of_every_guard_is_told_in_words() -> None:
    assert {question for guard in GUARDS.values() for question in guard.asks} == set(Question)


def test_a_car_whose_owner_still_has_time_is_towed_not_before_that_time_is_over() -> None:
    told = {
        each.question: each.verdict
        for each in tell_standing(cars.NOTICED, cars.LAW, cars.day(5), RulingFormatter(CITY))
    }

    assert (told["may_tow"], told["may_offer"]) == (Verdict.NOT_BEFORE, Verdict.NOT_BEFORE)
