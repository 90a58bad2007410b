"""What the mail house tells of letters: each event is kept once, and says no more than it proves."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.audit import verify_case
from activities.mail_house import HttpMailHouse, News
from database.mail_events import list_events_of
from schemas.mail import (
    MailProof,
    MailReturn,
    RecordMailing,
)
from schemas.mail_house import MailEventKind, MailNews, MailSource
from schemas.messages import at_of
from tests.mail_city import (
    DELIVERED,
    FOUR_PM,
    HANDED_OVER,
    MAILED,
    NOT_MAILED,
    RETURNED,
    ZONE,
    MailCity,
    told,
)
from tests.owner import rewrite


def news(letter: int, event: MailEventKind, hours: float, **more: object) -> MailNews:
    """An event of a letter, so many hours after the afternoon of the batch."""
    at = FOUR_PM + timedelta(hours=hours)
    said = {"event_id": f"x-{letter}-{event}-{hours}", "letter_id": letter, "source": MailSource.CARRIER}
    return MailNews(event=event, occurred_at=at, local_date=at.date(), **said | more)


K = MailEventKind
BACK = {"reason": MailReturn.UNCLAIMED}


Story = tuple[list[tuple[MailEventKind, float, dict[str, Any]]], list[str]]
STORIES: list[Story] = [
    ([(K.ANNOUNCED, 1, {}), (K.TENDERED, 2, {}), (K.MOVING, 3, {}), (K.ATTEMPTED, 4, {})], []),
    ([(K.ACCEPTED, 1, {"source": MailSource.HOUSE})], []),
    ([(K.ACCEPTED, 1, {}), (K.ACCEPTED, 2, {})], [MAILED]),
    ([(K.DELIVERED, 3, {}), (K.ACCEPTED, 1, {})], [MAILED, DELIVERED]),
    ([(K.DELIVERED, 3, {})], []),
    ([(K.ACCEPTED, 1, {}), (K.RETURNED, 2, BACK), (K.DELIVERED, 4, {})], [MAILED, RETURNED]),
    ([(K.ACCEPTED, 1, {}), (K.RETURNED, 2, BACK), (K.RETURNED, 3, BACK)], [MAILED, RETURNED]),
    ([(K.ACCEPTED, 1, {}), (K.DELIVERED, 2, {}), (K.RETURNED, 3, BACK)], [MAILED, DELIVERED]),
    ([(K.ACCEPTED, 1, {}), (K.LOST, 5, {})], [MAILED, RETURNED]),
    ([(K.NOT_PRODUCED, 1, {})], [NOT_MAILED]),
    ([(K.ACCEPTED, 1, {}), (K.NOT_PRODUCED, 2, {})], [MAILED]),
]


@pytest.mark.parametrize(("events", "facts"), STORIES)
async def test_events_say_no_more_than_they_prove(
    town: MailCity, events: list[tuple[MailEventKind, float, dict[str, Any]]], facts: list[str]
) -> None:
    """In any order, and each of them twice."""
    car, letter = await town.sent()
    told_of = [news(letter, kind, hours, **more) for kind, hours, more in events]

    town.house.planned += [*told_of, *told_of]
    await town.goes_round()
    await town.goes_round()

    assert await told(car) == [HANDED_OVER, *facts]


async def test_a_certified_number_that_an_event_tells_first_is_kept_and_names_the_letter(town: MailCity) -> None:
    car, letter = await town.sent()
    await town.services.pool.execute("update mail_piece set certified_number = null")
    numbered = {"certified_number": "9407300000000000000102"}

    town.house.planned += [
        town.event(letter, "accepted", hours=1).model_copy(update=numbered),
        town.event(letter, "delivered", hours=2).model_copy(update={**numbered, "letter_id": None}),
        town.event(letter, "moving", hours=3).model_copy(update={"certified_number": "9407300000000000000119"}),
    ]
    await town.goes_round()

    assert await told(car) == [HANDED_OVER, MAILED, DELIVERED]
    assert await town.quarantined() == [
        f"Event {letter}-moving-3 (On its way) is of no letter of ours: 9407300000000000000119."
    ]


async def test_a_reason_that_comes_later_takes_the_place_of_none(town: MailCity) -> None:
    car, letter = await town.sent()
    town.house.planned += [news(letter, K.ACCEPTED, 1), news(letter, K.RETURNED, 2)]
    await town.goes_round()
    without = (await town.letter_of(car)).returned

    town.house.planned.append(news(letter, K.RETURNED, 3, reason=MailReturn.MOVED))
    await town.goes_round()

    with_reason = (await town.letter_of(car)).returned
    assert [each and each.reason for each in (without, with_reason)] == [MailReturn.UNDELIVERABLE, MailReturn.MOVED]


async def test_an_event_that_is_ahead_of_the_round_waits_for_its_date(town: MailCity) -> None:
    """It came in while the round was on its way, or the clock of the mail house is ahead."""
    car, letter = await town.sent()
    town.house.planned.append(town.event(letter, "accepted", hours=21))
    town.counter.clock = lambda: FOUR_PM + timedelta(hours=22)

    await town.goes_round()
    ahead = await told(car)
    await town.passes(hours=2)
    await town.goes_round()

    assert ahead == [HANDED_OVER]
    assert await told(car) == [HANDED_OVER, MAILED]
    assert await town.quarantined() == []


async def test_the_date_at_the_post_office_decides(town: MailCity) -> None:
    """Scanned after midnight by the clock of another zone: the local date is the day before."""
    car, letter = await town.sent()
    scanned = news(letter, K.ACCEPTED, 9)
    assert scanned.occurred_at.astimezone(ZONE).date() == date(2027, 3, 2)

    town.house.planned.append(scanned.model_copy(update={"local_date": date(2027, 3, 1)}))
    await town.goes_round()

    assert await told(car) == [HANDED_OVER, MAILED]
    assert at_of((await town.letter_of(car)).mailed) == datetime(2027, 3, 1, 23, 59, tzinfo=ZONE)


async def test_a_carrier_that_gives_only_a_date_says_the_end_of_it(town: MailCity) -> None:
    """Midnight of the day on which the letter was written in the afternoon."""
    car, letter = await town.sent()
    midnight = FOUR_PM.replace(hour=0)

    town.house.planned.append(news(letter, K.ACCEPTED, 1).model_copy(update={"occurred_at": midnight}))
    await town.goes_round()

    assert at_of((await town.letter_of(car)).mailed) == FOUR_PM.replace(hour=23, minute=59)


async def test_a_date_that_is_far_ahead_is_a_persons(town: MailCity) -> None:
    car, letter = await town.sent()

    town.house.planned.append(news(letter, K.ACCEPTED, 1).model_copy(update={"local_date": date(2072, 3, 1)}))
    await town.goes_round()

    assert await told(car) == [HANDED_OVER]
    assert await town.quarantined() == [
        f"Case {car.case}, letter {letter}: Accepted by the postal service. Its date is in the future."
    ]


async def test_a_scan_that_is_later_than_the_mailing_on_record_is_a_persons(town: MailCity) -> None:
    car, letter = await town.sent()
    await car.ask("dispatcher-1", RecordMailing(letter=letter, at=FOUR_PM))

    town.house.planned += [news(letter, K.ACCEPTED, 2), news(letter, K.ACCEPTED, 18)]
    await town.goes_round()

    [sentence] = await town.quarantined()
    assert "It is later than the mailing on record" in sentence


async def test_the_word_of_the_house_does_not_hide_the_scan_of_the_same_instant(town: MailCity) -> None:
    car, letter = await town.sent()

    town.house.planned += [news(letter, K.ACCEPTED, 1, source=MailSource.HOUSE), news(letter, K.ACCEPTED, 1)]
    await town.goes_round()

    assert await told(car) == [HANDED_OVER, MAILED]


async def test_only_the_postal_service_says_what_it_has_scanned(town: MailCity) -> None:
    car, letter = await town.sent()

    await car.ask("dispatcher-1", RecordMailing(letter=letter, shown_by=MailProof.ACCEPTANCE_SCAN))

    assert [each.shown_by for each in await car.facts() if each.kind == MAILED] == [MailProof.ENTERED]


@pytest.mark.parametrize(
    "odd",
    [
        {"occurred_at": "0001-01-01T00:00:00Z"},
        {"occurred_at": "9999-12-31T23:59:59-05:00"},
        {"occurred_at": "1969-12-31T12:00:00Z"},
        {"local_date": "0001-01-01"},
        {"event_id": "a\x00b"},
        {"raw_code": "12 Elm Street"},
        {"letter_id": 10**19},
        {"letter_id": 0},
        {"letter_id": {"a": 1}},
    ],
)
async def test_an_event_that_nobody_can_keep_keeps_no_other_one_waiting(town: MailCity, odd: dict[str, object]) -> None:
    car, letter = await town.sent()
    whole = news(letter, K.ACCEPTED, 1).model_dump(mode="json", exclude_none=True)

    class OnePage(HttpMailHouse):
        async def news_after(self, cursor: str | None, _: datetime) -> News:
            return News((), cursor) if cursor else News(({**whole, **odd}, whole), "7")

    await town.with_house(OnePage).collects()

    assert len(await town.quarantined()) == 1
    assert await told(car) == [HANDED_OVER, MAILED]


async def test_a_cursor_that_moves_without_events_ends_the_round(town: MailCity) -> None:
    calls = count(1)

    class Restless(HttpMailHouse):
        async def news_after(self, _: str | None, __: datetime) -> News:
            return News((), f"at-{next(calls)}")

    await town.with_house(Restless).collects()

    assert next(calls) == 2


async def test_events_that_wait_are_judged_also_while_the_mail_house_is_away(town: MailCity) -> None:
    car, letter = await town.sent()
    town.house.planned.append(news(letter, K.DELIVERED, 3))
    await town.goes_round()
    await car.ask("dispatcher-1", RecordMailing(letter=letter, at=FOUR_PM))
    town.counter.is_down = True

    with pytest.raises(ApplicationError, match="away"):
        await town.collects()

    assert await told(car) == [HANDED_OVER, MAILED, DELIVERED]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"event_id": "e-1", "letter_id": 999_999}, "is of no letter of ours: letter 999999."),
        ({"event_id": "e-1", "letter_id": 999_999, "certified_number": "9" * 22}, "cannot be read: certified_number"),
        ({"event_id": "e-1"}, "is of no letter of ours"),
        ({"letter_id": 1}, "cannot be read: event_id is missing or wrong."),
        ({"event_id": "e-1", "letter_id": 1, "event": "eaten"}, "cannot be read: event is missing or wrong."),
        ({"event_id": "e-1", "letter_id": 1, "occurred_at": "yesterday"}, "cannot be read: occurred_at is missing"),
        ({"event_id": "e-1", "letter_id": 1, "reason": "bored"}, "cannot be read: reason is missing or wrong."),
    ],
)
async def test_an_event_that_cannot_be_used_is_quarantined_with_a_sentence(
    town: MailCity, raw: dict[str, object], said: str
) -> None:
    car, letter = await town.sent()
    usual = news(letter, K.ACCEPTED, 1).model_dump(mode="json", exclude={"event_id", "letter_id"}, exclude_none=True)

    class TwoEvents(HttpMailHouse):
        async def news_after(self, cursor: str | None, _: datetime) -> News:
            page = News(({**usual, **raw}, news(letter, K.ACCEPTED, 1).model_dump(mode="json")), "7")
            return News((), cursor) if cursor else page

    await town.with_house(TwoEvents).collects()

    [sentence] = await town.quarantined()
    assert said in sentence
    assert await told(car) == [HANDED_OVER, MAILED]


async def test_a_person_may_mail_a_letter_meanwhile(town: MailCity) -> None:
    car, letter = await town.sent()

    answer = await car.ask("dispatcher-1", RecordMailing(letter=letter))
    town.house.planned.append(news(letter, K.ACCEPTED, 1))
    await town.goes_round()

    assert answer.refusal is None
    assert await told(car) == [HANDED_OVER, MAILED]
    async with town.services.pool.acquire() as connection:
        [event] = await list_events_of(connection, car.case)
    assert (event.fact, event.why) == (None, "The mailing is on record.")


async def test_the_record_of_the_mail_is_evidence(town: MailCity) -> None:
    car = await town.written()
    await town.goes_round()
    sound = await verify_case(town.services, car.case)

    await rewrite(town.services.pool, "update mail_event set event = 'delivered'")
    await rewrite(town.services.pool, "update mail_piece set certified_number = null")

    faults = await verify_case(town.services, car.case)
    assert sound == []
    assert len(faults) == 2, faults
