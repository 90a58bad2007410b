"""A record of many cases, most of them closed: written by a few statements, so that it is there within minutes.

The cases are copies of worlds of the ordinary process, each with a number, an address, a plate, a VIN, reports and
facts of its own. Every hundredth plate was only half read, every tenth closed case had an order, every 14th open one is
in a lot, every 150th has an exception. Of the open ones in which the system has something to do, every hundredth is
late. The newest thousand open cases were changed after the last VACUUM.
"""

from benchmarks.filling import fill
from database.closed_cases import fold_closed_count
from database.connection import Pool
from database.migrations import migrate
from rules.library import find_edition

EDITION = "us-pa-philadelphia.2026-01-01"
WORLDS = 400
PATIENCE_SECONDS = 3_600

CASES = """
with car as (
    insert into vehicle (plate, plate_half, plate_state, vin, make, model, color)
    select case when n % 100 <> 0 then 'P' || lpad((n * 7919 % 9999991)::text, 7, '0') end,
           case when n % 100 = 0 then 'P' || lpad((n * 7919 % 999999)::text, 6, '0') || '_' end, 'PA',
           '1HGCM8' || lpad((n * 104729 % 99999999989)::text, 11, '0'), 'Ford', 'Focus', 'red'
      from generate_series(1, $1::bigint) n
    returning id),
world as (select *, row_number() over (order by id) as place from vehicle_case),
copy as (
    select car.id as car, n, n > $2::bigint as is_closed, world.*
      from (select id, row_number() over () as n from car) car join world on world.place = 1 + n % $3::bigint)
insert into vehicle_case (id, vehicle, address, district, edition, training, stage, outcome, opened_at, closed_at,
       changed_at, number, digest, state, tasks, open_tasks, not_before, due_at, own_act, wake_at, folded,
       notified_number)
select (10 + n / 900000) || '-' || lpad((n % 900000)::text, 6, '0'), car,
       n % 9900 || ' ' || (array['First', 'Ninth', 'Canal', 'Orkney', 'Quay'])[1 + n % 5] || ' '
           || (array['Street', 'Avenue', 'Place'])[1 + n % 3],
       'd' || lpad((n % 25)::text, 2, '0'), edition, false, case when is_closed then 'closed' else stage end,
       case when is_closed then (array['crushed', 'gone_on_arrival', 'reclaimed', 'auctioned'])[1 + n % 4] end,
       now() - n * interval '1 minute', case when is_closed then now() end, now() - n * interval '10 seconds', number,
       digest, state, tasks, case when is_closed then '{}' else open_tasks end, not_before, due_at,
       case when not is_closed then own_act end,
       case when not is_closed and n % 100 <> 0 then now() + interval '1 day' end, number, number
  from copy
"""
REPORTS = """
insert into report (case_id, source, external_id, channel, reported_at, received_at, address, description)
select id, 'boston311', id || ' ' || n, 'Citizens Connect App', opened_at, opened_at, address, 'Parked for weeks.'
  from vehicle_case, generate_series(1, 1 + right(id, 1)::integer / 8) n
"""
FACTS = """
insert into case_fact (case_id, number, kind, at, recorded_at, actor, role, body, previous, digest)
select id, n, case when n < 4 then 'inspection_recorded' else 'guard_overridden' end, opened_at,
       opened_at + n * interval '1 hour', 'officer-' || right(id, 1), 'officer',
       '{"guard": "G' || (1 + right(id, 2)::integer % 20) || '", "question": "may_tow", "note": null, "door": "page"}',
       digest, digest
  from vehicle_case,
       generate_series(1, case when right(id, 6)::integer % 150 = 0 then 4 else 2 + right(id, 1)::integer % 2 end) n
"""
CONTRACTORS = "insert into contractor (code, name) select 'tow-' || n, 'Towing ' || n from generate_series(0, 4) n"
ORDERS = """
insert into tow_order (case_id, number, contractor, state, offered_at, answer_by, accepted_at, ended_at)
select id, 1, 'tow-' || right(id, 2)::integer / 20, case when stage = 'closed' then 'done' else 'open' end, opened_at,
       opened_at, opened_at, closed_at
  from vehicle_case where right(id, 1) = '7' and (stage = 'closed' or right(id, 2) = '77')
"""
LOTS = """
insert into lot (code, name, address, hours)
select 'lot-' || n, 'Lot', '{Quay}', 'Mon-Fri' from generate_series(0, 1) n
"""
STAYS = """
insert into lot_stay (case_id, lot, arrived_at, left_at)
select id, 'lot-' || right(id, 6)::integer % 2, opened_at, closed_at
  from vehicle_case where right(id, 6)::integer % 14 = 0
"""
CHANGES = "update vehicle_case set changed_at = now() where stage <> 'closed' and right(id, 6)::integer < 1000"


async def write_large_record(pool: Pool, total: int, still_open: int) -> None:
    """Write that many cases, the newest of them open."""
    await migrate(pool)
    await fill(pool, find_edition(EDITION), WORLDS)
    async with pool.acquire() as connection:
        await connection.execute("set lock_timeout = 0")
        await connection.fetch(CASES, total, still_open, WORLDS, timeout=PATIENCE_SECONDS)
        for statement in (REPORTS, FACTS, CONTRACTORS, ORDERS, LOTS, STAYS):
            await connection.execute(statement, timeout=PATIENCE_SECONDS)
        await fold_closed_count(connection)
        await connection.execute("vacuum analyze", timeout=PATIENCE_SECONDS)
        await connection.execute(CHANGES, timeout=PATIENCE_SECONDS)
