"""The outside systems, for admins: which one refuses, since when and why, and how many cases wait for it.

The page also shows the languages of the letters.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from activities.quarantine import list_apart
from activities.service_states import ServiceState, list_states
from database.records import WaitingInquiries
from schemas.outside import Port
from web.app_state import App, AppState
from web.audiences import ADMINS, Admin
from web.bodies import Router
from web.languages import shown_languages
from web.pages import render
from web.quarantine import quarantine_routes

router = Router(tags=["outside systems"])
router.include_router(quarantine_routes(Port.RECORDS, "/services", ADMINS))

BY_A_PERSON = {
    Port.RECORDS: "A dispatcher checks the records of each car.",
    Port.MAIL: "The mail room prints the batches and mails them.",
}
"""What happens without a service."""

WHAT_CAME = {Port.RECORDS: "answer", Port.MAIL: "message"}


@dataclass(frozen=True)
class ServiceShown:
    """One outside system, in a sentence; `refusing_since` is a real instant."""

    port: Port
    connected: bool
    refusing_since: datetime | None
    waiting: int
    quarantined: int
    sentence: str


def sentence_of(state: ServiceState, zone: ZoneInfo, now: datetime) -> str:
    """`Records service: refusing since 9:10 AM (it cannot be reached); 212 cases wait.`"""
    name = state.port.words
    if not state.connected:
        return f"{name}: not connected. {BY_A_PERSON[state.port]}"
    waits = _counted(state.waiting, "case") if state.inquiries is None else _by_file(state.inquiries, zone)
    waits += _quarantined(state)
    if state.refusing is None:
        return f"{name}: no failure; {waits}."
    since = state.refusing.since.astimezone(zone)
    day = "" if since.date() == now.astimezone(zone).date() else f"{since:%b %-d}, "
    return f"{name}: refusing since {day}{since:%-I:%M %p} ({state.refusing.cause.words}); {waits}."


def _counted(count: int, what: str) -> str:
    return f"{count} {what}s wait" if count > 1 else f"{count or 'no'} {what} waits"


def _quarantined(state: ServiceState) -> str:
    """How much could not be used and waits for a person; nothing if there is none."""
    what = WHAT_CAME[state.port] if state.quarantined == 1 else f"{WHAT_CAME[state.port]}s"
    return f"; {state.quarantined} {what} could not be used" if state.quarantined else ""


def _by_file(inquiries: WaitingInquiries, zone: ZoneInfo) -> str:
    """How many questions wait for the answer of a file, and since when."""
    if inquiries.oldest is None:
        return "by files; no question waits"
    since = f"{inquiries.oldest.astimezone(zone):%b %-d}"
    return f"by files; {_counted(inquiries.count, 'question')}, the oldest since {since}"


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
            quarantined=each.quarantined,
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
    """Show the same as a page, and which answers about records could not be used."""
    context: dict[str, Any] = {
        "services": await shown(app_state),
        "quarantined": await list_apart(app_state.services, Port.RECORDS),
        "languages": await shown_languages(app_state),
    }
    return render(request, "services.html", person=visitor, **context)
