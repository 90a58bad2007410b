"""Records services: what is asked of one, what it answers, and an answer that needs a person."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from schemas.given import Given, in_our_times
from schemas.marks import Mark
from schemas.messages import Fact, Line, PartyRow, Private, Request
from schemas.texts import N_, Spoken
from schemas.words import MilitaryStatus, Party, Task


class RecordsQuestion(Spoken):
    """What a city can let a records service answer without a person."""

    VEHICLE = "vehicle", N_("Stolen-vehicle check and registration")
    OWNER = "owner", N_("Owner and lienholders")
    MILITARY = "military", N_("Military status of the owners (SCRA)")


class AskedBy(Spoken):
    """By what a records service looks a car up: each is a question of its own."""

    VIN = "vin", N_("VIN")
    PLATE = "plate", N_("Plate")


class AnswerOutcome(Spoken):
    """How a records service answers. Only a clear answer counts without a person."""

    CLEAR = "clear", N_("Clear")
    HIT = "hit", N_("Hit")
    POSSIBLE_HIT = "possible_hit", N_("Possible hit")
    NOT_FOUND = "not_found", N_("Not found")
    SEVERAL = "several", N_("Several records, or two answers that differ")
    OTHER_VEHICLE = "other_vehicle", N_("A different car")
    PARTIAL = "partial", N_("Not every source answered")
    UNAVAILABLE = "unavailable", N_("No answer")
    REFUSED = "refused", N_("Refused")


HITS = frozenset({AnswerOutcome.HIT, AnswerOutcome.POSSIBLE_HIT})
"""The car may be stolen: until a person has confirmed it or not, it stays where it is."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00]*$")]
Day = Annotated[date, AfterValidator(in_our_times)]


class VehicleQuestion(BaseModel):
    """One question to a records service about a VIN, or a plate with its state, on the day of interest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    request_id: Text
    kind: RecordsQuestion = RecordsQuestion.VEHICLE
    asked_by: AskedBy
    vin: Text | None = None
    plate: Text | None = None
    plate_state: Text | None = None
    on: date


def _with_words(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in lines if each)


class FoundParty(Given):
    """An owner or a lienholder as a records service names them, perhaps without an address."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    role: Party
    name: Annotated[Text, Private()]
    lines: Annotated[tuple[Annotated[Text, Private()], ...], Field(max_length=5), AfterValidator(_with_words)] = ()


class VehicleAnswer(Given):
    """What a records service answers to one question. Fields that it does not know are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    request_id: Text
    outcome: AnswerOutcome
    stolen: Literal["yes", "no", "unknown"] = "unknown"
    vin: Text | None = None
    plate: Text | None = None
    plate_state: Text | None = None
    make: Text | None = None
    year: Annotated[int, Field(ge=1886, le=2100)] | None = None
    registered_until: Day | None = None
    parties: Annotated[tuple[FoundParty, ...], Field(max_length=20)] = ()
    entering_agency: Text | None = None
    answered_by: Text | None = None
    not_answered_by: Text | None = None
    as_of: AwareDatetime


class PersonQuestion(BaseModel):
    """One question to a records service about a registered owner: whether they are on active duty on this day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    request_id: Text
    kind: Literal["military"] = "military"
    name: Text
    lines: Annotated[tuple[Text, ...], Field(max_length=5)] = ()
    on: date


class PersonAnswer(Given):
    """What a records service answers about a person. Only a clear answer says whether they serve."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    request_id: Text
    outcome: AnswerOutcome
    service: MilitaryStatus | None = None
    ended: Day | None = None
    answered_by: Text | None = None
    as_of: AwareDatetime


class AskRecords(Request):
    """The system puts a question into the next file for the records system; its answer comes with a later one."""

    kind: Literal["ask_records"] = "ask_records"
    task: Task = Field(title=N_("Task"))
    expected_by: AwareDatetime = Field(title=N_("Answer expected by"))


class RecordsAsked(Fact):
    """The records system is asked by the next file. Without an answer by then, the task is a person's."""

    kind: Literal["records_asked"] = "records_asked"
    task: Task = Field(title=N_("Task"))
    expected_by: AwareDatetime = Field(title=N_("Answer expected by"))


class ReferAnswer(Request):
    """The system gives a task back to a person: the answer of a service does not settle it, or there is none.

    `plate` and `vin` are what was asked by: an answer about what stood there before a correction is none.
    """

    kind: Literal["refer_answer"] = "refer_answer"
    task: Task = Field(title=N_("Task"))
    outcome: AnswerOutcome = Field(title=N_("Answer of the service"))
    parties: tuple[FoundParty, ...] = Field(default=(), max_length=40, title=N_("Named by the service"))
    plate: Annotated[Line | None, Field(title=N_("Plate"))] = None
    vin: Annotated[Line | None, Field(title=N_("VIN"))] = None


class AnswerReferred(Fact):
    """The answer of a service needs a person. What was answered stands in the notes.

    A possible theft holds the car. A `late` one came after a person had done the task.
    """

    kind: Literal["answer_referred"] = "answer_referred"
    task: Task = Field(title=N_("Task"))
    outcome: AnswerOutcome = Field(title=N_("Answer of the service"))
    late: bool = Field(default=False, title=N_("Came after a person had answered"))
    parties: Annotated[tuple[PartyRow, ...], Field(title=N_("Named by the service")), Mark.NOT_TOLD] = ()
