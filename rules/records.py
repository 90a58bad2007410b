"""What a records service is asked, what its answers settle, and which of them need a person. Knows no clock."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rules.law import Edition
from rules.vehicles import normalize_plate, normalize_state, normalize_vin
from rules.vin_decoding import Described, contradicts, decode_vin
from schemas.case import Case
from schemas.case_parts import Referral
from schemas.disposal import AnswerServiceCheck
from schemas.owner_notice import Addressee, RecordParties
from schemas.records import (
    HITS,
    AnswerOutcome,
    AskedBy,
    FoundParty,
    PersonAnswer,
    RecordsQuestion,
    VehicleAnswer,
    VehicleQuestion,
)
from schemas.reporting import EnterRecordsCheck
from schemas.words import MilitaryStatus, Party, Registration, Stolen, Task

ASKED: dict[Task, RecordsQuestion] = {
    Task.RECORDS_CHECK: RecordsQuestion.VEHICLE,
    Task.PARTIES: RecordsQuestion.OWNER,
    Task.SERVICE_CHECK: RecordsQuestion.MILITARY,
}
"""The tasks that a records service can do, where the city lets it."""

AGAIN = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1))
"""After these times a service that did not answer is asked again, if nobody has done the task meanwhile; then daily."""


def is_asked(task: Task, case: Case, law: Edition) -> bool:
    """Whether the city lets its records service do this task, and there is a plate, a VIN or a name to ask by."""
    known = case.owner is not None if task is Task.SERVICE_CHECK else case.vehicle_known
    # What the police have said is for a person to change.
    is_stolen = task is Task.RECORDS_CHECK and case.stolen is Stolen.STOLEN
    return known and not is_stolen and ASKED.get(task) in law.asks


def asked_from(task: Task, case: Case, law: Edition, at: datetime) -> datetime | None:
    """From when the system asks the records service for this task; None if a person does it.

    A question that waits for its answer by file has its time first; after that the task is a person's.
    """
    if not is_asked(task, case, law):
        return None
    if inquiry := case.inquiry(task):
        return inquiry.expected_by
    referral = case.referral(task)
    if referral is None:
        return at
    pause = AGAIN[min(referral.unanswered, len(AGAIN) - 1)]
    return referral.at + pause if referral.outcome is AnswerOutcome.UNAVAILABLE else None


def day_of_answers(answers: Sequence[VehicleAnswer | PersonAnswer], asked: date, today: date) -> date:
    """The day as of which answers by file count: that of the newest one, which is neither before the question nor
    after today. A file that is read late says nothing older than it did.
    """
    newest = max((each.as_of.date() for each in answers), default=today)
    return min(max(newest, asked), today)


def referral_of(task: Task, case: Case, law: Edition) -> Referral | None:
    """The answer that left this task to a person."""
    return case.referral(task) if is_asked(task, case, law) else None


class KnownVehicle(NamedTuple):
    """What the case knows of the car: plate and VIN normalized, make and model year as people saw them."""

    plate: str | None
    plate_state: str | None
    vin: str | None
    make: str | None = None
    model_year: int | None = None

    @property
    def as_known_before(self) -> Iterator["KnownVehicle"]:
        """The same car as it is known now, and as it was before its state, its plate or its VIN was entered."""
        for plate, state in ((self.plate, self.plate_state), (self.plate, None), (None, None)):
            for vin in (self.vin, None):
                if plate or vin:
                    yield self._replace(plate=plate, plate_state=state, vin=vin)


def questions_about(car: KnownVehicle, kind: RecordsQuestion, reference: str, on: date) -> Iterator[VehicleQuestion]:
    """The questions about this car: by VIN and by plate, each by itself, so that the answers can be compared.

    `reference` is the case and the fact for which it is asked: the same question twice has the same number.
    """
    about = {AskedBy.VIN: {"vin": car.vin}, AskedBy.PLATE: {"plate": car.plate, "plate_state": car.plate_state}}
    for asked_by, known in about.items():
        if known[asked_by]:
            number = f"{reference}-{kind}-{asked_by}"
            yield VehicleQuestion(request_id=number, kind=kind, asked_by=asked_by, on=on, **known)


def tell_of_theft(answers: Sequence[VehicleAnswer | PersonAnswer]) -> bool:
    """Whether one of these answers says that the car may be stolen: then no other one is waited for."""
    cars = [each for each in answers if isinstance(each, VehicleAnswer)]
    return any(each.outcome in HITS or each.stolen == "yes" for each in cars)


def evaluate_vehicle(
    car: KnownVehicle, answers: Sequence[VehicleAnswer], on: date
) -> EnterRecordsCheck | AnswerOutcome:
    """The records check that these answers settle; else the outcome that needs a person, the gravest first."""
    if graver := _gravest(car, answers, on):
        return graver
    until = {each.registered_until for each in answers if each.registered_until}
    if len(until) != 1 or any(each.stolen != "no" for each in answers):
        return AnswerOutcome.SEVERAL if len(until) > 1 else AnswerOutcome.PARTIAL
    last_day = until.pop()
    valid = last_day >= on
    return EnterRecordsCheck(
        stolen=Stolen.CLEAR,
        registration=Registration.VALID if valid else Registration.EXPIRED,
        registration_expired=None if valid else last_day,
    )


def evaluate_parties(
    car: KnownVehicle, answers: Sequence[VehicleAnswer], on: date, city: str
) -> RecordParties | AnswerOutcome:
    """The parties that these answers settle: one owner and all lienholders, each with an address.

    Else the outcome that needs a person: two owners, an address that is missing, answers that differ, a party that is
    the `city` itself.
    """
    if graver := _gravest(car, answers, on):
        return graver
    named = {each.parties for each in answers}
    if len(named) != 1:
        return AnswerOutcome.SEVERAL if named else AnswerOutcome.PARTIAL
    parties = named.pop()
    owners, liens = ([each for each in parties if each.role is role] for role in (Party.OWNER, Party.LIENHOLDER))
    if not owners:
        return AnswerOutcome.NOT_FOUND
    owner, *more = owners
    if more or len(liens) > MOST_LIENS or any(_same(each.name, city) for each in parties):
        return AnswerOutcome.SEVERAL
    if any(not each.lines or len(each.name) < SHORTEST_NAME for each in parties):
        return AnswerOutcome.PARTIAL
    return RecordParties(owner=_addressee(owner), lienholders=tuple(map(_addressee, liens)))


def evaluate_service(answers: Sequence[PersonAnswer], on: date, zone: ZoneInfo) -> AnswerServiceCheck | AnswerOutcome:
    """The military status that these answers settle, one about each owner: who serves protects the car.

    Service ends with the last moment of its last day in the city's `zone`.
    """
    # Whether a car is stolen is no answer about a person.
    outcomes = {AnswerOutcome.PARTIAL if each in HITS else each for each in _outcomes(answers, on)}
    if graver := next((each for each in GRAVEST_FIRST if each in outcomes), None):
        return graver
    told = {each.service for each in answers}
    ended = [each.ended for each in answers if each.service is MilitaryStatus.ENDED]
    last = max((each for each in ended if each), default=None)
    if not told or None in told or None in ended:
        return AnswerOutcome.PARTIAL
    if MilitaryStatus.SERVES in told:
        return AnswerServiceCheck(service=MilitaryStatus.SERVES)
    if last is None:
        return AnswerServiceCheck(service=MilitaryStatus.NONE)
    over = datetime.combine(last + timedelta(days=1), time(), zone)
    return AnswerServiceCheck(service=MilitaryStatus.ENDED, ended=over)


def service_in_words(answer: PersonAnswer) -> str:
    """What was answered about one owner, as it is kept beside the fact; without the name."""
    known = {
        "Status": answer.service.words if answer.service else None,
        "Ended": answer.ended,
        "Answered by": answer.answered_by,
        "As of": _instant(answer.as_of),
    }
    return _sentence("By name", answer.outcome, known)


MOST_LIENS, SHORTEST_NAME = 10, 2


def _same(name: str, other: str) -> bool:
    return name.casefold().split() == other.casefold().split()


def _addressee(party: FoundParty) -> Addressee:
    return Addressee(name=party.name, lines=party.lines)


def _gravest(car: KnownVehicle, answers: Sequence[VehicleAnswer], on: date) -> AnswerOutcome | None:
    """The gravest outcome of these answers; None if all are clear, of this day, and about one car."""
    outcomes = {*_outcomes(answers, on), *_contradictions(car, answers), *_unnamed(car, answers)}
    if AnswerOutcome.CLEAR in outcomes and doubt_about_vin(car, answers, on):
        outcomes.add(AnswerOutcome.OTHER_VEHICLE)
    return next((each for each in GRAVEST_FIRST if each in outcomes), None)


def _outcomes(answers: Sequence[VehicleAnswer] | Sequence[PersonAnswer], on: date) -> Iterator[AnswerOutcome]:
    """The outcome of each; a clear answer from a store of last week leaves out what happened since."""
    for each in answers:
        is_old = each.outcome is AnswerOutcome.CLEAR and abs((each.as_of.date() - on).days) > 1
        yield AnswerOutcome.PARTIAL if is_old else each.outcome


GRAVEST_FIRST = (
    AnswerOutcome.HIT,
    AnswerOutcome.POSSIBLE_HIT,
    AnswerOutcome.OTHER_VEHICLE,
    AnswerOutcome.SEVERAL,
    AnswerOutcome.NOT_FOUND,
    AnswerOutcome.PARTIAL,
    AnswerOutcome.REFUSED,
    AnswerOutcome.UNAVAILABLE,
)


def _contradictions(car: KnownVehicle, answers: Sequence[VehicleAnswer]) -> Iterator[AnswerOutcome]:
    """A theft that a clear answer tells of, and a VIN or a plate that is not this car's or not the other answer's."""
    if any(each.stolen == "yes" for each in answers):
        yield AnswerOutcome.POSSIBLE_HIT
    vins = {normalize_vin(each.vin) or each.vin for each in answers if each.vin} | ({car.vin} if car.vin else set())
    plates = {_plate(each) for each in answers if each.plate} | ({(car.plate, car.plate_state)} if car.plate else set())
    states = {state for _, state in plates if state}
    if len(vins) > 1 or len({plate for plate, _ in plates}) > 1 or len(states) > 1:
        yield AnswerOutcome.OTHER_VEHICLE


def doubt_about_vin(car: KnownVehicle, answers: Sequence[VehicleAnswer], on: date) -> str | None:
    """Both sides, for the person who compares them, if the VIN is that of another make or model year than people saw on
    the car or than an answer tells; None if it is not, or if nothing is beyond doubt.
    """
    told = decode_vin(car.vin or next((each.vin for each in answers if each.vin), None), on)
    seen = [("On record", Described(car.model_year, car.make, None))]
    seen += [("Answered", Described(each.year, each.make, None)) for each in answers]
    against = dict.fromkeys(f"{who}: {said.words}." for who, said in seen if contradicts(said, told))
    return f"The VIN is that of a {told.words}. {' '.join(against)}" if told and against else None


def _unnamed(car: KnownVehicle, answers: Sequence[VehicleAnswer]) -> Iterator[AnswerOutcome]:
    """What clear answers leave out of the car: one names the plate and one the VIN, as far as they are known; and one
    names both, else nothing shows that the plate and the VIN are those of one car.
    """
    clear = [each for each in answers if each.outcome is AnswerOutcome.CLEAR]
    names = [(bool(each.vin) or not car.vin, bool(each.plate) or not car.plate) for each in clear]
    if clear and (not any(both == (True, True) for both in names) or not all(any(pair) for pair in names)):
        yield AnswerOutcome.PARTIAL
    for part in ("make", "year"):
        if len({str(getattr(each, part)).casefold() for each in clear if getattr(each, part)}) > 1:
            yield AnswerOutcome.OTHER_VEHICLE


def _plate(answer: VehicleAnswer) -> tuple[str | None, str | None]:
    typed, state = answer.plate or "", answer.plate_state or ""
    return normalize_plate(typed) or typed, normalize_state(state) or state or None


def in_words(answer: VehicleAnswer, asked_by: AskedBy) -> str:
    """What was answered, in one paragraph, as it is kept beside the fact: of people only how many were named."""
    parties = Counter(each.role.words.lower() for each in answer.parties)
    known = {
        "Stolen": answer.stolen,
        "VIN": answer.vin,
        "Plate": " ".join(filter(None, (answer.plate, answer.plate_state))),
        "Make": answer.make,
        "Year": answer.year,
        "Registered until": answer.registered_until,
        "Parties": ", ".join(f"{count} {role}" for role, count in parties.items()),
        "Entered by": answer.entering_agency,
        "Answered by": answer.answered_by,
        "Did not answer": answer.not_answered_by,
        "As of": _instant(answer.as_of),
    }
    return _sentence(f"By {asked_by.words if asked_by is AskedBy.VIN else 'plate'}", answer.outcome, known)


def _instant(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")


def _sentence(asked: str, outcome: AnswerOutcome, known: Mapping[str, object]) -> str:
    said = "; ".join(f"{name}: {value}" for name, value in known.items() if value)
    return f"{asked}: {outcome.words}. {said}."
