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


def check_exposure(settings: Settings) -> None:
    """Raise StackError if other machines can reach the web process, and the address that people use is not known.

    It is printed on letters, and https is what keeps sessions secret on the way.
    """
    if is_here(settings.host):
        return
    public = urlsplit(settings.public_url or "")
    if public.scheme != "https" or is_here(public.hostname or "localhost"):
        raise StackError(
            f"The web process listens on {settings.host}, beyond this machine: set TOWPATH_PUBLIC_URL to the https"
            " address that people use. It is printed on letters, and marks cookies as secure."
        )


def is_here(host: str) -> bool:
    """Whether this host name or address is this machine's alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
