"""The mail house of the training city: each batch once, events of this run, and what goes wrong by a seed."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from sample.mail import NOBODYS, RETURNED_AFTER, RETURNING, ManifestError, TrainingMailHouse, read_manifest
from sample.records import TrainingRecords
from schemas.mail import MailReturn
from schemas.mail_house import MailEventKind, MailSource
from tests.mail_city import FOUR_PM, ZONE
from tests.outside import served
from workers.world import TrainingCity, world_app
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


def test_some_letters_come_back_each_for_another_reason_and_the_same_ones_each_time() -> None:
    house, again = [TrainingMailHouse(ZONE, returning=2) for _ in range(2)]

    for each in (house, again):
        each.take("B-1", manifest(*range(1, 41)), 1, FOUR_PM)

    back = [each for each in house.planned if each.event in (MailEventKind.RETURNED, MailEventKind.LOST)]
    assert {each.letter_id for each in back} == set(range(2, 41, 2))
    untold = (MailReturn.LOST, MailReturn.UNDELIVERABLE)
    reasons: list[MailReturn | None] = [each for each in MailReturn if each not in untold]
    assert Counter(each.reason for each in back) == Counter([*reasons, *reasons, None, None, None, None])
    assert sum(each.event is MailEventKind.LOST for each in back) == 2
    assert house.planned == again.planned
    unclaimed = next(each for each in back if each.reason is MailReturn.UNCLAIMED)
    assert unclaimed.occurred_at == FOUR_PM + RETURNED_AFTER[MailReturn.UNCLAIMED]


def test_the_letters_of_a_small_week_have_every_reason_and_later_ones_are_mostly_delivered() -> None:
    """The demo mails some two dozen letters."""
    house = TrainingMailHouse(ZONE, RETURNING)

    house.take("B-1", manifest(*range(1, 121)), 1, FOUR_PM)

    back = [each for each in house.planned if each.event in (MailEventKind.RETURNED, MailEventKind.LOST)]
    early = [each for each in back if (each.letter_id or 0) <= 20]
    assert len(early) == len(MailReturn)
    assert {each.reason for each in early} == {*MailReturn, None} - {MailReturn.LOST, MailReturn.UNDELIVERABLE}
    assert len(back) - len(early) == 10


def disturbed(seed: int | None) -> list[tuple[str, str]]:
    """What a mail house tells of a hundred letters over two weeks, day by day, and on which day."""
    house, cursor, told = TrainingMailHouse(ZONE, seed=seed), "", []
    house.take("B-1", manifest(*range(1, 101)), 1, FOUR_PM)
    for day in range(15):
        page = house.events(cursor, FOUR_PM + timedelta(days=day))
        cursor = page.cursor
        told += [(str(each["event_id"]), str(day)) for each in page.events]
    return told


def test_by_a_seed_news_comes_late_out_of_order_twice_and_of_nobodys_letter() -> None:
    told, plain = disturbed(3), disturbed(None)

    assert told == disturbed(3)
    assert told != disturbed(4)
    by_name = dict(told)
    assert [day for _, day in plain] == ["0"] * 100 + ["3"] * 100
    assert {"2", "5"} <= set(by_name.values()), "late by two days"
    first = {name.removesuffix("-accepted"): int(day) for name, day in told if name.endswith("-accepted")}
    assert any(day > int(by_name[f"{name}-delivered"]) for name, day in first.items()), "after what followed it"
    assert any(name.endswith("-again") for name in by_name)
    assert any(name.endswith("-nobodys") for name in by_name)
    assert {name for name, _ in plain} <= set(by_name), "nothing is lost"


def test_the_city_of_a_seed_tells_of_letters_that_nobody_sent_by_a_number_of_their_own() -> None:
    house = TrainingMailHouse(ZONE, seed=3)
    house.take("B-1", manifest(*range(1, 101)), 1, FOUR_PM)

    nobodys = [each for each in house.planned if each.event_id.endswith("-nobodys")]

    assert nobodys
    assert all(each.letter_id and each.letter_id > NOBODYS and each.certified_number is None for each in nobodys)


async def test_a_letter_that_comes_in_another_batch_too_is_told(house: TrainingMailHouse) -> None:
    app = world_app(TrainingCity(TrainingRecords(), MailCounter(house, lambda: FOUR_PM)))
    house.take("B-1", manifest(7, 8), 1, FOUR_PM)
    house.take("B-1", manifest(7, 8), 1, FOUR_PM)
    house.take("B-2", manifest(8, 9, name="B-2"), 1, FOUR_PM)

    async with served(app) as address, httpx.AsyncClient(base_url=address) as browser:
        assert (await browser.get("received")).json() == {"letters": 3, "twice": [8]}
