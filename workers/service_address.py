"""The address of an outside system, and the HTTP client for it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from schemas.outside import Port
from schemas.texts import in_sentence
from workers.data_dir import StackError

NOT_AN_ADDRESS = (
    "The address of the {service} is an https address without a query or a name before an @; http is for this"
    " machine alone."
)


def client_for(port: Port, url: str, token: SecretStr | None, seconds: float) -> httpx.AsyncClient:
    """A client for the service at this address.

    Raises StackError for an address that is none, or to which people's data would travel in clear.
    """
    headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
    address = _checked(url, port)
    # A proxy of the environment would get what is sent to this machine in clear.
    trust = address.startswith("https:")
    return httpx.AsyncClient(base_url=address, headers=headers, timeout=seconds, trust_env=trust)


def _checked(address: str, port: Port) -> str:
    wrong = NOT_AN_ADDRESS.format(service=in_sentence(port.words))
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as fault:
        raise StackError(wrong) from fault
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))
    if not (safe and host) or parts.query or parts.fragment or parts.username is not None:
        raise StackError(f"{wrong} It begins with {parts.scheme}://{host} now.")
    return address


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
