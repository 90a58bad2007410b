"""What was typed into a form outlives the session: the form is offered again, to be sent after a new sign-in."""

from fastapi import Request, Response
from starlette.datastructures import FormData, UploadFile

from database.people import Account
from schemas.reporting import ReportVehicle
from schemas.requests import request_models
from web.bodies import reader_of
from web.forms import KEPT_PHOTOS, fields_of, words
from web.pages import render

OURS = frozenset({"csrf", "key", KEPT_PHOTOS})
"""The fields that a page adds to its forms."""


async def kept_form(request: Request, person: Account | None, status: int) -> Response | None:
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
    context = {"typed": typed, "said": said, "files": files, "action": request.url.path}
    return render(request, "kept_form.html", status=status, person=person, **context)


def _told(request: Request, name: str, value: str) -> tuple[str, str]:
    """A field and its value as the form shows them; parts of a field, such as a name, by their own words."""
    model = request_models().get(request.url.path.rpartition("/")[2]) or ReportVehicle
    field = next((each for each in fields_of(model) if each.name == name), None)
    if field is None:
        return words(name.rpartition(".")[2]), value
    return field.label, dict(field.choices).get(value, value)


def _has_files(form: FormData) -> bool:
    return any(isinstance(each, UploadFile) and each.filename for each in form.values())
