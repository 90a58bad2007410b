"""What a mail house answers, and what it does not: no letter goes out twice, and none is forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

import httpx
import pytest
from temporalio.exceptions import ApplicationError

from activities.http_calls import HttpCalls
from activities.mail_house import HttpMailHouse, PrintedBatch
from activities.outside import ServiceAwayError
from schemas.mail import (
    MailFault,
    RecordMailing,
)
from schemas.mail_house import BatchAnswer
from schemas.outside import AwayCause, Port
from schemas.owner_notice import RecordParties
from schemas.words import Notice, Role, Task
from tests.car import reported
from tests.mail_city import FOUR_PM, HANDED_OVER, MAILED, NOT_MAILED, MailCity, told
from tests.owner import as_owner, rewrite
from tests.web.desk import in_the_lot, letters


class Answering(HttpMailHouse):
    """A mail house that leaves letters out of its answers, or refuses them."""

    refuses: ClassVar[frozenset[int]] = frozenset()
    leaves_out: ClassVar[frozenset[int]] = frozenset()

    def _answer(self, name: str, body: bytes) -> BatchAnswer:
        answer = super()._answer(name, body)
        rows = (
            {**each, "status": "refused", "reason": "no such street"} if each["letter_id"] in self.refuses else each
            for each in answer.rows
            if each["letter_id"] not in self.leaves_out
        )
        return answer.model_copy(update={"rows": tuple(rows)})


@pytest.mark.parametrize(("change", "fault"), [("refuses", MailFault.REFUSED), ("leaves_out", MailFault.UNANSWERED)])
async def test_a_letter_that_the_mail_house_does_not_take_is_a_persons(
    town: MailCity, monkeypatch: pytest.MonkeyPatch, change: str, fault: MailFault
) -> None:
    refused, taken = [await town.written() for _ in range(2)]
    monkeypatch.setattr(Answering, change, frozenset({(await town.letter_of(refused)).letter}))

    await town.with_house(Answering).hands_over()

    next_task = (await refused.row()).tasks.next
    assert (next_task.task, next_task.by) == (Task.MAILING, Role.DISPATCHER)
    assert fault.words in next_task.why
    assert await told(refused) == [NOT_MAILED]
    assert await told(taken) == [HANDED_OVER]


async def test_a_letter_that_the_mail_house_loses_is_a_persons_when_it_is_counted_again(
    town: MailCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After two working days: sent on Monday, counted on Thursday."""
    car, letter = await town.sent()
    monkeypatch.setattr(Answering, "leaves_out", frozenset({letter}))
    forgetful = town.with_house(Answering)

    town.clock.stands = FOUR_PM + timedelta(days=2, hours=7)
    await forgetful.goes_round()
    on_wednesday = await told(car)
    await town.passes(hours=2)
    await forgetful.goes_round()
    await forgetful.goes_round()

    assert on_wednesday == [HANDED_OVER]
    assert await told(car) == [HANDED_OVER, NOT_MAILED]


async def test_a_mail_house_that_no_longer_knows_a_batch_says_nothing_of_its_letters(town: MailCity) -> None:
    car, _ = await town.sent()

    town.house.batches.clear()
    await town.passes(days=3)
    await town.goes_round()
    await town.goes_round()

    assert await told(car) == [HANDED_OVER]
    assert await town.quarantined() == [
        "The mail house has no answer for batch 20270301-01. Ask it which letters it has mailed."
    ]


