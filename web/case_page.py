"""The case page: the forms offered to this person now, the timeline, and the result of a submitted form."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from activities.casework import submit
from activities.owner_links import parties_among
from activities.photos import LIMIT_BYTES, NotAPhotoError, keep_photo
from activities.proof_words import RulingFormatter
from activities.reporting import read_reports
from activities.services import Services
from database import cases, impound, reporting
from database.connection import Connection
from database.impound import LinkRow
from database.people import Account
from database.tow_dispatch import list_lots
from rules.law import Edition
from rules.offers import Offer, list_offers
from rules.owner_notice import is_stale, unmailed
from rules.permissions import may_ask
from rules.requests import rule_of
from rules.tasks import TASKS
from rules.unread import VIN_WARNINGS
from rules.vehicles import check_vin
from schemas.case import Case
from schemas.case_parts import Letter
from schemas.marks import FromCase
from schemas.messages import Actor
from schemas.messages import Request as CaseRequest
from schemas.reporting import CorrectDescription
from schemas.requests import REQUEST, request_models
from schemas.rulings import Refusal
from schemas.texts import in_sentence
from schemas.tow_dispatch import ReportDone
from schemas.verification import RecordInspection
from schemas.words import Role, Task
from web.app_state import AppState
from web.audiences import LETTER_READERS, LINK_REVOKERS
from web.choices import choices, choices_for, known
from web.duplicates import list_beside
from web.form_faults import told_faults
from web.form_words import FOR_A_FIRM, GONE
from web.forms import KEPT_PHOTOS, Choices, Field, fields_of, names_of, read_form, uploads, words
from web.kept_forms import unsent_words
from web.pages import check_csrf, render
from web.people import actor_of
from web.problems import NOT_YOUR_PART, status_of
from web.remarks import remarks_after, remarks_on, typed_before, wrong_fields
from web.timeline import tell_journal
from web.verdicts import standing_of
from web.vin_decoding import remark_from_vin

ABOUT_THE_CAR = frozenset(rule_of(each).kind for each in (RecordInspection, CorrectDescription))
"""The forms in which a plate and a VIN are typed."""

AT_THE_DESK = frozenset(Role) - {Role.SYSTEM, Role.CONTRACTOR, Role.LOT_KEEPER, Role.OWNER, Role.LIENHOLDER}
"""The roles that do their tasks on this page."""


def answer_to(task: Task) -> str | None:
    """The request whose form does this task and is shown open. None if it is done elsewhere or by several forms."""
    role = TASKS[task].by
    by_role = [each for each in TASKS[task].requests if role in rule_of(each).roles]
    # Outreach comes first: a form that closes the case does nothing for a person inside the car.
    if role not in AT_THE_DESK or task is Task.OUTREACH or len(by_role) != 1:
        return None
    return rule_of(by_role[0]).kind


@dataclass(frozen=True)
class Panel:
    """A form for one request that this person may make."""

    kind: str
    title: str
    help: str
    fields: tuple[Field, ...]
    typed: dict[str, Any]
    known: dict[str, Any]
    open: bool
    key: str
    photos: str
    """The address of the photos of this case, to which the id of one is added."""
    wrong: Mapping[str, str] = field(default_factory=dict)
    """Why fields are refused, by their names."""
    remarks: dict[str, str] = field(default_factory=dict)
    """What else is said beside them."""
    waits: str | None = None
    """What is missing before the form can be sent, in a sentence."""


@dataclass(frozen=True)
class RefusedForm:
    """The result of a form: done, refused, or not valid."""

    kind: str = ""
    typed: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None
    errors: list[dict[str, str]] = field(default_factory=list)
    done: bool = False

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows the result."""
        return status_of(self.refusal) if self.refusal else 422 if self.errors else 200


def unsent(tried: RefusedForm, panels: Sequence[Panel]) -> list[tuple[str, str]]:
    """What was typed into a form that this page does not show: it was moved on in another tab, or by somebody else."""
    return unsent_words(tried.kind, tried.typed, {each.kind for each in panels if each.waits is None})


async def find(app_state: AppState, case: str) -> cases.CaseRow | None:
    """The stored case; None if there is none with this number."""
    async with app_state.services.pool.acquire() as connection:
        return await cases.find_case(connection, case)


async def ask_here(request: Request, app_state: AppState, actor: Actor, case: str, kind: str) -> RefusedForm:
    """Submit the request of a form. Raises HTTPException (403) if its token is not of this session."""
    async with request.form() as form:
        check_csrf(request, str(form.get("csrf", "")))
        return await ask(app_state, actor, case, kind, form)


