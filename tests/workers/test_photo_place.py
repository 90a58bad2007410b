"""TOWPATH_PHOTOS names a folder or a bucket; what it cannot mean is refused in a sentence, without the secret."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from activities.photo_bucket import BucketStore
from activities.photo_store import DatabaseStore
from tests.object_store import elsewhere_at, keys_are_checked, new_bucket, object_store
from workers.data_dir import StackError
from workers.photo_place import check_photo_store, photo_store_of
from workers.settings import Settings
from workers.temporal import quiet_port

KEY: Mapping[str, Any] = {"photos_key_id": "an-id", "photos_key_secret": SecretStr("a-secret")}


def place_of(**given: Any) -> BucketStore:
    """The store that these settings name."""
    store = photo_store_of(Settings(**{**KEY, **given}))
    assert isinstance(store, BucketStore)
    return store


@pytest.mark.parametrize(
    ("given", "bucket", "prefix"),
    [
        ("s3://photos", "photos", ""),
        ("s3://photos/", "photos", ""),
        ("s3://photos/towpath/2026/", "photos", "towpath/2026"),
    ],
)
def test_a_bucket_may_have_a_prefix(given: str, bucket: str, prefix: str) -> None:
    address = place_of(photos=given, photos_endpoint="https://store.example:9000/").address

    assert (address.bucket, address.prefix) == (bucket, prefix)
    assert (address.endpoint, address.region, address.key_secret) == (
        "https://store.example:9000",
        "us-east-1",
        "a-secret",
    )


def test_without_an_endpoint_the_bucket_is_in_amazon_s3() -> None:
    store = place_of(photos="s3://photos", photos_region="us-west-2", photos_endpoint="").address.open()

    assert store.config["endpoint"] == "https://s3.us-west-2.amazonaws.com"


def test_a_setting_that_is_empty_is_not_set() -> None:
    assert isinstance(photo_store_of(Settings(photos="")), DatabaseStore)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"photos": "https://store.example/photos"}, r"^TOWPATH_PHOTOS is a folder, or s3://bucket/prefix\.$"),
        ({"photos": "s3://"}, "is a folder, or s3://bucket/prefix"),
        ({"photos": "s3://Photos"}, "is a folder, or s3://bucket/prefix"),
        ({"photos": "s3://an-id:a-secret@photos"}, r"^TOWPATH_PHOTOS is a folder, or s3://bucket/prefix\.$"),
        ({"photos": "s3://photos/a b"}, "is a folder, or s3://bucket/prefix"),
        ({"photos_key_id": None}, "^Set TOWPATH_PHOTOS_KEY_ID and TOWPATH_PHOTOS_KEY_SECRET: "),
        ({"photos_key_secret": ""}, "^Set TOWPATH_PHOTOS_KEY_ID and TOWPATH_PHOTOS_KEY_SECRET: "),
        ({"photos_endpoint": "store.example:9000"}, "^TOWPATH_PHOTOS_ENDPOINT is the http or https address"),
        ({"photos_endpoint": "https://store.example/photos"}, "^TOWPATH_PHOTOS_ENDPOINT is the http"),
        ({"photos_endpoint": "https://id:a-secret@store.example"}, r"of the store, without a path\.$"),
    ],
)
def test_a_place_that_cannot_be_used_is_refused_in_a_sentence(given: Mapping[str, Any], said: str) -> None:
    with pytest.raises(StackError, match=said) as refused:
        place_of(**{"photos": "s3://photos", **given})

    assert "a-secret" not in str(refused.value)


async def test_a_store_that_refuses_ends_the_start_and_one_that_is_away_does_not() -> None:
    with object_store() as endpoint:
        bucket = new_bucket(endpoint)
        assert await check_photo_store(bucket) is None
        with (
            keys_are_checked(endpoint),
            pytest.raises(StackError, match=r"^TOWPATH_PHOTOS: .* refuses the key"),
        ):
            await check_photo_store(bucket)

    away = await check_photo_store(elsewhere_at(bucket, f"http://127.0.0.1:{quiet_port()}"))

    assert away is not None
    assert away.startswith("The store of photos does not answer. Until it does, no photo is stored")
