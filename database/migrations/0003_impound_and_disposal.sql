-- Impound and disposal: stays in a lot, the bill as it was paid, and the links that owners come in by.

create table lot_stay (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    lot text not null references lot,
    arrived_at timestamptz not null,
    left_at timestamptz
);
create unique index lot_stay_now on lot_stay (case_id) where left_at is null;
create index lot_stay_by_lot on lot_stay (lot) where left_at is null;

create table fee (
    case_id text not null references vehicle_case,
    fact integer not null,
    code text not null,
    cents integer not null check (cents >= 0),
    days integer,
    waived text,
    primary key (case_id, fact, code)
);

create table owner_link (
    id bigint generated always as identity primary key,
    case_id text not null references vehicle_case,
    party bigint not null references party,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index owner_link_by_case on owner_link (case_id);

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in ('start', 'restart', 'mend', 'knock', 'tow'));

-- Reports move to the older case of the same car, and back if it was another car after all.
alter table report add column moved_from text references vehicle_case;
create index report_by_moved_from on report (moved_from) where moved_from is not null;
