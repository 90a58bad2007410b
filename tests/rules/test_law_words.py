"""A number of the law is said with its unit and its anchor, a rule in one line."""

import pytest

from rules.law import Provision
from rules.law_words import is_open, is_unknown, money, quantity, said, title
from rules.library import find_edition
from tests.rules.law_texts import CA, IL, NY, PA, TX, WA


@pytest.mark.parametrize(
    ("code", "where", "sentence"),
    [
        (PA, "periods.remove", "by 10 business days after the declaration"),
        (
            PA,
            "periods.reclaim",
            "not before 30 calendar days after the mailing of the impound notice; not ending on a weekend or holiday",
        ),
        (PA, "periods.hold_hearing", "by 1 day excluding Sundays after the request for a hearing"),
        (CA, "periods.impound_notice", "by 48 working-day hours after the tow"),
        (CA, "periods.owner_notice", "not before 72 hours after the posting of the notice"),
        (WA, "periods.hold_hearing", "by an unknown number of calendar days after the request for a hearing"),
        (TX, "periods.owner_notice", "no wait"),
        (PA, "clauses.salvor_lot", "at a salvor's yard; interval: observation salvor"),
        (
            PA,
            "holidays",
            "holidays of PA, US, and good friday; doubtful, and never counted against an owner:"
            " friday before a saturday, day after thanksgiving, flag day, election day",
        ),
        (IL, "periods.observation_public", "not before more than 168 hours after the first observation"),
        (
            PA,
            "holds.police_evidence",
            "blocks tow, release, billing, disposal; pauses owner notice, reclaim, further step, free retrieval;"
            " lifted by supervisor in writing",
        ),
        (
            IL,
            "exemptions.hazard",
            "requires hazard; waives observation public, observation without plates, owner notice;"
            " followed by the impound notice",
        ),
        (
            PA,
            "exemptions.both_expired",
            "requires registration expired, inspection expired for more than 90 days; waives owner notice;"
            " followed by the impound notice",
        ),
        (TX, "clauses.inoperable", "on public property; interval: observation public; more than 5 years old"),
        (
            PA,
            "clauses.private_property",
            "on private property; interval: observation private; with the land owner's signed request",
        ),
        (IL, "fees.storage_heavy", "$50.00 per day from the tow; from 8,000 pounds"),
        (IL, "fees.storage", "$25.00 per day from the tow; below 8,000 pounds"),
        (CA, "duties.authority", "only for over 4000"),
        (TX, "duties.stolen_check", "repeated before tow, release, disposal"),
        (PA, "duties.definition", ""),
        (
            PA,
            "notices.correction",
            "to owner, lienholder by first-class mail; states vehicle, VIN, plate, held at, correction",
        ),
        (
            WA,
            "notices.sale",
            "to owner, lienholder by certified mail; not before: custody 120 hours; within: custody and sale notice;"
            " states vehicle, VIN, plate, held at, reclaim right, reclaim steps, fees, if not reclaimed, sale",
        ),
        (
            IL,
            "notices.second",
            "to owner, lienholder by first-class mail; within: second notice, and valid only then;"
            " states vehicle, VIN, plate, police office, held at, reclaim right, reclaim steps, fees, if not reclaimed,"
            " hearing right",
        ),
        (PA, "periods.contested", "not before 48 hours after the refusal of the owner's request"),
        (PA, "fees.state", "$50.00 once from the tow, including $25.00 for the state"),
        (TX, "fees.storage", "an unknown amount per day from the tow"),
        (PA, "waivers.by_hand", "towing, storage; granted by a person"),
        (PA, "papers.owner", "required: identity, registration, insurance"),
        (
            CA,
            "disposal.up_to_4000",
            "for any vehicle worth more than $500.00 and up to $4,000.00; auction; after the impound, sale notice;"
            " not before: sale notice, sale posted, oppose sale; not later than: sale notice latest",
        ),
        (
            TX,
            "disposal.nuisance",
            "for nonrepairable certainly 10 years old; dismantle, crush; after the impound notice; not before: reclaim",
        ),
        (
            NY,
            "disposal.vested",
            "for salvage, nonrepairable worth up to $1,250.00 without a plate; dismantle, crush; after the impound"
            " notice; not before: reclaim; without notice if no owner or lienholder is known",
        ),
        (WA, "retention.owner_search", "for 3 years"),
        (WA, "retention.records", "for an unknown number of years"),
        (PA, "transition", "remain under the old law: cases with a notice"),
    ],
)
def test_a_rule_is_said_in_one_line(code: str, where: str, sentence: str) -> None:
    assert said(find_edition(code).provisions[where]) == sentence


def test_a_rule_of_a_kind_that_nobody_can_say_is_a_bug() -> None:
    with pytest.raises(TypeError, match="no sentence for a Provision"):
        said(Provision(citation="a", confidence="L", source="b"))


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("periods.owner_notice", "The owner's notice period before the tow"),
        ("periods.sale_posted", "The period sale posted"),
        ("disposal.with_value", "The disposal option with value"),
        ("transition", "The transition"),
    ],
)
def test_a_rule_has_a_name_that_people_understand(where: str, name: str) -> None:
    assert title(where) == name


@pytest.mark.parametrize(
    ("code", "where", "unknown", "open_"),
    [
        (WA, "periods.hold_hearing", True, True),
        (TX, "fees.towing", True, True),
        (TX, "retention.records", True, True),
        (TX, "periods.owner_notice", False, False),
        (TX, "periods.appeal", False, True),
        (PA, "periods.reclaim", False, False),
    ],
)
def test_unknown_is_what_has_no_number_and_open_is_what_somebody_should_look_into(
    code: str, where: str, unknown: bool, open_: bool
) -> None:
    rule = find_edition(code).provisions[where]
    assert (is_unknown(rule), is_open(rule)) == (unknown, open_)


def test_no_time_and_money_have_their_words() -> None:
    assert quantity(find_edition(NY).periods["owner_notice"]) == "no time"
    assert (money(123_456), money(None), money(0)) == ("$1,234.56", "an unknown amount", "$0.00")
