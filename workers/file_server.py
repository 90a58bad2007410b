"""A server with which files are exchanged over SFTP: its address and key in the city file, and the city's own key.

Imported only where a city has such a server, because of what it imports itself.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncssh

from activities.file_sftp import HOST_KEY_KINDS, SftpServer
from schemas.outside import Port
from workers.data_dir import StackError

NOT_AN_ADDRESS = (
    "the address of a server over SFTP is sftp://user@host/folder, with a port after the host if it is not 22."
    " There are no passwords: the city's key shows who it is"
)
NOT_A_HOST_KEY = (
    "a host key is a kind and a key, such as ssh-ed25519 AAAA..., without the name of the host. Who runs the server"
    f" says it; there are {', '.join(HOST_KEY_KINDS)}"
)


def server_at(service: Port, url: str, host_key: str, own_key: Path | None, seconds: float) -> SftpServer:
    """The server of an outside system at an address. Raises StackError for an address or a key that is none."""
    setting = f"TOWPATH_{service.name}_KEY_FILE"
    if own_key is None:
        raise StackError(f"Set {setting}: the file of the key that the city shows to that server.")
    try:
        user, host, port, folder = parts_of(url)
    except ValueError as fault:
        raise StackError(f"TOWPATH_{service.name}_URL cannot be used: {fault}.") from fault
    return SftpServer(host, port, user, folder, host_key_of(host_key), _own_key(setting, own_key), seconds, service)


def parts_of(url: str) -> tuple[str, str, int, str]:
    """User, host, port and folder of an address over SFTP. Raises ValueError with a sentence."""
    try:
        parts = urlsplit(url)
        user, host, port = unquote(parts.username or ""), parts.hostname or "", parts.port or 22
    except ValueError as fault:
        raise ValueError(NOT_AN_ADDRESS) from fault
    if parts.scheme != "sftp" or not (user and host) or parts.password is not None or parts.query or parts.fragment:
        raise ValueError(NOT_AN_ADDRESS)
    return user, host, port, unquote(parts.path) or "."


def host_key_of(text: str) -> asyncssh.SSHKey:
    """A host key as the city file has it. Raises ValueError with a sentence."""
    try:
        key = asyncssh.import_public_key(text)
    except asyncssh.KeyImportError as fault:
        raise ValueError(NOT_A_HOST_KEY) from fault
    if key.get_algorithm() not in HOST_KEY_KINDS:
        raise ValueError(NOT_A_HOST_KEY)
    return key


def _own_key(setting: str, path: Path) -> asyncssh.SSHKey:
    try:
        return asyncssh.read_private_key(path)
    except OSError as fault:
        raise StackError(f"{setting} cannot be read: {fault.strerror}.") from fault
    except ValueError as fault:
        raise StackError(f"{setting} is no file of a private key without a passphrase.") from fault
