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
    """The row of a photo: with its content, or with the digest of the copy for display if the content is elsewhere.

    Digests are SHA-256 in hexadecimal; that of the original is the id. `activities.photo_store` knows the places.
    """

    id: str
    kind: str
    original: bytes | None
    shown: bytes | None
    shown_digest: str | None


@dataclass(frozen=True)
class ContentElsewhere:
    """A photo whose content is not in its row, by the digests of both contents; no case, if it belongs to none."""

    case: str | None
    photo: str
    shown_digest: str


async def put_photo(connection: Connection, photo: PhotoRow, case: str, taken_by: str, now: datetime) -> None:
    """Store a photo for a case; the same content is stored once."""
    await connection.execute(
        "insert into photo (id, kind, original, shown, shown_digest) values ($1, $2, $3, $4, $5)"
        " on conflict do nothing",
        *photo.__dict__.values(),
    )
    await connection.execute(
        "insert into case_photo (case_id, photo, taken_by, received_at) values ($1, $2, $3, $4) on conflict do nothing",
        case,
        photo.id,
        taken_by,
        now,
    )


async def is_removed(connection: Connection, photo: str) -> bool:
    """Whether this photo was removed after its time."""
    found: bool = await connection.fetchval("select exists (select from photo where id = $1 and removed)", photo)
    return found


async def count_others(connection: Connection, case: str, photo: str, account: str) -> int:
    """How many photos of this case other than this one were stored by this account."""
    count: int = await connection.fetchval(
        "select count(*) from case_photo where case_id = $1 and taken_by = $3 and photo <> $2", case, photo, account
    )
    return count


async def find_photo(connection: Connection, case: str, photo: str) -> PhotoRow | None:
    """A photo of this case, without its original; None if the case has no such photo."""
    row = await connection.fetchrow(
        "select p.id, p.kind, null::bytea as original, p.shown, p.shown_digest"
        " from photo p join case_photo c on c.photo = p.id where c.case_id = $1 and p.id = $2"
        " and p.removed is null",
        case,
        photo,
    )
    return PhotoRow(**row) if row else None


async def list_elsewhere(connection: Connection, cases: list[str]) -> list[ContentElsewhere]:
    """The photos of these cases whose content is not in their rows."""
    rows = await connection.fetch(
        "select c.case_id as case, p.id as photo, p.shown_digest from photo p join case_photo c on c.photo = p.id"
        " where c.case_id = any($1) and p.shown_digest is not null and p.removed is null order by c.case_id, p.id",
        cases,
    )
    return [ContentElsewhere(**row) for row in rows]


async def list_elsewhere_of_no_case(connection: Connection) -> list[ContentElsewhere]:
    """The photos of no case whose content is not in their rows."""
    rows = await connection.fetch(
        "select null as case, p.id as photo, p.shown_digest from photo p"
        " where p.shown_digest is not null and p.removed is null"
        " and not exists (select from case_photo c where c.photo = p.id) order by p.id"
    )
    return [ContentElsewhere(**row) for row in rows]


async def list_missing(connection: Connection, case: str, photos: list[str]) -> list[str]:
    """The photos in this list that the case does not have."""
    rows = await connection.fetch("select photo from case_photo where case_id = $1 and photo = any($2)", case, photos)
    have = {row["photo"] for row in rows}
    return [photo for photo in photos if photo not in have]


async def is_in_database(connection: Connection, photo: str) -> bool:
    """Whether this photo has its content in its row."""
    found: bool = await connection.fetchval(
        "select exists (select from photo where id = $1 and original is not null)", photo
    )
    return found


IN_THE_DATABASE = "shown_digest is null and removed is null"


async def count_in_database(connection: Connection) -> int:
    """How many photos have their content in their rows."""
    count: int = await connection.fetchval(f"select count(*) from photo where {IN_THE_DATABASE}")
    return count


async def find_in_database_after(connection: Connection, beyond: str) -> Photo | None:
    """The next photo after this one, in the order of their ids, that has its content in its row; None at the end."""
    row = await connection.fetchrow(
        f"select id, kind, original, shown from photo where {IN_THE_DATABASE} and id > $1 order by id limit 1", beyond
    )
    return Photo(**row) if row else None


async def empty_row(connection: Connection, photo: PhotoRow) -> None:
    """Take the content out of the row of a photo that has it elsewhere now.

    If the photo was removed meanwhile, its content is to be deleted there too.
    """
    done: str = await connection.execute(
        f"update photo set original = null, shown = null, shown_digest = $2 where id = $1 and {IN_THE_DATABASE}",
        photo.id,
        photo.shown_digest,
    )
    if done == "UPDATE 0" and await is_removed(connection, photo.id):
        await delete_later(connection, photo)


async def delete_later(connection: Connection, photo: PhotoRow) -> None:
    """The content of a photo that no row keeps is to be deleted where it is, if it is not in the database."""
    if photo.shown_digest is not None:
        await connection.execute(
            "insert into content_to_delete (digest) values ($1), ($2) on conflict do nothing",
            photo.id,
            photo.shown_digest,
        )
