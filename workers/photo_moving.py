"""`towpath photos move`: from the database to the store of photos, as the owner of the tables, with progress."""

from collections.abc import AsyncIterator

from activities.photo_moving import move_photos
from activities.photo_store import PhotoStore, PhotoStoreError
from database.connection import open_pool
from database.migrations import is_current
from database.photos import count_in_database
from workers.data_dir import StackError
from workers.photo_place import check_photo_store, photo_store_of
from workers.settings import Settings
from workers.stack import open_servers

EACH = 100
NOWHERE = "Set TOWPATH_PHOTOS first, for every web process too: it says where the photos go."
NOT_SET_UP = "The database is not set up by this version of Towpath. Run `towpath setup`, or start the stack once."
INTERRUPTED = "{moved} of {total} photos were moved, then the store failed: {reason} Run it again: it continues."
LEFT = "{count} of {total} photos stay in the database: see above."


async def move_all(settings: Settings) -> None:
    """Move every photo; of the embedded stack while it is stopped. Raises StackError."""
    if settings.photos is None:
        raise StackError(NOWHERE)
    store = photo_store_of(settings)
    if said := await check_photo_store(store):
        raise StackError(said)
    if settings.database_url:
        await _move(settings.database_owner_url or settings.database_url, store)
        return
    async with open_servers(settings) as stack:
        await _move(stack.addresses.database_owner_url or "", store)


async def _move(database_url: str, store: PhotoStore) -> None:
    pool = await open_pool(database_url)
    try:
        async with pool.acquire() as connection:
            if not await is_current(connection):
                raise StackError(NOT_SET_UP)
            total = await count_in_database(connection)
        moved = await _tell(move_photos(pool, store), total)
    finally:
        await pool.close()
    print(f"photos moved: {moved} of {total}")
    if moved < total:
        raise StackError(LEFT.format(count=total - moved, total=total))


async def _tell(photos: AsyncIterator[str | None], total: int) -> int:
    """Print the progress; returns how many were moved. Raises StackError."""
    moved = 0
    try:
        async for left in photos:
            moved += left is None
            if left:
                print(left)
            elif moved % EACH == 0:
                print(f"photos moved: {moved} of {total}", flush=True)
    except PhotoStoreError as fault:
        raise StackError(INTERRUPTED.format(moved=moved, total=total, reason=_reason(fault))) from fault
    return moved


def _reason(fault: PhotoStoreError) -> str:
    """What the operator can do something about: the sentence for people only says that it failed."""
    cause = fault.__cause__
    if isinstance(cause, PhotoStoreError):
        return str(cause)
    return f"{cause.strerror}." if isinstance(cause, OSError) and cause.strerror else str(fault)
