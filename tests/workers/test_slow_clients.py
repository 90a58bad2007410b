"""A client that does not send its request in time is cut off, and others are served meanwhile; real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.serving import once
from workers import slow_clients
from workers.settings import Settings
from workers.web_process import config_of

HEAD = b"POST /%s HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n"


async def reads(request: Request) -> Response:
    """Read the body, or not; answer with its size."""
    size = 0
    with suppress(ClientDisconnect):
        if request.path_params["how"] == "reads":
            size = len(await request.body())
    return PlainTextResponse(f"{size} bytes")


async def works(_: Request) -> Response:
    """Work longer than a client may take."""
    await asyncio.sleep(slow_clients.REQUEST_SECONDS * 3)
    return PlainTextResponse("done")


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A server with short limits: 0.4 s for a request, and a second for every 1,000 bytes of a body."""
    monkeypatch.setattr(slow_clients, "REQUEST_SECONDS", 0.4)
    monkeypatch.setattr(slow_clients, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(slow_clients, "LEAST_BYTES_A_SECOND", 1_000)
    app = FastAPI(routes=[Route("/works", works), Route("/{how}", reads, methods=["GET", "POST"])])
    config = config_of(app, Settings(port=0))
    # So that it is not uvicorn that ends an idle connection.
    config.timeout_keep_alive = 60
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve())
    await once(partial(_started, server))
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def _started(server: uvicorn.Server) -> bool:
    return server.started


async def is_cut_off(reader: asyncio.StreamReader) -> bool:
    """Whether the server ends the connection without an answer."""
    async with asyncio.timeout(10):
        try:
            return await reader.read() == b""
        except ConnectionResetError:
            return True


async def drips(writer: asyncio.StreamWriter, said: bytes, times: int) -> None:
    """Send this again and again, a bit at a time; until the server ends the connection."""
    with suppress(ConnectionError):
        for _ in range(times):
            writer.write(said)
            await writer.drain()
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: here\r\n", HEAD % (b"reads", 100)])
async def test_a_client_that_falls_silent_is_cut_off(port: int, said: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)

    assert await is_cut_off(reader)
    writer.close()


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\nHost: here\r\n", HEAD % (b"reads", 100_000)])
async def test_a_client_that_sends_a_little_at_a_time_is_cut_off(port: int, said: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    dripping = asyncio.create_task(drips(writer, b"a: b\r\n", 200))

    assert await is_cut_off(reader)
    dripping.cancel()
    writer.close()


async def test_an_endless_body_that_was_answered_unread_is_cut_off(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD % (b"leaves", 10**12))
    flooding = asyncio.create_task(drips(writer, bytes(50_000), 400))

    answer = await reader.readuntil(b"0 bytes")

    assert answer.startswith(b"HTTP/1.1 200")
    assert await is_cut_off(reader)
    flooding.cancel()
    writer.close()


async def test_a_slow_body_that_moves_on_is_read_to_its_end(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD % (b"reads", 20_000))

    await drips(writer, bytes(1_000), 20)

    assert b"20000 bytes" in await reader.readuntil(b"20000 bytes")
    writer.close()


async def test_a_client_does_not_pay_for_the_time_that_the_server_takes(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    answers = []
    for _ in range(2):
        writer.write(b"GET /works HTTP/1.1\r\nHost: here\r\n\r\n")
        answers.append(await reader.readuntil(b"done"))

    assert [answer.startswith(b"HTTP/1.1 200") for answer in answers] == [True, True]
    writer.close()


async def test_others_are_served_while_many_clients_hold_their_connections(port: int) -> None:
    holding = [await asyncio.open_connection("127.0.0.1", port) for _ in range(200)]

    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /reads HTTP/1.1\r\nHost: here\r\n\r\n")
    answer = await reader.readuntil(b"bytes")
    cut_off = await asyncio.gather(*(is_cut_off(each) for each, _ in holding))

    assert b"0 bytes" in answer
    assert all(cut_off)
    for _, each in (*holding, (reader, writer)):
        each.close()
