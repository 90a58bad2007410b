"""Laws invented from Philadelphia's own: unknown numbers, a sticker, no notice before the tow, values."""

from datetime import timedelta

import pytest

from rules.disposal_options import first_option, open_options
from rules.fees import unknown_fees
from rules.law import DisposalRule, Edition, NoticeRule, Period
from rules.library import find_edition
from rules.waiting_periods import ANSWERED_FIRST
from schemas import disposal, impound, mail, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.law import Duty
from schemas.mail import FurtherStep
from schemas.messages import Actor, Request
from schemas.words import (
    Anchor,
    Condition,
    Confidence,
    Finding,
    Gate,
    Notice,
    Party,
    Role,
    Route,
    Stage,
    Task,
    VehicleStatus,
)
from tests.rules import cars
from tests.rules.cars import DESK, KEEPER, LAW, OFFICER, PAPERS, SUPERVISOR, SYSTEM, on, refusal_of, ruling
from tests.rules.made_up_laws import AGEING, duty, law_with
from tests.schemas.lives import EDITION, START, changed, go_on, inspected, live, records_checked, reported
from tests.tasks import next_task, offered_to

SOURCE = {"citation": "Made-up Code 2", "confidence": Confidence.HIGH, "source": "made up"}
SHORTLY = START + timedelta(days=3)


def unknown(code: str) -> Edition:
    """Philadelphia's law, without this number."""
    return law_with(periods={code: LAW.periods[code].model_copy(update={"amount": None})})


def settled(case: Case, provision: str, amount: int) -> Case:
    """Counsel settled the number for this case."""
    return go_on(case, waiting_periods.QuestionSettled(provision=provision, amount=amount))


LOOK = cars.look()
TOW_GATE = waiting_periods.OpenGate(gate=Gate.TOW)
DISPOSAL_GATE = waiting_periods.OpenGate(gate=Gate.DISPOSAL)


@pytest.mark.parametrize(
    ("code", "case", "request_", "actor"),
    [
        ("observation_public", cars.SEEN_ONCE, LOOK, OFFICER),
        ("owner_notice", cars.NOTICED, TOW_GATE, SYSTEM),
        ("reclaim", cars.TOLD, DISPOSAL_GATE, SYSTEM),
    ],
)
def test_an_unknown_number_is_settled_by_counsel_and_then_applies(
    code: str, case: Case, request_: Request, actor: Actor
) -> None:
    law, provision = unknown(code), f"periods.{code}"

    refusal = refusal_of(case, request_, actor, law=law)
    assert refusal is not None
    assert refusal.reason.startswith("Required: What this edition does not know is settled: ")
    assert (refusal.remedied_by, refusal.citation, refusal.earliest) == (
        Role.SUPERVISOR,
        law.periods[code].citation,
        None,
    )
    waits = next_task(case, law)
    assert (waits.task, waits.by, waits.citation) == (Task.LAW_QUESTION, Role.SUPERVISOR, law.periods[code].citation)

    answered = settled(case, provision, 2)
    assert next_task(answered, law).task is not Task.LAW_QUESTION
    assert refusal_of(answered, request_, actor, law=law) is None


def test_the_ruling_names_the_provision_that_is_unknown() -> None:
    ruled = ruling("may_open_tow_gate", cars.NOTICED, law=unknown("owner_notice"))

    assert [each.unknown for each in ruled.missing] == ["periods.owner_notice"]


def test_counsels_number_has_its_unit_and_the_newest_answer_counts() -> None:
    law = unknown("owner_notice")
    case = settled(settled(cars.NOTICED, "periods.owner_notice", 3), "periods.owner_notice", 100)

    refusal = refusal_of(case, TOW_GATE, SYSTEM, SHORTLY, law)

    assert refusal is not None
    assert refusal.reason == "Required: 100 days have passed since the last letter was mailed."
    assert refusal.earliest is not None
    assert refusal_of(case, TOW_GATE, SYSTEM, refusal.earliest, law) is None


