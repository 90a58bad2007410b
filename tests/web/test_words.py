"""The timeline shows facts in words: no codes of law, contractors or lots, and no cents."""

from datetime import UTC, datetime

import pytest

from rules.library import find_edition
from rules.requests import BY_REQUEST
from schemas.disposal import VehicleAppraised
from schemas.impound import FeesWaived, HearingDecided
from schemas.marks import Mark, marks_of, parts_of
from schemas.messages import Code, Fact, JournalEntry
from schemas.owner_notice import LetterWritten
from schemas.tow_dispatch import TowOffered, VehicleDroppedAtLot
from schemas.verification import VehicleInspected
from schemas.waiting_periods import GateOpened, GuardOverridden, QuestionSettled, StepHasFailed
from schemas.words import FailureCause, Finding, Gate, Notice, Party, Task
from tests.rules.cars import HERE
from web.words import UNTOLD, describe

CALIFORNIA = find_edition("us-ca.2026-01-01")
CODE = str(Code)
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
PLACES = {"river-lot": "River Lot", "north-salvage": "Sons of North Salvage"}


@pytest.mark.parametrize(
    ("fact", "title", "said"),
    [
        (GateOpened(gate=Gate.TOW), "Waiting period ended", "Owner's notice period"),
        (
            VehicleInspected(finding=Finding.ABANDONED, clause="left_standing"),
            "Inspection recorded",
            "Left on a highway or other public property for 72 hours or more",
        ),
        (
            HearingDecided(requested=3, lawful=False),
            "Hearing decided",
            "The tow was not lawful: the owner gets the car back",
        ),
        (VehicleAppraised(value=320_000, model_year=2007), "Vehicle appraised", "Value: $3,200.00"),
        (QuestionSettled(provision="fees.towing", amount=17_500), "Question of law settled", "Towing: $175.00"),
        (
            QuestionSettled(provision="periods.free_retrieval", amount=48),
            "Question of law settled",
            "before the period ends: 48 hours",
        ),
        (
            QuestionSettled(provision="periods.free_retrieval", amount=1),
            "Question of law settled",
            "before the period ends: 1 hour",
        ),
        (
            StepHasFailed(step=Task.LETTERS, cause=FailureCause.CANNOT_PRINT),
            "A step of the system failed",
            "Step: letters; Cause: a letter cannot be printed",
        ),
        (FeesWaived(fees=("towing", "storage")), "Fees waived", "Fees: Towing, Storage"),
        (
            GuardOverridden(guard="G5", question="may_tow"),
            "Safeguard overridden",
            "Safeguard: G5; Action: tow the car",
        ),
        (VehicleDroppedAtLot(order=1, lot="river-lot", place=HERE), "Vehicle dropped at lot", "Lot: River Lot"),
        (
            TowOffered(order=1, contractor="north-salvage"),
            "Tow offered",
            "Contractor: Sons of North Salvage",
        ),
        (
            LetterWritten(letter=1, notice=Notice.SALE, party=Party.OWNER, addressee=1),
            "Letter written",
            "Letter: 1; Notice of the sale; To: owner",
        ),
    ],
)
def test_a_fact_is_shown_in_words(fact: Fact, title: str, said: str) -> None:
    recorded = JournalEntry(number=1, at=NOW, recorded_at=NOW, actor="officer-1", role="officer", fact=fact)

    told = describe(recorded, {}, PLACES, CALIFORNIA)

    assert told.title == title
    assert said in told.said
    assert "_" not in told.said


SHOWN_AS_CODES = {"edition", "was", "provision"}
"""Editions are known by their codes; the provision of a settled question has a line of its own."""


def test_every_code_that_a_fact_shows_has_words() -> None:
    said = (Mark.NAMED, Mark.CLAUSE, Mark.EXEMPTION, Mark.FEE, Mark.QUESTION, *UNTOLD)
    facts: list[type[Fact]] = [rule.fact for rule in BY_REQUEST.values()]
    codes = [
        f"{fact.__name__}.{name}"
        for fact in facts
        for name, field in fact.model_fields.items()
        if name not in SHOWN_AS_CODES
        and CODE in [str(each) for each in parts_of(field.rebuild_annotation())]
        and not marks_of(fact, name) & set(said)
    ]

    assert codes == []


def test_a_fact_is_shown_with_the_words_of_its_law() -> None:
    more = VehicleAppraised(value=50_001, model_year=2004, asks_more=True)
    refused = HearingDecided(requested=3, lawful=True, time_again=True)

    assert said_of(more).endswith("requires a notice or a period that it did not require before")
    assert said_of(refused).endswith("The law gives the owner a new period")


def said_of(fact: Fact) -> str:
    """The line of the timeline."""
    recorded = JournalEntry(number=4, at=NOW, recorded_at=NOW, actor="officer-1", role="officer", fact=fact)
    return describe(recorded, {}, {}, CALIFORNIA).said
