-- Importing: rows of files that could not be taken in, as they were sent, until somebody has mended them.

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
    mended text,
    received_by text not null,
    received_at timestamptz not null,
    settled_by text,
    settled_at timestamptz,
    settled_case text references vehicle_case
);
create index quarantined_row_open on quarantined_row (id) where settled_at is null;
