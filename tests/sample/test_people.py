"""Sample people ask only for what exists, as somebody who may ask it, and each story has its way to its end."""

from dataclasses import replace
from typing import Any, Unpack

import pytest
from PIL import Image

from rules.disposal_options import if_classified
from rules.requests import BY_REQUEST
from sample.lives import LIVES
from sample.people import ACTS, AT_THE_DESK, acts_for
from sample.pictures import picture
from sample.scene import TOWED, Act, Scene
from schemas.case import SHAPE, Case
from schemas.case_changes import CaseChanges
from schemas.case_parts import Authority, Hearing, InLot, Letter, MoveClaim, Order, PossibleDuplicate
from schemas.importing import Story
from schemas.requests import REQUEST, request_models
from schemas.words import Notice, OrderState, Outcome, Party, Registration, Role, Route, Task, VehicleStatus
from tests.schemas.lives import EDITION, START, at_fact, hooked_up

STORIES = tuple(
    Story(
        outcome=life.outcome,
        duplicate_of="311-000001" if "duplicate" in life.outcome else None,
        hazard=life.hazard,
        registration=life.registration,
        note=life.note,
    )
    for life in LIVES
)
LETTER = Letter(letter=7, notice=Notice.PRE_TOW, party=Party.OWNER, addressee=3, written=at_fact(4))
OFFER = Order(order=1, contractor="north-salvage", state=OrderState.OFFERED, at=START)

ALLOWED = Authority(fact=12, at=START, by="dispatcher-1", route=Route.AUCTION)
CRUSHED = replace(ALLOWED, route=Route.CRUSH)
ALIKE = PossibleDuplicate(fact=9, at=START, by="officer-1", other="26-000011", same_vin=False)
CLAIM = MoveClaim(fact=9, at=START, by="owner", latest=START)
IN_LOT = replace(
    hooked_up(9), in_lot=InLot(fact=10, at=START, by="contractor-1", lot="river-lot"), contractor="north-salvage"
)


def scene(story: Story, seen: dict[str, Any] | None = None, **changes: Unpack[CaseChanges]) -> Scene:
    """A case in the middle of its life; `seen` is what the routes answer as well."""
    case = Case(shape=SHAPE, case="26-000012", edition=EDITION, district="d25", opened_at=START, vehicle_known=True)
    named = if_classified(case, VehicleStatus.WITH_VALUE, by_salvor=False).with_(authority=ALLOWED)
    towed = named.with_(towed=IN_LOT, letters=(LETTER,))
    return Scene(towed.with_(**changes), story, original="26-000001", owed=27_500, **(seen or {}))


def story(outcome: Outcome, **more: Any) -> Story:
    """A story with this end."""
    other = "311-000001" if "duplicate" in outcome else None
    return Story.model_validate({"outcome": outcome, "duplicate_of": other} | more)


def check(act: Act) -> None:
    """Raises where the act is no request, or not this role's."""
    model = request_models()[act.kind]
    REQUEST.validate_python({"kind": act.kind, **{name: each for name, each in act.fields.items() if each is not None}})
    assert act.role in BY_REQUEST[model].roles, act
    assert not act.photo or "photos" in model.model_fields, act


@pytest.mark.parametrize("thing", sorted(ACTS))
@pytest.mark.parametrize("told", STORIES, ids=lambda told: told.outcome)
def test_every_act_is_a_request_that_its_role_may_make(thing: Task, told: Story) -> None:
    open_order = replace(OFFER, state=OrderState.OPEN)
    on_the_hook = CaseChanges(orders=(open_order,), towed=hooked_up(9))
    on_the_way = (on_the_hook,) if thing is Task.TOW else ()
    for changes in (CaseChanges(), CaseChanges(orders=(OFFER,)), CaseChanges(orders=(open_order,)), *on_the_way):
        for act in acts_for(thing, scene(told, **changes)):
            check(act)


@pytest.mark.parametrize("outcome", sorted(AT_THE_DESK))
@pytest.mark.parametrize("thing", [Task.RECORDS_CHECK, Task.INSPECTION])
def test_what_ends_at_a_desk_ends_before_anybody_drives_out(outcome: Outcome, thing: Task) -> None:
    (act,) = acts_for(thing, scene(story(outcome)))

    assert act.kind in ("close_case", "close_as_duplicate")
    check(act)