def test_a_case_settles_for_itself_and_for_no_other() -> None:
    law = unknown("owner_notice")

    assert refusal_of(settled(cars.NOTICED, "periods.reclaim", 3), TOW_GATE, SYSTEM, law=law) is not None


FREE_TOWING = law_with(fees={"towing": find_edition(EDITION).fees["towing"]})


def test_no_unknown_amount_is_paid() -> None:
    paid = impound.ReleaseVehicle(papers=PAPERS, paid=0)

    refusal = refusal_of(cars.TOLD, paid, KEEPER, law=FREE_TOWING)

    assert refusal is not None
    assert (refusal.guard, refusal.remedied_by, refusal.citation) == ("G16", Role.SUPERVISOR, "75 Pa.C.S. 7306")
    assert refusal.reason == "Required: What this edition does not know is settled: how much is charged: towing."
    assert next_task(cars.TOLD, FREE_TOWING).task is Task.LAW_QUESTION
    answered = settled(cars.TOLD, "fees.towing", 100)
    assert unknown_fees(answered, FREE_TOWING, START) == ()
    assert next_task(answered, FREE_TOWING).task is Task.RECLAIM_PERIOD


def test_who_owes_nothing_does_not_wait_for_an_amount() -> None:
    assert unknown_fees(cars.WON, FREE_TOWING, START) == ()
    assert ruling("must_release", cars.WON, law=FREE_TOWING).allowed


@pytest.mark.parametrize("provision", ["periods.owner_notice", "fees.towing", "periods.nothing", "duties.hearing"])
def test_what_the_edition_knows_is_not_for_counsel(provision: str) -> None:
    settle = waiting_periods.SettleQuestion(provision=provision, amount=1, note="As counsel says.")

    refusal = refusal_of(cars.TOLD, settle, SUPERVISOR)

    assert refusal is not None
    assert (refusal.reason, refusal.guard) == (f"Required: The edition does not know {provision}.", "law_question")
    told = LAW.provisions.get(provision)
    assert refusal.citation == (told.citation if told else ANSWERED_FIRST.citation)


STICKER = law_with(
    notices={Notice.PRE_TOW: NoticeRule(to=(Party.OWNER,), sent_by="sticker", says=("move_by",), **SOURCE)},
    periods={
        "owner_notice": Period(text="72 hours", amount=72, unit="hours", anchor=Anchor.POSTED, kind="floor", **SOURCE)
    },
)


def test_a_law_with_a_notice_on_the_car_sends_no_letter_and_counts_from_the_notice() -> None:
    assert next_task(cars.DECLARED, STICKER).task is Task.STICKER
    unposted = refusal_of(cars.DECLARED, TOW_GATE, SYSTEM, law=STICKER)
    assert unposted is not None
    assert (unposted.reason, unposted.remedied_by) == ("Required: A notice is on the car.", Role.OFFICER)
    assert unposted.citation == "Made-up Code 2"

    posted = on(cars.DECLARED, 1, notice.StickerPosted())
    early = refusal_of(posted, TOW_GATE, SYSTEM, cars.day(3.9), STICKER)

    assert early is not None
    assert early.reason == "Required: 72 hours have passed since the notice was posted on the car."
    assert early.earliest == cars.day(4)
    assert refusal_of(posted, TOW_GATE, SYSTEM, cars.day(4), STICKER) is None


NO_NOTICE = LAW.model_copy(
    update={
        "notices": {kind: rule for kind, rule in LAW.notices.items() if kind is not Notice.PRE_TOW},
        "periods": {
            **LAW.periods,
            "owner_notice": Period(
                text="No time", amount=0, unit="hours", anchor=Anchor.DECLARED, kind="floor", **SOURCE
            ),
        },
    }
)


def test_where_the_law_gives_no_notice_before_the_tow_the_gate_opens_at_once() -> None:
    assert next_task(cars.DECLARED, NO_NOTICE).task is Task.NOTICE_PERIOD
    assert refusal_of(cars.DECLARED, TOW_GATE, SYSTEM, SHORTLY, NO_NOTICE) is None
    assert refusal_of(cars.DECLARED, TOW_GATE, SYSTEM, SHORTLY) is not None


