"""From a granted request to its fact: its photos are on file, its rows and its note are kept, and the rule makes it."""

from typing import Any

from activities.effects import EFFECTS
from activities.services import CaseContext
from activities.statements import keep_statement
from database import photos
from rules.request_rule import RequestContext
from rules.requests import rule_of
from rules.unread import unread
from schemas.messages import Fact, Request
from schemas.rulings import Refusal
from schemas.verification import RecordInspection


async def make_fact(context: CaseContext, request: Request) -> Fact | Refusal:
    """The fact that a granted request leads to, or what only the database knows to stand against it."""
    if missing := await _missing_photo(context, request):
        return missing
    rows = await _stored(context, request)
    if isinstance(rows, Refusal):
        return rows
    at = request.at or context.now
    edition_of = context.services.law
    request_context = RequestContext(context.case, context.actor, request, context.law, at, context.now, edition_of)
    fact: Fact = rule_of(type(request)).make(request_context, rows)
    return fact.model_copy(update={"note": await keep_statement(context, _words_of(request))})


def _words_of(request: Request) -> str | None:
    """The note, and what an officer typed that could not be read: no word is lost."""
    typed = (request.plate, request.plate_state, request.vin) if isinstance(request, RecordInspection) else (None,) * 3
    return "\n".join(filter(None, (request.note, *unread(*typed)))) or None


async def _missing_photo(context: CaseContext, request: Request) -> Refusal | None:
    named = list(getattr(request, "photos", ()))
    missing = await photos.list_missing(context.connection, context.row.id, named) if named else []
    if not missing:
        return None
    return Refusal(code="no_such_photo", reason=f"The photo {missing[0][:12]}… has not been uploaded to this case.")


async def _stored(context: CaseContext, request: Request) -> Any:
    """What the rule of this request names as its rows, or a Refusal."""
    store = EFFECTS.get(type(request))
    return await store(context, request) if store else rule_of(type(request)).rows()
