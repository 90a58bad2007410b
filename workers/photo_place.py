"""Where TOWPATH_PHOTOS puts the content of photos: the database, a folder, or a bucket of an S3-compatible store."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from activities.photo_bucket import BucketAddress, BucketStore
from activities.photo_store import (
    NOT_WRITABLE,
    DatabaseStore,
    FolderStore,
    PhotoStore,
    PhotoStoreAwayError,
    PhotoStoreError,
    is_writable,
)
from workers.data_dir import StackError
from workers.settings import Settings

BUCKET = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>(/[A-Za-z0-9._-]+)*)/?")
NOT_A_PLACE = "TOWPATH_PHOTOS is a folder, or s3://bucket/prefix."
NO_KEY = "Set TOWPATH_PHOTOS_KEY_ID and TOWPATH_PHOTOS_KEY_SECRET: they are the key to the bucket of TOWPATH_PHOTOS."
NO_ENDPOINT = "TOWPATH_PHOTOS_ENDPOINT is the http or https address of the store, without a path."
GOES_ON = "Until it does, no photo is stored, and none of its photos is shown."


def photo_store_of(settings: Settings) -> PhotoStore:
    """The store of photos. Raises StackError if the setting names none, or a folder that cannot be used."""
    if settings.photos is None:
        return DatabaseStore()
    if "://" in settings.photos:
        return BucketStore(_address(settings, settings.photos))
    folder = Path(settings.photos)
    if not is_writable(folder):
        raise StackError(f"TOWPATH_PHOTOS: {NOT_WRITABLE.format(folder=folder)}")
    return FolderStore(folder)


async def check_photo_store(store: PhotoStore) -> str | None:
    """The sentence for the operator if the store does not answer, which may pass while people work.

    Raises StackError if it refuses what it is asked, which does not.
    """
    try:
        await store.check()
    except PhotoStoreAwayError as fault:
        return f"{fault} {GOES_ON}"
    except PhotoStoreError as fault:
        raise StackError(f"TOWPATH_PHOTOS: {fault}") from fault
    return None


def _address(settings: Settings, place: str) -> BucketAddress:
    found = BUCKET.fullmatch(place)
    if found is None:
        raise StackError(NOT_A_PLACE)
    if settings.photos_key_id is None or settings.photos_key_secret is None:
        raise StackError(NO_KEY)
    return BucketAddress(
        found["bucket"],
        found["prefix"].strip("/"),
        _endpoint(settings.photos_endpoint),
        settings.photos_region,
        settings.photos_key_id,
        settings.photos_key_secret.get_secret_value(),
    )


def _endpoint(given: str | None) -> str | None:
    if given is None:
        return None
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.username:
        raise StackError(NO_ENDPOINT)
    return given.rstrip("/")