@pytest.mark.parametrize(
    ("outcome", "thing", "changes", "role", "kind"),
    [
        (Outcome.GONE_ON_ARRIVAL, Task.INSPECTION, {}, Role.OFFICER, "record_inspection"),
        (Outcome.MOVED_BY_OWNER, Task.NOTICE_PERIOD, {}, Role.OWNER, "claim_moved"),
        (Outcome.RECLAIMED, Task.OFFICER_STATUS, {}, Role.LOT_KEEPER, "release_vehicle"),
        (Outcome.WRONGLY_TOWED, Task.OFFICER_STATUS, {}, Role.OWNER, "request_hearing"),
        (Outcome.MOVED_BY_OWNER, Task.OFFICER_STATUS, {}, None, None),
        (Outcome.MOVED_BY_OWNER, Task.NOTICE_PERIOD, {"move_claimed": CLAIM}, None, None),
        (Outcome.AUCTIONED, Task.NOTICE_PERIOD, {}, None, None),
        (Outcome.AUCTIONED, Task.RECLAIM_PERIOD, {}, None, None),
        (Outcome.RECLAIMED, Task.RECLAIM_PERIOD, {}, Role.LOT_KEEPER, "release_vehicle"),
        (Outcome.WRONGLY_TOWED, Task.RECLAIM_PERIOD, {}, Role.OWNER, "request_hearing"),
        (Outcome.WRONGLY_TOWED, Task.RECLAIM_PERIOD, {"hearings": (Hearing(requested=at_fact(9, START)),)}, None, None),
        (Outcome.AUCTIONED, Task.ANSWER, {}, None, None),
        (Outcome.AUCTIONED, Task.DUPLICATE_CHECK, {}, None, None),
        (Outcome.AUCTIONED, Task.DUPLICATE_CHECK, {"possible_duplicates": (ALIKE,)}, Role.DISPATCHER, "keep_apart"),
        (Outcome.AUCTIONED, Task.TOW, {"orders": (OFFER,)}, None, None),
        (Outcome.AUCTIONED, Task.TOW, {}, None, None),
        (Outcome.AUCTIONED, Task.DISPOSAL, {}, Role.DISPATCHER, "record_sale"),
        (
            Outcome.CRUSHED,
            Task.DISPOSAL,
            {"authority": replace(ALLOWED, route=Route.CRUSH)},
            Role.DISPATCHER,
            "record_certificate",
        ),
        (Outcome.AUCTIONED, Task.HOLD, {}, None, None),
    ],
)
def test_a_story_decides_who_does_what(
    outcome: Outcome, thing: Task, changes: CaseChanges, role: Role | None, kind: str | None
) -> None:
    acts = acts_for(thing, scene(story(outcome), **changes))

    assert [(act.role, act.kind) for act in acts] == ([(role, kind)] if role else [])


def test_every_fifth_car_finds_the_first_truck_busy() -> None:
    told = story(Outcome.AUCTIONED)
    busy = scene(told, case="26-000010", orders=(OFFER,))
    second = scene(told, case="26-000010", orders=(replace(OFFER, order=2),))

    assert [acts_for(Task.ANSWER, each)[0].kind for each in (busy, second, scene(told, orders=(OFFER,)))] == [
        "decline_offer",
        "accept_offer",
        "accept_offer",
    ]


def test_where_nobody_is_registered_nobody_is_entered_and_no_plate_is_read() -> None:
    lost = story(Outcome.DISMANTLED, registration=Registration.NOT_FOUND)
    (parties,) = acts_for(Task.PARTIES, scene(lost))
    (look,) = acts_for(Task.INSPECTION, scene(lost, vehicle_known=False))
    (known,) = acts_for(Task.INSPECTION, scene(story(Outcome.AUCTIONED), vehicle_known=False))

    assert parties.fields == {"no_owner_found": True}
    assert "plate" not in look.fields
    assert known.fields["plate"] == "SAMPLE000012"


@pytest.mark.parametrize(
    ("clauses", "registration", "named"),
    [
        (("deserted", "disrepair", "without_plates"), Registration.NOT_FOUND, "disrepair"),
        (("without_plates", "illegally_parked", "overstayed"), Registration.NOT_FOUND, "without_plates"),
        (("without_plates", "illegally_parked", "overstayed"), Registration.EXPIRED, "illegally_parked"),
        (("left_standing",), Registration.EXPIRED, "left_standing"),
    ],
)
def test_an_officer_names_the_clause_of_the_place_that_says_what_is_seen(
    clauses: tuple[str, ...], registration: Registration, named: str
) -> None:
    told = story(Outcome.DISMANTLED, registration=registration)

    (look,) = acts_for(Task.SECOND_OBSERVATION, scene(told, {"clauses": clauses}))

    check(look)
    assert look.fields["clause"] == named
    assert ("no_plate" in look.fields["conditions"]) == (registration is Registration.NOT_FOUND)


