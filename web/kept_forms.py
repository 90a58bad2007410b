"""What was typed into a form outlives the session: the form is offered again, to be sent after a new sign-in."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from fastapi import Request, Response
from starlette.datastructures import FormData, UploadFile

from database.people import Account
from schemas.reporting import ReportVehicle
from schemas.requests import request_models
from web.bodies import reader_of
from web.forms import KEPT_PHOTOS, Field, fields_of, words
from web.pages import render

OURS = frozenset({"csrf", "key", KEPT_PHOTOS})
"""The fields that a page adds to its forms."""


class Wrong(NamedTuple):
    """Why a form was not taken, in the words of the page that keeps it. `again`: whether it can be sent again."""

    status: int
    title: str
    detail: str
    again: str | None = "Send again"


ENDED = Wrong(
    401,
    "Your session has ended",
    "The form has not been sent. Leave this page open, sign in with your personal link in another tab, then come back"
    " here and continue.",
    "Continue",
)
CHANGED = Wrong(403, "Your session has changed", "The form has not been sent. Check what you typed, and send it again.")


async def kept_form(request: Request, person: Account | None, wrong: Wrong) -> Response | None:
    """A page with everything that was typed, and a button that sends it again. `person` is signed in now.

    None if nothing was typed, and for a form that another site may have sent: a person must not be led to confirm what
    they never typed.
    """
    if request.method != "POST" or request.headers.get("sec-fetch-site") != "same-origin":
        return None
    async with reader_of(request).form() as form:
        typed = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name != "csrf"]
        files = _has_files(form)
    said = [_told(request, name, value) for name, value in typed if value.strip() and name not in OURS]
    if not said and not files:
        return None
    context = {"typed": typed, "said": said, "files": files, "action": request.url.path, "wrong": wrong}
    return render(request, "kept_form.html", status=wrong.status, person=person, **context)


def unsent_words(kind: str, typed: Mapping[str, Any], offered: Collection[str]) -> list[tuple[str, str]]:
    """What was typed into a form that is not among those `offered` any more, with the label of each field."""
    model = request_models().get(kind)
    if model is None or kind in offered:
        return []
    fields = ((field, typed.get(field.name)) for field in fields_of(model) if field.kind != "photos")
    return [(field.label, _in_words(field, value)) for field, value in fields if value]


def _in_words(field: Field, value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_in_words(field, each) for each in value.values())
    if isinstance(value, tuple | list):
        return "; ".join(_in_words(field, each) for each in value)
    if field.kind == "money" and isinstance(value, int):
        return f"{value / 100:.2f}"
    return "Yes" if value is True else dict(field.choices).get(str(value), str(value))


def _told(request: Request, name: str, value: str) -> tuple[str, str]:
    """A field and its value as the form shows them; parts of a field, such as a name, by their own words."""
    model = request_models().get(request.url.path.rpartition("/")[2]) or ReportVehicle
    field = next((each for each in fields_of(model) if each.name == name), None)
    if field is None:
        return words(name.rpartition(".")[2]), value
    return field.label, dict(field.choices).get(value, value)


def _has_files(form: FormData) -> bool:
    return any(isinstance(each, UploadFile) and each.filename for each in form.values())
