"""Who may ask for what, and in which stages: one row for each request, written by hand and not read from the rules."""

from itertools import product

import pytest

from rules.permissions import may_ask
from rules.requests import BY_REQUEST
from schemas.messages import Actor
from schemas.words import Role, Stage
from tests.schemas.lives import live, reported

DESK = "dispatcher supervisor"
STREET = "reported verification notice tow"
TIME = "notice tow"
LOT = "impound disposal"
OPEN = f"{STREET} {LOT}"

PERMITTED = [
    ("enter_records_check", f"{DESK} system", OPEN),
    ("ask_records", "system", OPEN),
    ("refer_answer", "system", OPEN),
    ("correct_description", f"officer {DESK}", OPEN),
    ("close_as_duplicate", DESK, STREET),
    ("split", DESK, "closed"),
    ("record_inspection", "officer", STREET),
    ("record_review", "supervisor", f"verification {TIME}"),
    ("record_parties", f"{DESK} system", f"{TIME} {LOT}"),
    ("write_letter", "system", "notice impound"),
    ("hand_over_letter", "system", f"{TIME} {LOT}"),
    ("report_mail_fault", "system", f"{TIME} {LOT}"),
    ("record_mailing", f"{DESK} system", f"{TIME} {LOT}"),
    ("record_delivery", f"{DESK} system", f"{TIME} {LOT}"),
    ("record_return", f"{DESK} system", f"{TIME} {LOT}"),
    ("record_further_step", f"{DESK} system", f"{TIME} {LOT}"),
    ("renew_notice", DESK, LOT),
    ("post_sticker", "officer", TIME),
    ("record_owner_call", f"{DESK} officer", TIME),
    ("open_gate", "system", "notice impound"),
    ("claim_moved", f"owner {DESK}", f"{TIME} {LOT}"),
    ("ask_extension", f"owner {DESK}", TIME),
    ("decide_extension", "supervisor", TIME),
    ("place_hold", f"officer {DESK}", OPEN),
    ("release_hold", "supervisor hearing_officer", OPEN),
    ("settle_question", "supervisor", OPEN),
    ("override_guard", "supervisor", OPEN),
    ("step_failed", "system", OPEN),
    ("retry_step", f"admin {DESK}", OPEN),
    ("order_tow", DESK, "tow"),
    ("offer_tow", "system", "tow"),
    ("accept_offer", "contractor", "tow impound"),
    ("decline_offer", "contractor", "tow impound"),
    ("lapse_offer", "system", "tow impound"),
    ("report_hooked_up", "contractor supervisor", "tow impound"),
    ("report_dropped_at_lot", "contractor supervisor", "tow impound"),
    ("report_done", "contractor supervisor system", "tow impound"),
    ("withdraw_tow", DESK, TIME),
    ("record_intake", "lot_keeper", LOT),
    ("report_to_state", DESK, LOT),
    ("request_hearing", f"owner lienholder {DESK}", f"{TIME} {LOT} closed"),
    ("decide_hearing", "hearing_officer", f"{TIME} {LOT}"),
    ("release_vehicle", "lot_keeper", LOT),
    ("refund_fees", DESK, LOT),
    ("waive_fees", "supervisor", LOT),
    ("hand_over_contents", "lot_keeper", LOT),
    ("surrender_vehicle", "lot_keeper", LOT),
    ("classify_vehicle", "officer contractor", LOT),
    ("appraise_vehicle", f"officer {DESK}", LOT),
    ("answer_service_check", f"{DESK} system", LOT),
    ("record_advertisement", DESK, LOT),
    ("record_authority", DESK, "disposal"),
    ("record_sale", DESK, "disposal"),
    ("record_certificate", DESK, "disposal"),
    ("report_disposal", DESK, "disposal"),
    ("close_case", f"{DESK} system", OPEN),
    ("keep_apart", DESK, OPEN),
    ("reopen", "supervisor", "closed"),
    ("remove_data", "admin", "closed"),
    ("preserve_record", "admin supervisor", f"{OPEN} closed"),
    ("end_preservation", "admin supervisor", f"{OPEN} closed"),
    ("apply_amendment", "supervisor", OPEN),
    ("take_back_amendment", "supervisor", OPEN),
]
"""The request, who may make it, and in which stages."""

MODELS = {rule.kind: model for model, rule in BY_REQUEST.items()}


@pytest.mark.parametrize(("request_kind", "roles", "stages"), PERMITTED)
def test_these_roles_may_ask_in_these_stages_and_no_one_else(request_kind: str, roles: str, stages: str) -> None:
    for role, stage in product(Role, Stage):
        case = live(reported()).with_(stage=stage)

        refusal = may_ask(case, MODELS[request_kind], Actor(account="somebody", role=role, case=case.case))

        expected = "not_your_part" if role not in roles.split() else "not_now" if stage not in stages.split() else None
        assert (refusal.code if refusal else None) == expected, (role, stage)


def test_no_request_is_without_a_row() -> None:
    assert sorted(MODELS) == sorted(kind for kind, *_ in PERMITTED)


@pytest.mark.parametrize("role", [Role.OWNER, Role.LIENHOLDER])
def test_a_link_opens_one_case_only(role: Role) -> None:
    case = live(reported()).with_(stage=Stage.IMPOUND)

    refusal = may_ask(case, MODELS["request_hearing"], Actor(account="somebody", role=role, case="26-000002"))

    assert refusal is not None
    assert refusal.reason == "This link opens another case."


@pytest.mark.parametrize(
    ("request_kind", "persons"),
    [
        ("close_case", "a dispatcher or supervisor"),
        ("report_done", "a contractor or supervisor"),
        ("record_inspection", "an officer"),
        ("open_gate", "the system"),
    ],
)
def test_a_refusal_names_the_people_who_may_and_the_system_only_where_no_person_may(
    request_kind: str, persons: str
) -> None:
    case = live(reported()).with_(stage=Stage.IMPOUND)

    refusal = may_ask(case, MODELS[request_kind], Actor(account="somebody", role=Role.LOT_KEEPER))

    assert refusal is not None
    assert refusal.reason == f"Only {persons} may do this."
