"""Photos, stored once per content: the original unchanged, and a copy without metadata for display."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class Photo:
    """A photo as sent (`original`) and as displayed (`shown`: JPEG without metadata)."""

    id: str
    kind: str
    original: bytes
    shown: bytes


@dataclass(frozen=True)
class PhotoRow:
    """The row of a photo. Its content is None if it is elsewhere (`activities.photo_store`)."""

    id: str
    kind: str
    original: bytes | None
    shown: bytes | None


async def put_photo(connection: Connection, photo: PhotoRow, case: str, taken_by: str, now: datetime) -> None:
    """Store a photo for a case; the same content is stored once."""
    await connection.execute(
        "insert into photo (id, kind, original, shown) values ($1, $2, $3, $4) on conflict do nothing",
        *photo.__dict__.values(),
    )
    await connection.execute(
        "insert into case_photo (case_id, photo, taken_by, received_at) values ($1, $2, $3, $4) on conflict do nothing",
        case,
        photo.id,
        taken_by,
        now,
    )


async def find_photo(connection: Connection, case: str, photo: str) -> PhotoRow | None:
    """A photo of this case, without its original; None if the case has no such photo."""
    row = await connection.fetchrow(
        "select p.id, p.kind, null::bytea as original, p.shown from photo p join case_photo c on c.photo = p.id"
        " where c.case_id = $1 and p.id = $2",
        case,
        photo,
    )
    return PhotoRow(**row) if row else None


async def list_missing(connection: Connection, case: str, photos: list[str]) -> list[str]:
    """The photos in this list that the case does not have."""
    rows = await connection.fetch("select photo from case_photo where case_id = $1 and photo = any($2)", case, photos)
    have = {row["photo"] for row in rows}
    return [photo for photo in photos if photo not in have]
