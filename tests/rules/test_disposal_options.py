"""What an option adds: a notice, a floor, a classification that narrows the options, a value that decides."""

from rules.disposal_options import asks_a_value, asks_more
from rules.law import Edition
from schemas import disposal
from schemas.words import Notice, Task, VehicleStatus
from tests.rules import cars
from tests.rules.cars import DESK, on, refusal_of
from tests.rules.made_up_laws import law_with
from tests.rules.test_laws_of_other_places import CALIFORNIA, PRICED, told
from tests.rules.test_other_laws import VALUES
from tests.tasks import tasks_of

APPRAISE = disposal.AppraiseVehicle(value=100, model_year=1999)


def priced(law: Edition, **other: object) -> Edition:
    """The law with another option for dear cars."""
    dear = law.disposal["dear"].model_copy(update=other)
    return law.model_copy(update={"disposal": {**law.disposal, "dear": dear}})


def test_an_option_that_asks_for_one_more_notice_asks_for_more_although_it_waits_no_longer() -> None:
    """The owner gets a letter that nobody has written yet."""
    classified = on(cars.TOLD, 13, cars.named(VehicleStatus.SALVAGE, by_salvor=False))
    cheap = on(classified, 14, disposal.VehicleAppraised(value=50_000, model_year=2020))
    one_more = priced(VALUES, floors=("reclaim",))
    no_more = priced(VALUES, floors=("reclaim",), notices=(Notice.IMPOUND,))

    assert asks_more(cheap, one_more, value=50_001, model_year=2020)
    assert not asks_more(cheap, no_more, value=50_001, model_year=2020)


def test_a_value_is_asked_for_if_one_option_depends_on_it() -> None:
    by_value = cars.LAW.disposal["with_value"].model_copy(update={"value_over": 50_000})
    law = law_with(disposal={"with_value": by_value})

    assert [asks_a_value(each) for each in (law, cars.LAW)] == [True, False]
    assert refusal_of(cars.TOLD, APPRAISE, DESK, law=law) is None
    assert refusal_of(cars.TOLD, APPRAISE, DESK) is not None


def test_a_car_is_classified_early_if_one_floor_of_an_open_option_has_not_begun() -> None:
    """In California the sale of a car worth more than $4,000 waits for letters that run and for an advertisement."""
    worth = on(PRICED, 6, disposal.VehicleAppraised(value=400_001, model_year=2015))
    announced = told(worth, Notice.IMPOUND, Notice.SALE)

    assert Task.OFFICER_STATUS in tasks_of(announced, CALIFORNIA).codes
    assert Task.OFFICER_STATUS not in tasks_of(cars.TOLD, cars.LAW).codes
