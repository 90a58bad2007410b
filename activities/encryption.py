"""Encryption of personal data before it reaches the database. The application's keys never reach it.

Each row has a key of its own, which is stored beside it, encrypted with the application's key. Removing a row destroys
its key: the row stays, and nobody can read it. What must be found or compared without being read has a keyed hash.
"""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from database.connection import Unkeepable
from database.data_keys import BEFORE_KEYS, EncryptedRow
from schemas.owner_notice import Addressee


class WrongKeyError(Exception):
    """The keys of the application do not open a row: one of before is missing."""

    def __init__(self) -> None:
        super().__init__("This was encrypted with another key. Please tell the person who runs Towpath.")


@dataclass(frozen=True)
class RowKey:
    """A new key of one row; `wrapped` is what is stored of it."""

    wrapped: bytes
    _fernet: Fernet = field(repr=False)

    def encrypt(self, data: bytes) -> bytes:
        """Encrypt what the row holds."""
        return self._fernet.encrypt(data)

    def encrypt_words(self, words: str) -> str:
        """Encrypt a text, as text. Raises `Unkeepable` for a character that PostgreSQL would not store in clear."""
        if "\x00" in words:
            raise Unkeepable("A text has no NUL character.")
        return self.encrypt(words.encode()).decode()

    def encrypt_addressee(self, addressee: Addressee) -> bytes:
        """Encrypt a person or company with their address."""
        return self.encrypt(addressee.model_dump_json().encode())


@dataclass(frozen=True)
class Encryption:
    """Encrypts with the first key and decrypts with any of them, so that keys can be rotated."""

    keys: Sequence[bytes] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """Build it from Fernet keys separated by commas. Raises ValueError for anything else."""
        keys = tuple(key.strip().encode() for key in text.split(","))
        MultiFernet([Fernet(key) for key in keys])
        return cls(keys)

    @cached_property
    def _main(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.keys])

    def new_key(self) -> RowKey:
        """A key for one new row."""
        key = Fernet.generate_key()
        return RowKey(self._main.encrypt(key), Fernet(key))

    def key_of(self, wrapped: bytes | None) -> RowKey | None:
        """The stored key of a row, to change what the row holds; None if it has none."""
        return RowKey(wrapped, Fernet(self._main.decrypt(wrapped))) if wrapped else None

    def read(self, row: EncryptedRow) -> bytes | None:
        """What the row holds; None if its key was destroyed. Raises WrongKeyError if it is under another key."""
        if row.key is None:
            return None
        try:
            fernet = self._main if row.key == BEFORE_KEYS else Fernet(self._main.decrypt(row.key))
            return fernet.decrypt(row.content)
        except InvalidToken as fault:
            raise WrongKeyError from fault

    def read_words(self, row: EncryptedRow) -> str | None:
        """The text that the row holds, which was in clear before rows had keys; None if its key was destroyed."""
        if row.key == BEFORE_KEYS:
            return row.content.decode()
        data = self.read(row)
        return None if data is None else data.decode()

    def read_addressee(self, row: EncryptedRow) -> Addressee | None:
        """The person or company with their address; None if the key was destroyed."""
        data = self.read(row)
        return None if data is None else Addressee.model_validate_json(data)

    def hashes(self, data: bytes) -> tuple[bytes, ...]:
        """The keyed hash of these bytes by each key, the newest first: without a key nobody finds out by trying.

        The last one has no key: an earlier version stored it, and it is only compared.
        """
        secrets = (hmac.digest(urlsafe_b64decode(key), b"keyed hash", sha256) for key in self.keys)
        return (*(hmac.digest(secret, data, sha256) for secret in secrets), sha256(data).digest())
