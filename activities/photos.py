"""Photos: the original is stored unchanged; the copy for display is smaller and has no place, camera or date in it."""

import asyncio
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

from activities.photo_store import MOST_BYTES, DatabaseStore
from activities.services import NoSuchCaseError, Services
from database import cases, photos
from database.connection import Connection, transaction
from schemas.messages import Actor
from schemas.retention import DataKind

LIMIT_BYTES = MOST_BYTES
LIMIT_PIXELS = 25_000_000
LIMIT_PIXELS_JPEG = 60_000_000
"""A JPEG is decoded at a fraction of its size, so that a large one takes no more memory than others."""
LIMIT_OF_A_CASE = 400
"""Photos of one case by one person: some twenty forms."""
SHOWN_SIZE = (1600, 1600)
KINDS = ("JPEG", "PNG", "WEBP")
GONE = "Photos of this case were removed on the records schedule. No more can be stored."
UNREADABLE = "The file is not a photo that can be read (JPEG, PNG or WebP)."

Image.MAX_IMAGE_PIXELS = None
"""The limits above, asked of the header, replace those of Pillow, which would print a warning."""

warnings.filterwarnings("ignore", module="PIL")
"""What Pillow finds odd in the metadata of a file is nobody's to act on, and no line of JSON."""

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What puts a picture upright, by its EXIF orientation. Only this one value is read: metadata can hold anything."""

DECODER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="photos")
"""Decodes one photo at a time, beside the event loop: each takes up to half a gigabyte while it is decoded."""


class NotAPhotoError(Exception):
    """The file is not a readable photo."""


async def keep_photo(services: Services, case: str, data: bytes, actor: Actor, *, now: datetime) -> str:
    """Store a photo of a case; returns its id, the SHA-256 of its content.

    Raises NotAPhotoError, NoSuchCaseError, PhotoStoreError, ClockError.
    """
    photo = await asyncio.get_running_loop().run_in_executor(DECODER, read_photo, data)
    async with services.pool.acquire() as connection:
        await services.compare_clocks(connection)
        kept_for = await cases.find_case(connection, case)
        if kept_for is None:
            raise NoSuchCaseError(case)
        if DataKind.PHOTOS in kept_for.case.removed:
            raise NotAPhotoError(GONE)
        if await photos.is_removed(connection, photo.id):
            raise NotAPhotoError("This very photo was removed on the records schedule. Please take a new one.")
        await _check_count(connection, case, photo.id, actor.account)
        # It stays where it is: content that no row names elsewhere would never be removed there.
        store = DatabaseStore() if await photos.is_in_database(connection, photo.id) else services.photo_store
    row = await store.put(photo)
    async with transaction(services.pool) as connection:
        is_kept = await _is_put(connection, row, case, actor, now)
        if not is_kept:
            await photos.delete_later(connection, row)
    if not is_kept:
        raise NotAPhotoError(GONE)
    return photo.id


async def _is_put(connection: Connection, row: photos.PhotoRow, case: str, actor: Actor, now: datetime) -> bool:
    """Store the photo for this case; False if photos of the case, or this very photo, were removed meanwhile."""
    known = await cases.lock_case(connection, case)
    if known is not None and DataKind.PHOTOS in known.case.removed:
        return False
    # The row waits for a removal of the same photo; only then it is known whether it is there.
    with suppress(NotAPhotoError):
        async with connection.transaction():
            await photos.put_photo(connection, row, case, actor.account, now)
            if await photos.is_removed(connection, row.id):
                raise NotAPhotoError(GONE)
            return True
    return False


async def _check_count(connection: Connection, case: str, photo: str, account: str) -> None:
    """Each person has a number of their own, so that nobody uses up the room of somebody else."""
    if await photos.count_others(connection, case, photo, account) >= LIMIT_OF_A_CASE:
        said = f"You have sent {LIMIT_OF_A_CASE} photos of this case. No more can be stored."
        raise NotAPhotoError(said)


async def read_shown(services: Services, case: str, photo: str) -> bytes | None:
    """The display copy of a photo of this case; None if the case has no such photo, or it was removed.

    Raises PhotoStoreError.
    """
    async with services.pool.acquire() as connection:
        found = await photos.find_photo(connection, case, photo)
    if found is None:
        return None
    return found.shown if found.shown_digest is None else await services.photo_store.read(found.shown_digest)


def read_photo(data: bytes) -> photos.Photo:
    """Decode a photo and make its display copy. Raises NotAPhotoError with a sentence."""
    if len(data) > LIMIT_BYTES:
        raise NotAPhotoError(f"The photo is larger than {LIMIT_BYTES // 1_000_000} MB.")
    try:
        # Reads the header alone.
        with Image.open(BytesIO(data), formats=KINDS) as image:
            _check_size(image)
            kind = image.format or ""
            shown = _strip(image)
    except NotAPhotoError:
        raise
    except Exception as fault:  # Damaged files make Pillow raise whatever its arithmetic meets.
        raise NotAPhotoError(UNREADABLE) from fault
    return photos.Photo(id=sha256(data).hexdigest(), kind=kind, original=data, shown=shown)


def _check_size(image: Image.Image) -> None:
    # A progressive JPEG is held in memory at its full size, whatever size is wanted.
    is_reducible = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
    limit = LIMIT_PIXELS_JPEG if is_reducible else LIMIT_PIXELS
    if image.width * image.height > limit:
        said = f"The photo has more than {limit // 1_000_000} megapixels. Please send a smaller copy."
        raise NotAPhotoError(said)


def _orientation(image: Image.Image) -> Any:
    """How the camera was held; None if the metadata are broken: a picture on its side is still evidence."""
    with suppress(Exception):
        return image.getexif().get(ExifTags.Base.Orientation)
    return None


def _strip(image: Image.Image) -> bytes:
    # A picture with a palette cannot be scaled smoothly.
    whole = image.convert("RGB") if image.mode in ("1", "P") else image
    # Before everything else: of a JPEG only the reduced size is decoded, and every later step is small.
    whole.thumbnail(SHOWN_SIZE)
    turn = TURNS.get(_orientation(image))
    upright = (whole if turn is None else whole.transpose(turn)).convert("RGB")
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    out = BytesIO()
    clean.save(out, "JPEG", quality=82)
    return out.getvalue()
