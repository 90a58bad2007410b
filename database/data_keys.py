"""The key of each encrypted row, itself encrypted by the application. A row is removed by destroying its key."""

from dataclasses import dataclass
from typing import Final

BEFORE_KEYS: Final = b""
"""In place of a key: the row was written before rows had keys of their own."""


@dataclass(frozen=True)
class EncryptedRow:
    """What a row holds, and its key; None if the key was destroyed."""

    content: bytes
    key: bytes | None


def with_key(kind: str, insert: str, key: str) -> str:
    """The statement that inserts a row and its key, and returns the id; `key` is the parameter: `$5`."""
    return (
        f"with new as ({insert} returning id),"
        f" kept as (insert into data_key (kind, id, wrapped) select '{kind}', id, {key} from new)"
        " select id from new"
    )
