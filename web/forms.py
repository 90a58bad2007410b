"""Forms from requests: the fields that a person fills in, and the request that they make."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from starlette.datastructures import FormData, UploadFile

from schemas.messages import Place, Request

SKIPPED = frozenset({"kind", "at", "source", "external_id", "channel", "lat", "lon"})
Choices = tuple[tuple[str, str], ...]
LABELS = {
    "note": "Words for the record",
    "photos": "Photos",
    "vin": "VIN",
    "clause": "Clause of the definition that the car meets",
    "place": "Where exactly",
    "occupied": "Somebody, person or animal, is inside",
    "hazard": "It is a hazard: leaking, burned, sharp edges, in the way",
    "inspection_expired_over_90_days": "The inspection sticker expired more than 90 days ago",
    "private_property": "It stands on private property",
    "elsewhere": "Number in the other system",
    "authority": "Who ordered it",
    "placed": "Which hold",
}
HELP = {
    "photos": "Four corners, plate and VIN plate, if you can reach them.",
    "plate": "As you read it; leave it empty if there is none.",
    "elsewhere": "Only when the case is a duplicate elsewhere.",
    "note": "Optional; they are kept with the fact.",
    "authority": "Only when the case is withdrawn, or a stolen car was released.",
}


def words(code: str) -> str:
    """A code in words: `gone_on_arrival` is Gone on arrival."""
    return code.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Field:
    """One field of a form: its kind says how it is shown."""

    name: str
    kind: str
    required: bool
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    help: str | None = None


def fields_of(model: type[Request], offered: Mapping[str, Choices] | None = None) -> tuple[Field, ...]:
    """The fields that somebody fills in to make this request; `offered` has choices that the model cannot know."""
    shown = [(name, info) for name, info in model.model_fields.items() if name not in SKIPPED]
    fields = [_field(name, info, (offered or {}).get(name)) for name, info in shown]
    return tuple(sorted(fields, key=lambda field: field.name == "note"))


def _field(name: str, info: FieldInfo, offered: Choices | None) -> Field:
    annotation, many = _bare(info.annotation)
    kind, codes = _kind(name, annotation, many=many)
    choices = offered or tuple((code, words(code)) for code in codes)
    kind = "choice" if offered else kind
    label = LABELS.get(name, words(name))
    required = info.is_required() and not many
    text = None if required else HELP.get(name, info.description)
    return Field(name, kind, required, label, choices, text)


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The type without its optional and annotated wrappings, and whether there may be many of it."""
    origin, many = get_origin(annotation), False
    while origin in (Annotated, Union, UnionType, tuple):
        many = many or origin is tuple
        annotation = next(each for each in get_args(annotation) if each is not NoneType)
        origin = get_origin(annotation)
    return annotation, many


def _kind(name: str, annotation: Any, *, many: bool) -> tuple[str, tuple[str, ...]]:
    if name == "photos":
        return "photos", ()
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return ("checkboxes" if many else "choice"), tuple(annotation)
    if annotation is bool:
        return "checkbox", ()
    if annotation is int:
        return "number", ()
    if annotation is Place:
        return "place", ()
    return ("words" if name in ("note", "inventory") else "text"), ()


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
    value = form.get(field.name)
    return value.strip() if isinstance(value, str) else None


async def uploads(form: FormData, limit: int) -> list[bytes]:
    """The files that were chosen, each read to `limit` bytes at the most."""
    files = [each for each in form.getlist("photos") if isinstance(each, UploadFile) and each.filename]
    return [await each.read(limit) for each in files]
