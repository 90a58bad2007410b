"""The data directory: its owner, the version that made it, its lock and its secrets."""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet

FORMAT = 1


class StackError(Exception):
    """The stack cannot go on; the message is one sentence."""


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Lock the data directory for this process. Raises StackError if another copy runs, or a newer version made it."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        # PostgreSQL may run as another user, who must pass through the directory itself, but reads no log.
        (data / "logs").mkdir(exist_ok=True)
        (data / "logs").chmod(0o700)
        handle = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise StackError(f"The data directory {data} cannot be used: {fault.strerror}.") from fault
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        check_format(data)
        yield
    except BlockingIOError as fault:
        raise StackError(f"Another Towpath is already running on the data directory {data}.") from fault
    finally:
        os.close(handle)


def check_format(data: Path) -> None:
    """Mark a new directory; refuse one that a newer Towpath has made. Raises StackError."""
    mark = data / "VERSION"
    if not mark.exists():
        write_whole(mark, f"{FORMAT}\n")
    found = mark.read_text().strip()
    if not found.isdigit() or int(found) > FORMAT:
        raise StackError(
            f"The data directory {data} was made by a newer Towpath (format {found}; this one knows {FORMAT})."
        )


def secret_of(data: Path) -> str:
    """The secret that signs links on this machine."""
    return _kept(data / "secret", lambda: secrets.token_urlsafe(32))


def encryption_of(data: Path) -> str:
    """The key that encrypts names and addresses on this machine."""
    return _kept(data / "encryption-key", lambda: Fernet.generate_key().decode())


def _kept(path: Path, make: Callable[[], str]) -> str:
    """A file made once, readable only by its owner."""
    if not path.exists():
        write_whole(path, make(), mode=0o600)
    return path.read_text()


def write_whole(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a file atomically: it is there whole or as it was before, even if the disk is full."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, path)