async def test_a_letter_that_is_taken_after_a_dispatcher_was_asked_is_told_once(
    town: MailCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    car = await town.written()
    letter = (await town.letter_of(car)).letter
    monkeypatch.setattr(Answering, "leaves_out", frozenset({letter}))
    await town.with_house(Answering).hands_over()

    await town.goes_round()
    await town.goes_round()

    assert NOT_MAILED in await told(car)
    [sentence] = await town.quarantined()
    assert sentence.startswith(
        f"The mail house took letter {letter} of case {car.case} although it was no longer to be mailed there"
    )


class Away(HttpMailHouse):
    """A mail house that cannot be reached."""

    async def look_up(self, *_: object) -> BatchAnswer | None:
        raise ServiceAwayError(Port.MAIL, AwayCause.NO_CONNECTION)


async def away(town: MailCity) -> None:
    """A round while the mail house is away."""
    with pytest.raises(ApplicationError, match="away"):
        await town.with_house(Away).hands_over()


async def test_what_must_not_go_out_any_more_is_left_out_of_a_batch_that_waited(town: MailCity) -> None:
    """The mail house was away: meanwhile a person has mailed one letter, and the owner of another car has changed."""
    mailed, changed, plain = [await town.written() for _ in range(3)]
    await away(town)
    await mailed.ask("dispatcher-1", RecordMailing(letter=(await town.letter_of(mailed)).letter))
    await changed.ask("dispatcher-1", RecordParties(no_owner_found=True))

    await town.goes_round()

    assert set(town.house.copies) == {(await town.letter_of(plain)).letter}
    assert await told(mailed) == [MAILED]
    assert await told(changed) == []
    [(batch, _, _)] = await town.batches()
    [taken] = town.house.batches.values()
    assert [(row.row, row.page_from) for row in taken.rows] == [(1, 1)]
    assert taken.name == batch.name


async def test_a_letter_that_has_grown_too_old_in_a_batch_that_waited_is_written_again(town: MailCity) -> None:
    car = await town.written()
    await away(town)

    await town.passes(days=9)
    await town.goes_round()

    assert await told(car) == [NOT_MAILED]
    assert ((await car.row()).tasks.own_act, town.house.copies) == (Task.LETTERS, {})
    await town.passes(days=5)
    await town.goes_round()
    assert await town.quarantined() == [], "a batch of which nothing went out is not asked for"


async def test_a_letter_that_is_due_while_the_mail_house_is_away_is_a_persons(town: MailCity) -> None:
    car = await reported(town.services, town.temporal_client, town.clock, plate="HAZARD2")
    await in_the_lot(car)
    await letters(car, Notice.HAZARD_TOW)
    waiting = await town.written()

    await away(town)
    early = await told(car)
    await town.passes(hours=11)
    await away(town)
    late = (await car.row()).tasks
    await town.passes(hours=1)
    await town.goes_round()

    assert early == []
    assert [each.by for each in late.tasks if each.task is Task.MAILING] == [Role.DISPATCHER]
    assert await told(car) == [NOT_MAILED]
    assert await told(waiting) == [HANDED_OVER, MAILED]


@pytest.mark.parametrize("status", [401, 403, 404, 405, 410, 413, 415])
async def test_a_refusal_that_is_not_of_the_batch_is_a_service_that_is_away(town: MailCity, status: int) -> None:
    """A typing error in the address gives no letter to a person."""
    car = await town.written()

    class Shut(HttpMailHouse):
        async def look_up(self, *_: object) -> BatchAnswer | None:
            return None

        @property
        def _calls(self) -> HttpCalls:
            transport = httpx.MockTransport(lambda _: httpx.Response(status))
            return replace(super()._calls, client=httpx.AsyncClient(transport=transport, base_url="https://m.example"))

    with pytest.raises(ApplicationError, match="away"):
        await town.with_house(Shut).hands_over()
    refused = await told(car)
    await town.goes_round()

    assert refused == []
    assert await told(car) == [HANDED_OVER, MAILED]


async def test_a_batch_that_is_refused_for_what_stands_in_it_is_told_and_a_persons(town: MailCity) -> None:
    car = await town.written()

    class Nonsense(HttpMailHouse):
        async def hand_over(self, batch: PrintedBatch, now: datetime) -> BatchAnswer | None:
            return await super().hand_over(replace(batch, manifest="nonsense"), now)

    await town.with_house(Nonsense).hands_over()

    assert await told(car) == [NOT_MAILED]
    assert await town.quarantined() == [
        "The mail house refused batch 20270301-01 with status 422. A dispatcher mails it."
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"letter_id": "seven", "status": "taken"},
        {"letter_id": 10**19, "status": "taken"},
        {"letter_id": 1, "status": "eaten"},
        {"letter_id": 1, "status": "taken", "certified_number": "1"},
        {},
    ],
)
async def test_a_row_that_cannot_be_read_says_nothing_of_other_letters(town: MailCity, row: dict[str, object]) -> None:
    cars = [await town.written() for _ in range(2)]
    first = (await town.letter_of(cars[0])).letter

    class OddRow(HttpMailHouse):
        def _answer(self, name: str, body: bytes) -> BatchAnswer:
            answer = super()._answer(name, body)
            return answer.model_copy(update={"rows": (row, *(e for e in answer.rows if e["letter_id"] != first))})

    await town.with_house(OddRow).hands_over()

    assert [await told(each) for each in cars] == [[NOT_MAILED], [HANDED_OVER]]
    assert await town.quarantined() == ["Row 1 of the answer for batch 20270301-01 cannot be read."]


