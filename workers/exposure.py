"""What must be set before the web process signs anything, and before it listens beyond this machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from workers.data_dir import StackError
from workers.settings import Settings

SHORTEST = 32


def signing_secret(settings: Settings) -> str:
    """The secret that signs links and sessions, or several by commas. Raises StackError if it is missing, or one is
    short enough to be guessed.
    """
    if settings.secret is None:
        raise StackError("Set TOWPATH_SECRET: it signs links and sessions.")
    secret = settings.secret.get_secret_value()
    if any(len(each) < SHORTEST for each in secret.split(",")):
        raise StackError(f"TOWPATH_SECRET needs at least {SHORTEST} characters; `openssl rand -hex 32` makes one.")
    return secret


def check_public_url(settings: Settings) -> None:
    """Raise StackError if the address that people use is not known, or no letter should have it.

    The embedded stack always names it to its processes.
    """
    if settings.public_url is None:
        raise StackError("Set TOWPATH_PUBLIC_URL to the https address that people use: it is printed on letters.")
    _check_form(settings.public_url)


def _check_form(url: str) -> None:
    """An address beyond this machine is an https one; a path, a query or a user in it would break every link."""
    parts = urlsplit(url)
    is_whole = parts.hostname and f"{parts.scheme}://{parts.netloc}" == url and "@" not in parts.netloc
    if not is_whole or not (parts.scheme == "https" or (parts.scheme == "http" and is_here(parts.hostname or ""))):
        raise StackError(
            "TOWPATH_PUBLIC_URL is the https address that people use, without a path, such as https://towpath.example."
        )


def check_exposure(settings: Settings) -> None:
    """Raise StackError if other machines can reach the web process, and the address that people use is not known.

    It is printed on letters, and https is what keeps sessions secret on the way.
    """
    if is_here(settings.host):
        if settings.public_url:
            _check_form(settings.public_url)
        return
    public = urlsplit(settings.public_url or "")
    if public.scheme != "https" or is_here(public.hostname or "localhost"):
        raise StackError(
            f"The web process listens on {settings.host}, beyond this machine: set TOWPATH_PUBLIC_URL to the https"
            " address that people use. It is printed on letters, and marks cookies as secure."
        )
    _check_form(settings.public_url or "")


def is_here(host: str) -> bool:
    """Whether this host name or address is this machine's alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
