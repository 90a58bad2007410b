"""The case page: the panels that the rules permit to this person now, the timeline, and what came of a form."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from activities.casework import submit
from activities.owner_links import owners_among
from activities.photos import LIMIT_BYTES, NotAPhotoError, keep_photo
from database import cases, impound
from database.connection import Connection
from database.impound import OwnerLink
from database.people import Account
from database.tow_dispatch import list_lots
from rules.library import find_edition
from rules.owner_notice import letters_on_record
from rules.permissions import may_ask, requests_open_to
from schemas.case import Case, Letter
from schemas.marks import FromCase, sources_of
from schemas.messages import Actor
from schemas.messages import Request as Asked
from schemas.requests import REQUEST, request_models
from schemas.rulings import Refusal
from schemas.texts import in_sentence
from schemas.tow_dispatch import ReportDone
from schemas.words import Role, Thing, TowResult
from web.choices import choices, has_its_place, offered_to
from web.form_faults import told_faults
from web.form_words import EXPLAINED, FOR_A_FIRM, OF_THE_TRUCK
from web.forms import Choices, Field, fields_of, names_of, read_form, title_of, uploads
from web.house import House
from web.pages import STALE, csrf_matches, render
from web.people import actor_of
from web.problems import NOT_YOUR_PART, status_of
from web.timeline import tell_journal
from web.verdicts import standing_of

OPENERS = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.HEARING_OFFICER, Role.ADMIN})
"""Whose work needs names and addresses."""

REVOKERS = OPENERS - {Role.HEARING_OFFICER}
"""Who shuts an owner's link; whoever hears the owner keeps out of it."""


ANSWERS: dict[Thing, str] = {
    Thing.LOOKUPS: "answer_lookups",
    Thing.INSPECTION: "record_inspection",
    Thing.SECOND_OBSERVATION: "record_inspection",
    Thing.REVIEW: "record_review",
    Thing.LAW_QUESTION: "settle_question",
    Thing.APPRAISAL: "appraise_vehicle",
    Thing.SERVICE_CHECK: "answer_service_check",
    Thing.ADVERTISEMENT: "record_advertisement",
    Thing.PARTIES: "record_parties",
    Thing.MAILING: "record_mailing",
    Thing.RENEWAL: "renew_notice",
    Thing.STICKER: "post_sticker",
    Thing.EXTENSION_DECISION: "decide_extension",
    Thing.REINSPECTION: "record_inspection",
    Thing.TOW_ORDER: "order_tow",
    Thing.STATE_REPORT: "report_to_state",
    Thing.HEARING: "decide_hearing",
    Thing.REFUND: "refund_fees",
    Thing.FURTHER_STEPS: "record_further_step",
    Thing.OFFICER_STATUS: "classify_vehicle",
    Thing.AUTHORITY: "record_authority",
    Thing.DISPOSAL_REPORT: "report_disposal",
    Thing.HOLD: "release_hold",
    Thing.FAILED_STEP: "retry_step",
}
"""The form that answers what a case waits for: it stands first, and open."""


@dataclass(frozen=True)
class Panel:
    """One request that this person may make, as a form."""

    kind: str
    title: str
    help: str
    fields: tuple[Field, ...]
    typed: dict[str, Any]
    known: dict[str, Any]
    open: bool
    key: str


@dataclass(frozen=True)
class Tried:
    """What came of a form: done, refused, or not understood."""

    kind: str = ""
    typed: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None
    errors: list[dict[str, str]] = field(default_factory=list)
    done: bool = False

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows it."""
        return status_of(self.refusal) if self.refusal else 422 if self.errors else 200


async def find(house: House, case: str) -> cases.CaseRow | None:
    """The case; None if there is none."""
    async with house.office.pool.acquire() as connection:
        return await cases.find_case(connection, case)


async def ask_here(request: Request, house: House, actor: Actor, case: str, kind: str) -> Tried:
    """Make the request of a form of a page of ours. Raises HTTPException where its token is not this session's."""
    async with request.form() as form:
        if not csrf_matches(request, str(form.get("csrf", ""))):
            raise HTTPException(403, STALE)
        return await ask(house, actor, case, kind, form)


async def ask(house: House, actor: Actor, case: str, kind: str, form: FormData) -> Tried:
    """Make the request of a form: its photos are kept first, so that nothing is lost if the rules refuse it today.

    What is never this person's to ask is refused before that: nobody fills the disk with it.
    """
    model = request_models().get(kind)
    if model is None:
        return Tried(kind, errors=[{"field": "Request", "reason": f"There is no request {kind}."}])
    if refusal := await _not_theirs(house, actor, case, model):
        return Tried(kind, read_form(model, form, ()), refusal=refusal)
    now = house.now
    try:
        taken = await _keep_photos(house, actor, case, form, now=now) if names_of(model, "photos") else ()
    except NotAPhotoError as fault:
        typed = read_form(model, form, ())
        return Tried(kind, typed, errors=[{"field": "Photos", "reason": str(fault)}])
    typed = read_form(model, form, taken)
    for name in names_of(model, "moment") & typed.keys():
        typed[name] = in_city_time(typed[name], find_edition(house.office.edition).tz)
    try:
        request: Asked = REQUEST.validate_python(typed)
    except ValidationError as fault:
        return Tried(kind, typed, errors=told_faults(list(fault.errors()), model))
    key = str(form.get("key", "")) or None
    answer = await submit(house.office, case, request, actor, now=now, key=key)
    await house.ring(case)
    return Tried(kind, typed, refusal=answer.refusal, done=answer.refusal is None)


