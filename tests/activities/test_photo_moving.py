"""Photos move from the database to a store: no content is lost, no digest changes, and a run can be repeated."""

from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import pytest

from activities.photo_moving import move_photos
from activities.photo_store import FolderStore, PhotoStore, PhotoStoreError, contents_of
from activities.photos import keep_photo, read_photo, read_shown
from activities.services import Services
from database import migrations
from database.connection import Pool, open_pool
from database.photos import Photo, PhotoRow
from tests.activities.test_casework import NOW, OFFICER, opened
from tests.activities.test_photo_store import verified
from tests.activities.test_photos import drawn
from tests.conftest import owner_url_of
from tests.owner import rewrite
from workers.stack import Stack

PHOTOS = [read_photo(drawn("PNG", (size, size))) for size in (8, 9, 10)]
IN_THE_DATABASE = "select count(*) from photo where original is not null"


async def kept(services: Services) -> str:
    """A case with photos in the database."""
    case = await opened(services)
    for photo in PHOTOS:
        await keep_photo(services, case, photo.original, OFFICER, now=NOW)
    return case


async def moved(pool: Pool, store: PhotoStore) -> list[str | None]:
    """What the move says of each photo."""
    return [each async for each in move_photos(pool, store)]


async def test_moved_photos_are_shown_and_verified_as_before_and_the_database_is_rid_of_them(
    services: Services, owned: Pool, tmp_path: Path
) -> None:
    case, store = await kept(services), FolderStore(tmp_path)
    before = [await read_shown(services, case, photo.id) for photo in PHOTOS]
    elsewhere = replace(services, photo_store=store)

    assert await moved(owned, store) == [None] * 3
    assert await moved(owned, store) == []

    assert [await read_shown(elsewhere, case, photo.id) for photo in PHOTOS] == before
    assert [(tmp_path / each.id[:2] / each.id).read_bytes() for each in PHOTOS] == [each.original for each in PHOTOS]
    assert await owned.fetchval(IN_THE_DATABASE) == 0
    assert await verified(elsewhere, case) == []
    assert await owned.fetchval("select count(*) from row_version where kind = 'photo'") == 3, "a move is no change"


@dataclass(frozen=True)
class Filling(FolderStore):
    """A folder that takes the first photo only."""

    first: str

    async def put(self, photo: Photo) -> PhotoRow:
        """Store the first photo."""
        if photo.id != self.first:
            raise PhotoStoreError("The store is full.")
        return await super().put(photo)


async def test_a_move_that_was_interrupted_continues(services: Services, owned: Pool, tmp_path: Path) -> None:
    case, store = await kept(services), FolderStore(tmp_path)

    with pytest.raises(PhotoStoreError, match="is full"):
        await moved(owned, Filling(tmp_path, min(photo.id for photo in PHOTOS)))
    assert await owned.fetchval(IN_THE_DATABASE) == 2
    assert await verified(replace(services, photo_store=store), case) == []

    assert await moved(owned, store) == [None] * 2


async def test_a_photo_that_was_changed_stays_and_is_named(services: Services, owned: Pool, tmp_path: Path) -> None:
    case, store, (first, second, _) = await kept(services), FolderStore(tmp_path), PHOTOS
    await rewrite(owned, f"update photo set original = 'another' where id = '{first.id}'")
    await rewrite(owned, f"update photo set shown = 'another' where id = '{second.id}'")

    said = await moved(owned, store)

    assert [each for each in said if each] == [
        f"photo {first.id} stays in the database, because it is not as it was written."
    ]
    assert await owned.fetchval(IN_THE_DATABASE) == 1
    assert sorted(await verified(replace(services, photo_store=store), case)) == sorted(
        f"{case}: photo {each.id} is not as it was written." for each in (first, second)
    ), "moving a copy that was changed makes it no right one"


@dataclass(frozen=True)
class Forgetful(FolderStore):
    """A folder in which every file is damaged as soon as it is written."""

    async def put(self, photo: Photo) -> PhotoRow:
        """Store something else."""
        row = await super().put(photo)
        (self.folder / photo.id[:2] / photo.id).write_bytes(b"")
        return row


async def test_a_row_is_emptied_only_when_the_store_gives_the_content_back(
    services: Services, owned: Pool, tmp_path: Path
) -> None:
    await kept(services)

    said = await moved(owned, Forgetful(tmp_path))

    assert said == [
        f"photo {each} stays in the database, because the store gave back something else."
        for each in sorted(photo.id for photo in PHOTOS)
    ]
    assert await owned.fetchval(IN_THE_DATABASE) == 3


@dataclass(frozen=True)
class Slow(FolderStore):
    """A folder that takes so long that photos are removed on the records schedule meanwhile."""

    pool: Pool

    async def put(self, photo: Photo) -> PhotoRow:
        """Store the photo, while its row is emptied."""
        row = await super().put(photo)
        await rewrite(
            self.pool, f"update photo set original = null, shown = null, removed = true where id = '{row.id}'"
        )
        return row


async def test_the_content_of_a_photo_that_is_removed_meanwhile_is_to_be_deleted(
    services: Services, owned: Pool, tmp_path: Path
) -> None:
    await kept(services)

    await moved(owned, Slow(tmp_path, owned))

    digests = [row["digest"] for row in await owned.fetch("select digest from content_to_delete")]
    assert sorted(digests) == sorted(digest for photo in PHOTOS for digest in contents_of(photo))
    assert await owned.fetchval("select count(*) from photo where shown_digest is not null") == 0
    assert await moved(owned, FolderStore(tmp_path)) == []


@pytest.mark.parametrize("digest", ["0" * 64, "../secret"])
async def test_a_row_cannot_be_emptied_under_another_digest(services: Services, owned: Pool, digest: str) -> None:
    await kept(services)

    with pytest.raises(asyncpg.RaiseError, match="What was written in the table photo stays as it is"):
        await owned.execute("update photo set original = null, shown = null, shown_digest = $1", digest)


async def test_the_application_cannot_empty_a_row(services: Services) -> None:
    await kept(services)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await services.pool.execute("update photo set original = null")


async def test_photos_that_were_elsewhere_before_are_verified_after_the_upgrade(
    services: Services, stack: Stack, server: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, every = "t_photos_elsewhere", migrations.list_migrations()
    await server.execute(f"create database {name}")
    pool = await open_pool(owner_url_of(stack, name))
    monkeypatch.setattr(migrations, "list_migrations", lambda: {key: sql for key, sql in every.items() if key < "0016"})
    await migrations.migrate(pool)
    await pool.executemany(
        "insert into photo (id, kind, shown_digest) values ($1, 'PNG', $2)",
        [(photo.id, photo.id) for photo in PHOTOS],
    )
    first = PHOTOS[0].id
    await rewrite(pool, f"update photo set shown_digest = repeat('0', 64) where id = '{first}'")
    monkeypatch.setattr(migrations, "list_migrations", lambda: every)
    await migrations.migrate(pool)

    faults = await pool.fetch(
        "select p.id from photo p cross join lateral (select salt, digest from row_version v where v.key = p.id"
        " order by v.id desc limit 1) v where v.digest <> version_digest(v.salt, written(p))"
    )
    await pool.close()
    await server.execute(f"drop database {name}")

    assert [row["id"] for row in faults] == [first], "what was changed before stays a fault"
