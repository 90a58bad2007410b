"""The case page opens the form of the next task first, and offers only what applies to the case."""

import re
from html import unescape
from typing import Any

import pytest

from database.connection import Pool, transaction
from database.tow_dispatch import Contractor, put_contractors
from rules.library import find_edition
from schemas.mail import RecordMailing
from schemas.marks import FromCase
from schemas.words import Hold, Notice
from tests.car import CaseDriver
from tests.rules import cars
from tests.web.desk import declared, letters, offered
from web.case_page import answer_to
from web.choices import choices


async def test_the_form_of_the_next_task_is_first_and_open(car: CaseDriver, sign_in: Any) -> None:
    text = (await sign_in("dispatcher-1").get(f"/cases/{car.case}")).text

    forms = re.findall(
        r'<details class="tp-panel" (open)?>\s*<summary>[^<]*</summary>\s*<form [^>]*/requests/(\w+)"', text
    )

    answer = answer_to((await car.row()).tasks.next.task)
    assert answer is not None
    assert forms[0] == ("open", answer)
    assert {opened for opened, _ in forms[1:]} == {""}


async def test_only_a_notice_that_was_written_can_be_reissued(car: CaseDriver, sign_in: Any) -> None:
    await declared(car)
    before = choices((await car.row()).case, cars.LAW)[FromCase.NOTICE]
    [number] = await letters(car, Notice.PRE_TOW)
    await car.ask("dispatcher-1", RecordMailing(letter=number))

    assert before == ()
    assert choices((await car.row()).case, cars.LAW)[FromCase.NOTICE] == ((Notice.PRE_TOW, "Notice before the tow"),)


@pytest.mark.parametrize("place", ["us-pa-philadelphia.2026-01-01", "us-ca.2026-01-01", "us-wa.2026-01-01"])
def test_the_form_of_a_hold_shows_what_it_stops(place: str) -> None:
    law = find_edition(place)

    holds = dict(choices(cars.TOLD.with_(edition=place), law)[FromCase.HOLD_KIND])

    assert set(holds) == set(law.holds)
    assert holds[Hold.POLICE_EVIDENCE].endswith("blocks tow, release, billing and disposal")
    assert holds[Hold.OPPOSITION] == "Sale contested: blocks disposal"


async def test_the_law_is_named_by_its_place(car: CaseDriver, sign_in: Any) -> None:
    text = unescape((await sign_in("officer-1").get(f"/cases/{car.case}")).text)

    assert "Law: Philadelphia" in text


async def test_a_contractor_that_left_the_rotation_is_still_shown_by_name(
    car: CaseDriver, owned: Pool, sign_in: Any
) -> None:
    await offered(car)
    order = (await car.row()).case.order
    assert order is not None
    async with transaction(owned) as connection:
        await put_contractors(connection, [Contractor(order.contractor, "Sons & Daughters")])
        await put_contractors(connection, [])

    text = unescape((await sign_in("supervisor-1").get(f"/cases/{car.case}")).text)

    assert "Contractor: Sons & Daughters" in text
    assert "<strong>No. 1</strong> Sons & Daughters: offered" in text
    assert order.contractor not in text
