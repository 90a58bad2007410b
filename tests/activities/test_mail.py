"""The round of the mail: batches, answers and events, with the training city's mail house over real HTTP."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from temporalio.exceptions import ApplicationError

from activities.mail_desk import fetch_batch
from activities.services import SYSTEM
from database import mail as mails
from sample.disturbances import Disturbance, Disturbances
from schemas.mail import (
    LetterHandedOver,
    LetterMailed,
    MailProof,
)
from schemas.messages import at_of
from schemas.words import Notice, Role, Task
from tests.car import reported
from tests.mail_city import DELIVERED, FOUR_PM, HANDED_OVER, MAILED, NOT_MAILED, MailCity, told
from tests.web.desk import in_the_lot, letters


async def test_a_letter_goes_out_with_the_batch_of_the_day_and_its_time_starts_with_the_scan(town: MailCity) -> None:
    car = await town.written()
    waiting = (await car.row()).tasks.next

    await town.goes_round()
    on_its_way = await car.row()
    await town.passes(days=3, hours=1)
    await town.goes_round()

    assert (waiting.task, waiting.by) == (Task.MAILING, Role.SYSTEM)
    assert on_its_way.tasks.next.task is Task.NOTICE_PERIOD
    facts = await car.facts()
    [number] = [each.certified_number for each in facts if isinstance(each, LetterHandedOver)]
    assert str(number).startswith("94073123456789")
    assert [each.shown_by for each in facts if isinstance(each, LetterMailed)] == [MailProof.ACCEPTANCE_SCAN]
    assert await told(car) == [HANDED_OVER, MAILED, DELIVERED]
    letter = await town.letter_of(car)
    assert (at_of(letter.delivered) or FOUR_PM) - (at_of(letter.mailed) or FOUR_PM) == timedelta(days=3)
    assert await town.quarantined() == []


async def test_the_batch_is_one_pdf_with_a_row_for_each_letter_that_names_nobody(town: MailCity) -> None:
    cars = [await town.written() for _ in range(3)]

    await town.hands_over()

    [(batch, letters, _)] = await town.batches()
    printed = await fetch_batch(town.services, batch.number, SYSTEM, now=town.clock())
    again = await fetch_batch(town.services, batch.number, SYSTEM, now=town.clock())
    pages = [each.extract_text() for each in PdfReader(BytesIO(printed.pdf)).pages]
    rows = [line.split(",") for line in printed.manifest.splitlines()]
    assert (letters, rows[-1], printed.pdf) == (3, ["END", "3"], again.pdf)
    for car, row in zip(cars, rows[1:-1], strict=True):
        first, last = int(row[5]), int(row[6])
        assert car.case in pages[first - 1]
        assert all(car.case in page for page in pages[first - 1 : last])
    assert int(rows[-2][6]) == len(pages)
    for planted in ("Sandoval", "Example", "Street", *(car.case for car in cars)):
        assert planted not in printed.manifest


async def test_a_letter_waits_for_the_hour_of_the_day_and_one_that_missed_it_for_the_next_day(town: MailCity) -> None:
    await town.passes(hours=-2)
    await town.written()
    await town.goes_round()
    before = await town.batches()
    await town.passes(hours=2)
    await town.goes_round()
    await town.passes(hours=1)
    await town.written()
    await town.goes_round()
    of_today = await town.batches()
    await town.passes(hours=23)
    await town.goes_round()

    assert (before, [letters for _, letters, _ in of_today]) == ([], [1])
    assert [(batch.name, batch.urgent) for batch, _, _ in await town.batches()] == [
        ("20270302-02", False),
        ("20270301-01", False),
    ]
    assert set(town.house.copies.values()) == {1}


async def test_a_batch_that_was_missed_is_made_late(town: MailCity) -> None:
    """The workers stood still over the night: the batch of Monday is made on Tuesday morning."""
    await town.written()

    await town.passes(hours=15)
    await town.goes_round()

    [(batch, letters, _)] = await town.batches()
    assert (batch.name, letters) == ("20270301-01", 1)


LOST_ANSWERS = (
    Disturbance.SLOW,
    Disturbance.OVERLOADED,
    Disturbance.TRUNCATED,
    Disturbance.PAGE,
    Disturbance.ENDLESS,
    Disturbance.REDIRECT,
)


@dataclass
class SecondCall(Disturbances):
    """The second call goes wrong in this way."""

    what: Disturbance = Disturbance.DOWN

    def next(self) -> Disturbance | None:
        """What happens to the next call."""
        self.calls += 1
        return self.what if self.calls == 2 else None


@pytest.mark.parametrize("what", [*LOST_ANSWERS, Disturbance.DOWN])
async def test_a_batch_whose_answer_was_lost_is_looked_up_and_not_sent_again(town: MailCity, what: Disturbance) -> None:
    """The second call of a round hands the batch over: the mail house has it, and its answer does not arrive."""
    car = await town.written()
    town.counter.disturbances = SecondCall(what=what)

    with pytest.raises(ApplicationError, match="away"):
        await town.hands_over()
    unsure = await told(car)
    await town.goes_round()

    posts = [each for each in town.counter.calls if each.what.startswith("Batch")]
    assert (unsure, len(posts)) == ([], 2 if what is Disturbance.DOWN else 1)
    assert await told(car) == [HANDED_OVER, MAILED]
    assert set(town.house.copies.values()) == {1}


async def test_a_second_send_would_be_seen(town: MailCity) -> None:
    """The count of the mail house is no assertion that cannot fail."""
    await town.written()
    await town.hands_over()
    [(batch, _, _)] = await town.batches()
    printed = await fetch_batch(town.services, batch.number, SYSTEM, now=town.clock())

    town.house.take("20270301-99", printed.manifest.replace(batch.name, "20270301-99"), 1, town.clock())

    assert set(town.house.copies.values()) == {2}


@pytest.mark.parametrize("step", ["mark_sent", "answer_piece", "mark_piece_noted"])
async def test_a_worker_that_ends_anywhere_loses_nothing_and_does_nothing_twice(
    town: MailCity, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    car = await town.written()

    async def ends(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(mails, step, ends)
        with pytest.raises(ConnectionResetError):
            await town.hands_over()
    await town.goes_round()

    assert await told(car) == [HANDED_OVER, MAILED]
    assert set(town.house.copies.values()) == {1}


async def test_two_workers_at_the_same_time_make_one_batch(town: MailCity) -> None:
    for _ in range(4):
        await town.written()

    await asyncio.gather(town.hands_over(), town.hands_over(), return_exceptions=True)
    await town.goes_round()

    assert set(town.house.copies.values()) == {1}
    assert [letters for _, letters, _ in await town.batches()] == [4]


async def test_a_letter_that_is_not_accepted_in_five_working_days_is_a_persons(town: MailCity) -> None:
    """Handed over on Monday, March 1, 2027: the fifth working day is the Monday after."""
    car, _ = await town.sent()

    town.clock.stands = FOUR_PM + timedelta(days=7, hours=7)
    await town.goes_round()
    on_the_fifth = await told(car)
    await town.passes(hours=2)
    await town.goes_round()

    assert on_the_fifth == [HANDED_OVER]
    assert await told(car) == [HANDED_OVER, NOT_MAILED]
    assert (await car.row()).tasks.next.by is Role.DISPATCHER


async def test_a_letter_that_waited_too_long_is_written_again(town: MailCity) -> None:
    car = await town.written()

    await town.passes(days=9)
    await town.goes_round()

    row = await car.row()
    assert await told(car) == [NOT_MAILED]
    assert (row.tasks.own_act, row.case.letters[0].lapsed) == (Task.LETTERS, True)
    assert town.house.copies == {}


async def test_a_case_that_cannot_be_read_keeps_no_other_letter_waiting(town: MailCity) -> None:
    damaged, sound = [await town.written() for _ in range(2)]
    await town.hands_over()
    await town.services.pool.execute("update mail_piece set noted = false")
    whole = (await damaged.row()).state
    await town.services.pool.execute("update vehicle_case set state = '{}' where id = $1", damaged.case)

    await town.goes_round()
    await town.services.pool.execute("update vehicle_case set state = $2 where id = $1", damaged.case, whole)
    before = await told(damaged)
    await town.goes_round()

    assert await told(sound) == [HANDED_OVER, MAILED]
    assert before == [HANDED_OVER]
    assert await told(damaged) == [HANDED_OVER, MAILED]


async def test_a_certified_number_that_comes_later_is_no_other_request_under_the_same_key(
    town: MailCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer was noted, and the worker ended before it had written so; the number is another one by then."""
    car = await town.written()

    async def ends(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(mails, "mark_piece_noted", ends)
        with pytest.raises(ConnectionResetError):
            await town.hands_over()
    await town.services.pool.execute("update mail_piece set certified_number = null")
    await town.goes_round()

    assert await told(car) == [HANDED_OVER, MAILED]


async def test_a_letter_that_is_due_before_the_next_batch_gets_one_at_once(town: MailCity) -> None:
    """A hazard tow in Philadelphia: the owner is notified within twelve hours."""
    await town.passes(hours=2)
    car = await reported(town.services, town.temporal_client, town.clock, plate="HAZARD1")
    await in_the_lot(car)
    await letters(car, Notice.HAZARD_TOW)
    waiting = await town.written()

    await town.goes_round()

    [(batch, count, _)] = await town.batches()
    assert (batch.name, batch.urgent, count) == ("20270301-01", True, 1)
    assert HANDED_OVER in await told(car)
    assert await told(waiting) == []
