-- The record: reports, vehicles, cases, the journal, and what is still to be told.

create table account (
    code text primary key check (code ~ '^[a-z0-9][a-z0-9_.-]{0,63}$'),
    name text not null,
    role text not null,
    firm text,
    active boolean not null default true
);

create table vehicle (
    id bigint generated always as identity primary key,
    plate text,
    plate_state text,
    plate_raw text,
    vin text,
    vin_raw text,
    make text,
    model text,
    color text
);

create table case_counter (
    year integer primary key,
    last integer not null
);

create table vehicle_case (
    id text primary key check (id ~ '^\d{2}-\d{6}$'),
    vehicle bigint not null references vehicle,
    address text not null,
    lat double precision,
    lon double precision,
    district text not null,
    edition text not null,
    training boolean not null,
    stage text not null,
    outcome text,
    opened_at timestamptz not null,
    closed_at timestamptz,
    number integer not null,
    digest bytea not null,
    state text not null,
    next_thing text not null,
    thing text not null,
    next_by text not null,
    not_before timestamptz,
    due_at timestamptz,
    told integer not null default 0,
    run integer not null default 1
);

create index vehicle_case_by_stage on vehicle_case (stage, opened_at);
create index vehicle_case_by_thing on vehicle_case (thing, due_at) where stage <> 'closed';

-- One open case per known vehicle: the row exists only while the case is open.
create table open_vehicle (
    key text primary key,
    case_id text not null references vehicle_case
);
create index open_vehicle_by_case on open_vehicle (case_id);

create table report (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case deferrable initially deferred,
    source text not null,
    external_id text,
    channel text not null,
    reported_at timestamptz not null,
    received_at timestamptz not null,
    address text not null,
    description text,
    plate_raw text,
    vin_raw text,
    unique (source, external_id)
);
create index report_by_case on report (case_id);

create table statement (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    account text not null,
    words text not null,
    recorded_at timestamptz not null
);

create table case_fact (
    case_id text not null references vehicle_case,
    number integer not null check (number >= 1),
    kind text not null,
    at timestamptz not null,
    recorded_at timestamptz not null,
    actor text not null,
    role text not null,
    body text not null,
    previous bytea not null,
    digest bytea not null,
    primary key (case_id, number)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'The journal is append-only.';
end $$;
create trigger case_fact_is_append_only before update or delete on case_fact
    for each row execute function refuse_change();

create table photo (
    id text primary key check (id ~ '^[0-9a-f]{64}$'),
    kind text not null,
    original bytea not null,
    shown bytea not null
);

create table case_photo (
    case_id text not null references vehicle_case,
    photo text not null references photo,
    taken_by text not null,
    received_at timestamptz not null,
    primary key (case_id, photo)
);

create table request (
    account text not null,
    key text not null,
    asked bytea not null,
    answer text not null,
    recorded_at timestamptz not null,
    primary key (account, key)
);

create table outbox (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    kind text not null check (kind in ('start', 'restart', 'knock')),
    number integer not null,
    unique (case_id, kind)
);
