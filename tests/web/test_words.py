"""What the timeline says of a fact."""

from datetime import UTC, datetime

import pytest

from schemas.disposal import VehicleAppraised
from schemas.impound import HearingDecided
from schemas.messages import Fact, Recorded
from web.words import tell

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (VehicleAppraised(value=50_000, model_year=2004), "Value: $500.00; Model year: 2004"),
        (HearingDecided(requested=3, lawful=True), "Requested: 3; Lawful"),
    ],
)
def test_a_fact_is_told_in_dollars_and_in_words(fact: Fact, said: str) -> None:
    assert said_of(fact) == said


def test_what_the_law_makes_of_a_fact_stands_with_it() -> None:
    more = VehicleAppraised(value=50_001, model_year=2004, asks_more=True)
    refused = HearingDecided(requested=3, lawful=True, time_again=True)

    assert said_of(more).endswith("asks for more: its letters and its time come first")
    assert said_of(refused).endswith("The owner has time once more")


def said_of(fact: Fact) -> str:
    """The line of the timeline."""
    recorded = Recorded(number=4, at=NOW, recorded_at=NOW, actor="officer-1", role="officer", fact=fact)
    return tell(recorded, {}, {}, "America/New_York").said
