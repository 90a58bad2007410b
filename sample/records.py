"""What the records service of the training city knows: an answer for each car, as its story wants it.

Knows no network and no clock: the day of interest stands in the question. Names and addresses are no real person's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from rules.vehicles import normalize_plate, normalize_state, normalize_vin
from schemas.importing import ReportRow, Story
from schemas.records import (
    AnswerOutcome,
    AskedBy,
    FoundParty,
    PersonAnswer,
    PersonQuestion,
    RecordsQuestion,
    VehicleAnswer,
    VehicleQuestion,
)
from schemas.words import MilitaryStatus, Outcome, Party, Registration

VALID_FOR, EXPIRED_SINCE = timedelta(days=200), timedelta(days=30)
AGENCY = "Towpath Police Department"
BANK: Final = FoundParty(
    role=Party.LIENHOLDER, name="Sample Savings Bank", lines=("1 Ledger Square", "Towpath, PA 19000")
)

BY_WORD = {
    "STOLEN": AnswerOutcome.HIT,
    "DOUBT": AnswerOutcome.POSSIBLE_HIT,
    "NOBODY": AnswerOutcome.NOT_FOUND,
    "TWICE": AnswerOutcome.SEVERAL,
    "OTHER": AnswerOutcome.OTHER_VEHICLE,
    "HALF": AnswerOutcome.PARTIAL,
    "REFUSE": AnswerOutcome.REFUSED,
}
"""A plate or a VIN that begins so gets this answer, so that each of them can be seen in the training city."""


class KnownCar(NamedTuple):
    """A car with a story, and its number, by which its owner is named."""

    story: Story
    number: str
    plate: str | None
    plate_state: str | None
    vin: str | None


@dataclass(frozen=True)
class TrainingRecords:
    """The records of the training city: cars with a story by plate and by VIN. Any other car is an ordinary one.

    Who is asked for on a later day than before has moved, if the number of the car is an odd one.
    """

    cars: dict[str, KnownCar] = field(default_factory=dict)
    first_asked: dict[str, date] = field(default_factory=dict)

    def answer(self, question: VehicleQuestion) -> VehicleAnswer:
        """The answer to a question, as of noon of its day."""
        key = (question.vin if question.asked_by is AskedBy.VIN else question.plate) or ""
        car, outcome = self.cars.get(key), self._outcome(key, question.kind)
        said = {"vin": question.vin, "plate": question.plate, "plate_state": question.plate_state}
        if car:
            said = {"vin": car.vin, "plate": car.plate, "plate_state": car.plate_state}
        is_owner = question.kind is RecordsQuestion.OWNER
        given = self._of_people(car, question.on) if is_owner else _of_the_car(car, outcome, question)
        answered_by = "NCIC;" + (question.plate_state or "PA")
        return VehicleAnswer.model_validate(
            {
                "request_id": question.request_id,
                "outcome": outcome,
                "answered_by": answered_by,
                "as_of": noon(question.on),
            }
            | said
            | given
        )

    def _of_people(self, car: KnownCar | None, on: date) -> dict[str, object]:
        number = car.number if car else "0"
        again = on > self.first_asked.setdefault(number, on)
        return _of_people(car, has_moved=again and number[-1] in "13579")

    def _outcome(self, key: str, kind: RecordsQuestion) -> AnswerOutcome:
        by_word = next((each for word, each in BY_WORD.items() if key.startswith(word)), AnswerOutcome.CLEAR)
        car = self.cars.get(key)
        stolen = car is not None and car.story.outcome is Outcome.STOLEN_RECOVERED
        return AnswerOutcome.HIT if stolen and kind is RecordsQuestion.VEHICLE else by_word


def noon(day: date) -> datetime:
    """Noon of a day, UTC."""
    return datetime.combine(day, time(12), UTC)


def answer_about(question: PersonQuestion) -> PersonAnswer:
    """Nobody of the training city serves, unless their name says so."""
    word = question.name.upper().split()[0]
    outcome = next((each for start, each in BY_WORD.items() if word.startswith(start)), AnswerOutcome.CLEAR)
    service = MilitaryStatus.SERVES if word == "SERGEANT" else MilitaryStatus.NONE
    clear = {"service": service} if outcome is AnswerOutcome.CLEAR else {}
    said = {"request_id": question.request_id, "outcome": outcome, "answered_by": "DMDC", "as_of": noon(question.on)}
    return PersonAnswer.model_validate(said | clear)


def _of_the_car(car: KnownCar | None, outcome: AnswerOutcome, question: VehicleQuestion) -> dict[str, object]:
    """Whether it is stolen, and until when it is registered."""
    stolen = outcome is AnswerOutcome.HIT
    valid = car is not None and car.story.registration is Registration.VALID
    return {
        "stolen": "yes" if stolen else "no" if outcome is AnswerOutcome.CLEAR else "unknown",
        "registered_until": question.on + VALID_FOR if valid else question.on - EXPIRED_SINCE,
        "entering_agency": AGENCY if stolen else None,
    }


def _of_people(car: KnownCar | None, *, has_moved: bool) -> dict[str, object]:
    """Who owns it, and who holds a lien on it."""
    number, street = car.number if car else "0", "9 Elsewhere Street" if has_moved else "7 Nowhere Lane"
    owner = FoundParty(role=Party.OWNER, name=f"Sample Owner {number}", lines=(street, "Towpath, PA 19000"))
    liens = (BANK,) if car and car.story.outcome is Outcome.AUCTIONED else ()
    return {"parties": (owner, *liens)}


def records_of(rows: Iterable[ReportRow]) -> TrainingRecords:
    """The records of the cars in a file of reports; of several stories of one car a theft, else the last one."""
    cars: dict[str, KnownCar] = {}
    for row in rows:
        plate, vin = normalize_plate(row.plate or ""), normalize_vin(row.vin or "")
        state = normalize_state(row.plate_state or "")
        for key in filter(None, (plate, vin) if row.story else ()):
            before = cars.get(key)
            if row.story and (before is None or before.story.outcome is not Outcome.STOLEN_RECOVERED):
                cars[key] = KnownCar(row.story, row.external_id or key, plate, state, vin)
    return TrainingRecords(cars)
