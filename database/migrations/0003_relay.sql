-- A notification is claimed by one worker for a short time; one that failed waits, longer each time. Both by the clock of
-- the database, because several workers share the outbox.
alter table outbox
    add column attempts integer not null default 0,
    add column not_before timestamptz not null default '-infinity',
    add column fault text;

-- How often a case that is open and has no workflow was given a new one, and when last, by the clock of the database.
alter table vehicle_case
    add column recoveries integer not null default 0,
    add column recovered_at timestamptz;
