"""The content of photos: in its row, or in a folder; what was stored before is shown after a change of the place."""

import asyncio
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from activities.photo_store import FolderStore, PhotoStoreError
from activities.photos import keep_photo, read_shown
from activities.services import NoSuchCaseError, Services
from tests.activities.test_casework import NOW, OFFICER, opened
from tests.activities.test_photos import drawn
from workers.compose import photo_store_of
from workers.data_dir import StackError
from workers.settings import Settings

PICTURE = drawn("PNG", (8, 8))
DIGEST = sha256(PICTURE).hexdigest()


@pytest.fixture
def elsewhere(services: Services, tmp_path: Path) -> Services:
    """The services with a folder of photos."""
    return replace(services, photo_store=FolderStore(tmp_path))


async def test_a_folder_has_the_original_as_sent_and_the_copy_that_is_shown(
    elsewhere: Services, tmp_path: Path
) -> None:
    case = await opened(elsewhere)

    photos = [await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW) for _ in range(2)]

    files = {each.name: each.read_bytes() for each in (tmp_path / DIGEST[:2]).iterdir()}
    assert photos == [DIGEST] * 2
    assert files.keys() == {f"{DIGEST}.original", f"{DIGEST}.shown"}
    assert files[f"{DIGEST}.original"] == PICTURE
    assert await read_shown(elsewhere, case, DIGEST) == files[f"{DIGEST}.shown"]
    assert await elsewhere.pool.fetchval("select count(*) from photo where original is null and shown is null") == 1


async def test_a_photo_in_the_database_is_shown_after_a_folder_was_set(services: Services, elsewhere: Services) -> None:
    case = await opened(services)
    await keep_photo(services, case, PICTURE, OFFICER, now=NOW)

    shown = await read_shown(services, case, DIGEST)

    assert shown is not None
    assert await read_shown(elsewhere, case, DIGEST) == shown


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
    (tmp_path / DIGEST[:2] / f"{DIGEST}.shown").unlink()

    for each in (elsewhere, services):
        with pytest.raises(PhotoStoreError, match="not in the folder of photos"):
            await read_shown(each, case, DIGEST)


def test_a_folder_that_does_not_exist_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"^TOWPATH_PHOTOS: .* is no folder that this process can write\.$"):
        photo_store_of(Settings(photos=tmp_path / "gone"))

    assert photo_store_of(Settings(photos=tmp_path)) == FolderStore(tmp_path)