async def ask(app_state: AppState, actor: Actor, case: str, kind: str, form: FormData) -> RefusedForm:
    """Submit the request of a form. Its photos are stored first: if the request is refused, the form offers them again.

    A request that this person may never make is refused before its photos are stored.
    """
    model = request_models().get(kind)
    if model is None:
        return RefusedForm(kind, errors=[{"name": "", "field": "Request", "reason": f"There is no request {kind}."}])
    if refusal := await _not_theirs(app_state, actor, case, model):
        return RefusedForm(kind, read_form(model, form, ()), refusal=refusal)
    now = app_state.now
    taken, unread = await _keep_photos(app_state, actor, case, form, now=now) if names_of(model, "photos") else ((), ())
    typed = read_form(model, form, taken)
    if unread:
        return RefusedForm(kind, typed, errors=[_photo_fault(each) for each in unread])
    for name in names_of(model, "moment") & typed.keys():
        typed[name] = in_city_time(typed[name], app_state.services.law(app_state.services.edition).tz)
    try:
        request: CaseRequest = REQUEST.validate_python(typed)
    except ValidationError as fault:
        return RefusedForm(kind, typed, errors=told_faults(list(fault.errors()), model))
    key = str(form.get("key", "")) or None
    answer = await submit(app_state.services, case, request, actor, now=now, key=key)
    await app_state.notify(case)
    return RefusedForm(kind, typed, refusal=answer.refusal, done=answer.refusal is None)


def _photo_fault(reason: str) -> dict[str, str]:
    return {"name": "photos", "field": "Photos", "reason": reason}


async def _not_theirs(app_state: AppState, actor: Actor, case: str, model: type[CaseRequest]) -> Refusal | None:
    row = await find(app_state, case)
    refusal = may_ask(row.case, model, actor) if row else None
    return refusal if refusal and refusal.code == NOT_YOUR_PART else None


