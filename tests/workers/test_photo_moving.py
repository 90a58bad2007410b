"""`towpath photos move` prints its progress, and ends with one sentence if it cannot go on."""

from pathlib import Path

import pytest

from activities.services import Services
from tests.activities.test_photo_moving import IN_THE_DATABASE, PHOTOS, kept
from tests.conftest import owner_url_of, url_of
from tests.owner import rewrite
from workers import photo_moving
from workers.data_dir import StackError
from workers.photo_moving import move_all
from workers.settings import Settings
from workers.stack import Stack


@pytest.fixture
async def settings(stack: Stack, services: Services, tmp_path: Path) -> Settings:
    """Settings of the set-up job, with a folder for photos."""
    name = await services.pool.fetchval("select current_database()")
    owner = owner_url_of(stack, name)
    return Settings(database_url=url_of(stack, name), database_owner_url=owner, photos=str(tmp_path))


async def test_the_progress_is_printed(
    settings: Settings, services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_moving, "EACH", 2)
    await kept(services)

    await move_all(settings)
    await move_all(settings)

    assert capsys.readouterr().out.splitlines() == [
        "photos moved: 2 of 3",
        "photos moved: 3 of 3",
        "photos moved: 0 of 0",
    ]
    assert await services.pool.fetchval(IN_THE_DATABASE) == 0


async def test_the_photos_that_stay_are_named(
    settings: Settings, services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    await kept(services)
    await rewrite(services.pool, f"update photo set original = 'another' where id = '{PHOTOS[0].id}'")

    with pytest.raises(StackError, match=r"^1 of 3 photos stay in the database: see above\.$"):
        await move_all(settings)

    assert f"photo {PHOTOS[0].id} stays" in capsys.readouterr().out


async def test_a_store_that_fails_is_told_with_how_far_it_came(
    settings: Settings, services: Services, tmp_path: Path
) -> None:
    await kept(services)
    last = max(photo.id for photo in PHOTOS)
    (tmp_path / last[:2]).write_text("This is no folder.")

    with pytest.raises(StackError, match=r"^2 of 3 photos were moved, then the store failed: File exists\. Run it"):
        await move_all(settings)

    assert await services.pool.fetchval(IN_THE_DATABASE) == 1


async def test_without_a_store_nothing_is_moved(settings: Settings) -> None:
    with pytest.raises(StackError, match="Set TOWPATH_PHOTOS first"):
        await move_all(settings.model_copy(update={"photos": None}))


async def test_the_embedded_database_is_started_and_one_that_was_never_set_up_is_told(
    folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(StackError, match=r"^The database is not set up by this version of Towpath\. "):
        await move_all(Settings(data=folder / "data", temporal_ui_port=0, photos=str(tmp_path)))
