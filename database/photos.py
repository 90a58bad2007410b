"""Photos: kept once by their content, the original untouched, a stripped copy to be shown."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class Photo:
    """A photo as it was sent (`original`) and as it is shown (`shown`, JPEG without metadata)."""

    id: str
    case_id: str
    kind: str
    original: bytes
    shown: bytes
    taken_by: str
    received_at: datetime


async def put_photo(connection: Connection, photo: Photo) -> None:
    """Keep a photo; the same content is kept once."""
    await connection.execute(
        "insert into photo (id, case_id, kind, original, shown, taken_by, received_at)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing",
        *photo.__dict__.values(),
    )


async def find_shown(connection: Connection, case: str, photo: str) -> bytes | None:
    """The copy to be shown of a photo of this case."""
    shown: bytes | None = await connection.fetchval("select shown from photo where case_id = $1 and id = $2", case, photo)
    return shown


async def list_missing(connection: Connection, case: str, photos: list[str]) -> list[str]:
    """Those of these photos that this case does not have."""
    rows = await connection.fetch("select id from photo where case_id = $1 and id = any($2)", case, photos)
    have = {row["id"] for row in rows}
    return [photo for photo in photos if photo not in have]
