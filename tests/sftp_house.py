"""A mail house's SFTP server in a test: a real one on loopback, over a folder of this machine, with all its faults."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import asyncssh
from asyncssh import SFTPAttrs, SFTPName, SFTPServer, SSHKey, SSHServer, SSHServerChannel, SSHServerConnection

from activities.file_sftp import SftpServer
from schemas.outside import Port
from tests.running import own_port


@dataclass
class SftpHouse:
    """The server: its folder and keys, what it saw, and what goes wrong at which call of it."""

    folder: Path
    port: int = field(default_factory=own_port)
    host_key: SSHKey = field(default_factory=partial(asyncssh.generate_private_key, "ssh-ed25519"))
    second_host_key: SSHKey | None = None
    own_key: SSHKey = field(default_factory=partial(asyncssh.generate_private_key, "ssh-ed25519"))
    connections: list[SSHServerConnection] = field(default_factory=list)
    """Those that are open."""
    ever: int = 0
    sessions: int = 0
    """How often SFTP was begun over one."""
    users: list[str] = field(default_factory=list)
    """Who has said a name."""
    hangs: set[str] = field(default_factory=set)
    fails: dict[str, Exception] = field(default_factory=dict)
    cuts_at: str | None = None
    """The call at which the connection is cut."""
    names: list[bytes] = field(default_factory=list)
    """Names that it lists in addition."""
    endless: bool = False
    pause: float = 0
    given: int = 0
    """How many bytes were read from it."""
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def server(self, seconds: float = 20, folder: str = "/mail", **changed: Any) -> SftpServer:
        """How Towpath reaches it."""
        host_key = changed.pop("host_key", self.host_key).convert_to_public()
        own_key = changed.pop("own_key", self.own_key)
        return SftpServer("127.0.0.1", self.port, "towpath", folder, host_key, own_key, seconds, Port.MAIL)

    async def is_left(self) -> bool:
        """Whether nobody is connected."""
        return not self.connections

    async def meets(self, call: str) -> None:
        """What goes wrong at this call."""
        if call == self.cuts_at:
            self.connections[-1].abort()
        if call in self.hangs:
            await self.released.wait()
        if call in self.fails:
            raise self.fails[call]


class HouseFiles(SFTPServer):
    """The files of the house."""

    def __init__(self, house: SftpHouse, chan: SSHServerChannel[bytes]) -> None:
        super().__init__(chan, chroot=str(house.folder).encode())
        self.house = house
        house.sessions += 1

    async def open(self, path: bytes, pflags: int, attrs: SFTPAttrs) -> object:
        await self.house.meets("open")
        return super().open(path, pflags, attrs)

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        await self.house.meets("read")
        await asyncio.sleep(self.house.pause)
        content = b"x" * size if self.house.endless else super().read(file_obj, offset, size)
        assert isinstance(content, bytes)
        self.house.given += len(content)
        return content

    async def write(self, file_obj: object, offset: int, data: bytes) -> int:
        written = super().write(file_obj, offset, data)
        assert isinstance(written, int)
        await self.house.meets("write")
        return written

    async def close(self, file_obj: object) -> None:
        await self.house.meets("close")
        super().close(file_obj)

    async def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        await self.house.meets("rename")
        super().posix_rename(oldpath, newpath)

    async def scandir(self, path: bytes) -> AsyncIterator[SFTPName]:
        await self.house.meets("scandir")
        for name in self.house.names:
            yield SFTPName(name, attrs=SFTPAttrs(permissions=0o100644))
        async for each in super().scandir(path):
            yield each


class HouseDoor(SSHServer):
    """Who comes and goes."""

    def __init__(self, house: SftpHouse) -> None:
        self.house = house

    def connection_made(self, conn: SSHServerConnection) -> None:
        self.conn = conn
        self.house.connections.append(conn)
        self.house.ever += 1

    def connection_lost(self, _: Exception | None) -> None:
        self.house.connections.remove(self.conn)

    def begin_auth(self, username: str) -> bool:
        self.house.users.append(username)
        return True


@asynccontextmanager
async def served_files(house: SftpHouse) -> AsyncIterator[SftpHouse]:
    """The house while it is served."""
    let_in = asyncssh.import_authorized_keys(house.own_key.export_public_key().decode())
    server = await asyncssh.listen(
        "127.0.0.1",
        house.port,
        server_factory=partial(HouseDoor, house),
        server_host_keys=[each for each in (house.host_key, house.second_host_key) if each],
        authorized_client_keys=let_in,
        sftp_factory=partial(HouseFiles, house),
    )
    try:
        yield house
    finally:
        house.released.set()
        server.close()
        for each in house.connections:
            each.abort()
        await server.wait_closed()
