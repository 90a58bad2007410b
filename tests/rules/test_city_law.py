"""What a city chooses is laid over an edition, and what it does not choose stays as the edition has it."""

from typing import Any

import pytest

from rules.city_law import CityLaw
from rules.library import find_edition
from schemas.records import RecordsQuestion

CODE = "us-pa-philadelphia.2026-01-01"
EDITION = find_edition(CODE)
OWNER = frozenset({RecordsQuestion.OWNER})
LETTER_AGE = EDITION.periods["letter_age"]


def test_a_city_that_chooses_nothing_mails_its_letters_itself_and_asks_no_service() -> None:
    law = CityLaw().edition(CODE)

    assert (law.mail_house, law.asks, law.periods) == (False, frozenset(), EDITION.periods)


@pytest.mark.parametrize(
    ("chosen", "changed"),
    [
        ({"asks": OWNER}, {"asks": OWNER}),
        ({"mail_house": True}, {"mail_house": True}),
        (
            {"margin_days": 9},
            {"periods": EDITION.periods | {"letter_age": LETTER_AGE.model_copy(update={"amount": 9})}},
        ),
    ],
)
def test_each_choice_changes_its_own_part_of_the_edition(chosen: dict[str, Any], changed: dict[str, Any]) -> None:
    assert LETTER_AGE.amount != 9
    assert CityLaw(**chosen).edition(CODE) == CityLaw().edition(CODE).model_copy(update=changed)
