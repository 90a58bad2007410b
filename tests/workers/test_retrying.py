"""The retrying client sends the same request again to a server that is down, and gives up after a while."""

from collections.abc import Callable

import httpx
import pytest

from workers import retrying
from workers.retrying import RetryTransport


def client(answers: list[Callable[[], httpx.Response]], heard: list[bytes], seconds: float = 5.0) -> httpx.AsyncClient:
    """A client of a server that gives these answers in order, and then repeats the last one."""

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request.content)
        return (answers.pop(0) if len(answers) > 1 else answers[0])()

    return httpx.AsyncClient(transport=RetryTransport(httpx.MockTransport(answer), seconds), base_url="http://door")


def away() -> httpx.Response:
    """The server cannot be reached."""
    raise httpx.ConnectError("refused")


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "PAUSE_SECONDS", 0)


async def test_a_server_that_comes_back_gets_the_same_request_again() -> None:
    heard: list[bytes] = []
    async with client([away, lambda: httpx.Response(503), lambda: httpx.Response(200)], heard) as http:
        answer = await http.post("/", files={"photo": ("a.jpg", b"picture", "image/jpeg")})

    assert answer.status_code == 200
    assert len(heard) == 3
    assert len(set(heard)) == 1
    assert b"picture" in heard[0]


async def test_a_refusal_is_not_retried() -> None:
    heard: list[bytes] = []
    async with client([lambda: httpx.Response(409)], heard) as http:
        assert (await http.get("/")).status_code == 409

    assert len(heard) == 1


async def test_the_client_gives_up_on_a_server_that_stays_down() -> None:
    heard: list[bytes] = []
    async with client([lambda: httpx.Response(503)], heard, seconds=0.05) as http:
        assert (await http.get("/")).status_code == 503
    async with client([away], heard, seconds=0.05) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get("/")
