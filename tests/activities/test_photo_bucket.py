"""The content of photos in an S3-compatible store: kept whole, never shown changed, and an outage loses nothing."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256

import obstore
import pytest
from structlog.testing import capture_logs

from activities import photo_bucket
from activities.photo_bucket import BucketStore
from activities.photo_store import MOST_BYTES, PhotoLostError, PhotoStoreAwayError, PhotoStoreError
from activities.photos import keep_photo, read_photo, read_shown
from activities.services import Services
from tests.activities.test_casework import NOW, OFFICER, opened
from tests.activities.test_photo_store import DIGEST, PICTURE, verified
from tests.activities.test_photos import drawn
from tests.object_store import (
    answer_of,
    answering,
    content_of,
    elsewhere_at,
    keys_are_checked,
    new_bucket,
    object_store,
    overwrite,
    remove,
    without_bucket,
)
from workers.temporal import quiet_port

SHOWN = sha256(read_photo(PICTURE).shown).hexdigest()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The server of all tests here."""
    with object_store() as address:
        yield address


@pytest.fixture
def bucket(endpoint: str) -> BucketStore:
    """A store with a bucket of this test's own."""
    return new_bucket(endpoint)


@pytest.fixture
def elsewhere(services: Services, bucket: BucketStore) -> Services:
    """The services with this bucket."""
    return replace(services, photo_store=bucket)


async def kept(services: Services, picture: bytes = PICTURE) -> str:
    """A case with a photo."""
    case = await opened(services)
    await keep_photo(services, case, picture, OFFICER, now=NOW)
    return case


async def test_the_bucket_has_the_original_as_sent_and_the_copy_that_is_shown(
    elsewhere: Services, bucket: BucketStore
) -> None:
    case = await kept(elsewhere)
    await keep_photo(elsewhere, case, PICTURE, OFFICER, now=NOW)

    assert content_of(bucket, DIGEST) == PICTURE
    assert await read_shown(elsewhere, case, DIGEST) == content_of(bucket, SHOWN)
    assert await elsewhere.pool.fetchval("select count(*) from photo where original is null and shown is null") == 1
    assert await verified(elsewhere, case) == []


async def test_each_upload_carries_its_digest_so_that_the_store_refuses_what_arrives_changed(
    bucket: BucketStore,
) -> None:
    heard: list[bytes] = []
    stored = b'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'

    async with answering(stored, heard) as address:
        await elsewhere_at(bucket, address).put(read_photo(PICTURE))

    digests = [b64encode(bytes.fromhex(each)) for each in (DIGEST, SHOWN)]
    assert [line.partition(b": ")[2] for line in heard if line.startswith(b"x-amz-checksum-sha256")] == digests


async def test_a_large_photo_is_one_object(bucket: BucketStore) -> None:
    large = b"x" * MOST_BYTES
    photo = replace(read_photo(PICTURE), original=large, id=sha256(large).hexdigest())

    await bucket.put(photo)

    assert await bucket.digest_of(photo.id) == photo.id
    tag = obstore.head(bucket.address.open(), f"{photo.id[:2]}/{photo.id}")["e_tag"]
    assert "-" not in str(tag), "the tag of an object in parts has a dash"


@pytest.mark.parametrize("digest", [DIGEST, SHOWN])
@pytest.mark.parametrize(("damage", "said"), [(remove, "is missing"), (overwrite, "is not as it was written")])
async def test_verification_names_a_photo_whose_object_was_changed_or_removed(
    elsewhere: Services, bucket: BucketStore, damage: Callable[[BucketStore, str], None], said: str, digest: str
) -> None:
    case = await kept(elsewhere)

    damage(bucket, digest)

    assert await verified(elsewhere, case) == [f"{case}: photo {DIGEST} {said}."]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"another", "is not shown, because it is not as it was stored"), (b"x" * (MOST_BYTES + 1), "is not shown")],
)
async def test_a_changed_object_is_not_shown(
    elsewhere: Services, bucket: BucketStore, content: bytes, said: str
) -> None:
    case = await kept(elsewhere)
    overwrite(bucket, SHOWN, content)

    with pytest.raises(PhotoStoreError, match=f"The photo {SHOWN} {said}"):
        await read_shown(elsewhere, case, DIGEST)


async def test_a_removed_object_is_told_in_a_sentence(elsewhere: Services, bucket: BucketStore) -> None:
    case = await kept(elsewhere)
    remove(bucket, SHOWN)

    with pytest.raises(PhotoLostError, match=f"The photo {SHOWN} is not in the store of photos"):
        await read_shown(elsewhere, case, DIGEST)


async def test_an_object_can_be_removed_twice(bucket: BucketStore) -> None:
    await bucket.put(read_photo(PICTURE))

    for _ in range(2):
        await bucket.remove(DIGEST)

    with pytest.raises(PhotoLostError):
        await bucket.digest_of(DIGEST)
    assert await bucket.digest_of(SHOWN) == SHOWN
    with keys_are_checked(bucket.address.endpoint or ""), pytest.raises(PhotoStoreError, match="refuses the key"):
        await bucket.remove(SHOWN)


async def test_a_name_that_is_no_digest_is_not_asked_for(bucket: BucketStore) -> None:
    with pytest.raises(PhotoLostError):
        await bucket.read("../another-city/secret")


