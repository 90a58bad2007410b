"""What a person reads about a letter that came back: the next step, by when, what followed, and a bankruptcy."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import httpx

from schemas.mail import FurtherStep, MailReturn, RecordFurtherStep, RecordMailing, RecordReturn
from schemas.words import Hold, Notice, Task
from tests.car import CaseDriver
from tests.web.desk import in_the_lot, letters

SignIn = Callable[[str], httpx.AsyncClient]


async def read(browser: httpx.AsyncClient, path: str) -> str:
    """The text of a page, with single spaces and without tags."""
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]*>", " ", unescape(answer.text)).split())


async def came_back(car: CaseDriver, why: MailReturn) -> int:
    """A car in the lot; the impound letter to its owner was mailed and came back. Returns the letter."""
    await in_the_lot(car)
    letter = (await letters(car, Notice.IMPOUND))[-1]
    await car.ask("dispatcher-1", RecordMailing(letter=letter))
    await car.ask("dispatcher-1", RecordReturn(letter=letter, reason=why))
    return letter


async def test_the_open_tasks_say_which_step_is_next_and_show_that_it_is_overdue(
    car: CaseDriver, sign_in: SignIn
) -> None:
    letter = await came_back(car, MailReturn.UNCLAIMED)
    [task] = [each for each in (await car.row()).tasks.tasks if each.task is Task.FURTHER_STEPS]
    dispatcher = sign_in("dispatcher-1")
    in_time = await read(dispatcher, f"/cases/{car.case}")

    car.clock.ahead += timedelta(days=12)

    said = f"Letter no. {letter} to the owner was returned (unclaimed). Send it again by regular mail, within 3"
    assert task.why.startswith(said)
    assert task.due_at is not None
    assert said in in_time
    late = (await read(dispatcher, f"/cases/{car.case}")).split("Further steps", 1)[1]
    assert re.search(r"Due .{5,40} overdue by \d days", late)
    assert not re.search(r"Further steps .{0,400}overdue", in_time)


async def test_the_proof_of_service_shows_what_a_return_asks_for_and_what_was_done(
    car: CaseDriver, sign_in: SignIn
) -> None:
    letter = await came_back(car, MailReturn.REFUSED)
    done = await car.ask("dispatcher-1", RecordFurtherStep(letter=letter, step=FurtherStep.REGULAR_MAIL))
    browser = sign_in("hearing-1")

    text = await read(browser, f"/cases/{car.case}/service")
    car.clock.ahead += timedelta(days=40)
    late = await read(browser, f"/cases/{car.case}/service")

    assert "What the return asks for A letter by regular mail: done " in text
    assert f"(regular mail, fact {done.number} )" in text
    assert "A notice on the door of the address: due " in text
    assert "overdue" not in text
    assert "overdue by " in late.split("A notice on the door of the address: due", 1)[1]


async def test_a_lost_letter_is_said_to_be_written_again(car: CaseDriver, sign_in: SignIn) -> None:
    await came_back(car, MailReturn.LOST)

    text = await read(sign_in("hearing-1"), f"/cases/{car.case}/service")

    assert "The mail has lost it: it no longer counts, and is written again." in text
    assert "What the return asks for" not in text
    assert (await car.row()).tasks.own_act is Task.LETTERS


async def test_an_envelope_that_speaks_of_a_bankruptcy_holds_the_case(car: CaseDriver, sign_in: SignIn) -> None:
    """11 U.S.C. 362: nothing is sold, destroyed or collected, and a supervisor lifts the hold in writing."""
    letter = await came_back(car, MailReturn.REFUSED)
    dispatcher, page = sign_in("dispatcher-1"), f"/mail/envelope?scanned=L{letter}"
    text = (await dispatcher.get(page)).text
    [csrf] = set(re.findall(r'name="csrf" value="([^"]+)"', text))
    [action] = re.findall(r'action="([^"]+/place_hold)"', text)

    answer = await dispatcher.post(action, data={"csrf": csrf, "hold": "bankruptcy"})

    assert answer.status_code == 303, answer.text
    assert [each.hold for each in (await car.row()).case.open_holds] == [Hold.BANKRUPTCY]
    again = await read(dispatcher, page)
    assert "The case is held for a bankruptcy." in again
    assert "Place bankruptcy hold" not in again
    assert "bankruptcy" not in await read(sign_in("admin-1"), page)
