"""Forms from requests: the fields that a person fills in, and the request that they make."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData, UploadFile

from schemas.messages import Place, Request
from schemas.owner_notice import Addressee

SKIPPED = frozenset({"kind", "at", "source", "external_id", "channel", "lat", "lon"})
LIENHOLDERS = 3
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
    "until": "More time until (leave it empty to refuse)",
    "letter": "Which letter",
    "inventory": "What is in the car",
    "keys": "The keys are there",
    "lawful": "Your decision",
    "paid": "Paid, in dollars",
    "paid_back": "Given back, in dollars",
    "price": "Price, in dollars",
    "auction_costs": "Costs of the auction, in dollars",
    "of": "Number of the older case",
    "reference": "Number of the paper",
    "to": "Handed over to",
    "owner": "Last registered owner",
    "lienholders": "Lienholder",
    "lived_in": "Somebody seems to live in it",
    "plate_kind": "The plate stands for a right of its own, or is not this car's",
    "matter": "What was looked into",
    "clear": "What came of it",
    "provision": "What the edition does not know",
    "edition": "The new law",
    "amount": "The number that counts in this case, in the unit that stands beside it",
    "guard": "Which guard",
    "question": "For which act",
    "fees": "Which items",
    "ground": "On which ground",
    "service": "What the register says",
    "ended": "When the service ended",
    "value": "Value, in dollars",
    "model_year": "Year of the model",
    "papers": "Papers that were shown",
}
TITLES = {
    "record_review": "Say what came of looking into it",
    "settle_question": "Settle what the law leaves open",
    "override_guard": "Set a guard aside",
    "apply_amendment": "Take the case over to a new law",
    "take_back_amendment": "Take the amendment back",
    "refund_fees": "Give back what was paid",
    "waive_fees": "Waive fees",
    "hand_over_contents": "Hand over what is in the car",
    "appraise_vehicle": "Name the value of the car",
    "answer_service_check": "Answer of the register of military service",
    "record_advertisement": "The sale was advertised",
    "claim_moved": "It has been moved",
    "ask_extension": "Ask for more time",
    "request_hearing": "Ask for a hearing",
    "decide_hearing": "Decide the hearing",
    "record_parties": "Enter owner and lienholders",
    "record_mailing": "A letter was mailed",
    "record_return": "A letter came back",
    "post_sticker": "A notice is on the car",
    "report_to_state": "The state was told",
    "report_hooked": "The car is hooked",
    "report_in_lot": "The car is in the lot",
    "report_done": "The tow is done",
    "report_gone": "The car is not there",
    "record_intake": "Take the car in",
    "release_vehicle": "Hand the car over",
    "surrender_vehicle": "The owner gives the car up",
    "classify_vehicle": "Name the status of the car",
    "split": "It was another car after all",
}
EXPLAINED = {
    "record_review": "A look at the car has raised it. Until it is looked into the car is not towed.",
    "settle_question": "Counsel's answer for this case. It counts from now on, and your name stays beside it.",
    "override_guard": (
        "One guard, for one act, while the case is in this stage. Your name and your reason are shown with the case "
        "for ever. Guards that are absolute cannot be set aside, and nobody sets one aside for their own tow."
    ),
    "apply_amendment": (
        "From now on the new law counts in this case. The page of amendments says what it does to the owner's time. "
        "A notice that does not say all that the new law asks for is given anew."
    ),
    "take_back_amendment": "The law from before counts again, unless something final was done since.",
    "waive_fees": "These items are not owed. Whoever declared the car abandoned or ordered the tow cannot waive them.",
    "release_hold": "Where the law asks for a written release, name the paper in the words for the record.",
    "report_done": "It stands in the lot, and your order ends.",
    "report_gone": "Take a photo of the empty place; your order ends.",
}
"""What a button does, where its request says more than one thing."""

HELP = {
    "photos": "Four corners, plate and VIN plate, if you can reach them.",
    "plate": "As you read it; leave it empty if there is none.",
    "elsewhere": "Only when the case is a duplicate elsewhere.",
    "note": "Optional; they are kept with the fact.",
    "owner": "Leave it empty if nobody could be found.",
    "lienholders": "Leave it empty if there is none.",
    "until": "City time.",
    "ended": "City time; only where the service has ended.",
    "plate_kind": "A supervisor looks into it before the car is towed.",
    "ground": "Unpaid tickets alone are no ground: such an order is refused.",
    "authority": "Only when the case is withdrawn, or a stolen car was released.",
}


YES_OR_NO: Choices = (("true", "Yes"), ("false", "No"))
DECISIONS: dict[str, Choices] = {
    "lawful": (
        ("true", "The tow was lawful"),
        ("false", "The tow was not lawful: the owner takes the car free of charge"),
    ),
    "clear": (
        ("true", "Nothing speaks against the tow"),
        ("false", "Something speaks against the tow: the car stays"),
    ),
}
"""A yes or no that must be said is no box that may stay empty: both answers stand there, and none is chosen."""


def title_of(kind: str) -> str:
    """A request as its button says it."""
    return TITLES.get(kind, words(kind))


SPOKEN = {
    "answer": "Contractor's answer",
    "lapsed": "Not answered in time",
    "no_show": "Nobody came",
    "no_inspection": "No inspection sticker",
    "no_vin": "No VIN",
    "flat_tyres": "Flat tires",
    "vin_check": "VIN check",
    "law_question": "Question of law",
    "was": "In place of",
    "shuts": "Begins anew before the gate of",
    "lapses": "Told anew",
    "law": "A new law",
    "review": "Looking into it",
    "service_check": "Register of military service",
    "appraisal": "Value of the car",
    "advertisement": "Advertisement of the sale",
    "none": "Does not serve, and did not lately",
    "serves": "Serves now",
    "ended": "Served, and the service has ended",
    "other_vehicle": "Another car's plate",
    "unpaid_tickets": "Unpaid tickets alone",
}
"""Codes that say less than they mean."""


def words(code: str) -> str:
    """A code in words: `gone_on_arrival` is Gone on arrival."""
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
    shown = [(name, info) for name, info in model.model_fields.items() if name not in SKIPPED and name not in known]
    fields = [_field(name, info, (offered or {}).get(name)) for name, info in shown]
    return tuple(sorted(fields, key=lambda field: field.name == "note"))


def _field(name: str, info: FieldInfo, offered: Choices | None) -> Field:
    annotation, many = _bare(info.annotation)
    kind, codes = _kind(name, annotation, many=many)
    if annotation is bool and info.is_required():
        offered = offered or DECISIONS.get(name, YES_OR_NO)
    choices = offered or tuple((code, words(code)) for code in codes)
    kind = "choice" if offered and not many else kind
    default = info.default.value if isinstance(info.default, StrEnum) else ""
    label = LABELS.get(name, words(name))
    required = info.is_required() and not many
    text = None if required else HELP.get(name, info.description)
    return Field(name, kind, required, label, choices, text, default)


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The type without its optional and annotated wrappings, and whether there may be many of it."""
    origin, many = get_origin(annotation), False
    while origin in (Annotated, Union, UnionType, tuple):
        many = many or origin is tuple
        annotation = next(each for each in get_args(annotation) if each is not NoneType)
        origin = get_origin(annotation)
    return annotation, many


ASKED_BY_NAME = {
    "photos": "photos",
    "note": "words",
    "inventory": "words",
    "paid": "money",
    "paid_back": "money",
    "price": "money",
    "auction_costs": "money",
    "value": "money",
    "fees": "checkboxes",
}
ASKED_BY_TYPE: dict[Any, str] = {
    bool: "checkbox",
    int: "number",
    Place: "place",
    datetime: "moment",
    AwareDatetime: "moment",
    Addressee: "addressee",
}


def _kind(name: str, annotation: Any, *, many: bool) -> tuple[str, tuple[str, ...]]:
    """How a field is shown, and the codes to choose from."""
    if name in ASKED_BY_NAME:
        return ASKED_BY_NAME[name], ()
    if get_origin(annotation) is Literal:
        return "choice", tuple(str(each) for each in get_args(annotation))
    if issubclass(annotation, StrEnum):
        return ("checkboxes" if many else "choice"), tuple(annotation)
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