async def _keep_photos(
    app_state: AppState, actor: Actor, case: str, form: FormData, *, now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The photos of a form: those kept from an earlier try, and the new ones; and which other file is none, and why."""
    taken, unread = [str(each) for each in form.getlist(KEPT_PHOTOS)], []
    async for name, each in uploads(form, LIMIT_BYTES + 1):
        try:
            moment = app_state.services.pace.case_time(now)
            taken.append(await keep_photo(app_state.services, case, each, actor, now=moment))
        except NotAPhotoError as fault:
            unread.append(f"{name}: {fault}")
    return tuple(dict.fromkeys(taken)), tuple(unread)


def in_city_time(typed: str, zone: ZoneInfo) -> str:
    """The typed instant with the city's offset. Other text is returned unchanged, and its field is refused later."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone).isoformat()
    except ValueError:
        return typed


async def case_page(
    request: Request,
    app_state: AppState,
    who: Account,
    row: cases.CaseRow,
    tried: RefusedForm,
    joined: int | None = None,
    unread: tuple[str, ...] = (),
) -> HTMLResponse:
    """Render the page of a case, with the result of the form that was submitted. `joined`: the fact of a report that
    this person has just made of its car; `unread`: what this person has just typed and cannot be read.
    """
    law = app_state.services.law(row.edition)
    async with app_state.services.pool.acquire() as connection:
        timeline = await tell_journal(app_state.services, connection, row, law)
        said = await _said_of_the_car(app_state.services, connection, row, who.role)
        links = await impound.list_links(connection, row.id)
        parties = await parties_among(app_state.services, connection, row.case, {each.party for each in links})
        offered = await lots_to_choose(connection)
    now = app_state.services.pace.case_time(app_state.now)
    first = answer_to(row.tasks.by_ceiling[0].task)
    notes = [each.note for each in timeline.told.values()] if joined is None else []
    before = typed_before(unread, notes, said["reports"])
    offered_here = (
        _to_the_desk(_told_of_the_car(each, before, row.vin, now))
        for each in panels(row.case, law, actor_of(who), tried, now, offered)
    )
    forms = sorted(offered_here, key=lambda panel: panel.kind != first)
    context = said | {"row": row, "law": law, "tasks": row.tasks.by_ceiling, "panels": forms, "first": first}
    context |= {"entries": list(reversed(timeline.told.values())), "overrides": timeline.overrides}
    context["unsent"] = unsent(tried, forms)
    context |= {"names": timeline.names, "joined": joined if joined in timeline.told else None, "not_read": unread}
    context |= {"standing": standing_of(row, law, now)}
    context |= {"case": row.case, "may_open": LETTER_READERS.admits(who), "may_revoke": LINK_REVOKERS.admits(who)}
    waiting = (each for each in unmailed(row.case) if is_stale(each, now, law))
    context["stale"] = {each.letter for each in waiting}
    context["links"] = links_open(row.case, links, set(parties), now=now)
    return render(
        request,
        "case.html",
        status=tried.status,
        person=who,
        refusal=tried.refusal,
        errors=tried.errors,
        **context,
    )


async def _said_of_the_car(
    services: Services, connection: Connection, row: cases.CaseRow, role: Role
) -> dict[str, Any]:
    """Its reports, the other cases of perhaps the same car, and what is doubtful about its VIN."""
    reports = await read_reports(services, connection, row.id)
    return {
        "reports": reports,
        "unread": reporting.unread_among(reports),
        "beside": await list_beside(connection, row, role),
        "vin_check": check_vin(row.vin),
        "vin_warnings": VIN_WARNINGS,
    }


async def lots_to_choose(connection: Connection) -> dict[FromCase, Choices]:
    """The lots that a car can be brought to, as choices of a form."""
    return {FromCase.LOT: tuple((lot.code, lot.name) for lot in await list_lots(connection))}


def links_open(case: Case, links: list[LinkRow], parties: Set[int], *, now: datetime) -> dict[int, bool]:
    """For the last letter to each party that has a link: whether one of its links still opens the case."""
    last = {each.addressee: each.letter for each in case.letters}
    opens = {each.party for each in links if each.opens(now)} & parties
    given = {each.party for each in links}
    return {letter: party in opens for party, letter in last.items() if party in given}


def panels(
    case: Case,
    law: Edition,
    actor: Actor,
    tried: RefusedForm,
    now: datetime,
    offered: Mapping[FromCase, Choices] | None = None,
) -> list[Panel]:
    """The forms offered to this person at `now` (case time); `offered` has more choices for their fields."""
    letters = {FromCase.LETTER: tuple((str(each.letter), _called(each)) for each in case.letters)}
    more = choices(case, law) | letters | dict(offered or {})
    offers = list_offers(case, law, actor, now)
    return [
        _panel(each, case, tried, more, RulingFormatter(law.tz), of_link=actor.party is not None) for each in offers
    ]


def _told_of_the_car(panel: Panel, before: dict[str, str], vin: str | None, now: datetime) -> Panel:
    """The forms that say which car this is say what is doubtful of it; a correction offers what was not read again."""
    if panel.kind not in ABOUT_THE_CAR:
        return panel
    on_record = remarks_on({"vin": vin} if vin else {})
    named = remark_from_vin(panel.typed, vin, now)
    panel = replace(panel, remarks=named | on_record | remarks_after(before) | panel.remarks)
    corrects = bool(before) and panel.kind == rule_of(CorrectDescription).kind
    return replace(panel, typed=before | panel.typed, open=True) if corrects else panel


def _to_the_desk(panel: Panel) -> Panel:
    told_for = {Role.CONTRACTOR, Role.SUPERVISOR} <= rule_of(request_models()[panel.kind]).roles
    return replace(panel, help=FOR_A_FIRM) if told_for else panel


def _panel(
    offer: Offer,
    case: Case,
    tried: RefusedForm,
    offered: Mapping[FromCase, Choices],
    formatter: RulingFormatter,
    *,
    of_link: bool,
) -> Panel:
    model = offer.request
    rule, told = rule_of(model), known(model, case, offered, of_link=of_link)
    typed = tried.typed if tried.kind == rule.kind else {}
    title, helped = GONE if model is ReportDone and not case.in_lot else (rule.words.button, rule.words.help)
    return Panel(
        kind=rule.kind,
        title=title,
        help=helped,
        fields=fields_of(model, _possible(offer, choices_for(model, offered)), told),
        typed=typed,
        known=told,
        open=tried.kind == rule.kind,
        key=uuid4().hex,
        photos=f"/api/cases/{case.case}/photos/",
        wrong=wrong_fields(tried.errors) if tried.kind == rule.kind else {},
        remarks=remarks_on(typed),
        waits=formatter.line(offer.missing).sentence if offer.missing else None,
    )


def _possible(offer: Offer, choices: dict[str, Choices]) -> dict[str, Choices]:
    """The choices limited to the values for which the request can be granted now."""
    for name in offer.forms[0].model_fields_set:
        values = [getattr(form, name) for form in offer.forms]
        if name in choices and not isinstance(values[0], tuple):
            choices[name] = tuple(each for each in choices[name] if each[0] in map(str, values))
        elif isinstance(values[0], StrEnum):
            choices[name] = tuple((str(each), words(each)) for each in values)
    return choices


def _called(letter: Letter) -> str:
    return f"no. {letter.letter}, {in_sentence(letter.notice.words)}, to the {in_sentence(letter.party.words)}"
