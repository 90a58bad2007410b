"""Encryption of personal data before it reaches the database. The keys stay with the application."""

from dataclasses import dataclass
from typing import Self

from cryptography.fernet import Fernet, MultiFernet

from schemas.owner_notice import Addressee


@dataclass(frozen=True)
class Encryption:
    """Encrypts with the first key and decrypts with any of them, so that keys can be rotated."""

    keys: MultiFernet

    @classmethod
    def of(cls, text: str) -> Self:
        """Build it from Fernet keys separated by commas. Raises ValueError for anything else."""
        return cls(MultiFernet([Fernet(key.strip()) for key in text.split(",")]))

    def encrypt(self, data: bytes) -> bytes:
        """Encrypt."""
        return self.keys.encrypt(data)

    def decrypt(self, encrypted: bytes) -> bytes:
        """Decrypt. Raises cryptography.fernet.InvalidToken if the data was encrypted with other keys."""
        return self.keys.decrypt(encrypted)

    def encrypt_addressee(self, addressee: Addressee) -> bytes:
        """Encrypt a person or company with their address."""
        return self.encrypt(addressee.model_dump_json().encode())

    def decrypt_addressee(self, encrypted: bytes) -> Addressee:
        """Decrypt a person or company with their address."""
        return Addressee.model_validate_json(self.decrypt(encrypted))