def option(**other: object) -> DisposalRule:
    """A disposal option of an invented law."""
    return DisposalRule.model_validate({"text": "A way", "routes": [Route.AUCTION], **SOURCE} | other)


VALUES = LAW.model_copy(
    update={
        "duties": {code: rule for code, rule in LAW.duties.items() if code is not Duty.TWO_PARTIES},
        "disposal": {
            "bare": option(without_plate=True, value_up_to=125_000, routes=[Route.CRUSH]),
            "cheap": option(value_up_to=50_000, routes=[Route.DISMANTLE], notices=["impound"], floors=["reclaim"]),
            "old": option(value_over=50_000, age_at_least=10, notices=["impound"], floors=["reclaim"]),
            "dear": option(value_over=50_000, notices=["impound", "sale"], floors=["reclaim", "proceeds"]),
        },
    }
)
NAMED = on(cars.TOLD, 13, cars.named(VehicleStatus.SALVAGE, by_salvor=False))


def worth(case: Case, cents: int, year: int = 2020) -> Case:
    """The car was appraised."""
    return on(case, 14, disposal.VehicleAppraised(value=cents, model_year=year))


WITHOUT_PLATE = go_on(
    live(reported(), records_checked(), inspected(Finding.ABANDONED, conditions=(Condition.NO_PLATE,))),
    cars.named(VehicleStatus.SALVAGE, by_salvor=False),
)


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (NAMED, None),
        (worth(NAMED, 50_000), "cheap"),
        (worth(NAMED, 50_001), "dear"),
        (worth(NAMED, 50_001, 2015), "old"),
        (worth(NAMED, 50_001, 2016), "dear"),
        (worth(WITHOUT_PLATE, 125_000), "bare"),
        (worth(WITHOUT_PLATE, 125_001), "dear"),
        (WITHOUT_PLATE, None),
    ],
)
def test_value_age_and_plate_decide_the_way_out(case: Case, code: str | None) -> None:
    found = first_option(open_options(case, VALUES))

    assert (found.code if found else None) == code


def test_a_car_without_appraisal_waits_for_all_open_options() -> None:
    told = on(cars.TOLD, 13, records_checked())

    assert next_task(NAMED, VALUES).task is Task.APPRAISAL
    refusal = refusal_of(told, DISPOSAL_GATE, SYSTEM, law=VALUES)
    assert refusal is not None
    assert refusal.guard == "G1"
    assert refusal_of(worth(NAMED, 50_000), DISPOSAL_GATE, SYSTEM, law=VALUES) is None


def test_a_car_goes_no_way_that_the_law_has_for_another() -> None:
    gone_by = on(worth(NAMED, 50_000), 60, cars.DISPOSAL_GATE, records_checked(), cars.SERVES_NOT)
    without_authority = VALUES.model_copy(
        update={"duties": {code: rule for code, rule in VALUES.duties.items() if code is not Duty.AUTHORITY}}
    )
    dismantled = disposal.RecordCertificate(route=Route.DISMANTLE, reference="1")

    refused = refusal_of(gone_by, cars.SALE, DESK, law=without_authority)

    assert refused is not None
    assert (refused.guard, refused.citation) == ("disposal_option", "Made-up Code 2")
    assert refused.reason == "Required: The law allows an auction for this car."
    assert refusal_of(gone_by, dismantled, DESK, law=without_authority) is None


def test_a_sale_waits_for_its_advertisement_and_for_the_time_after_it() -> None:
    law = law_with(
        duties={Duty.ADVERTISEMENT: duty("The sale was advertised")},
        periods={
            "after_the_advertisement": Period(
                text="Five days", amount=5, unit="calendar_days", anchor=Anchor.ADVERTISED, kind="floor", **SOURCE
            )
        },
        disposal={
            "with_value": LAW.disposal["with_value"].model_copy(
                update={"floors": ("reclaim", "after_the_advertisement")}
            )
        },
    )
    advertised = on(cars.ALLOWED, 63, disposal.SaleAdvertised())

    early = refusal_of(advertised, cars.SALE, DESK, cars.day(65), law)

    assert next_task(cars.ALLOWED, law).task is Task.ADVERTISEMENT
    assert refusal_of(cars.ALLOWED, cars.SALE, DESK, law=law) is not None
    assert early is not None
    assert early.reason == "Required: 5 days have passed since the advertisement."
    assert early.earliest is not None
    assert refusal_of(advertised, cars.SALE, DESK, early.earliest, law) is None