async def test_one_number_for_two_letters_is_kept_for_the_first_alone(town: MailCity) -> None:
    mail = town.services.mail
    assert mail is not None
    town = replace(town, services=replace(town.services, mail=replace(mail, mailer_id=None)))
    cars = [await town.written() for _ in range(2)]

    class OneNumber(HttpMailHouse):
        def _answer(self, name: str, body: bytes) -> BatchAnswer:
            answer = super()._answer(name, body)
            numbered = {"certified_number": "9407300000000000000102", "reason": "x" * 500}
            return answer.model_copy(update={"rows": tuple({**each, **numbered} for each in answer.rows)})

    await town.with_house(OneNumber).hands_over()

    kept = await town.services.pool.fetch("select certified_number from mail_piece order by row")
    assert [row["certified_number"] for row in kept] == ["9407300000000000000102", None]
    assert [await told(each) for each in cars] == [[HANDED_OVER], [HANDED_OVER]]


async def test_a_batch_that_times_out_keeps_no_other_one_waiting(town: MailCity) -> None:
    first = await town.written()
    await away(town)
    await town.passes(days=1)
    second = await town.written()

    class SlowForOne(HttpMailHouse):
        async def look_up(self, name: str, now: datetime) -> BatchAnswer | None:
            if name == "20270301-01":
                raise ServiceAwayError(Port.MAIL, AwayCause.TOO_SLOW)
            return await super().look_up(name, now)

    with pytest.raises(ApplicationError, match="away"):
        await town.with_house(SlowForOne).hands_over()

    assert (await told(first), await told(second)) == ([], [HANDED_OVER])


async def test_a_letter_that_cannot_be_read_is_a_persons_and_the_others_go_out(town: MailCity) -> None:
    lost, other, plain = [await town.written() for _ in range(3)]
    numbers = [(await town.letter_of(each)).letter for each in (lost, other)]
    await rewrite(
        town.services.pool, f"update data_key set wrapped = 'lost' where kind = 'letter' and id = {numbers[0]}"
    )
    key = town.services.encryption.new_key()
    async with as_owner(town.services.pool) as owner:
        await owner.execute("set session_replication_role = replica")
        await owner.execute(
            "update data_key set wrapped = $1 where kind = 'letter' and id = $2", key.wrapped, numbers[1]
        )
        await owner.execute("update letter set encrypted = $1 where id = $2", key.encrypt(b"no PDF"), numbers[1])

    await town.goes_round()

    assert [await told(each) for each in (lost, other)] == [[NOT_MAILED], [NOT_MAILED]]
    assert await told(plain) == [HANDED_OVER, MAILED]
