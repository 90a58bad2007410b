-- Counts, lists and the outbox at 500,000 cases.
--
-- Closed cases become ever more, so they are counted as they close. Each closing and each reopening adds a row: a counter
-- that they all updated would make them wait for each other. A sweep replaces the rows by their sum.
create table closed_count (change bigint not null);

create function count_closed() returns trigger language plpgsql as $$
begin
    insert into closed_count (change) values (case when new.stage = 'closed' then 1 else -1 end);
    return null;
end $$;
create trigger vehicle_case_is_closed_from_the_start after insert on vehicle_case
    for each row when (new.stage = 'closed') execute function count_closed();
create trigger vehicle_case_is_closed_or_reopened after update of stage on vehicle_case
    for each row when ((old.stage = 'closed') <> (new.stage = 'closed')) execute function count_closed();

-- After the triggers: nothing closes between the two.
insert into closed_count (change) select count(*) from vehicle_case where stage = 'closed';

-- What counts and monitoring read of every open case, without its state. An index is read alone only as far as VACUUM has
-- been there, and a fifth of a large table, the default, is more than all its open cases.
create index vehicle_case_open on vehicle_case (id)
    include (stage, opened_at, open_tasks, not_before, due_at, number, notified_number, own_act, wake_at, changed_at)
    where stage <> 'closed';
alter table vehicle_case set (autovacuum_vacuum_scale_factor = 0.01);

-- The planner knows how many cars have a VIN that ends so from a column, but not from an expression.
drop index vehicle_by_end_of_vin;
alter table vehicle add column vin_reversed text generated always as (reverse(vin)) stored;
create index vehicle_by_end_of_vin on vehicle (vin_reversed text_pattern_ops) where vin_reversed is not null;
create or replace function written(row_now vehicle) returns jsonb language sql stable
as $$ select canonical(row_now) - '{plate_alike,vin_reversed}'::text[] $$;

drop index lot_stay_by_lot;
create index lot_stay_by_lot on lot_stay (lot, arrived_at, case_id) where left_at is null;
create index tow_order_open on tow_order (contractor, answer_by, id) where ended_at is null;
create index tow_order_ended on tow_order (contractor, ended_at desc, id desc) where ended_at is not null;

-- What goes before the starts of new cases, of which an import leaves many.
create index outbox_first on outbox (id) where kind <> 'start';

create index case_fact_by_time on case_fact (recorded_at);
create index vehicle_case_by_outcome on vehicle_case (outcome) where outcome is not null;
