-- The baseline of version 0.2: people, vehicles, cases, letters, tows, lots and proofs.

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

-- The read model. `tasks` is the list of open tasks as JSON; `open_tasks` has their codes, the next task first;
-- `due_at` is the nearest ceiling of them all. `state` is the journal as the current `schemas.after` folds it, up to fact
-- `folded`: a later migration that reads more from the facts sets `folded` to 0.
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
    changed_at timestamptz not null,
    number integer not null,
    digest bytea not null,
    state text not null,
    folded integer not null default 0,
    tasks text not null,
    open_tasks text[] not null,
    not_before timestamptz,
    due_at timestamptz,
    own_act text,
    wake_at timestamptz,
    duplicate_of text,
    hearing_requested_at timestamptz,
    notified_number integer not null default 0,
    run integer not null default 1,
    covered integer not null default 0,
    opened_by text
);
create index vehicle_case_by_stage on vehicle_case (stage, opened_at);
create index vehicle_case_by_task on vehicle_case using gin (open_tasks) where stage <> 'closed';
create index vehicle_case_open_by_edition on vehicle_case (edition, id) where stage <> 'closed';
create index vehicle_case_by_hearing on vehicle_case (hearing_requested_at, id) where hearing_requested_at is not null;
create index vehicle_case_uncovered on vehicle_case (id) where covered < number;
create index vehicle_case_to_fold on vehicle_case (id) where folded < number;
create index vehicle_case_to_notify on vehicle_case (id) where notified_number < number;

-- One open case per known vehicle: the row exists only while the case is open.
create table open_vehicle (
    key text primary key,
    case_id text not null references vehicle_case
);
create index open_vehicle_by_case on open_vehicle (case_id);

-- Reports move to the older case of the same vehicle, and back if it was a different vehicle.
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
    moved_from text references vehicle_case,
    unique (source, external_id)
);
create index report_by_case on report (case_id);
create index report_by_moved_from on report (moved_from) where moved_from is not null;

-- Rows of imported files that could not be read, as sent, until a person has corrected them.
create table quarantined_row (
    id bigint generated always as identity primary key,
    digest bytea not null unique,
    format text not null,
    file text not null,
    line integer not null,
    field text,
    reason text not null,
    raw text not null,
    header text,
    corrected text,
    received_by text not null,
    received_at timestamptz not null,
    settled_by text,
    settled_at timestamptz,
    settled_case text references vehicle_case
);
create index quarantined_row_open on quarantined_row (id) where settled_at is null;

create table statement (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    account text not null,
    words text not null,
    recorded_at timestamptz not null
);
create index statement_by_case on statement (case_id);

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

-- The ruling that a guarded fact rests on, as it was when the fact was recorded; the fact carries its digest.
create table proof (
    case_id text not null,
    number integer not null,
    body text not null,
    primary key (case_id, number),
    foreign key (case_id, number) references case_fact (case_id, number) deferrable initially deferred
);

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
    kind text not null check (kind in ('start', 'restart', 'replace', 'signal', 'tow')),
    number integer not null,
    unique (case_id, kind)
);

-- The application encrypts names and addresses; the database never holds them in plain text.
create table party (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    kind text not null,
    encrypted bytea not null,
    recorded_at timestamptz not null
);
create index party_by_case on party (case_id);

-- A lapsed notice is issued again; each issue is written once. `file_copy` is the letter as mailed with the rulings it
-- rests on, encrypted like the letter.
create table letter (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    notice text not null,
    party bigint not null references party,
    issue integer not null default 1,
    encrypted bytea not null,
    file_copy bytea,
    written_at timestamptz not null,
    constraint letter_is_written_once unique (case_id, notice, party, issue)
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

create table owner_link (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    party bigint not null references party,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index owner_link_by_case on owner_link (case_id);

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

-- A contractor's turn that was skipped, and why.
create table skipped_turn (
    case_id text not null,
    number integer not null,
    contractor text not null references contractor,
    reason text not null,
    primary key (case_id, number, contractor),
    foreign key (case_id, number) references tow_order (case_id, number)
);

create table lot_stay (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    lot text not null references lot,
    arrived_at timestamptz not null,
    left_at timestamptz
);
create unique index lot_stay_now on lot_stay (case_id) where left_at is null;
create index lot_stay_by_lot on lot_stay (lot) where left_at is null;

-- The bill as paid.
create table fee (
    case_id text not null references vehicle_case,
    fact integer not null,
    code text not null,
    cents integer not null check (cents >= 0),
    days integer,
    waived text,
    primary key (case_id, fact, code)
);

-- Each checkpoint covers the heads that have changed since the one before, and the digest of that one.
create table checkpoint (
    id bigint primary key,
    at timestamptz not null,
    heads integer not null,
    previous bytea not null,
    digest bytea not null
);

create table checkpoint_head (
    checkpoint bigint not null references checkpoint,
    case_id text not null,
    number integer not null,
    digest bytea not null,
    primary key (checkpoint, case_id)
);
create index checkpoint_head_by_case on checkpoint_head (case_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'The journal is append-only.';
end $$;
create trigger case_fact_is_append_only before update or delete on case_fact
    for each row execute function refuse_change();
create trigger proof_is_append_only before update or delete on proof
    for each row execute function refuse_change();
create trigger checkpoint_is_append_only before update or delete on checkpoint
    for each row execute function refuse_change();
create trigger checkpoint_head_is_append_only before update or delete on checkpoint_head
    for each row execute function refuse_change();

-- TRUNCATE fires no row triggers.
create trigger case_fact_is_never_emptied before truncate on case_fact
    for each statement execute function refuse_change();
create trigger checkpoint_is_never_emptied before truncate on checkpoint
    for each statement execute function refuse_change();
create trigger checkpoint_head_is_never_emptied before truncate on checkpoint_head
    for each statement execute function refuse_change();
