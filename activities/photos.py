"""Photos: the original is stored unchanged; the copy for display is smaller and has no place, camera or date in it."""

import asyncio
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from activities.services import NoSuchCaseError, Services
from database import cases, photos
from database.connection import transaction
from schemas.messages import Actor

LIMIT_BYTES = 15_000_000
LIMIT_PIXELS = 80_000_000
SHOWN_SIZE = (1600, 1600)
KINDS = ("JPEG", "PNG", "WEBP")


class NotAPhotoError(Exception):
    """The file is not a readable photo."""


async def keep_photo(services: Services, case: str, data: bytes, actor: Actor, *, now: datetime) -> str:
    """Store a photo of a case; returns its id, the SHA-256 of its content.

    Raises NotAPhotoError, NoSuchCaseError.
    """
    photo = await asyncio.to_thread(read_photo, data)
    async with transaction(services.pool) as connection:
        if await cases.find_case(connection, case) is None:
            raise NoSuchCaseError(case)
        await photos.put_photo(connection, photo, case, actor.account, now)
    return photo.id


def read_photo(data: bytes) -> photos.Photo:
    """Decode a photo and make its display copy. Raises NotAPhotoError with a sentence."""
    if len(data) > LIMIT_BYTES:
        raise NotAPhotoError(f"The photo is larger than {LIMIT_BYTES // 1_000_000} MB.")
    try:
        with Image.open(BytesIO(data), formats=KINDS) as image:
            if image.width * image.height > LIMIT_PIXELS:
                raise NotAPhotoError("The photo has too many pixels.")
            kind = image.format or ""
            shown = _strip(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise NotAPhotoError("The file is not a photo that can be read (JPEG, PNG or WebP).") from fault
    return photos.Photo(id=sha256(data).hexdigest(), kind=kind, original=data, shown=shown)


def _strip(image: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail(SHOWN_SIZE)
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    out = BytesIO()
    clean.save(out, "JPEG", quality=82)
    return out.getvalue()
