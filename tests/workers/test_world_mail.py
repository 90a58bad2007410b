"""The mail house of the training city: each batch once, events of this run, and what goes wrong by a seed."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from sample.mail import RETURNED_AFTER, ManifestError, TrainingMailHouse, read_manifest
from schemas.mail import MailReturn
from schemas.mail_house import MailEventKind, MailSource
from tests.mail_city import FOUR_PM, ZONE
from tests.outside import served
from workers.world_mail import MailCounter, mail_app

HEAD = "batch_id,row,letter_id,certified_number,service,page_from,page_to,sha256,reply_by"


def manifest(*letters: int, name: str = "B-1", service: str = "certified", end: str | None = None) -> str:
    rows = (f"{name},{row},{letter},,{service},{row},{row},x,2027-03-02" for row, letter in enumerate(letters, start=1))
    return "\r\n".join((HEAD, *rows, end or f"END,{len(letters)}", ""))


@pytest.fixture
async def house() -> TrainingMailHouse:
    return TrainingMailHouse(ZONE)


@pytest.fixture
async def client(house: TrainingMailHouse) -> AsyncIterator[httpx.AsyncClient]:
    app = mail_app(MailCounter(house, lambda: FOUR_PM))
    async with served(app) as address, httpx.AsyncClient(base_url=address) as browser:
        yield browser


async def hand_over(client: httpx.AsyncClient, text: str, name: str = "B-1") -> httpx.Response:
    files = {"manifest": ("m.csv", text.encode(), "text/csv"), "letters": ("l.pdf", b"%PDF", "application/pdf")}
    return await client.post("batches", files=files, headers={"Idempotency-Key": name})


async def test_a_batch_is_taken_once_and_answered_alike(client: httpx.AsyncClient, house: TrainingMailHouse) -> None:
    unknown = await client.get("batches/B-1")
    first = await hand_over(client, manifest(7, 8))
    again = await hand_over(client, manifest(7, 8))

    assert unknown.status_code == 404
    assert first.json() == again.json() == (await client.get("batches/B-1")).json()
    assert [row["letter_id"] for row in first.json()["rows"]] == [7, 8]
    assert house.copies == Counter({7: 1, 8: 1})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (manifest(7, end="END,2"), "does not end with END"),
        (manifest(7, name="B-2"), "of another batch"),
        (manifest(7, service="pigeon"), "cannot be read"),
        ("", "does not end with END"),
    ],
)
async def test_a_manifest_that_is_wrong_is_refused(client: httpx.AsyncClient, text: str, said: str) -> None:
    answer = await hand_over(client, text)

    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    with pytest.raises(ManifestError, match=said):
        read_manifest("B-1", text)


async def test_events_come_when_they_have_happened_and_begin_again_in_another_run(house: TrainingMailHouse) -> None:
    house.take("B-1", manifest(7), 1, FOUR_PM)
    first = house.events("", FOUR_PM)
    later = house.events(first.cursor, FOUR_PM + timedelta(days=3))
    other_run = TrainingMailHouse(ZONE)
    other_run.take("B-2", manifest(8, name="B-2"), 1, FOUR_PM)

    assert [each["event"] for each in first.events] == ["accepted"]
    assert [each["event"] for each in later.events] == ["delivered"]
    assert house.events(later.cursor, FOUR_PM + timedelta(days=9)).events == ()
    assert [each["letter_id"] for each in other_run.events(later.cursor, FOUR_PM).events] == [8]


def test_a_first_class_letter_stands_in_an_accepted_manifest_and_is_not_tracked(house: TrainingMailHouse) -> None:
    house.take("B-1", manifest(7, service="first_class"), 1, FOUR_PM)

    [accepted] = house.planned
    assert (accepted.event, accepted.source) == (MailEventKind.ACCEPTED, MailSource.MANIFEST)


def test_some_letters_come_back_each_for_another_reason() -> None:
    house = TrainingMailHouse(ZONE, returning=2)

    house.take("B-1", manifest(*range(1, 41)), 1, FOUR_PM)

    back = [each for each in house.planned if each.event is MailEventKind.RETURNED]
    assert {each.letter_id for each in back} == set(range(2, 41, 2))
    assert {each.reason for each in back} == set(MailReturn)
    assert {each.occurred_at for each in back} == {FOUR_PM + RETURNED_AFTER}
