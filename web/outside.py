"""The outside systems, for admins: which one refuses, since when and why, and how many cases wait for it.

The page also shows the languages of the letters.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import Response

from activities.service_states import ServiceState, list_states
from schemas.outside import Port
from web.app_state import App, AppState
from web.audiences import Admin
from web.bodies import Router
from web.languages import shown_languages
from web.pages import render

router = Router(tags=["outside systems"])

BY_A_PERSON = {
    Port.RECORDS: "A dispatcher checks the records of each car.",
    Port.MAIL: "The mail room prints the batches and mails them.",
}
"""What happens without a service."""


@dataclass(frozen=True)
class ServiceShown:
    """One outside system, in a sentence; `refusing_since` is a real instant."""

    port: Port
    connected: bool
    refusing_since: datetime | None
    waiting: int
    sentence: str


def sentence_of(state: ServiceState, zone: ZoneInfo, now: datetime) -> str:
    """`Records service: refusing since 9:10 AM (it cannot be reached); 212 cases wait.`"""
    name = state.port.words
    if not state.connected:
        return f"{name}: not connected. {BY_A_PERSON[state.port]}"
    waits = f"{state.waiting} cases wait" if state.waiting > 1 else f"{state.waiting or 'no'} case waits"
    if state.refusing is None:
        return f"{name}: no failure; {waits}."
    since = state.refusing.since.astimezone(zone)
    day = "" if since.date() == now.astimezone(zone).date() else f"{since:%b %-d}, "
    return f"{name}: refusing since {day}{since:%-I:%M %p} ({state.refusing.cause.words}); {waits}."


async def shown(app_state: AppState) -> list[ServiceShown]:
    """Every outside system."""
    services, now = app_state.services, app_state.now
    zone = services.law(services.edition).tz
    return [
        ServiceShown(
            port=each.port,
            connected=each.connected,
            refusing_since=each.refusing.since if each.refusing else None,
            waiting=each.waiting,
            sentence=sentence_of(each, zone, now),
        )
        for each in await list_states(services)
    ]


@router.get("/api/services")
async def read_services(app_state: App, _: Admin) -> list[ServiceShown]:
    """The outside systems: which one refuses, since when, and how many cases wait for it."""
    return await shown(app_state)


@router.get("/services", include_in_schema=False)
async def show_services(request: Request, app_state: App, visitor: Admin) -> Response:
    """Show the same as a page."""
    context: dict[str, Any] = {"services": await shown(app_state), "languages": await shown_languages(app_state)}
    return render(request, "services.html", person=visitor, **context)
