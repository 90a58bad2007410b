"""Photos of a form: stored before the rules refuse it, but not for a role that may never make the request."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from activities.photo_store import FolderStore
from schemas.words import Notice
from tests.app import app_of
from tests.car import CaseDriver
from tests.journeys.roads import CLEAR
from tests.web.desk import declared, in_the_lot, letters, offered, owners_link
from tests.web.test_cases import a_photo
from tests.web.test_console import hidden
from web.app_state import AppState

Sit = Callable[[str], httpx.AsyncClient]


async def kept(car: CaseDriver) -> int:
    """The number of stored photos."""
    async with car.services.pool.acquire() as connection:
        count: int = await connection.fetchval("select count(*) from photo")
    return count


async def sends(browser: httpx.AsyncClient, page: str, kind: str, **typed: str) -> httpx.Response:
    """Send a form with a photo, whether the page offers it or not."""
    csrf = {} if page.startswith("/o/") else {"csrf": hidden((await browser.get(page)).text, "csrf")}
    return await browser.post(f"{page}/requests/{kind}", data=typed | csrf, files=[("photos", ("car.jpg", a_photo()))])


@pytest.mark.parametrize(
    ("who", "kind", "only"),
    [
        ("dispatcher-1", "record_inspection", "Only an officer may do this."),
        ("admin-1", "record_inspection", "Only an officer may do this."),
        ("officer-1", "report_hooked_up", "Only a contractor or supervisor may do this."),
        ("officer-1", "write_letter", "Only the system may do this."),
    ],
)
async def test_photos_of_staff_without_the_role_are_not_stored(
    car: CaseDriver, sign_in: Sit, who: str, kind: str, only: str
) -> None:
    answer = await sends(sign_in(who), f"/cases/{car.case}", kind, finding="still_there")

    assert (answer.status_code, only in answer.text) == (403, True)
    assert await kept(car) == 0


async def test_photos_of_a_contractor_without_the_role_are_not_stored(car: CaseDriver, sign_in: Sit) -> None:
    driver = await offered(car)
    before = await kept(car)

    answer = await sends(sign_in(driver), f"/portal/{car.case}/1", "record_intake", lot="river-lot")

    assert (answer.status_code, "Only a lot keeper may do this." in answer.text) == (403, True)
    assert await kept(car) == before


async def test_photos_of_a_lot_keeper_without_the_role_are_not_stored(car: CaseDriver, sign_in: Sit) -> None:
    await in_the_lot(car)
    before = await kept(car)

    answer = await sends(sign_in("lot-1"), f"/lot/{car.case}", "report_hooked_up", order="1")

    assert (answer.status_code, "Only a contractor or supervisor may do this." in answer.text) == (403, True)
    assert await kept(car) == before


@pytest.mark.parametrize(("kind", "status"), [("record_inspection", 403), ("claim_moved", 303)])
async def test_an_owners_link_stores_no_photo(
    car: CaseDriver, client: httpx.AsyncClient, kind: str, status: int
) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)
    _, page = await owners_link(car)
    before = await kept(car)

    answer = await sends(client, page, kind)

    assert answer.status_code == status
    assert await kept(car) == before


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("record_inspection", {"finding": "abandoned", "clause": "inoperable"}),
        ("post_sticker", {}),
    ],
)
async def test_a_request_that_is_refused_keeps_its_photos(
    car: CaseDriver, sign_in: Sit, kind: str, typed: dict[str, str]
) -> None:
    answer = await sends(sign_in("officer-1"), f"/cases/{car.case}", kind, **typed)

    assert answer.status_code == 409
    assert await kept(car) == 1


def colored(color: str) -> bytes:
    """A small picture of one color."""
    out = BytesIO()
    Image.new("RGB", (8, 8), color).save(out, "PNG")
    return out.getvalue()


async def test_photos_of_a_refused_form_are_offered_again_and_go_with_the_next_try(
    car: CaseDriver, sign_in: Sit
) -> None:
    browser, page = sign_in("officer-1"), f"/cases/{car.case}"
    await car.ask("dispatcher-1", CLEAR)
    files = [("photos", (f"{each}.png", colored(each), "image/png")) for each in ("red", "blue")]
    csrf = hidden((await browser.get(page)).text, "csrf")
    said = {"csrf": csrf, "finding": "abandoned", "clause": "inoperable"}

    path = f"{page}/requests/record_inspection"
    bad = ("photos", ("c.jpg", b"no photo", "image/jpeg"))
    unread = await browser.post(path, data=said, files=[*files, bad])
    offered_again = re.findall(r'name="kept_photos" value="(\w+)" checked', unread.text)
    again = await browser.post(path, data=said | {"kept_photos": offered_again, "finding": "nonsense"})
    still = re.findall(r'name="kept_photos" value="(\w+)" checked', again.text)
    done = await browser.post(path, data=said | {"kept_photos": still[:1], "finding": "gone", "clause": ""})

    assert [unread.status_code, again.status_code, done.status_code] == [422, 422, 303]
    assert "Photo 3 (c.jpg): The file is not a photo that can be read" in unread.text
    assert len(offered_again) == 2
    assert still == offered_again
    [shown] = re.findall(rf'src="([^"]+{still[0]})"', unread.text)
    assert (await browser.get(shown)).headers["content-type"] == "image/jpeg"
    assert (await car.facts())[-1].photos == tuple(still[:1])


@pytest.mark.parametrize("kept_photos", ["f" * 64, "<script>", "../x"])
async def test_a_photo_that_was_never_sent_is_refused(car: CaseDriver, sign_in: Sit, kept_photos: str) -> None:
    browser, page = sign_in("officer-1"), f"/cases/{car.case}"
    await car.ask("dispatcher-1", CLEAR)
    said = {"csrf": hidden((await browser.get(page)).text, "csrf"), "finding": "gone", "kept_photos": kept_photos}

    answer = await browser.post(f"{page}/requests/record_inspection", data=said)

    assert answer.status_code in (409, 422)
    assert "<script>" not in answer.text


async def test_a_folder_of_photos_that_cannot_be_written_is_answered_with_a_sentence(
    app_state: AppState, car: CaseDriver, bearer: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    services = replace(app_state.services, photo_store=FolderStore(tmp_path / "gone"))
    transport = httpx.ASGITransport(app_of(replace(app_state, services=services)))
    async with httpx.AsyncClient(transport=transport, base_url="http://towpath", headers=bearer("officer-1")) as http:
        answer = await http.post(f"/api/cases/{car.case}/photos", files={"photo": ("car.png", a_photo())})

    assert (answer.status_code, answer.json()["title"]) == (503, "Photos unavailable")
    assert answer.json()["detail"].startswith("The photo could not be stored. Nothing was changed.")
    assert await kept(car) == 0
