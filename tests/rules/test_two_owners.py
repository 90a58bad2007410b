"""A car can have several registered owners: each is written to, each can be heard, each is checked."""

from rules.owner_notice import list_parties, nobody_known, owed_letters
from schemas import owner_notice as notice
from schemas.impound import RequestHearing
from schemas.messages import Actor
from schemas.owner_notice import Addressee, RecordParties
from schemas.words import Notice, Party, Role
from tests.rules import cars
from tests.rules.cars import DESK, LAW, SALE, on, reason, ruling

SPOUSES = notice.PartiesRecorded(owner=1, co_owners=(2,), lienholders=(3,))
TOLD = on(cars.TOLD, 13, SPOUSES)
FIRST, SECOND, BANK = (Addressee(name=name, lines=("1 Elm St",)) for name in ("A. Doe", "B. Doe", "A Bank"))


def test_every_owner_is_a_party_and_is_owed_a_letter_of_an_owner() -> None:
    assert list_parties(TOLD) == ((Party.OWNER, 1), (Party.OWNER, 2), (Party.LIENHOLDER, 3))
    owed = {(each.notice, each.party, each.addressee) for each in owed_letters(TOLD, LAW)}
    assert (Notice.IMPOUND, Party.OWNER, 2) in owed
    assert (Notice.HAZARD_TOW, Party.OWNER, 2) in owed
    assert not nobody_known(TOLD)


def test_nothing_is_sold_before_the_second_owner_was_told() -> None:
    spouses = on(cars.TOLD, 13, notice.PartiesRecorded(owner=1, co_owners=(2,))).parties
    one_was_told = cars.ALLOWED.with_(parties=spouses)

    assert reason(one_was_told, SALE, DESK) == "The impound letter to the owner was mailed"


def test_each_owner_can_be_heard() -> None:
    for row in (1, 2):
        by_link = Actor(account="link-1", role=Role.OWNER, case=TOLD.case, party=row)
        assert reason(TOLD, RequestHearing(), by_link) is None
    stranger = Actor(account="link-1", role=Role.OWNER, case=TOLD.case, party=9)
    assert reason(TOLD, RequestHearing(), stranger) == "The party is on record"


def test_no_person_is_two_owners_and_a_further_owner_has_a_first_one() -> None:
    twice = RecordParties(owner=FIRST, co_owners=(FIRST,))
    alone = RecordParties(co_owners=(SECOND,), lienholders=(BANK,))

    assert reason(cars.NOTICED, RecordParties(owner=FIRST, co_owners=(SECOND,), lienholders=(BANK,)), DESK) is None
    assert reason(cars.NOTICED, twice, DESK) == (
        "The owner and the lienholders are all different parties (name and address)"
    )
    assert reason(cars.NOTICED, alone, DESK) == "The first registered owner is entered before further ones"


def test_the_other_owner_is_missing_also_where_nobody_has_asked_for_the_surrender_yet() -> None:
    both = on(cars.TOLD, 13, notice.PartiesRecorded(owner=1, co_owners=(2,)))

    missing = [each for each in ruling("may_surrender", both).missing if "signed" in each.text]

    assert [(each.text, each.remedied_by) for each in missing] == [
        ("Every registered owner has signed the surrender", Role.OWNER)
    ]
