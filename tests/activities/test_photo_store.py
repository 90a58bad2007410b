"""The content of photos: in its row, or in a folder; what was stored before is shown after a change of the place."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest

from activities import photos
from activities.audit import verify_case, verify_cases
from activities.photo_store import FolderStore, PhotoStoreError
from activities.photos import keep_photo, read_photo, read_shown
from activities.row_versions import verify_other_rows
from activities.services import NoSuchCaseError, Services
from database.connection import Pool
from tests.activities.test_casework import NOW, OFFICER, opened
from tests.activities.test_photos import drawn
from tests.owner import rewrite
from workers.data_dir import StackError
from workers.photo_place import photo_store_of
from workers.settings import Settings

PICTURE = drawn("PNG", (8, 8))
DIGEST = sha256(PICTURE).hexdigest()


@pytest.fixture
def elsewhere(services: Services, tmp_path: Path) -> Services:
    """The services with a folder of photos."""
    return replace(services, photo_store=FolderStore(tmp_path))


async def file_of(services: Services, folder: Path, column: str) -> Path:
    """The file of the only photo that this column of its row names."""
    digest = str(await services.pool.fetchval(f"select {column} from photo"))
    return folder / digest[:2] / digest


async def test_a_folder_has_the_original_as_sent_and_the_copy_that_is_shown(
    elsewhere: Services, tmp_path: Path
) -> None:
    case = await opened(elsewhere)

    kept = [await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW) for _ in range(2)]

    assert kept == [DIGEST] * 2
    assert (tmp_path / DIGEST[:2] / DIGEST).read_bytes() == PICTURE
    shown = await file_of(elsewhere, tmp_path, "shown_digest")
    assert await read_shown(elsewhere, case, DIGEST) == shown.read_bytes()
    assert await elsewhere.pool.fetchval("select count(*) from photo where original is null and shown is null") == 1


async def test_a_photo_in_the_database_is_shown_after_a_folder_was_set(services: Services, elsewhere: Services) -> None:
    case = await opened(services)
    await keep_photo(services, case, PICTURE, OFFICER, now=NOW)

    shown = await read_shown(services, case, DIGEST)

    assert shown is not None
    assert await read_shown(elsewhere, case, DIGEST) == shown


async def test_a_photo_in_the_database_that_is_sent_again_stays_there(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    case = await opened(services)
    await keep_photo(services, case, PICTURE, OFFICER, now=NOW)

    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)

    assert await asyncio.to_thread(os.listdir, tmp_path) == [], "no row would name it, so it could never be removed"


async def test_a_photo_of_another_case_is_not_shown(elsewhere: Services) -> None:
    case, other = await opened(elsewhere), await opened(elsewhere, plate="KX 0002")
    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)

    assert await read_shown(elsewhere, other, DIGEST) is None


async def test_nothing_is_written_for_a_case_that_does_not_exist(elsewhere: Services, tmp_path: Path) -> None:
    with pytest.raises(NoSuchCaseError):
        await keep_photo(elsewhere, "26-999999", PICTURE, OFFICER, now=NOW)

    assert await asyncio.to_thread(os.listdir, tmp_path) == []


async def test_a_photo_that_cannot_be_written_has_no_row(services: Services, tmp_path: Path) -> None:
    full, case = replace(services, photo_store=FolderStore(tmp_path / "gone")), await opened(services)

    with pytest.raises(PhotoStoreError, match="could not be stored"):
        await keep_photo(full, case, PICTURE, OFFICER, now=NOW)

    assert await services.pool.fetchval("select count(*) from photo") == 0


async def test_a_photo_that_is_lost_is_told_in_a_sentence(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    case = await opened(elsewhere)
    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)
    (await file_of(elsewhere, tmp_path, "shown_digest")).unlink()

    for each in (elsewhere, services):
        with pytest.raises(PhotoStoreError, match="not in the store of photos"):
            await read_shown(each, case, DIGEST)


async def test_a_file_that_was_changed_is_not_shown(elsewhere: Services, tmp_path: Path) -> None:
    case = await opened(elsewhere)
    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)
    overwritten(await file_of(elsewhere, tmp_path, "shown_digest"))

    with pytest.raises(PhotoStoreError, match="is not shown, because it is not as it was stored"):
        await read_shown(elsewhere, case, DIGEST)


async def verified(services: Services, case: str) -> list[str]:
    """What all three verifications say; those of one case and of all cases say the same."""
    faults = await verify_case(services, case)
    assert (await verify_cases(services, beyond=None, limit=5)).faults == faults
    return [*faults, *await verify_other_rows(services)]


def lost(file: Path) -> None:
    file.unlink()


def overwritten(file: Path) -> None:
    file.write_bytes(drawn("JPEG", (8, 8)))


@pytest.mark.parametrize("of_no_case", [False, True])
@pytest.mark.parametrize("column", ["id", "shown_digest"])
@pytest.mark.parametrize(("damage", "said"), [(lost, "is missing"), (overwritten, "is not as it was written")])
async def test_verification_names_a_photo_whose_file_was_changed_or_removed(
    elsewhere: Services, tmp_path: Path, damage: Callable[[Path], None], said: str, column: str, of_no_case: bool
) -> None:
    case = await opened(elsewhere)
    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)
    if of_no_case:
        await rewrite(elsewhere.pool, "delete from case_photo; delete from row_version where kind = 'case_photo'")
    assert await verified(elsewhere, case) == []

    damage(await file_of(elsewhere, tmp_path, column))

    where = "" if of_no_case else f"{case}: "
    assert await verified(elsewhere, case) == [f"{where}photo {DIGEST} {said}."]


async def test_verification_names_every_photo_of_a_folder_that_is_not_set(
    services: Services, elsewhere: Services
) -> None:
    case = await opened(elsewhere)
    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)

    assert await verified(services, case) == [f"{case}: photo {DIGEST} is missing."]


async def test_verification_names_a_row_that_was_made_to_name_another_copy(elsewhere: Services) -> None:
    case = await opened(elsewhere)
    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)
    row = await elsewhere.photo_store.put(replace(read_photo(PICTURE), shown=b"another copy"))

    await rewrite(elsewhere.pool, f"update photo set shown_digest = '{row.shown_digest}'")

    assert await verified(elsewhere, case) == [f"{case}: photo {DIGEST} is not as it was written."]


async def test_a_row_that_names_another_file_of_the_machine_shows_nothing_of_it(
    elsewhere: Services, tmp_path: Path
) -> None:
    case, secret = await opened(elsewhere), tmp_path / "secret"
    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)
    await asyncio.to_thread(secret.write_text, "a key")
    await rewrite(elsewhere.pool, f"update photo set shown_digest = '{secret}'")

    with pytest.raises(PhotoStoreError, match="not in the store of photos"):
        await read_shown(elsewhere, case, DIGEST)
    assert f"{case}: photo {DIGEST} is missing." in await verified(elsewhere, case)


async def test_a_copy_made_otherwise_later_changes_nothing(
    elsewhere: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await opened(elsewhere)
    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)
    before = await read_shown(elsewhere, case, DIGEST)
    monkeypatch.setattr(photos, "SHOWN_SIZE", (4, 4))

    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)

    assert await read_shown(elsewhere, case, DIGEST) == before
    assert await verified(elsewhere, case) == []


@dataclass(frozen=True)
class Watching(FolderStore):
    """A folder that notes, at each reading, how many connections of the pool are in use."""

    pool: Pool
    in_use: list[int]

    async def digest_of(self, digest: str) -> str:
        self.in_use.append(self.pool.get_size() - self.pool.get_idle_size())
        return await super().digest_of(digest)


async def test_files_are_read_without_a_connection(elsewhere: Services, tmp_path: Path) -> None:
    case = await opened(elsewhere)
    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)
    store = Watching(tmp_path, elsewhere.pool, [])

    assert await verified(replace(elsewhere, photo_store=store), case) == []
    assert store.in_use == [0] * 4, "two files, for one case and for all"


def test_a_folder_that_does_not_exist_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"^TOWPATH_PHOTOS: .* is no folder that this process can write\.$"):
        photo_store_of(Settings(photos=str(tmp_path / "gone")))

    assert photo_store_of(Settings(photos=str(tmp_path))) == FolderStore(tmp_path)
