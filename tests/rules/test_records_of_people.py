"""What the answers of a records service about owners, lienholders and military service settle."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from rules.next_task import list_tasks
from rules.records import evaluate_parties, evaluate_service, in_words, service_in_words
from schemas.disposal import AnswerServiceCheck
from schemas.owner_notice import PartiesRecorded, RecordParties
from schemas.records import (
    AnswerOutcome,
    AnswerReferred,
    AskedBy,
    FoundParty,
    PersonAnswer,
    RecordsQuestion,
    VehicleAnswer,
)
from schemas.words import Hold, MilitaryStatus, Party, Role, Task
from tests.rules import cars
from tests.rules.test_records import CAR, ON, answered
from tests.schemas.lives import go_on

O = AnswerOutcome  # noqa: E741

OWNER = FoundParty(role=Party.OWNER, name="Ada Sample", lines=("1 Nowhere Lane", "Towpath, PA 19000"))
BANK = FoundParty(role=Party.LIENHOLDER, name="First Bank", lines=("2 Ledger Square",))
OUR_CITY = "City of Towpath"


def named(*parties: FoundParty) -> VehicleAnswer:
    """A clear answer that names these parties."""
    return answered(parties=parties)


def test_one_owner_and_every_lienholder_with_an_address_are_entered() -> None:
    evaluated = evaluate_parties(CAR, (named(OWNER, BANK), named(OWNER, BANK)), ON, OUR_CITY)

    assert isinstance(evaluated, RecordParties)
    assert evaluated.owner is not None
    assert (evaluated.owner.name, evaluated.owner.lines) == (OWNER.name, OWNER.lines)
    assert [each.name for each in evaluated.lienholders] == ["First Bank"]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ((named(OWNER, BANK), named(OWNER)), O.SEVERAL),
        ((named(OWNER, OWNER.model_copy(update={"name": "Bob Sample"})),), O.SEVERAL),
        ((named(OWNER, BANK.model_copy(update={"name": "CITY  of towpath"})),), O.SEVERAL),
        ((named(OWNER.model_copy(update={"name": OUR_CITY}), BANK),), O.SEVERAL),
        ((named(OWNER, *(BANK.model_copy(update={"name": f"Bank {n}"}) for n in range(11))),), O.SEVERAL),
        ((named(OWNER.model_copy(update={"lines": ()})),), O.PARTIAL),
        ((named(OWNER, BANK.model_copy(update={"lines": ()})),), O.PARTIAL),
        ((named(OWNER.model_copy(update={"name": "A"})),), O.PARTIAL),
        ((named(BANK),), O.NOT_FOUND),
        ((named(),), O.NOT_FOUND),
        ((), O.PARTIAL),
        ((named(OWNER), answered(O.HIT)), O.HIT),
        ((named(OWNER).model_copy(update={"plate": "XYZ9999"}),), O.OTHER_VEHICLE),
    ],
)
def test_any_doubt_about_the_parties_goes_to_a_person(
    answers: tuple[VehicleAnswer, ...], outcome: AnswerOutcome
) -> None:
    assert evaluate_parties(CAR, answers, ON, OUR_CITY) is outcome


def test_ten_lienholders_and_names_of_two_letters_are_entered() -> None:
    owner = OWNER.model_copy(update={"name": "Bo"})
    banks = tuple(BANK.model_copy(update={"name": f"Bank {n}"}) for n in range(10))

    evaluated = evaluate_parties(CAR, (named(owner, *banks),), ON, OUR_CITY)

    assert isinstance(evaluated, RecordParties)
    assert (evaluated.owner and evaluated.owner.name, len(evaluated.lienholders)) == ("Bo", 10)


def test_an_address_of_which_nothing_can_be_seen_is_none() -> None:
    party = FoundParty(role=Party.OWNER, name="Ada \u200bSample", lines=("", " ", "\u200b", "1 Nowhere Lane"))

    assert (party.name, party.lines) == ("Ada Sample", ("1 Nowhere Lane",))


def test_what_is_kept_of_an_answer_about_people_names_nobody() -> None:
    told = in_words(named(OWNER, BANK), AskedBy.PLATE)

    assert "Parties: 1 owner, 1 lienholder" in told
    assert "Ada" not in told


ASKS_BOTH = cars.LAW.model_copy(update={"asks": frozenset(RecordsQuestion)})


def test_the_owner_is_the_systems_task_if_there_is_something_to_ask_by() -> None:
    declared = list_tasks(cars.DECLARED, ASKS_BOTH, cars.day(3))
    bare = list_tasks(cars.DECLARED.with_(vehicle_known=False), ASKS_BOTH, cars.day(3))

    assert (declared.own_act, declared.next.by) == (Task.PARTIES, Role.SYSTEM)
    assert (bare.own_act, bare.next.by) == (None, Role.DISPATCHER)


def test_a_theft_told_with_the_owner_holds_the_car() -> None:
    case = go_on(cars.DECLARED, AnswerReferred(task=Task.PARTIES, outcome=O.POSSIBLE_HIT, parties=(7,)))

    assert [each.hold for each in case.open_holds] == [Hold.POLICE_EVIDENCE]
    assert case.parties is None
    after = go_on(case, PartiesRecorded(owner=8))
    assert after.referrals == ()


def of_person(service: MilitaryStatus | None, **said: Any) -> PersonAnswer:
    """A clear answer about one owner."""
    given = {"request_id": "q", "outcome": O.CLEAR, "service": service, "as_of": datetime(2027, 3, 1, tzinfo=UTC)}
    return PersonAnswer.model_validate(given | said)


NOBODY, SERVES = of_person(MilitaryStatus.NONE), of_person(MilitaryStatus.SERVES)
ENDED = of_person(MilitaryStatus.ENDED, ended=date(2027, 1, 31))


@pytest.mark.parametrize(
    ("answers", "status", "ended"),
    [
        ((NOBODY,), MilitaryStatus.NONE, None),
        ((NOBODY, SERVES), MilitaryStatus.SERVES, None),
        ((SERVES, ENDED), MilitaryStatus.SERVES, None),
        ((NOBODY, ENDED), MilitaryStatus.ENDED, datetime(2027, 2, 1, tzinfo=cars.LAW.tz)),
        (
            (of_person(MilitaryStatus.ENDED, ended=date(2027, 2, 3)), ENDED),
            MilitaryStatus.ENDED,
            datetime(2027, 2, 4, tzinfo=cars.LAW.tz),
        ),
    ],
)
def test_one_owner_who_serves_protects_the_car_and_the_service_that_ended_last_counts(
    answers: tuple[PersonAnswer, ...], status: MilitaryStatus, ended: datetime | None
) -> None:
    assert evaluate_service(answers, ON, cars.LAW.tz) == AnswerServiceCheck(service=status, ended=ended)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ((), O.PARTIAL),
        ((NOBODY, of_person(None)), O.PARTIAL),
        ((of_person(MilitaryStatus.ENDED),), O.PARTIAL),
        ((ENDED, of_person(MilitaryStatus.ENDED)), O.PARTIAL),
        ((SERVES, of_person(None, outcome=O.NOT_FOUND)), O.NOT_FOUND),
        ((NOBODY, of_person(None, outcome=O.REFUSED)), O.REFUSED),
        ((of_person(None, outcome=O.HIT),), O.PARTIAL),
        ((NOBODY.model_copy(update={"as_of": datetime(2026, 3, 1, tzinfo=UTC)}),), O.PARTIAL),
    ],
)
def test_unless_every_owner_is_answered_for_a_person_checks_the_military_status(
    answers: tuple[PersonAnswer, ...], outcome: AnswerOutcome
) -> None:
    assert evaluate_service(answers, ON, cars.LAW.tz) is outcome


def test_what_is_kept_of_an_answer_about_service_names_nobody() -> None:
    assert service_in_words(ENDED).startswith(
        "By name: Clear. Status: Active duty has ended; Ended: 2027-01-31; As of:"
    )


def test_the_military_status_is_asked_by_name_even_if_the_car_has_no_plate() -> None:
    over = cars.UNCLAIMED.with_(vehicle_known=False)

    tasks = list_tasks(over, ASKS_BOTH, cars.day(60))

    assert {each.task: each.by for each in tasks.tasks}[Task.SERVICE_CHECK] is Role.SYSTEM
    without = ASKS_BOTH.model_copy(update={"asks": frozenset({RecordsQuestion.VEHICLE})})
    by_person = list_tasks(over, without, cars.day(60))
    assert {each.task: each.by for each in by_person.tasks}[Task.SERVICE_CHECK] is Role.DISPATCHER
