"""Forms made from request models: their fields, and the request read from what was typed."""

from collections.abc import AsyncIterator, Collection, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime
from starlette.datastructures import FormData, UploadFile

from rules.dollars import cents_of
from schemas.marks import FromCase, Mark, YesNo, answers_of, marks_of
from schemas.messages import Place, Request
from schemas.owner_notice import Addressee
from schemas.texts import N_, Spoken

LIENHOLDERS = 3
KEPT_PHOTOS = "kept_photos"
"""The field of the photos that were stored with an earlier try of the same form."""
Choices = tuple[tuple[str, str], ...]
YES_OR_NO = YesNo(yes=N_("Yes"), no=N_("No"))


def words(code: str) -> str:
    """A code in words: `gone_on_arrival` becomes "Gone on arrival"."""
    if isinstance(code, Spoken):
        return code.words
    return code.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Field:
    """One field of a form; `kind` says how it is shown."""

    name: str
    kind: str
    required: bool
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    help: str | None = None
    default: str = ""


def fields_of(
    model: type[Request], offered: Mapping[str, Choices] | None = None, known: Collection[str] = ()
) -> tuple[Field, ...]:
    """The fields that a person fills in for this request.

    `offered` has the choices that the model does not have; fields that are `known` to the page are left out.
    """
    names = [name for name in model.model_fields if is_asked(model, name) and name not in known]
    fields = [_field(model, name, (offered or {}).get(name)) for name in names]
    return tuple(sorted(fields, key=lambda field: field.name == "note"))


def names_of(model: type[Request], kind: str) -> frozenset[str]:
    """The names of the fields of this kind."""
    return frozenset(field.name for field in fields_of(model) if field.kind == kind)


def is_asked(model: type[Request], name: str) -> bool:
    """Whether a form asks for this field."""
    return name != "kind" and Mark.NOT_ASKED not in marks_of(model, name)


def _field(model: type[Request], name: str, offered: Choices | None) -> Field:
    info = model.model_fields[name]
    annotation, many = _bare(info.annotation)
    kind, members = _kind(marks_of(model, name), annotation, many=many)
    if annotation is bool and info.is_required():
        offered = offered or both(answers_of(model, name) or YES_OR_NO)
    choices = offered or tuple((str(each), words(each)) for each in members)
    kind = "choice" if offered and not many else kind
    default = info.default.value if isinstance(info.default, StrEnum) else ""
    required = info.is_required() and not many
    return Field(name, kind, required, info.title or "", choices, None if required else info.description, default)


def is_text(model: type[Request], name: str) -> bool:
    """Whether this field takes one text, as it is typed."""
    annotation, many = _bare(model.model_fields[name].annotation)
    return annotation is str and not many


def both(answers: YesNo) -> Choices:
    """The two choices of a required yes or no. A checkbox could be left empty; here neither answer is preselected."""
    return (("true", answers.yes), ("false", answers.no))


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The type without Optional, Annotated and tuple, and whether it was a tuple."""
    origin, many = get_origin(annotation), False
    while origin in (Annotated, Union, UnionType, tuple):
        many = many or origin is tuple
        annotation = next(each for each in get_args(annotation) if each is not NoneType)
        origin = get_origin(annotation)
    return annotation, many


ASKED_BY_MARK = {Mark.PHOTOS: "photos", Mark.LONG_TEXT: "words", Mark.MONEY: "money"}
ASKED_BY_TYPE: dict[Any, str] = {
    bool: "checkbox",
    int: "number",
    Place: "place",
    datetime: "moment",
    AwareDatetime: "moment",
    date: "day",
    Addressee: "addressee",
}


def _kind(marks: Set[object], annotation: Any, *, many: bool) -> tuple[str, tuple[str, ...]]:
    """The kind of a field, and the codes to choose from."""
    if asked := next((kind for mark, kind in ASKED_BY_MARK.items() if mark in marks), None):
        return asked, ()
    if get_origin(annotation) is Literal:
        return "choice", get_args(annotation)
    if issubclass(annotation, StrEnum):
        return ("checkboxes" if many else "choice"), tuple(annotation)
    if many and any(isinstance(each, FromCase) for each in marks):
        return "checkboxes", ()
    kind = ASKED_BY_TYPE.get(annotation, "text")
    return f"{kind}s" if kind == "addressee" and many else kind, ()


def read_form(model: type[Request], form: FormData, photos: tuple[str, ...]) -> dict[str, Any]:
    """The typed values as fields of the request, without empty ones."""
    said: dict[str, Any] = {"kind": model.model_fields["kind"].default}
    form = FormData([(name, _without_nul(value)) for name, value in form.multi_items()])
    for field in fields_of(model):
        value = photos if field.kind == "photos" else _read(field, form)
        if value not in (None, "", ()):
            said[field.name] = value
    return said


def _without_nul(value: UploadFile | str) -> UploadFile | str:
    """No column stores NUL, and nobody types it."""
    return value.replace("\0", " ") if isinstance(value, str) else value


def _read(field: Field, form: FormData) -> Any:
    if field.kind == "checkboxes":
        return tuple(str(each) for each in form.getlist(field.name))
    if field.kind == "checkbox":
        return field.name in form
    if field.kind == "place":
        return {name: form[name] for name in ("lat", "lon") if form.get(name)} or None
    if field.kind == "addressee":
        return _addressee(form, field.name)
    if field.kind == "addressees":
        found = (_addressee(form, f"{field.name}.{each}") for each in range(LIENHOLDERS))
        return tuple(each for each in found if each)
    value = form.get(field.name)
    said = value.strip() if isinstance(value, str) else ""
    return _cents(said) if field.kind == "money" and said else said


def _addressee(form: FormData, name: str) -> dict[str, Any] | None:
    """A name and the lines of an address; None if both are empty."""
    who, where = str(form.get(f"{name}.name", "")).strip(), str(form.get(f"{name}.lines", ""))
    lines = tuple(line.strip() for line in where.splitlines() if line.strip())
    return {"name": who, "lines": lines} if who or lines else None


def _cents(typed: str) -> int | str:
    """The typed dollars in cents. Other text is returned as no number, so that its field is refused later."""
    cents = cents_of(typed)
    return f"$ {typed}" if cents is None else cents


async def uploads(form: FormData, limit: int) -> AsyncIterator[tuple[str, bytes]]:
    """The uploaded files, one at a time, each read up to `limit` bytes, with the number and the name of each."""
    files = [each for each in form.getlist("photos") if isinstance(each, UploadFile) and each.filename]
    for number, each in enumerate(files, 1):
        yield f"Photo {number} ({(each.filename or '')[-60:]})", await each.read(limit)
