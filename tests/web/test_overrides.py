"""Overrides and waived fees are listed for those who review them, with person, time and reason."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import httpx
import pytest

from schemas.impound import RecordIntake, WaiveFees
from schemas.waiting_periods import OverrideGuard
from tests.car import CaseDriver
from tests.web.desk import in_the_lot

Headers = Callable[[str], dict[str, str]]
REASON = "=The keeper of the lot is ill"


async def two_exceptions(car: CaseDriver) -> None:
    """Waive fees and override a guard."""
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    waived = await car.ask("supervisor-1", WaiveFees(fees=("towing",), note="The owner was in hospital"))
    guard = OverrideGuard(guard="own_lot", question="may_release", note=REASON)
    overridden = await car.ask("supervisor-1", guard)
    assert (waived.refusal, overridden.refusal) == (None, None)


async def test_an_empty_list_says_what_will_appear_there(sign_in: Any) -> None:
    assert "No overrides" in (await sign_in("admin-1").get("/overrides")).text


async def test_every_exception_is_listed_with_person_and_reason_and_counted(car: CaseDriver, sign_in: Any) -> None:
    await two_exceptions(car)

    text = (await sign_in("supervisor-1").get("/overrides")).text

    assert "2 in total." in text
    assert "Fees waived: towing" in text
    assert "Safeguard own_lot: A lot keeper acts only for their own lot" in text
    assert "for: release the car" in text
    assert "The owner was in hospital" in text
    assert f'href="/cases/{car.case}#fact-' in text
    assert 'href="/overrides" aria-current="page"' in text
    assert '<th scope="row">Leonard Vasquez</th><td>2</td>' in text


async def test_the_api_gives_them_with_their_counts(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    await two_exceptions(car)

    found = (await client.get("/api/overrides", headers=bearer("admin-1"))).json()
    nothing = (await client.get("/api/overrides", params={"case": "26-999999"}, headers=bearer("admin-1"))).json()

    newest, older = found["overridden"]
    assert (newest["guard"], newest["question"], newest["why"]) == ("own_lot", "may_release", REASON)
    assert (older["fees"], older["account"], older["name"]) == (["towing"], "supervisor-1", "Leonard Vasquez")
    assert found["counts"]["what"] == {"own_lot": 1, "towing": 1}
    assert found["counts"]["person"] == {"Leonard Vasquez": 2}
    assert sum(found["counts"]["month"].values()) == 2
    assert nothing["overridden"] == []


async def test_the_csv_has_no_formula(car: CaseDriver, sign_in: Any) -> None:
    await two_exceptions(car)

    answer = await sign_in("hearing-1").get("/overrides.csv")

    rows = list(csv.DictReader(StringIO(answer.text)))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert [row["case"] for row in rows] == [car.case] * 2
    assert rows[0]["why"] == f"'{REASON}"
    assert rows[1]["what"] == "Fees waived: towing"


@pytest.mark.parametrize("who", ["dispatcher-1", "officer-1", "contractor-1", "lot-1"])
async def test_roles_that_order_tows_do_not_review_exceptions(
    client: httpx.AsyncClient, bearer: Headers, sign_in: Any, who: str
) -> None:
    assert (await client.get("/api/overrides", headers=bearer(who))).status_code == 403
    staff = who in ("dispatcher-1", "officer-1")
    for page in ("/overrides", "/overrides.csv"):
        assert (await sign_in(who).get(page)).status_code == (403 if staff else 303)
    if staff:
        assert 'href="/overrides"' not in (await sign_in(who).get("/cases")).text
