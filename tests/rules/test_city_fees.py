"""What a city has enacted fills what its edition leaves open, and nothing else."""

import pytest
from pydantic import ValidationError

from rules.city_fees import SOURCE, CityFee, CityFees, faults_of_city_fees, with_city_fees
from rules.fees import list_fees, owed, refund_due, unknown_fees
from rules.library import find_edition, fingerprint
from rules.waiting_periods import unknown_provisions
from schemas import impound, waiting_periods
from schemas.case import Case
from schemas.words import Confidence, ReleaseTo, Task
from tests.city_law import EDITION, FEES, law_here
from tests.rules.cars import ASKED, KEEPER, LATER, PAPERS, REPORTED, SUPERVISOR, TOLD, day, on, refusal_of
from tests.tasks import next_task

ALONE, HERE = find_edition(EDITION), law_here()
CODES = ("towing", "storage")
SETTLED = waiting_periods.QuestionSettled


def enacting(**cents: int) -> CityFees:
    """A city of Philadelphia's jurisdiction that has enacted these amounts."""
    amounts = {code: CityFee(cents=each, citation=f"Ordinance of {code}") for code, each in cents.items()}
    return CityFees("us-pa-philadelphia", amounts)


def _days(case: Case) -> int:
    """The days of storage on the fifteenth day."""
    return next(line.days or 0 for line in list_fees(case, HERE, day(15)) if line.code == "storage")


def release(paid: int) -> impound.ReleaseVehicle:
    """An owner with all documents who pays this."""
    return impound.ReleaseVehicle(papers=PAPERS, paid=paid)


def test_philadelphia_leaves_towing_and_storage_to_the_city_and_knows_the_states_fee() -> None:
    assert {code: fee.cents for code, fee in ALONE.fees.items()} == {"towing": None, "storage": None, "state": 5_000}
    assert {"fees.towing", "fees.storage"} <= unknown_provisions(ALONE)


def test_an_enacted_amount_is_known_with_the_ordinance_and_the_paragraph() -> None:
    towing, storage, state = HERE.fees["towing"], HERE.fees["storage"], HERE.fees["state"]

    assert (towing.cents, storage.cents) == (17_500, 2_500)
    assert towing.citation == "Towpath Code 9-101 (an invented ordinance); 75 Pa.C.S. 7306"
    assert (towing.confidence, storage.confidence) == (Confidence.HIGH, Confidence.HIGH)
    assert (towing.source, storage.source) == (SOURCE, SOURCE)
    assert (storage.runs_from, storage.per, storage.text) == (
        ALONE.fees["storage"].runs_from,
        "day",
        ALONE.fees["storage"].text,
    )
    assert state == ALONE.fees["state"]
    assert not {f"fees.{code}" for code in CODES} & unknown_provisions(HERE)


def test_only_the_fees_differ_and_the_enacted_file_stays_as_it_is() -> None:
    before = fingerprint(EDITION)

    assert with_city_fees(ALONE, FEES).model_copy(update={"fees": ALONE.fees}) == ALONE
    assert find_edition(EDITION).fees["towing"].cents is None
    assert fingerprint(EDITION) == before


def test_a_city_without_fees_has_the_edition_alone_and_one_fee_leaves_the_other_open() -> None:
    assert with_city_fees(ALONE, CityFees()) is ALONE
    assert with_city_fees(ALONE, enacting()) is ALONE
    assert unknown_provisions(with_city_fees(ALONE, enacting(towing=1))) == {"fees.storage"}


def test_fees_of_one_jurisdiction_do_not_reach_another() -> None:
    for code in ("us-tx.2026-01-01", "us-wa.2026-01-01", "us-ca.2026-01-01"):
        assert law_here(code) is find_edition(code)


def test_an_amount_that_the_edition_gives_is_its_own() -> None:
    assert with_city_fees(ALONE, enacting(state=1)).fees["state"] == ALONE.fees["state"]


def test_a_fee_of_nothing_is_an_amount() -> None:
    free = with_city_fees(ALONE, enacting(towing=0, storage=0))

    assert unknown_fees(REPORTED, free, day(20)) == ()
    assert owed(REPORTED, free, day(20)) == 5_000


