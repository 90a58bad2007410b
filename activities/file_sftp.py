"""Files that are exchanged on a server over SFTP: nothing is sent before the server has shown the key that we expect.

The user's own SSH configuration, agent and known hosts are not read, and no password is ever sent.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import cast

import asyncssh
from asyncssh import SFTPAttrs, SFTPClient, SFTPClientFile, SSHClientConnection, SSHKey

from activities.file_exchange import FilePlace
from activities.outside import ServiceAwayError
from schemas.outside import AwayCause, Port

FOLDER, FILE = SFTPAttrs(permissions=0o770), SFTPAttrs(permissions=0o660)
"""Letters and names are not for the other users of the server."""
STEP = 1_000_000
"""Bytes that are sent or read within the time of one answer."""
MOST_NAMES = 10_000
NOT_THERE = (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath)
CAUSES: tuple[tuple[AwayCause, tuple[type[Exception], ...]], ...] = (
    (AwayCause.HOST_KEY, (asyncssh.HostKeyNotVerifiable,)),
    (AwayCause.NOT_LET_IN, (asyncssh.PermissionDenied,)),
    (AwayCause.NOT_ALLOWED, (asyncssh.SFTPPermissionDenied, asyncssh.SFTPWriteProtect, asyncssh.ChannelOpenError)),
    (AwayCause.TOO_SLOW, (TimeoutError,)),
    (
        AwayCause.NO_CONNECTION,
        (asyncssh.ConnectionLost, asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, OSError),
    ),
    (AwayCause.UNREADABLE, (asyncssh.DisconnectError, asyncssh.SFTPBadMessage, ValueError)),
    (AwayCause.OVERLOADED, (asyncssh.Error,)),
)
"""What each fault means, the first that fits."""
FAULTS = (asyncssh.Error, OSError, ValueError)
HOST_KEY_KINDS = {
    "ssh-ed25519": ("ssh-ed25519",),
    "ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256"),
    **{kind: (kind,) for kind in (f"ecdsa-sha2-nistp{bits}" for bits in (256, 384, 521))},
}
"""The kinds of key by which a server may show who it is, and by which signature."""


@dataclass(frozen=True)
class SftpServer:
    """Where the folders are, how it and we show who we are, within how many `seconds` it answers, and whose it is."""

    host: str
    port: int
    user: str
    folder: str
    host_key: SSHKey
    own_key: SSHKey
    seconds: float
    service: Port

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["SftpExchange"]:
        """The folders over one connection, made when something is asked, and closed in every case."""
        exchange = SftpExchange(self)
        try:
            yield exchange
        finally:
            await exchange.close()

    @property
    def _kinds(self) -> list[str]:
        """The signatures of the expected kind first. A server that has none of it shows another key, and is refused."""
        expected = HOST_KEY_KINDS[self.host_key.get_algorithm()]
        others = (each for kind in HOST_KEY_KINDS.values() for each in kind if each not in expected)
        return [*expected, *others]

    async def connect(self) -> SSHClientConnection:
        """Connect. Raises ServiceAwayError."""
        try:
            async with asyncio.timeout(self.seconds):
                return await asyncssh.connect(
                    self.host,
                    self.port,
                    username=self.user,
                    known_hosts=([self.host_key], [], []),
                    server_host_key_algs=self._kinds,
                    client_keys=[self.own_key],
                    preferred_auth="publickey",
                    agent_path=None,
                    config=None,
                    # An answer that is packed could be larger than any limit when it is unpacked.
                    compression_algs=["none"],
                )
        except FAULTS as fault:
            raise self.away(_cause(fault)) from fault

    def away(self, cause: AwayCause) -> ServiceAwayError:
        """That the server is away."""
        return ServiceAwayError(self.service, cause)


class Patience:
    """Gives up after so many seconds without a step.

    It ends the connection: a request that has no answer cannot be taken back otherwise.
    """

    def __init__(self, seconds: float, give_up: Callable[[], None]) -> None:
        self.is_over = False
        self._seconds, self._give_up = seconds, give_up
        self._timer = self._start()

    def step(self) -> None:
        """Something was answered: the time begins again."""
        self.end()
        self._timer = self._start()

    def end(self) -> None:
        """All was answered."""
        self._timer.cancel()

    def _start(self) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(self._seconds, self._lose)

    def _lose(self) -> None:
        self.is_over = True
        self._give_up()


@dataclass
class SftpExchange:
    """Four folders in that of a server."""

    server: SftpServer
    _connection: SSHClientConnection | None = field(default=None, init=False)
    _client: SFTPClient | None = field(default=None, init=False)

    async def names(self, place: FilePlace) -> list[str]:
        """The names in a folder. Raises ServiceAwayError."""
        found: list[str] = []
        async with self._answers() as (client, _):
            async for each in client.scandir(self._at(place)):
                found.append(str(each.filename))
                if len(found) > MOST_NAMES:
                    raise self.server.away(AwayCause.TOO_LONG)
        return found

    async def read(self, place: FilePlace, name: str, most: int) -> bytes | None:
        """A file up to so many bytes. Raises ServiceAwayError."""
        async with self._answers() as (client, patience):
            try:
                return await _beginning_of(client, self._at(place, name), most, patience)
            except NOT_THERE:
                return None

    async def write(self, place: FilePlace, name: str, content: bytes) -> None:
        """Write a whole file. Raises ServiceAwayError."""
        path = self._at(place, name)
        async with self._answers() as (client, patience):
            async with _opened(client, f"{path}.part", "wb") as file:
                for begin in range(0, len(content), STEP):
                    await file.write(content[begin : begin + STEP])
                    patience.step()
                with suppress(asyncssh.SFTPOpUnsupported):
                    await file.fsync()
            await _replace(client, f"{path}.part", path)

    async def move(self, name: str, place: FilePlace, to: FilePlace, to_name: str | None = None) -> None:
        """Move a file. Raises ServiceAwayError."""
        async with self._answers() as (client, _):
            with suppress(*NOT_THERE):
                await _replace(client, self._at(place, name), self._at(to, to_name or name))

    async def remove(self, place: FilePlace, name: str) -> None:
        """Remove a file. Raises ServiceAwayError."""
        async with self._answers() as (client, _):
            with suppress(*NOT_THERE):
                await client.remove(self._at(place, name))

    async def close(self) -> None:
        """End the connection, if there is one."""
        if self._connection:
            self._connection.close()
            await self._connection.wait_closed()
        self._connection = self._client = None

    def _at(self, place: FilePlace, *name: str) -> str:
        return "/".join((self.server.folder.rstrip("/"), place, *name))

    @asynccontextmanager
    async def _answers(self) -> AsyncIterator[tuple[SFTPClient, Patience]]:
        """What is asked inside is answered in time. Raises ServiceAwayError."""
        connection = await self._connected()
        patience = Patience(self.server.seconds, connection.abort)
        try:
            client = self._client or await self._begin(connection)
            patience.step()
            yield client, patience
        except FAULTS as fault:
            raise self.server.away(AwayCause.TOO_SLOW if patience.is_over else _cause(fault)) from fault
        finally:
            patience.end()

    async def _connected(self) -> SSHClientConnection:
        """The connection; another one if it has ended meanwhile: printing a batch between two questions takes long."""
        if self._connection and self._connection.is_closed():
            await self.close()
        if self._connection is None:
            self._connection = await self.server.connect()
        return self._connection

    async def _begin(self, connection: SSHClientConnection) -> SFTPClient:
        """Begin with SFTP, and make the folders that are not there."""
        client = await connection.start_sftp_client(path_errors="surrogateescape")
        for place in FilePlace:
            if not await client.isdir(self._at(place)):
                await client.makedirs(self._at(place), FOLDER, exist_ok=True)
        self._client = client
        return client


@asynccontextmanager
async def _opened(client: SFTPClient, path: str, mode: str) -> AsyncIterator[SFTPClientFile]:
    """An open file. After a fault it is not closed, because a server that hangs does not answer; its connection is."""
    file = await client.open(path, mode, FILE)
    yield file
    await file.close()


async def _beginning_of(client: SFTPClient, path: str, most: int, patience: Patience) -> bytes:
    """The beginning of a file, which may have no end."""
    content = bytearray()
    async with _opened(client, path, "rb") as file:
        while len(content) < most and (part := await file.read(min(STEP, most - len(content)))):
            content += cast(bytes, part)
            patience.step()
    return bytes(content[:most])


async def _replace(client: SFTPClient, path: str, to: str) -> None:
    """Rename a file in the place of another one; if the server cannot do that at once, none is there for a moment."""
    try:
        await client.posix_rename(path, to)
    except asyncssh.SFTPOpUnsupported:
        with suppress(*NOT_THERE):
            await client.remove(to)
        await client.rename(path, to)


def _cause(fault: Exception) -> AwayCause:
    return next(cause for cause, faults in CAUSES if isinstance(fault, faults))