async def _not_theirs(house: House, actor: Actor, case: str, model: type[Asked]) -> Refusal | None:
    row = await find(house, case)
    refusal = may_ask(row.case, model, actor) if row else None
    return refusal if refusal and refusal.code == NOT_YOUR_PART else None


async def _keep_photos(house: House, actor: Actor, case: str, form: FormData, *, now: datetime) -> tuple[str, ...]:
    moment = house.office.pace.case_time(now)
    files = await uploads(form, LIMIT_BYTES + 1)
    return tuple([await keep_photo(house.office, case, each, actor, now=moment) for each in files])


def in_city_time(typed: str, zone: ZoneInfo) -> str:
    """An instant with its zone; what is no instant stays as it was typed, and is refused with its field."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone).isoformat()
    except ValueError:
        return typed


async def case_page(request: Request, house: House, who: Account, row: cases.CaseRow, tried: Tried) -> HTMLResponse:
    """The page of a case, with what came of the last form on it."""
    async with house.office.pool.acquire() as connection:
        timeline = await tell_journal(connection, row)
        links = await impound.list_links(connection, row.id)
        owners = await owners_among(house.office, connection, row.case, {each.party for each in links})
        offered = await lots_to_choose(connection)
    now = house.office.pace.case_time(house.now)
    first = ANSWERS.get(row.next.thing)
    offered_here = (_to_the_desk(each) for each in panels(row.case, actor_of(who), tried, offered))
    forms = sorted(offered_here, key=lambda panel: panel.kind != first)
    context = {"row": row, "next": row.next, "panels": forms, "first": first, "law": find_edition(row.edition)}
    context |= {"entries": list(reversed(timeline.told.values())), "aside": timeline.aside}
    context["names"] = timeline.names
    context |= {"standing": standing_of(row, now)}
    context |= {"case": row.case, "may_open": who.role in OPENERS, "may_revoke": who.role in REVOKERS}
    context["links"] = links_open(row.case, links, owners, now=now)
    return render(
        request,
        "case.html",
        status=tried.status,
        person=who,
        refusal=tried.refusal,
        errors=tried.errors,
        **context,
    )


async def lots_to_choose(connection: Connection) -> dict[FromCase, Choices]:
    """The lots to which a car can be brought."""
    return {FromCase.LOT: tuple((lot.code, lot.name) for lot in await list_lots(connection))}


def links_open(case: Case, links: list[OwnerLink], owners: Set[int], *, now: datetime) -> dict[int, bool]:
    """Whether a link of its party still opens the case, by the last letter to each party that was given one."""
    last = {each.addressee: each.letter for each in case.letters}
    opens = {each.party for each in links if each.opens(now)} & owners
    given = {each.party for each in links}
    return {letter: party in opens for party, letter in last.items() if party in given}


def panels(case: Case, actor: Actor, tried: Tried, offered: Mapping[FromCase, Choices] | None = None) -> list[Panel]:
    """A form for each request that the rules permit to this person now; `offered` are more choices."""
    more = choices(case) | dict(offered or {})
    open_to = requests_open_to(case, actor)
    return [_panel(each, case, tried, more) for each in open_to if has_its_place(each, case, _chosen(each, case, more))]


def _to_the_desk(panel: Panel) -> Panel:
    return replace(panel, help=FOR_A_FIRM) if panel.kind in OF_THE_TRUCK else panel


def _chosen(model: type[Asked], case: Case, offered: Mapping[FromCase, Choices]) -> dict[str, Choices]:
    """What somebody has to choose from: not what the page knows."""
    told = known(model, case)
    return {name: each for name, each in offered_to(model, offered).items() if name not in told}


def _panel(model: type[Asked], case: Case, tried: Tried, offered: dict[FromCase, Choices]) -> Panel:
    kind, told = model.model_fields["kind"].default, known(model, case)
    offered = offered | {FromCase.LETTER: _letters(case, kind)}
    called = "report_gone" if model is ReportDone and not case.in_lot else kind
    return Panel(
        kind=kind,
        title=title_of(called),
        help=EXPLAINED.get(called) or (model.__doc__ or "").strip(),
        fields=fields_of(model, offered_to(model, offered), told),
        typed=tried.typed if tried.kind == kind else {},
        known=told,
        open=tried.kind == kind,
        key=uuid4().hex,
    )


FITS: dict[str, Callable[[Letter], bool]] = {
    "record_mailing": lambda letter: letter.mailed is None,
    "record_return": lambda letter: letter.mailed is not None and letter.returned is None,
    "record_further_step": lambda letter: letter.returned is not None,
}
"""Which letters a request can be about."""


def _letters(case: Case, kind: str) -> Choices:
    fitting = (each for each in letters_on_record(case) if kind in FITS and FITS[kind](each))
    return tuple((str(each.letter), _called(each)) for each in fitting)


def _called(letter: Letter) -> str:
    return f"no. {letter.letter}, {in_sentence(letter.notice.words)}, to the {in_sentence(letter.party.words)}"


def known(model: type[Asked], case: Case) -> dict[str, Any]:
    """What the page knows and nobody has to say: the order, how it ends, the lot, the amendment that is the newest."""
    told = {
        FromCase.ORDER: case.order.order if case.order else None,
        FromCase.TOW_RESULT: (TowResult.TOWED if case.in_lot else TowResult.GONE).value,
        FromCase.LOT: case.lot,
        FromCase.NEWEST_AMENDMENT: case.edition,
    }
    values = {name: told.get(source) for name, source in sources_of(model).items()}
    return {name: value for name, value in values.items() if value is not None}
