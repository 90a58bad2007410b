"""Photos: kept once by their content, the original untouched, a stripped copy to be shown."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class Photo:
    """A photo as it was sent (`original`) and as it is shown (`shown`, JPEG without metadata)."""

    id: str
    kind: str
    original: bytes
    shown: bytes


async def put_photo(connection: Connection, photo: Photo, case: str, taken_by: str, now: datetime) -> None:
    """Keep a photo for a case; the same content is kept once."""
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


async def find_shown(connection: Connection, case: str, photo: str) -> bytes | None:
    """The copy to be shown of a photo of this case."""
    shown: bytes | None = await connection.fetchval(
        "select p.shown from photo p join case_photo c on c.photo = p.id where c.case_id = $1 and p.id = $2",
        case,
        photo,
    )
    return shown


async def list_missing(connection: Connection, case: str, photos: list[str]) -> list[str]:
    """Those of these photos that this case does not have."""
    rows = await connection.fetch("select photo from case_photo where case_id = $1 and photo = any($2)", case, photos)
    have = {row["photo"] for row in rows}
    return [photo for photo in photos if photo not in have]
