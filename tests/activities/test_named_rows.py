"""The rows of a case are those that its facts lead to: who removes one with its versions, or adds one, is found."""

import pytest
from pydantic.fields import FieldInfo

from activities.audit import verify_case, verify_counts
from activities.notifying import TemporalClient
from activities.services import Services
from rules.fees import owed
from schemas.facts import FACTS
from schemas.impound import ReleaseVehicle
from schemas.mail import RecordMailing
from schemas.marks import fields_naming_rows, parts_of
from schemas.messages import PhotoId
from schemas.words import Notice, Paper
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.roads import CLEAR
from tests.owner import rewrite
from tests.web.desk import in_the_lot, letters

NO_ROWS = {
    *("order", "placed", "requested", "evidence"),
    "batch",
    *("count", "amount", "model_year", "weight", "value"),
    "proof",
    *("paid", "owed", "paid_back", "price", "auction_costs", "reimbursed", "held_for_owner"),
}
"""What in facts is no key of a row: numbers of orders and facts of the same case, of things and of cents; a digest; and
a batch of mail, which is of many cases.
"""


@pytest.fixture
async def car(services: Services, temporal_client: TemporalClient, clock: Clock) -> CaseDriver:
    """A car that was towed, written about, and brought back to its owner."""
    car = await reported(services, temporal_client, clock)
    await in_the_lot(car)
    for letter in await letters(car, Notice.IMPOUND):
        await car.ask("dispatcher-1", RecordMailing(letter=letter))
    await car.ask("dispatcher-1", CLEAR)
    row = await car.row()
    charged = owed(row.case, services.law(row.edition), clock())
    papers = (Paper.IDENTITY, Paper.REGISTRATION, Paper.INSURANCE)
    answer = await car.ask("lot-1", ReleaseVehicle(papers=papers, paid=charged))
    assert answer.refusal is None
    return car


async def faults(car: CaseDriver) -> list[str]:
    """What is wrong with the record of this case, without its number."""
    return [each.removeprefix(f"{car.case}: ") for each in await verify_case(car.services, car.case)]


async def fact_of_kind(car: CaseDriver, kind: str) -> int:
    """The number of the first fact of this kind."""
    return next(each.number for each in await car.recorded() if each.fact.kind == kind)


async def test_a_whole_case_has_the_rows_of_its_facts(car: CaseDriver) -> None:
    assert await faults(car) == []


@pytest.mark.parametrize("table", ["statement", "party", "letter", "report", "case_photo"])
async def test_a_row_that_a_fact_names_is_missed_without_its_versions(car: CaseDriver, table: str) -> None:
    key = "case_id || '/' || photo" if table == "case_photo" else "id::text"
    keys = [row[0] for row in await car.services.pool.fetch(f"select {key} from {table}")]
    await rewrite(car.services.pool, f"delete from {table}; delete from row_version where kind = '{table}'")

    assert keys
    assert sorted(await faults(car)) == sorted(f"{table} {key} is missing." for key in keys)


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("owner_link", "letter_written"),
        ("lot_stay", "vehicle_dropped_at_lot"),
        ("fee", "vehicle_released"),
        ("tow_order", "tow_offered"),
    ],
)
async def test_a_row_that_was_written_with_a_fact_is_missed_without_its_versions(
    car: CaseDriver, table: str, kind: str
) -> None:
    await rewrite(car.services.pool, f"delete from {table}; delete from row_version where kind = '{table}'")

    assert f"{table} of fact {await fact_of_kind(car, kind)} is missing." in await faults(car)


