"""The pages of the mail: batches, envelopes that come back, what was quarantined, and the proof of service."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from html import unescape
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from activities.notifying import TemporalClient
from activities.services import Mail, Services
from database.access import list_access
from rules.letter_references import letter_reference
from schemas.mail import MailReturn, RecordFurtherStep, RecordMailing, RecordReturn
from tests.conftest import Clock
from tests.mail_city import FOUR_PM, HANDED_OVER, MAILED, RETURNED, MailCity, mail_city, told

SignIn = Callable[[str], httpx.AsyncClient]


@pytest.fixture
def services(services: Services) -> Services:
    """Services of a city whose mail room mails the batches: the pages ask no mail house."""
    return replace(services, mail=Mail(None, hour=15))


@pytest.fixture
async def town(services: Services, temporal_client: TemporalClient, clock: Clock) -> AsyncIterator[MailCity]:
    async with mail_city(services, temporal_client, clock) as running:
        yield running


async def read(browser: httpx.AsyncClient, path: str) -> str:
    """The text of a page, with single spaces and without tags."""
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return shown(answer)


def shown(answer: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", unescape(answer.text)).split())


async def press(browser: httpx.AsyncClient, page: str, action: str, **typed: str) -> httpx.Response:
    """Send the form of a page that has this action, or a button with it."""
    text = (await browser.get(page)).text
    assert f'action="{action}"' in text, f"The page has no {action}."
    [csrf] = set(re.findall(r'name="csrf" value="([^"]+)"', text))
    return await browser.post(action, data={"csrf": csrf, **typed})


async def test_an_empty_page_says_how_it_is_filled(sign_in: SignIn, town: MailCity) -> None:
    text = await read(sign_in("dispatcher-1"), "/mail")

    assert "The letters of each day go out in one batch, made after 3 PM." in text
    assert "The mail room prints a batch, mails it, and records it here." in text
    assert "No batches yet" in text


async def test_a_mail_room_prints_a_batch_and_records_that_it_was_mailed(sign_in: SignIn, town: MailCity) -> None:
    cars = [await town.written() for _ in range(2)]
    await town.hands_over()
    await town.passes(days=1)
    dispatcher = sign_in("dispatcher-1")

    [path] = re.findall(r'href="(/mail/\d+)"', (await dispatcher.get("/mail")).text)
    letters = await press(dispatcher, path, f"{path}/letters")
    manifest = await press(dispatcher, path, f"{path}/manifest")
    recorded = await press(dispatcher, path, f"{path}/mailed", on="2027-03-01")
    again = await dispatcher.get(path)

    assert letters.headers["content-type"] == "application/pdf"
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(letters.content)).pages)
    assert all(car.case in words for car in cars)
    assert manifest.text.endswith("END,2\r\n")
    assert "2 mailings recorded." in shown(recorded)
    assert f"{path}/mailed" not in again.text
    for car in cars:
        assert (await told(car))[-1] == MAILED
        mailed = (await town.letter_of(car)).mailed
        assert mailed
        assert mailed.at == FOUR_PM.replace(hour=23, minute=59)
    async with town.services.pool.acquire() as connection:
        opened = await list_access(connection, account="dispatcher-1", before=None, limit=10)
    assert sorted(each.case_id for each in opened if each.purpose == "mailing") == sorted(car.case for car in cars)


async def test_a_letter_that_cannot_be_recorded_is_named_and_the_others_are_recorded(
    sign_in: SignIn, town: MailCity
) -> None:
    first, second = [await town.written() for _ in range(2)]
    await town.hands_over()
    late = (await town.letter_of(second)).letter
    await town.passes(days=1)
    dispatcher = sign_in("dispatcher-1")
    [path] = re.findall(r'href="(/mail/\d+)"', (await dispatcher.get("/mail")).text)

    wrong = await press(dispatcher, path, f"{path}/mailed", on="2027-02-27")
    unreadable = await press(dispatcher, path, f"{path}/mailed", on="tomorrow")
    ahead = await press(dispatcher, path, f"{path}/mailed", on="2028-03-01")

    assert f"letter {late}: Required: Letter {late} was mailed after it was written." in shown(wrong)
    assert (unreadable.status_code, ahead.status_code) == (422, 422)
    assert "The date is in the future." in shown(ahead)
    assert await told(first) == [HANDED_OVER]


async def test_a_returned_envelope_is_recorded_by_its_barcode(sign_in: SignIn, town: MailCity) -> None:
    car, letter = await town.sent()
    await car.ask("dispatcher-1", RecordMailing(letter=letter))
    dispatcher = sign_in("dispatcher-1")
    async with town.services.pool.acquire() as connection:
        number = await connection.fetchval("select certified_number from mail_piece where letter = $1", letter)

    for scanned in (number, f"420191079{number[1:]}", letter_reference(letter), f"L{letter}", str(letter)):
        text = await read(dispatcher, f"/mail/envelope?scanned={scanned}")
        assert f"Letter no. {letter}" in text
        assert f"of case {car.case}" in text
        assert "Lost in the mail" not in text
    page = f"/mail/envelope?scanned={number}"
    await press(dispatcher, page, f"/cases/{car.case}/requests/record_return", letter=str(letter), reason="moved")

    again = await read(dispatcher, page)

    assert "The return is on record" in again
    assert "Record returned mail" not in again
    assert (await told(car))[-1] == RETURNED
    returned = (await town.letter_of(car)).returned
    assert returned
    assert returned.reason is MailReturn.MOVED


@pytest.mark.parametrize(
    "scanned",
    ["", "7", "L999999", "L999999-4", "L1-1", "9407300000000000000102", "9407300000000000000103", "no", "9" * 40],
)
async def test_what_is_no_envelope_of_ours_is_said(sign_in: SignIn, town: MailCity, scanned: str) -> None:
    text = await read(sign_in("dispatcher-1"), f"/mail/envelope?scanned={scanned}")

    assert "This is neither the reference of a letter nor the number of certified mail that went out from here." in text


async def test_what_was_quarantined_is_shown_and_settled_once(sign_in: SignIn, town: MailCity) -> None:
    car, letter = await town.sent()
    town.house.planned.append(town.event(letter + 900_000, "accepted"))
    await town.collects()
    dispatcher = sign_in("dispatcher-1")

    text = await read(dispatcher, "/mail")
    [path] = re.findall(r'action="(/mail/quarantined/\d+)/settled"', (await dispatcher.get("/mail")).text)
    came = await press(dispatcher, "/mail", path)
    await press(dispatcher, "/mail", f"{path}/settled")

    assert f"is of no letter of ours: letter {letter + 900_000}." in text
    assert str(letter + 900_000) in came.text
    assert came.headers["content-type"].startswith("text/plain")
    assert "What could not be used" not in await read(dispatcher, "/mail")
    assert (await dispatcher.get("/mail/quarantined/0")).status_code in (404, 405)
    assert car.case not in text


async def test_the_proof_of_service_says_all_that_became_of_a_letter(sign_in: SignIn, town: MailCity) -> None:
    car, letter = await town.sent()
    town.house.planned += [
        town.event(letter, "announced", hours=1),
        town.event(letter, "accepted", hours=2),
        town.event(letter, "attempted", hours=3),
    ]
    await town.goes_round()
    await car.ask("dispatcher-1", RecordReturn(letter=letter, reason=MailReturn.UNCLAIMED))
    await car.ask("dispatcher-1", RecordFurtherStep(letter=letter, step="regular_mail"))
    hearing_officer = sign_in("hearing-1")

    text = await read(hearing_officer, f"/cases/{car.case}/service")
    named = shown(await press(hearing_officer, f"/cases/{car.case}/service", f"/cases/{car.case}/service"))
    case_page = await read(sign_in("dispatcher-1"), f"/cases/{car.case}")

    in_order = ("Written", "Handed over to the mail house, batch", "Announced", "acceptance scan", "Delivery attempted")
    places = [text.index(each) for each in (*in_order, "Returned: unclaimed", "Further step: regular mail")]
    assert places == sorted(places)
    assert "75 Pa.C.S. 3352(d)" in text
    assert re.search(r"SHA-256 [0-9a-f]{64}", text)
    assert "Maria Sandoval" not in text
    assert "Maria Sandoval, " in named
    assert "returned (unclaimed), then regular mail" in case_page
    assert "The disposal of the car does not rest on this letter, so its return asks for no step." in text
    async with town.services.pool.acquire() as connection:
        [opened] = await list_access(connection, account="hearing-1", before=None, limit=10)
    assert (opened.case_id, opened.purpose) == (car.case, "proof_of_service")


async def test_a_case_without_letters_says_so(sign_in: SignIn, town: MailCity) -> None:
    car = await town.declared()

    assert "No letter was written in this case." in await read(sign_in("officer-1"), f"/cases/{car.case}/service")


async def test_a_batch_that_is_not_there_is_told(sign_in: SignIn, town: MailCity) -> None:
    dispatcher = sign_in("dispatcher-1")

    assert (await dispatcher.get("/mail/7")).status_code == 404
    assert "There is no batch 7." in shown(await dispatcher.get("/mail/7"))
