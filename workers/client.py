"""The HTTP client of the command line: the same API that everyone uses, with a token of its own."""

from datetime import UTC, datetime
from typing import Any

import httpx

from activities.keys import API, Keys
from schemas.names import DOOR_HEADER
from schemas.words import Door
from workers.data_dir import StackError
from workers.settings import Settings


def secret_for(settings: Settings) -> str:
    """The secret that signs our token: from the environment, or from the data directory. Raises StackError."""
    if settings.secret:
        return settings.secret.get_secret_value()
    kept = settings.data / "secret"
    if not kept.exists():
        raise StackError("Set TOWPATH_DATA to the data directory of a stack on this machine, or set TOWPATH_SECRET.")
    return kept.read_text()


def api_token(secret: str, account: str) -> str:
    """A token with which a program acts for this account, from now on."""
    return Keys(secret).issue_credential(API, account, datetime.now(UTC))


def client_of(settings: Settings) -> httpx.AsyncClient:
    """A client that acts as the account of the settings. Raises StackError without a secret."""
    token = api_token(secret_for(settings), settings.account)
    if not (settings.port or settings.public_url):
        raise StackError("Set TOWPATH_PORT to the port that the stack has printed: 0 names none.")
    headers = {"Authorization": f"Bearer {token}", DOOR_HEADER: Door.TERMINAL.value}
    return httpx.AsyncClient(base_url=settings.address, headers=headers, timeout=20)


def checked(answer: httpx.Response, place: str = "") -> Any:
    """The decoded answer. Raises StackError with the sentence of a problem document."""
    if not answer.is_error:
        return answer.json()
    told = problem_of(answer)
    wrong = "; ".join(f"{each['field']}: {each['reason']}" for each in told.get("errors", []))
    paragraph = f" ({told['citation']})" if told.get("citation") else ""
    detail = told.get("detail") or f"The web server answered with status {answer.status_code}."
    raise StackError(f"{place}{detail}{paragraph}{' ' + wrong if wrong else ''}")


def problem_of(answer: httpx.Response) -> dict[str, Any]:
    """The problem document of an answer; empty if there is none."""
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
