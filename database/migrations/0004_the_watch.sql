-- The watch: when a case last changed and what its engine owes, who works on it, and the daily seal over the journal.

alter table vehicle_case add column changed_at timestamptz;
alter table vehicle_case add column step text;
alter table vehicle_case add column wake_at timestamptz;
alter table vehicle_case add column sealed integer not null default 0;
alter table vehicle_case add column opened_by text;

update vehicle_case c set
    changed_at = (select recorded_at from case_fact f where f.case_id = c.id and f.number = c.number),
    step = next_thing::json ->> 'step',
    wake_at = (next_thing::json ->> 'wake_at')::timestamptz;
alter table vehicle_case alter column changed_at set not null;

create index vehicle_case_unsealed on vehicle_case (id) where sealed < number;

-- Each seal covers the heads that have changed since the one before it, and that one's digest.
create table journal_seal (
    id bigint primary key,
    at timestamptz not null,
    heads integer not null,
    previous bytea not null,
    digest bytea not null
);

create table sealed_head (
    seal bigint not null references journal_seal,
    case_id text not null,
    number integer not null,
    digest bytea not null,
    primary key (seal, case_id)
);
create index sealed_head_by_case on sealed_head (case_id);

create trigger journal_seal_is_append_only before update or delete on journal_seal
    for each row execute function refuse_change();
create trigger sealed_head_is_append_only before update or delete on sealed_head
    for each row execute function refuse_change();

-- Emptying a table fires no trigger of a row.
create trigger case_fact_is_never_emptied before truncate on case_fact
    for each statement execute function refuse_change();
create trigger journal_seal_is_never_emptied before truncate on journal_seal
    for each statement execute function refuse_change();
create trigger sealed_head_is_never_emptied before truncate on sealed_head
    for each statement execute function refuse_change();
