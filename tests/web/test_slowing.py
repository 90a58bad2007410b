"""Wrong links and tokens are slowed down, by source and in total; a right one never waits."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx
import pytest

from tests.app import app_of
from tests.web.desk import link_of, uses
from tests.web.test_sign_in import browser_of
from web.app_state import AppState
from web.slowing import ALL_SOURCES, LONGEST_SECONDS, MOST_SOURCES, ONE_SOURCE, Slowing, TooManyWrongError

Headers = Callable[[str], dict[str, str]]


@dataclass
class Waits:
    """A clock that a test sets, and the delays that were asked for."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)
    ends: asyncio.Event | None = None
    full: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when as many wait as one source may have."""

    def slowing(self) -> Slowing:
        """Slowing by this clock."""
        return Slowing(clock=lambda: self.now, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) == ONE_SOURCE.most_waiting:
            self.full.set()
        if self.ends:
            await self.ends.wait()


async def test_one_source_waits_longer_each_time_and_another_does_not() -> None:
    waits = Waits()
    slowing = waits.slowing()
    for _ in range(ONE_SOURCE.free + 7):
        await slowing.wrong("one")

    assert waits.slept == [0.5, 1.0, 2.0, 4.0, 8.0, LONGEST_SECONDS, LONGEST_SECONDS]
    await slowing.wrong("other")
    assert len(waits.slept) == 7


async def test_wrong_tries_are_forgotten_one_a_minute() -> None:
    waits = Waits()
    slowing = waits.slowing()
    for _ in range(ONE_SOURCE.free + 3):
        await slowing.wrong("one")
    waits.now += 3 * ONE_SOURCE.forgotten_seconds

    await slowing.wrong("one")

    assert waits.slept == [0.5, 1.0, 2.0, 0.5]


async def test_many_sources_together_are_slowed_too() -> None:
    waits = Waits()
    slowing = waits.slowing()
    for number in range(ALL_SOURCES.free + 2):
        await slowing.wrong(f"source {number}")

    assert waits.slept == [0.5, 1.0]


async def test_no_more_answers_wait_at_once_than_the_process_can_hold() -> None:
    waits = Waits(ends=asyncio.Event())
    slowing = waits.slowing()
    for _ in range(ONE_SOURCE.free):
        await slowing.wrong("one")
    waiting = [asyncio.ensure_future(slowing.wrong("one")) for _ in range(ONE_SOURCE.most_waiting)]
    await waits.full.wait()

    with pytest.raises(TooManyWrongError):
        await slowing.wrong("one")

    assert waits.ends is not None
    waits.ends.set()
    await asyncio.gather(*waiting)
    await slowing.wrong("one")
    assert (slowing.total.waiting, slowing.sources["one"].waiting) == (0, 0)


async def test_the_oldest_sources_are_forgotten() -> None:
    slowing = Waits().slowing()
    slowing.total.allowance = replace(ALL_SOURCES, free=10**9)
    for number in range(MOST_SOURCES + 5):
        await slowing.wrong(str(number))

    assert len(slowing.sources) == MOST_SOURCES
    assert next(iter(slowing.sources)) == "5"


USED, ENDED = "a link that was used", "a token of a person who was signed out"


@pytest.mark.parametrize("tried", ["/sign-in?token=forged", "/o/forged", "/o/forged/report", USED, "forged", ENDED])
async def test_every_way_to_try_a_link_or_a_token_is_slowed(app_state: AppState, bearer: Headers, tried: str) -> None:
    link, ended = link_of("officer-1"), bearer("officer-1")
    async with browser_of(app_state) as person:
        await uses(person, link)
        await person.post("/api/accounts/officer-1/sign-out", headers=bearer("admin-1"))
    headers = {"forged": {"Authorization": "Bearer forged"}, ENDED: ended}.get(tried, {})
    path = "/api/cases" if headers else link if tried == USED else tried
    waits = Waits()
    async with browser_of(replace(app_state, slowing=waits.slowing())) as stranger:
        for _ in range(ONE_SOURCE.free + 2):
            await stranger.get(path, headers=headers)

    assert waits.slept == [0.5, 1.0]


async def test_nobody_is_shut_out_by_the_tries_of_a_neighbor(app_state: AppState, bearer: Headers) -> None:
    waits = Waits(ends=asyncio.Event())
    slowing = waits.slowing()
    async with browser_of(replace(app_state, slowing=slowing)) as neighbor:
        for _ in range(ONE_SOURCE.free):
            await neighbor.get("/o/forged")
        tries = [asyncio.ensure_future(neighbor.get("/o/forged")) for _ in range(ONE_SOURCE.most_waiting)]
        await waits.full.wait()
        many = await neighbor.get("/o/forged")

        opened = await neighbor.get(link_of("officer-1"))
        answered = await neighbor.get("/api/cases", headers=bearer("officer-1"))

        assert (many.status_code, opened.status_code, answered.status_code) == (429, 200, 200)
        assert "Please wait a minute" in many.text
        assert waits.ends is not None
        waits.ends.set()
        assert {each.status_code for each in await asyncio.gather(*tries)} == {404}


async def test_a_source_is_a_network_and_not_the_header_that_a_caller_writes(app_state: AppState) -> None:
    waits = Waits()
    app = app_of(replace(app_state, slowing=waits.slowing()))
    for number in range(ONE_SOURCE.free + 1):
        home = httpx.ASGITransport(app, client=(f"2001:db8:1:2::{number + 1:x}", 1))
        async with httpx.AsyncClient(transport=home, base_url="http://towpath") as stranger:
            await stranger.get("/o/forged", headers={"X-Forwarded-For": f"10.0.0.{number}"})

    assert waits.slept == [0.5]