def test_what_burned_out_is_declared_at_once_and_where_the_law_wants_two_looks_at_the_second() -> None:
    burned = story(Outcome.CRUSHED, hazard=True)

    looks = [acts_for(Task.INSPECTION, scene(burned, {"refused": refused}))[0] for refused in (False, True)]

    assert [look.fields["finding"] for look in looks] == ["abandoned", "still_there"]
    assert acts_for(Task.SECOND_OBSERVATION, scene(burned))[0].fields["hazard"]


def test_counsel_answers_what_nobody_knows() -> None:
    unknown = ("fees.towing", "periods.free_retrieval")

    acts = acts_for(Task.LAW_QUESTION, scene(story(Outcome.AUCTIONED), {"unknown": unknown}))

    for act in acts:
        check(act)
    assert [(act.role, act.kind) for act in acts] == [(Role.SUPERVISOR, "settle_question")] * 2
    assert [(act.fields["provision"], act.fields["amount"]) for act in acts] == [
        ("fees.towing", 17_500),
        ("periods.free_retrieval", 48),
    ]


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        ({"late": True, "lapsed": Notice.SALE}, "renew_notice"),
        ({"late": True}, "record_advertisement"),
        ({"lapsed": Notice.SALE}, "record_sale"),
    ],
)
def test_a_person_who_comes_too_late_to_a_sale_announces_it_again(seen: dict[str, Any], kind: str) -> None:
    (act,) = acts_for(Task.DISPOSAL, scene(story(Outcome.AUCTIONED), seen))

    check(act)
    assert act.kind == kind


def test_a_notice_whose_letter_was_mailed_too_late_is_reissued() -> None:
    (act,) = acts_for(Task.RENEWAL, scene(story(Outcome.AUCTIONED), {"lapsed": Notice.IMPOUND}))

    check(act)
    assert (act.role, act.kind, act.fields) == (Role.DISPATCHER, "renew_notice", {"notice": Notice.IMPOUND})


def test_what_was_paid_for_a_wrong_tow_is_given_back_at_the_desk() -> None:
    (act,) = acts_for(Task.REFUND, scene(story(Outcome.WRONGLY_TOWED), {"refund": 27_500}))

    check(act)
    assert (act.role, act.kind, act.fields) == (Role.DISPATCHER, "refund_fees", {"paid_back": 27_500})


def test_the_sample_users_do_every_task_but_those_of_the_system_and_two_that_no_story_has() -> None:
    by_the_system = {Task.LETTERS, Task.LATER_LETTERS, Task.OFFER, Task.CLOSING, Task.NOTHING}
    in_no_story = {Task.HOLD, Task.EXTENSION_DECISION}

    assert set(Task) - set(ACTS) == by_the_system | in_no_story


def test_a_car_goes_where_the_law_of_its_place_leads_it() -> None:
    told = story(Outcome.AUCTIONED)
    lawful = {"end": TOWED[Outcome.AUCTIONED]._replace(status=VehicleStatus.SALVAGE, route=Route.DISMANTLE)}

    (named,) = acts_for(Task.OFFICER_STATUS, scene(told, lawful))
    (allowed,) = acts_for(Task.AUTHORITY, scene(told, lawful))
    (gone,) = acts_for(Task.DISPOSAL, scene(told, lawful, authority=None))
    (worth,) = acts_for(Task.APPRAISAL, scene(told, lawful))

    for act in (named, allowed, gone, worth):
        check(act)
    assert (named.fields["status"], allowed.fields["route"]) == (VehicleStatus.SALVAGE, Route.DISMANTLE)
    assert (gone.kind, gone.fields["route"]) == ("record_certificate", Route.DISMANTLE)
    assert (worth.fields["value"], worth.fields["model_year"]) == (135_000, 2004)


def test_a_picture_is_a_photo_and_the_same_for_the_same_case() -> None:
    from io import BytesIO

    first, again, empty = (picture("26-000001", color=color) for color in ("red", "red", None))

    assert first == again != empty
    assert Image.open(BytesIO(first)).format == "JPEG"
