"""Row keys: each row has its own, several application keys decrypt, and a missing one is told in a sentence."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet

from activities.casework import submit
from activities.encryption import Encryption, WrongKeyError
from activities.services import Services
from activities.statements import read_statements
from database.connection import Unkeepable
from database.data_keys import BEFORE_KEYS, EncryptedRow
from schemas.owner_notice import Addressee
from tests.activities.test_casework import CLEAR, DISPATCHER, opened

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
OWNER = Addressee(name="Planted Name", lines=("9 Planted Street",))


def test_after_a_rotation_old_and_new_rows_are_read_and_hashes_are_found_again() -> None:
    before, after = Encryption.of(OLD), Encryption.of(f"{NEW}, {OLD}")
    old, new = before.new_key(), after.new_key()

    assert after.read_addressee(EncryptedRow(old.encrypt_addressee(OWNER), old.wrapped)) == OWNER
    assert after.read_words(EncryptedRow(new.encrypt_words("Flat tires.").encode(), new.wrapped)) == "Flat tires."
    assert before.hashes(b"said")[0] in after.hashes(b"said")
    assert before.hashes(b"said")[0] != after.hashes(b"said")[0]


def test_the_same_words_of_two_rows_are_never_the_same_bytes() -> None:
    encryption = Encryption.of(NEW)
    rows = [(key := encryption.new_key()).encrypt_words("Flat tires.") for _ in range(2)]

    assert rows[0] != rows[1]
    with pytest.raises(WrongKeyError):
        encryption.read(EncryptedRow(rows[0].encode(), key.wrapped))


def test_a_row_whose_key_was_destroyed_or_that_came_before_keys_is_read_as_such() -> None:
    encryption = Encryption.of(NEW)

    assert encryption.read_words(EncryptedRow(b"unreadable", None)) is None
    assert encryption.read_words(EncryptedRow(b"In clear.", BEFORE_KEYS)) == "In clear."
    assert encryption.key_of(BEFORE_KEYS) is encryption.key_of(None) is None


def test_a_text_with_a_sign_that_no_column_keeps_is_refused() -> None:
    with pytest.raises(Unkeepable):
        Encryption.of(NEW).new_key().encrypt_words("a\x00b")


async def test_words_under_a_missing_key_are_said_to_be_unreadable_and_the_rest_is_shown(services: Services) -> None:
    case = await opened(services)
    await submit(services, case, CLEAR.model_copy(update={"note": "Told on the telephone"}), DISPATCHER, now=NOW)
    without = replace(services, encryption=Encryption.of(NEW))

    async with services.pool.acquire() as connection:
        [words] = (await read_statements(without, connection, case)).values()

    assert words.startswith("This was encrypted with another key.")
