"""Moves the content of photos from the database to the store of photos, one by one, while people work.

A row is emptied only when the store has given back what was put there. What was moved stays moved: a run after an
interruption continues.
"""

from collections.abc import AsyncIterator
from hashlib import sha256

from activities.photo_store import PhotoStore
from database import photos
from database.connection import Pool
from database.photos import Photo

CHANGED = "photo {photo} stays in the database, because it is not as it was written."
NOT_KEPT = "photo {photo} stays in the database, because the store gave back something else."


async def move_photos(pool: Pool, store: PhotoStore) -> AsyncIterator[str | None]:
    """Move every photo of the database to the store: for each why it was left, or None. The pool is of the owner of the
    tables: nobody else may empty a row.

    Raises PhotoStoreError; what was moved until then stays moved.
    """
    beyond = ""
    while photo := await _next(pool, beyond):
        beyond = photo.id
        yield await _move(pool, store, photo)


async def _next(pool: Pool, beyond: str) -> Photo | None:
    async with pool.acquire() as connection:
        return await photos.find_in_database_after(connection, beyond)


async def _move(pool: Pool, store: PhotoStore, photo: Photo) -> str | None:
    """Why the photo was left; None if it was moved. No connection is held while the store works."""
    if sha256(photo.original).hexdigest() != photo.id:
        return CHANGED.format(photo=photo.id)
    row = await store.put(photo)
    digests = [photo.id, row.shown_digest or ""]
    if [await store.digest_of(each) for each in digests] != digests:
        return NOT_KEPT.format(photo=photo.id)
    async with pool.acquire() as connection:
        await photos.empty_row(connection, row)
    return None