def test_an_expired_notice_is_reissued_and_its_period_starts_again() -> None:
    renew, sale = notice.RenewNotice(notice=Notice.IMPOUND), cars.SALE
    told_at = cars.day(41)

    refused = cars.refusal_of(cars.ALLOWED, sale, DESK, cars.LATER, AGEING)
    early = cars.refusal_of(cars.ALLOWED, renew, DESK, told_at, AGEING)
    lapsed = cars.on(cars.ALLOWED, 199, notice.NoticeLapsed(notice=Notice.IMPOUND))

    assert refused is not None
    assert refused.reason == "Required: Not more than 41 days have passed since the last letter was mailed."
    assert early is not None
    assert early.guard == "renewal"
    assert cars.refusal_of(cars.ALLOWED, renew, DESK, cars.LATER, AGEING) is None
    assert (lapsed.stage, next_task(lapsed, AGEING).task) == (Stage.IMPOUND, Task.LETTERS)
    assert next_task(cars.ALLOWED, AGEING).due_at is not None


def test_an_expired_publication_is_repeated_and_no_letter_is_reissued() -> None:
    published = mail.FurtherStepTaken(step=FurtherStep.PUBLICATION)
    nobody = cars.on(cars.REPORTED, 12, records_checked(), notice.PartiesRecorded(), published)
    end = cars.classified(cars.on(nobody, 60, cars.DISPOSAL_GATE, records_checked()), 61, VehicleStatus.WITH_VALUE)
    old = cars.on(end, 62, disposal.AuthorityRecorded(route=Route.AUCTION, reference=1))
    renew = notice.RenewNotice(notice=Notice.IMPOUND)

    told = cars.on(old, 100, published)
    refused = cars.refusal_of(told, cars.SALE, DESK, cars.day(101), AGEING)

    assert cars.refusal_of(old, cars.SALE, DESK, cars.day(53), AGEING) is None
    assert cars.refusal_of(old, cars.SALE, DESK, cars.day(101), AGEING) is not None
    assert cars.refusal_of(old, renew, DESK, cars.day(101), AGEING) is not None
    assert refused is not None
    assert refused.earliest is not None
    assert cars.refusal_of(told, cars.SALE, DESK, refused.earliest, AGEING) is None


def test_a_notice_is_reissued_once_and_only_for_a_car_that_is_still_there() -> None:
    renew = notice.RenewNotice(notice=Notice.IMPOUND)
    lapsed = cars.on(cars.ALLOWED, 199, notice.NoticeLapsed(notice=Notice.IMPOUND))

    again = cars.refusal_of(lapsed, renew, DESK, cars.LATER, AGEING)
    gone = cars.refusal_of(cars.SOLD, renew, DESK, cars.LATER, AGEING)

    assert again is not None
    assert again.reason == "Required: The notice of the impoundment that is reissued was written."
    assert gone is not None
    assert gone.guard == "in_care"


def test_the_states_word_for_one_way_has_no_say_where_another_way_asks_for_none() -> None:
    law = law_with(
        duties={
            Duty.AUTHORITY: LAW.duties[Duty.AUTHORITY].model_copy(update={"only_for": ("nonrepairable",)}),
            Duty.ADVERTISEMENT: duty("The sale was advertised"),
        }
    )
    crushed = changed(cars.ALLOWED, "authority", route=Route.CRUSH)
    advertised = on(crushed, 63, disposal.SaleAdvertised())

    assert next_task(crushed, law).task is Task.ADVERTISEMENT
    assert next_task(advertised, law).task is Task.DISPOSAL
    assert refusal_of(advertised, cars.SALE, DESK, law=law) is None
    assert disposal.RecordSale in offered_to(advertised, DESK, law, cars.LATER)