async def test_a_case_that_was_removed_with_everything_is_missed_by_its_number(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    first, second, third = [
        (await reported(services, temporal_client, clock, plate=f"ABC {number}")).case for number in range(3)
    ]
    assert await verify_counts(services) == []
    tables = ("case_fact", "report", "open_vehicle", "outbox", "vehicle_case", "row_version", "vehicle")
    where = {"vehicle_case": "id", "vehicle": "id::text"}
    removed = (f"delete from {each} where {where.get(each, 'case_id')} = '{second}'" for each in tables)
    await rewrite(services.pool, ";".join(removed))

    assert await verify_case(services, first) == await verify_case(services, third) == []
    assert await verify_counts(services) == [f"{second}: the case is missing, although its number was given."]


NAMED = {"account": "actor", "contractor": "body::json->>'contractor'", "lot": "body::json->>'lot'"}
"""Where a fact has the code of a row of no case."""


@pytest.mark.parametrize("table", NAMED)
async def test_whom_and_what_a_fact_names_is_missed_without_its_versions(car: CaseDriver, table: str) -> None:
    key = await car.services.pool.fetchval(f"select min({NAMED[table]}) from case_fact where role <> 'system'")
    removed = f"delete from {table} where code = '{key}'; delete from row_version where kind = '{table}'"
    await rewrite(car.services.pool, removed)

    assert f"{table} {key} is missing." in await faults(car)


ADDED = {
    "statement": "(case_id, account, words, recorded_at) select id, 'officer-1', 'Burnt out.', opened_at",
    "party": "(case_id, kind, encrypted, recorded_at) select id, 'owner', 'secret', opened_at",
    "owner_link": "(case_id, party, issued_at, expires_at) select id, 1, now(), now() + interval '9 years'",
    "lot_stay": "(case_id, lot, arrived_at) select id, 'river-lot', opened_at",
    "fee": "(case_id, fact, code, cents) select id, 1, 'towing', 100",
    "letter": "(case_id, notice, party, issue, encrypted, written_at) select id, 'sale', 1, 7, 'a letter', now()",
    "report": "(case_id, source, channel, reported_at, received_at, address)"
    " select id, 'towpath', 'web', now(), now(), '1 Elsewhere'",
    "tow_order": "(case_id, number, contractor, state, offered_at, answer_by)"
    " select id, 9, 'north-salvage', 'done', now(), now()",
}
"""A row of each table that a case has only by a fact."""


@pytest.mark.parametrize("table", ADDED)
async def test_a_row_that_the_application_adds_without_a_fact_is_named(car: CaseDriver, table: str) -> None:
    await car.services.pool.execute(f"insert into {table} {ADDED[table]} from vehicle_case")
    key = await car.services.pool.fetchval(
        "select coalesce(max(key), '') from row_version where kind = $1 and id = (select max(id) from row_version)",
        table,
    )

    assert f"{table} {key.removesuffix('/towing')} is in no fact." in await faults(car)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("lot_stay", "left_at = left_at + interval '9 days'"),
        ("lot_stay", "arrived_at = arrived_at - interval '9 days'"),
        ("fee", "cents = 0"),
        ("tow_order", "contractor = (select max(code) from contractor c where c.code <> contractor)"),
        ("owner_link", "issued_at = issued_at + interval '1 year'"),
    ],
)
async def test_a_row_that_was_rewritten_with_its_version_differs_from_its_fact(
    car: CaseDriver, table: str, change: str
) -> None:
    digests = "update row_version v set digest = version_digest(v.salt, written(t))"
    await rewrite(
        car.services.pool,
        f"update {table} set {change}; {digests} from {table} t where v.kind = '{table}' and v.key ="
        + (" t.case_id || '/' || t.fact || '/' || t.code" if table == "fee" else " t.id::text"),
    )

    found = await faults(car)

    assert any(each.startswith(f"{table} of fact") for each in found)
    assert any(each.startswith(table) and each.endswith("is in no fact.") for each in found)


def _has_keys(info: FieldInfo) -> bool:
    """Whether the field has numbers, or digests."""
    return any(each is int or each == PhotoId for each in parts_of(info.annotation))


def test_every_number_in_a_fact_names_a_row_or_is_listed() -> None:
    named = {(fact, name) for fact in FACTS for name, _ in fields_naming_rows(fact)}
    numbers = {(fact, name) for fact in FACTS for name, info in fact.model_fields.items() if _has_keys(info)}

    assert {name for fact, name in numbers - named} == NO_ROWS


async def test_an_order_in_another_state_than_its_facts_leave_it_in_is_named(car: CaseDriver) -> None:
    digests = "update row_version v set digest = version_digest(v.salt, written(t))"
    await rewrite(
        car.services.pool,
        f"update tow_order set state = 'withdrawn'; {digests} from tow_order t"
        " where v.kind = 'tow_order' and v.key = t.id::text",
    )

    assert await faults(car) == ["the stored tow orders do not match its facts."]
