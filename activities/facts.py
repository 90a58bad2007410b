"""From a granted request to its fact: its photos are on file, its rows and its note are kept, and the rule makes it."""

from typing import Any

from activities.effects import EFFECTS
from activities.office import Folder
from activities.statements import keep_statement
from database import photos
from rules.request_rule import RequestContext
from rules.requests import rule_of
from schemas.messages import Fact, Request
from schemas.rulings import Refusal


async def make_fact(folder: Folder, request: Request) -> Fact | Refusal:
    """The fact that a granted request leads to, or what only the database knows to stand against it."""
    if missing := await _missing_photo(folder, request):
        return missing
    rows = await _stored(folder, request)
    if isinstance(rows, Refusal):
        return rows
    at = request.at or folder.now
    context = RequestContext(folder.case, folder.actor, request, folder.law, at, folder.now)
    fact: Fact = rule_of(type(request)).make(context, rows)
    return fact.model_copy(update={"note": await keep_statement(folder, request.note)})


async def _missing_photo(folder: Folder, request: Request) -> Refusal | None:
    named = list(getattr(request, "photos", ()))
    missing = await photos.list_missing(folder.connection, folder.row.id, named) if named else []
    if not missing:
        return None
    return Refusal(code="no_such_photo", reason=f"The photo {missing[0][:12]}… has not been sent to this case.")


async def _stored(folder: Folder, request: Request) -> Any:
    """What the rule of this request names as its rows, or a Refusal."""
    store = EFFECTS.get(type(request))
    return await store(folder, request) if store else rule_of(type(request)).rows()
