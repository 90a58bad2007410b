"""The security log: who signed in, who was refused what, whose sessions were ended; as JSON lines among the others.

It names the accounts of people who work here and nobody else, and no address: `source` is a keyed digest of the network
that a request came from, so that the tries of one source are seen to be of one source.
"""

import hmac
import logging
from hashlib import sha256
from ipaddress import ip_address, ip_network

import structlog
from fastapi import Request

from web.app_state import AppState

FORBIDDEN, TOO_MANY = 403, 429
HOME_NETWORK = 64
"""The first bits of an IPv6 address, which one household or firm shares."""

# Security events are logged whatever TOWPATH_LOG says.
log = structlog.wrap_logger(
    None, wrapper_class=structlog.make_filtering_bound_logger(logging.INFO), log="security", level="info"
)


def source_of(request: Request) -> str:
    """The source of a request, as a keyed digest."""
    state: AppState = request.app.state.app_state
    network = _network(request.client.host if request.client else "")
    return hmac.new(state.secret.encode(), f"source {network}".encode(), sha256).hexdigest()[:12]


def _network(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network((address, HOME_NETWORK), strict=False)) if address.version == 6 else host


def log_event(request: Request, event: str, **said: str) -> None:
    """Log what a person did, or what was done about a person: accounts, roles and codes only."""
    log.info(event, source=source_of(request), **said)


def because(request: Request, reason: str) -> None:
    """Say why this request is refused, for the line that `log_refusal` writes."""
    request.state.refused_because = reason


def log_refusal(request: Request, status: int) -> None:
    """Log this request if its answer refuses a person or a wrong link: the route without its path, which has links.

    Strangers cannot fill the log: what they may cause is slowed down, and what is too much for that is not logged.
    """
    reason, account = (getattr(request.state, name, None) for name in ("refused_because", "account"))
    if status == TOO_MANY or not (reason or (account and status == FORBIDDEN)):
        return
    said = {"reason": reason} if reason else {}
    who = {"account": account.code, "role": account.role.value} if account else {}
    route = getattr(request.scope.get("route"), "path", "none")
    log.info("refused", status=status, method=request.method, route=route, source=source_of(request), **said, **who)
