-- Owner notice and tow dispatch: sealed parties and letters, who reads them, contractors, lots, orders in rotation.

-- Names and addresses are sealed by the application; the database never sees them in clear.
create table party (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    kind text not null,
    sealed bytea not null,
    recorded_at timestamptz not null
);
create index party_by_case on party (case_id);

create table letter (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    notice text not null,
    party bigint not null references party,
    sealed bytea not null,
    written_at timestamptz not null,
    unique (case_id, notice, party)
);

create table access_log (
    id bigint generated always as identity primary key,
    account text not null,
    case_id text not null references vehicle_case,
    what text not null,
    purpose text not null,
    at timestamptz not null
);
create index access_log_by_case on access_log (case_id);

create table contractor (
    code text primary key,
    name text not null,
    active boolean not null default true
);

create table lot (
    code text primary key,
    name text not null,
    address text[] not null,
    hours text not null,
    phone text
);

create table tow_order (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    number integer not null,
    contractor text not null references contractor,
    state text not null,
    offered_at timestamptz not null,
    answer_by timestamptz not null,
    accepted_at timestamptz,
    en_route_at timestamptz,
    on_scene_at timestamptz,
    ended_at timestamptz,
    unique (case_id, number)
);
create index tow_order_by_contractor on tow_order (contractor, state);

-- A turn that was passed over, and why.
create table skipped_turn (
    case_id text not null,
    number integer not null,
    contractor text not null references contractor,
    reason text not null,
    primary key (case_id, number, contractor),
    foreign key (case_id, number) references tow_order (case_id, number)
);

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in ('start', 'restart', 'knock', 'tow'));