async def test_a_refused_key_stores_nothing_and_is_no_missing_photo(elsewhere: Services, bucket: BucketStore) -> None:
    case = await kept(elsewhere)

    with keys_are_checked(bucket.address.endpoint or ""), capture_logs() as logs:
        with pytest.raises(PhotoStoreError, match=r"^The photo could not be stored\. Nothing was changed\."):
            await keep_photo(elsewhere, case, drawn("PNG", (9, 9)), OFFICER, now=NOW)
        with pytest.raises(PhotoStoreError, match=r"^The photo cannot be shown right now\."):
            await read_shown(elsewhere, case, DIGEST)
        with pytest.raises(PhotoStoreError, match=r"refuses the key of TOWPATH_PHOTOS_KEY_ID.*InvalidAccessKeyId"):
            await bucket.check()
        faults = await verified(elsewhere, case)

    assert faults == [f"{case}: photo {DIGEST} could not be read, so it was not verified."]
    assert await elsewhere.pool.fetchval("select count(*) from photo") == 1
    assert [each["event"] for each in logs] == ["photo not stored", "photo not read"]
    assert all("InvalidAccessKeyId" in each["reason"] and "a-secret" not in str(each) for each in logs)


async def test_a_bucket_that_does_not_exist_is_named(services: Services, bucket: BucketStore) -> None:
    store, case = without_bucket(bucket), await opened(services)

    with pytest.raises(PhotoStoreError, match=r"^The store of photos has no bucket never-made\.$"):
        await store.check()
    with pytest.raises(PhotoStoreError, match="could not be stored"):
        await keep_photo(replace(services, photo_store=store), case, PICTURE, OFFICER, now=NOW)
    assert await services.pool.fetchval("select count(*) from photo") == 0


async def test_an_outage_loses_nothing(elsewhere: Services, bucket: BucketStore) -> None:
    case = await kept(elsewhere)
    away = replace(elsewhere, photo_store=elsewhere_at(bucket, f"http://127.0.0.1:{quiet_port()}"))
    other = drawn("PNG", (9, 9))

    with pytest.raises(PhotoStoreError, match="Nothing was changed"):
        await keep_photo(away, case, other, OFFICER, now=NOW)
    with pytest.raises(PhotoStoreAwayError, match=r"^The store of photos does not answer\.$"):
        await away.photo_store.check()

    assert await elsewhere.pool.fetchval("select count(*) from photo") == 1
    assert await keep_photo(elsewhere, case, other, OFFICER, now=NOW) == sha256(other).hexdigest()
    assert await verified(elsewhere, case) == []


class Counting(BucketStore):
    """A store that counts what is read."""

    read_times = 0

    async def digest_of(self, digest: str) -> str:
        type(self).read_times += 1
        return await super().digest_of(digest)


async def test_a_store_that_does_not_answer_is_asked_once_and_every_photo_is_named(
    elsewhere: Services, bucket: BucketStore
) -> None:
    case, other = await kept(elsewhere), drawn("PNG", (9, 9))
    await keep_photo(elsewhere, case, other, OFFICER, now=NOW)
    store = Counting(replace(bucket.address, endpoint=f"http://127.0.0.1:{quiet_port()}"))

    faults = await verified(replace(elsewhere, photo_store=store), case)

    assert sorted(faults) == [
        f"{case}: photo {each} could not be read, so it was not verified."
        for each in sorted((DIGEST, sha256(other).hexdigest()))
    ]
    assert store.read_times == 2, "one verification of the case, and one of all cases"


async def test_a_silent_store_is_given_up_in_time(bucket: BucketStore) -> None:
    async with answering(None) as address:
        with pytest.raises(PhotoStoreAwayError, match="does not answer"):
            await elsewhere_at(bucket, address, 0.3).check()


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        # versitygw answers so to a key that it does not know.
        ("404 Not Found", "XAdminUserNotFound", r"refuses the key .*XAdminUserNotFound"),
        ("403 Forbidden", "SignatureDoesNotMatch", r"refuses the key .*SignatureDoesNotMatch"),
        ("400 Bad Request", "XAmzContentChecksumMismatch", r"answers XAmzContentChecksumMismatch\."),
        ("503 Service Unavailable", "SlowDown", "does not answer"),
    ],
)
async def test_only_the_answer_that_there_is_no_such_object_means_that_it_is_missing(
    bucket: BucketStore, monkeypatch: pytest.MonkeyPatch, status: str, code: str, said: str
) -> None:
    monkeypatch.setattr(photo_bucket, "TRIES_AFTER_THE_FIRST", 0)
    async with answering(answer_of(status, code)) as address:
        store = elsewhere_at(bucket, address)
        with pytest.raises(PhotoStoreError, match=said) as refused:
            await store.digest_of(DIGEST)

    assert not isinstance(refused.value, PhotoLostError)


async def test_the_check_writes_the_probe_once_and_then_reads_it(bucket: BucketStore) -> None:
    probe = sha256(photo_bucket.PROBE).hexdigest()

    await bucket.check()
    assert content_of(bucket, probe) == photo_bucket.PROBE
    overwrite(bucket, probe)

    with pytest.raises(PhotoStoreError, match="not as it was stored"):
        await bucket.check()


def test_the_secret_is_in_no_description_of_the_store(bucket: BucketStore) -> None:
    assert "a-secret" not in repr(bucket)
