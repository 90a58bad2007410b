"""The content of photos in an S3-compatible store: one object for each content, named by its SHA-256, below a prefix.

The names are those of the files of `FolderStore`, so that any program that copies between a folder and a store can move
them. Every upload carries its SHA-256, which the store compares before it keeps the object. What the store answers is
never passed on whole: of an error only its code.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import structlog
from obstore import delete_async, get_async, put_async
from obstore.exceptions import BaseError
from obstore.store import S3Store

from activities.photo_store import (
    CHANGED,
    LOST,
    MOST_BYTES,
    NOT_READ,
    NOT_STORED,
    PhotoChangedError,
    PhotoLostError,
    PhotoStoreAwayError,
    PhotoStoreError,
    contents_of,
    name_of,
    row_of,
    unchanged,
)
from database.photos import Photo, PhotoRow

if TYPE_CHECKING:
    from obstore import GetResult

CONNECT = timedelta(seconds=3)
ONE_TRY = timedelta(seconds=20)
TRIES_AFTER_THE_FIRST = 2
PATIENCE_SECONDS = 30.0
"""For one object with all tries: a person waits for it."""

PROBE = b"Towpath stores photos here.\n"
"""What the check reads; the first check writes it."""

NO_ANSWER = "The store of photos does not answer."
REFUSED = "The store of photos refuses the key of TOWPATH_PHOTOS_KEY_ID, or what it asks for ({code})."
NO_BUCKET = "The store of photos has no bucket {bucket}."
OTHER = "The store of photos answers {code}."

CODE = re.compile("<Code>([A-Za-z]{1,60})</Code>")
STATUS = re.compile(r"status code: (\d{3})\b")

log = structlog.get_logger()


@dataclass(frozen=True)
class BucketAddress:
    """Where the bucket is, and the key to it; without an endpoint it is in Amazon S3."""

    bucket: str
    prefix: str
    endpoint: str | None
    region: str
    key_id: str
    key_secret: str = field(repr=False)

    def open(self) -> S3Store:
        """The client of the store. Connects to nothing."""
        return S3Store(
            self.bucket,
            prefix=self.prefix or None,
            endpoint=self.endpoint or f"https://s3.{self.region}.amazonaws.com",
            region=self.region,
            access_key_id=self.key_id,
            secret_access_key=self.key_secret,
            virtual_hosted_style_request=False,
            checksum_algorithm="SHA256",
            client_options={
                "allow_http": (self.endpoint or "").startswith("http://"),
                "connect_timeout": CONNECT,
                "timeout": ONE_TRY,
            },
            retry_config={"max_retries": TRIES_AFTER_THE_FIRST, "retry_timeout": ONE_TRY},
        )


@dataclass(frozen=True)
class BucketStore:
    """Photos in a bucket: two objects each, named by their digests, under the first two characters."""

    address: BucketAddress
    patience: float = PATIENCE_SECONDS
    _store: S3Store = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Open the client."""
        object.__setattr__(self, "_store", self.address.open())

    async def put(self, photo: Photo) -> PhotoRow:
        """Store both objects; returns the row without content. Raises PhotoStoreError; the reason is logged."""
        try:
            for digest, content in contents_of(photo).items():
                await self._put(digest, content)
        except PhotoStoreError as fault:
            log.warning("photo not stored", reason=str(fault))
            raise PhotoStoreError(NOT_STORED) from fault
        return row_of(photo)

    async def read(self, digest: str) -> bytes:
        """The content of the object. Raises PhotoStoreError; the reason is logged if the store is at fault."""
        try:
            return await self._read(digest)
        except (PhotoLostError, PhotoChangedError):
            raise
        except PhotoStoreError as fault:
            log.warning("photo not read", reason=str(fault))
            raise PhotoStoreError(NOT_READ) from fault

    async def digest_of(self, digest: str) -> str:
        """The SHA-256 of the object. Raises PhotoStoreError."""
        found = sha256()
        async with self._get(digest) as result:
            async for part in result.stream():
                found.update(part)
        return found.hexdigest()

    async def remove(self, digest: str) -> None:
        """Delete the object. Raises PhotoStoreError with the reason."""
        with suppress(PhotoLostError):
            async with self._told(digest):
                await delete_async(self._store, name_of(digest))

    async def check(self) -> None:
        """Read the probe, and write it if it is not there. Raises PhotoStoreError with the reason."""
        digest = sha256(PROBE).hexdigest()
        try:
            await self._read(digest)
        except PhotoLostError:
            await self._put(digest, PROBE)

    async def _put(self, digest: str, content: bytes) -> None:
        async with self._told(digest):
            # As one object, so that the store compares the digest of all of it.
            await put_async(self._store, name_of(digest), content, use_multipart=False)

    async def _read(self, digest: str) -> bytes:
        async with self._get(digest) as result:
            if result.meta["size"] > MOST_BYTES:
                raise PhotoChangedError(CHANGED.format(digest=digest))
            content = bytes(await result.bytes_async())
        return unchanged(digest, content)

    @asynccontextmanager
    async def _get(self, digest: str) -> AsyncIterator["GetResult"]:
        async with self._told(digest):
            yield await get_async(self._store, name_of(digest))

    @asynccontextmanager
    async def _told(self, digest: str) -> AsyncIterator[None]:
        """What goes wrong meanwhile, as a PhotoStoreError with the reason; nothing takes longer than `patience`."""
        try:
            async with asyncio.timeout(self.patience):
                yield
        except (BaseError, OSError) as fault:
            raise self._reason(fault, digest) from fault

    def _reason(self, fault: Exception, digest: str) -> PhotoStoreError:
        status, code = _answer(fault)
        # Some stores answer a wrong key with "not found" too: only this code says that the object is not there.
        if code == "NoSuchKey":
            return PhotoLostError(LOST.format(digest=digest))
        if code == "NoSuchBucket":
            return PhotoStoreError(NO_BUCKET.format(bucket=self.address.bucket))
        if status in ("401", "403", "404"):
            return PhotoStoreError(REFUSED.format(code=code or status))
        is_away = status is None or status.startswith("5")
        return PhotoStoreAwayError(NO_ANSWER) if is_away else PhotoStoreError(OTHER.format(code=code or status))


def _answer(fault: Exception) -> tuple[str | None, str | None]:
    """Status and code of the store's answer; neither, if there was no answer."""
    status, code = STATUS.search(str(fault)), CODE.search(str(fault))
    return status and status[1], code and code[1]
