"""Forms from requests: the fields that a person fills in, and the request that they make."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime
from starlette.datastructures import FormData, UploadFile

from schemas.marks import FromCase, Mark, YesNo, answers_of, marks_of
from schemas.messages import Place, Request
from schemas.owner_notice import Addressee
from schemas.texts import N_, Spoken

LIENHOLDERS = 3
Choices = tuple[tuple[str, str], ...]
YES_OR_NO = YesNo(yes=N_("Yes"), no=N_("No"))


SPOKEN = {
    "answer": "Contractor's answer",
    "records_check": "Answers of the registers",
    "parties": "Owner and lienholders",
    "sticker": "Notice on the car",
    "renewal": "Notice to be given anew",
    "officer_status": "Status named by an officer",
    "salvor_status": "Status named by the contractor",
    "law_question": "Question of law",
    "review": "Looking into it",
    "service_check": "Register of military service",
    "appraisal": "Value of the car",
    "advertisement": "Advertisement of the sale",
}
"""What a case waits for, if its code says less than it means."""


def words(code: str) -> str:
    """A code in words: `gone_on_arrival` is Gone on arrival."""
    if isinstance(code, Spoken):
        return code.words
    return SPOKEN.get(code) or code.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Field:
    """One field of a form: its kind says how it is shown."""

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
    """The fields that somebody fills in to make this request.

    `offered` has choices that the model cannot know; what is `known` to the page is not asked.
    """
    names = [name for name in model.model_fields if is_asked(model, name) and name not in known]
    fields = [_field(model, name, (offered or {}).get(name)) for name in names]
    return tuple(sorted(fields, key=lambda field: field.name == "note"))


def names_of(model: type[Request], kind: str) -> frozenset[str]:
    """The fields of a form that are shown in this way."""
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


def both(answers: YesNo) -> Choices:
    """A yes or no that must be said is no box that may stay empty: both answers are shown, and none is chosen."""
    return (("true", answers.yes), ("false", answers.no))


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The type without its optional and annotated wrappings, and whether there may be many of it."""
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
    Addressee: "addressee",
}


def _kind(marks: Set[object], annotation: Any, *, many: bool) -> tuple[str, tuple[str, ...]]:
    """How a field is shown, and the codes to choose from."""
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
    """What the form says, as the fields of the request."""
    said: dict[str, Any] = {"kind": model.model_fields["kind"].default}
    for field in fields_of(model):
        value = photos if field.kind == "photos" else _read(field, form)
        if value not in (None, "", ()):
            said[field.name] = value
    return said


def _read(field: Field, form: FormData) -> Any:
    if field.kind == "checkboxes":
        return tuple(str(each) for each in form.getlist(field.name))
    if field.kind == "checkbox":
        return field.name in form
    if field.kind == "place":
        lat, lon = form.get("lat"), form.get("lon")
        return {"lat": lat, "lon": lon} if lat and lon else None
    if field.kind == "addressee":
        return _addressee(form, field.name)
    if field.kind == "addressees":
        found = (_addressee(form, f"{field.name}.{each}") for each in range(LIENHOLDERS))
        return tuple(each for each in found if each)
    value = form.get(field.name)
    said = value.strip() if isinstance(value, str) else ""
    return _cents(said) if field.kind == "money" and said else said


def _addressee(form: FormData, name: str) -> dict[str, Any] | None:
    """A name and the lines of an address; None where both are empty."""
    who, where = str(form.get(f"{name}.name", "")).strip(), str(form.get(f"{name}.lines", ""))
    lines = tuple(line.strip() for line in where.splitlines() if line.strip())
    return {"name": who, "lines": lines} if who or lines else None


def _cents(dollars: str) -> int | str:
    """An amount in cents; what is no amount stays as it was typed, and is refused with its field."""
    try:
        return int((Decimal(dollars.replace("$", "").replace(",", "")) * 100).to_integral_exact())
    except (InvalidOperation, ValueError):
        return dollars


async def uploads(form: FormData, limit: int) -> list[bytes]:
    """The files that were chosen, each read to `limit` bytes at the most."""
    files = [each for each in form.getlist("photos") if isinstance(each, UploadFile) and each.filename]
    return [await each.read(limit) for each in files]
