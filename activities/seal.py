"""Seals what is somebody's before it reaches the database. The keys stay with the application."""

from dataclasses import dataclass
from typing import Self

from cryptography.fernet import Fernet, MultiFernet

from schemas.owner_notice import Addressee


@dataclass(frozen=True)
class Seal:
    """Closes with the first key; opens with every one, so that keys can be changed."""

    keys: MultiFernet

    @classmethod
    def of(cls, text: str) -> Self:
        """A seal of Fernet keys, separated by commas. Raises ValueError for anything else."""
        return cls(MultiFernet([Fernet(key.strip()) for key in text.split(",")]))

    def close(self, data: bytes) -> bytes:
        """The data, sealed."""
        return self.keys.encrypt(data)

    def open(self, sealed: bytes) -> bytes:
        """The data again. Raises cryptography.fernet.InvalidToken if it was sealed with other keys."""
        return self.keys.decrypt(sealed)

    def close_addressee(self, addressee: Addressee) -> bytes:
        """A person or firm with their address, sealed."""
        return self.close(addressee.model_dump_json().encode())

    def open_addressee(self, sealed: bytes) -> Addressee:
        """The person or firm again."""
        return Addressee.model_validate_json(self.open(sealed))
