-- What comes again is quarantined once. `digest` is a keyed hash of what came; without it each one is kept.
alter table outside_quarantine add column digest bytea;
create index outside_quarantine_once on outside_quarantine (digest) where digest is not null;