def test_without_an_ordinance_counsel_is_asked_and_nobody_pays() -> None:
    refusal = refusal_of(TOLD, release(5_000), KEEPER, law=ALONE)

    assert next_task(TOLD, ALONE).task is Task.LAW_QUESTION
    assert refusal is not None
    assert refusal.guard == "G16"
    assert [line.code for line in unknown_fees(TOLD, ALONE, LATER)] == ["towing", "storage"]


def test_with_an_ordinance_nobody_is_asked_and_exactly_its_amounts_are_paid() -> None:
    price = owed(TOLD, HERE, LATER)
    question = waiting_periods.SettleQuestion(provision="fees.towing", amount=100, note="As counsel says.")

    assert next_task(TOLD, HERE).task is Task.RECLAIM_PERIOD
    assert refusal_of(TOLD, release(price), KEEPER, law=HERE) is None
    assert refusal_of(TOLD, release(price - 1), KEEPER, law=HERE) is not None
    refusal = refusal_of(TOLD, question, SUPERVISOR, law=HERE)
    assert refusal is not None
    assert "The edition does not know fees.towing" in refusal.reason


@pytest.mark.parametrize(("answered", "counts"), [(10_000, 10_000), (17_500, 17_500), (40_000, 17_500)])
def test_an_amount_that_was_settled_for_a_case_stays_only_if_it_is_lower(answered: int, counts: int) -> None:
    """What was said to an owner is not raised, and nobody pays more than the city has enacted."""
    asked = on(REPORTED, 12, SETTLED(provision="fees.towing", amount=answered))

    towing = next(line for line in list_fees(asked, HERE, day(20)) if line.code == "towing")

    assert (towing.cents, towing.unknown) == (counts, False)


@pytest.mark.parametrize("cents", [1, 20_000])
def test_a_new_amount_counts_on_the_bill_of_the_day_and_what_was_paid_is_what_is_refunded(cents: int) -> None:
    changed, paid = with_city_fees(ALONE, enacting(towing=cents, storage=3_000)), owed(ASKED, HERE, day(15))
    gone = impound.VehicleReleased(to=ReleaseTo.OWNER, papers=PAPERS, paid=paid, owed=paid)
    won = on(on(ASKED, 15, gone), 16, impound.HearingDecided(requested=ASKED.number, lawful=False))

    assert owed(ASKED, changed, day(15)) - paid == cents - 17_500 + 500 * _days(ASKED)
    assert refund_due(won, changed) == refund_due(won, HERE) == paid > 0


def test_the_file_of_a_city_is_held_against_the_editions_of_its_jurisdiction() -> None:
    def faults(city: CityFees, *codes: str) -> list[tuple[str, str]]:
        return [(each.where, each.why) for each in faults_of_city_fees(city, [find_edition(code) for code in codes])]

    assert faults(FEES, EDITION) == []
    assert faults(enacting(paint=1), EDITION) == [
        ("fees.paint", f"{EDITION} has no such fee. It has: towing, storage, state")
    ]
    assert faults(enacting(state=5_000), EDITION) == [
        ("fees.state", f"{EDITION} gives this amount itself, so no city sets it")
    ]
    assert faults(CityFees("us-moon", {})) == [("jurisdiction", "there is no edition for 'us-moon' here")]


def test_an_amount_that_only_a_newer_edition_gives_is_still_needed_by_the_older_one() -> None:
    known = ALONE.fees["towing"].model_copy(update={"cents": 1})
    newer = ALONE.model_copy(update={"fees": ALONE.fees | {"towing": known}})

    assert list(faults_of_city_fees(FEES, [ALONE, newer])) == []


def test_what_is_wrong_with_the_file_of_a_city_is_said_of_the_newest_edition() -> None:
    newer = ALONE.model_copy(update={"code": "us-pa-philadelphia.2030-01-01"})

    for city in (enacting(paint=1), enacting(state=5_000)):
        [fault] = faults_of_city_fees(city, [ALONE, newer])
        assert fault.why.startswith(f"{newer.code} ")


def test_ten_thousand_dollars_are_the_most_that_a_city_charges() -> None:
    assert CityFee(cents=1_000_000, citation="1").cents == 1_000_000
    with pytest.raises(ValidationError):
        CityFee(cents=1_000_001, citation="1")


@pytest.mark.parametrize("field", CityFee.model_fields)
def test_what_a_city_has_enacted_is_changed_by_nobody(field: str) -> None:
    with pytest.raises(ValidationError):
        setattr(CityFee(cents=100, citation="1"), field, "2")
