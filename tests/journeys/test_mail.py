"""The port of the mail, a letter at a time: down for a day, back, told twice, and late after a person's answer."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from activities.notifying import TemporalClient
from activities.services import Services
from schemas.mail import MailReturn, RecordMailing, RecordReturn
from schemas.mail_house import MailEventKind
from schemas.words import Role, Task
from tests.conftest import Clock
from tests.mail_city import DELIVERED, HANDED_OVER, MAILED, RETURNED, MailCity, mail_city, told


@pytest.fixture
async def town(services: Services, temporal_client: TemporalClient, clock: Clock) -> AsyncIterator[MailCity]:
    """A city whose letters a mail house mails."""
    async with mail_city(services, temporal_client, clock) as running:
        yield running


async def test_a_mail_house_that_is_down_for_a_day_gets_each_letter_once_when_it_is_back(town: MailCity) -> None:
    """And tells of everything twice, which changes nothing."""
    car = await town.written()
    letter = (await town.letter_of(car)).letter
    town.counter.is_down = True
    for _ in range(3):
        with pytest.raises(ApplicationError, match="mail service is away"):
            await town.hands_over()
        await town.passes(hours=8)
    while_it_was_down = await told(car)

    town.counter.is_down = False
    await town.goes_round()
    town.house.planned += [each.model_copy(update={"event_id": f"{each.event_id}-2"}) for each in town.house.planned]
    await town.passes(days=4)
    await town.goes_round()
    await town.goes_round()

    assert while_it_was_down == []
    assert await told(car) == [HANDED_OVER, MAILED, DELIVERED]
    assert town.house.copies[letter] == 1
    assert await town.quarantined() == []


async def test_news_that_comes_after_a_persons_answer_changes_nothing(town: MailCity) -> None:
    """A dispatcher has the envelope in hand; days later the postal service says something else of it."""
    car, letter = await town.sent()
    await car.ask("dispatcher-1", RecordMailing(letter=letter))
    await town.passes(days=5)
    await car.ask("dispatcher-1", RecordReturn(letter=letter, reason=MailReturn.VACANT))
    town.house.planned += [
        town.event(letter, "accepted", hours=2),
        town.event(letter, "returned", hours=90).model_copy(update={"reason": MailReturn.MOVED}),
        town.event(letter, "delivered", hours=95),
    ]

    await town.passes(days=3)
    await town.goes_round()

    assert await told(car) == [HANDED_OVER, MAILED, RETURNED]
    returned = (await town.letter_of(car)).returned
    assert returned is not None
    assert returned.reason is MailReturn.VACANT


async def test_a_letter_that_the_mail_has_lost_is_written_and_goes_out_again(town: MailCity) -> None:
    car, letter = await town.sent()
    town.house.planned += [town.event(letter, "accepted", hours=1), town.event(letter, "lost", hours=10)]
    await town.goes_round()
    row = await car.row()

    assert row.case.letters[-1].lapsed
    assert row.tasks.own_act is Task.LETTERS
    assert await told(car) == [HANDED_OVER, MAILED, RETURNED]
    assert row.tasks.next.by is Role.SYSTEM


async def test_the_training_city_brings_a_letter_back_for_each_reason_it_knows(town: MailCity) -> None:
    """From the manifest to the fact: the reason that a person reads is the one that the mail gave."""
    town.house.returning = 1
    car = await town.written()

    await town.goes_round()
    await town.passes(days=20)
    await town.goes_round()

    assert await told(car) == [HANDED_OVER, MAILED, RETURNED]
    returned = (await town.letter_of(car)).returned
    assert returned is not None
    assert returned.reason is tuple(MailReturn)[1]
    [back] = [each for each in town.house.planned if each.event is not MailEventKind.ACCEPTED]
    assert returned.at - back.occurred_at < timedelta(days=1)
