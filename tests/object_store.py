"""An S3-compatible store for tests: a real HTTP server that keeps objects, and servers that answer only one thing."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from uuid import uuid4

import httpx
import obstore
from moto.server import ThreadedMotoServer

from activities.photo_bucket import BucketAddress, BucketStore
from workers.temporal import LOOPBACK


@contextmanager
def object_store() -> Iterator[str]:
    """The server, by its address. It takes every key until `keys_are_checked`."""
    server = ThreadedMotoServer(ip_address=LOOPBACK, port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def new_bucket(endpoint: str) -> BucketStore:
    """A store with a bucket of its own."""
    bucket = f"photos-{uuid4().hex}"
    httpx.put(f"{endpoint}/{bucket}").raise_for_status()
    return BucketStore(BucketAddress(bucket, "city/2026", endpoint, "us-east-1", "an-id", "a-secret"))


def without_bucket(store: BucketStore) -> BucketStore:
    """The same store, with a bucket that does not exist."""
    return replace(store, address=replace(store.address, bucket="never-made"))


def elsewhere_at(store: BucketStore, endpoint: str, patience: float = 30.0) -> BucketStore:
    """The same bucket, at another address."""
    return BucketStore(replace(store.address, endpoint=endpoint), patience)


def content_of(store: BucketStore, digest: str) -> bytes:
    """The content of an object."""
    return bytes(obstore.get(store.address.open(), f"{digest[:2]}/{digest}").bytes())


def overwrite(store: BucketStore, digest: str, content: bytes = b"another") -> None:
    """Put something else in the place of an object."""
    obstore.put(store.address.open(), f"{digest[:2]}/{digest}", content)


def remove(store: BucketStore, digest: str) -> None:
    """Remove an object."""
    obstore.delete(store.address.open(), f"{digest[:2]}/{digest}")


@contextmanager
def keys_are_checked(endpoint: str) -> Iterator[None]:
    """Meanwhile the server refuses the keys that it does not know: all of them."""
    _check_keys_after(endpoint, "0")
    try:
        yield
    finally:
        _check_keys_after(endpoint, "inf")


def _check_keys_after(endpoint: str, requests: str) -> None:
    httpx.post(f"{endpoint}/moto-api/reset-auth", content=requests).raise_for_status()


@asynccontextmanager
async def answering(answer: bytes | None, heard: list[bytes] | None = None) -> AsyncIterator[str]:
    """A server that gives this answer to every request; without one it stays silent. `heard` gets each line."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if heard is not None:
                heard.append(line.strip())
            if line == b"\r\n" and answer is not None:
                writer.write(answer)
                break
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, LOOPBACK, 0)
    try:
        yield f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def answer_of(status: str, code: str) -> bytes:
    """An answer of a store that refuses."""
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>No.</Message></Error>'
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
