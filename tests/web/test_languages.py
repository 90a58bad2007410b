"""The languages of the letters on the page of the systems, and in the API."""

from dataclasses import replace
from typing import Any

import pytest

from activities.letter_catalogs import read_catalog
from activities.services import Services

SPANISH = read_catalog("es")


@pytest.fixture
def services(services: Services) -> Services:
    """Services of a city that wants its letters in Spanish too."""
    return replace(services, languages=(SPANISH,))


async def test_an_admin_sees_that_letters_go_out_in_english_alone_and_why(sign_in: Any) -> None:
    page = (await sign_in("admin-1").get("/services")).text

    assert "<strong>Spanish (es): a draft that nobody has approved. Letters go out in English alone.</strong>" in page
    assert f"Fingerprint: {SPANISH.language.fingerprint[:12]}" in page


async def test_nobody_else_sees_it(sign_in: Any) -> None:
    assert (await sign_in("supervisor-1").get("/services")).status_code == 403
    assert (await sign_in("supervisor-1").get("/api/languages")).status_code == 403


async def test_the_api_names_what_is_missing_and_takes_an_approval(client: Any, bearer: Any) -> None:
    given = {
        "language": "es",
        "fingerprint": SPANISH.language.fingerprint,
        "reviewer": " Ana Ruiz ",
        "qualification": "certified court interpreter",
        "reviewed_on": "2020-01-01",
    }
    headers = bearer("admin-1")

    before = (await client.get("/api/languages", headers=headers)).json()
    short = await client.post("/api/languages", headers=headers, json=given | {"fingerprint": "f"})
    wrong = await client.post("/api/languages", headers=headers, json=given | {"fingerprint": "f" * 64})
    done = await client.post("/api/languages", headers=headers, json=given)

    assert [(each["standing"], each["printed"], each["missing"]) for each in before] == [("draft", False, [])]
    assert (short.status_code, wrong.status_code, wrong.json()["code"]) == (422, 409, "stale_translation")
    assert (done.json()["standing"], done.json()["reviewer"], done.json()["printed"]) == ("approved", "Ana Ruiz", True)
    assert (await client.get("/api/languages", headers=headers)).json() == [done.json()]
