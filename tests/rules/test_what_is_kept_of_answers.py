"""What is kept of an answer beside its fact, word for word; and which answers tell of a theft."""

from datetime import UTC, date, datetime

import pytest

from rules.records import in_words, service_in_words, tell_of_theft
from schemas.records import HITS, AnswerOutcome, AskedBy, PersonAnswer, VehicleAnswer
from schemas.words import MilitaryStatus
from tests.rules.test_records import answered
from tests.rules.test_records_of_people import BANK, OWNER

O = AnswerOutcome  # noqa: E741

SERVES_NOT = PersonAnswer(
    request_id="q", outcome=O.CLEAR, service=MilitaryStatus.NONE, as_of=datetime(2027, 3, 1, tzinfo=UTC)
)
"""A person is no car: of that answer nothing is a theft."""
CLEAR, STOLEN = answered(), answered(stolen="yes")
HIT, PERHAPS = answered(O.HIT), answered(O.POSSIBLE_HIT)


@pytest.mark.parametrize(
    ("answers", "theft"),
    [
        ((), False),
        ((CLEAR,), False),
        ((CLEAR, answered(O.NOT_FOUND), answered(stolen="unknown")), False),
        ((HIT,), True),
        ((PERHAPS,), True),
        ((STOLEN,), True),
        ((CLEAR, HIT), True),
        ((PERHAPS, CLEAR), True),
        ((CLEAR, STOLEN, CLEAR), True),
        ((SERVES_NOT,), False),
        ((SERVES_NOT, HIT), True),
        ((SERVES_NOT.model_copy(update={"outcome": O.HIT}),), False),
    ],
)
def test_one_answer_about_the_car_is_enough_to_tell_of_a_theft(
    answers: tuple[VehicleAnswer | PersonAnswer, ...], *, theft: bool
) -> None:
    assert tell_of_theft(answers) is theft


@pytest.mark.parametrize("outcome", O)
def test_only_a_hit_tells_of_a_theft_by_itself(outcome: AnswerOutcome) -> None:
    assert tell_of_theft((answered(outcome),)) is (outcome in HITS)


def test_of_an_answer_about_a_car_everything_is_kept_but_the_people() -> None:
    said = answered(
        make="HONDA",
        year=2003,
        parties=(OWNER, BANK),
        entering_agency="Sample PD",
        answered_by="Pennsylvania",
        not_answered_by="New Jersey",
        registered_until=date(2027, 12, 31),
    )

    assert in_words(said, AskedBy.PLATE) == (
        "By plate: Clear. Stolen: no; VIN: 1M8GDM9AXKP042788; Plate: ABC1234 PA; Make: HONDA; Year: 2003;"
        " Registered until: 2027-12-31; Parties: 1 owner, 1 lienholder; Entered by: Sample PD;"
        " Answered by: Pennsylvania; Did not answer: New Jersey; As of: 2027-03-01 00:00+00:00."
    )


def test_of_an_answer_about_service_everything_is_kept_but_the_name() -> None:
    ended = {"service": MilitaryStatus.ENDED, "ended": date(2027, 1, 31), "answered_by": "The service's own register"}

    assert service_in_words(SERVES_NOT.model_copy(update=ended)) == (
        "By name: Clear. Status: Active duty has ended; Ended: 2027-01-31; Answered by: The service's own register;"
        " As of: 2027-03-01 00:00+00:00."
    )
