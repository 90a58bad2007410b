-- Signing in. Links and sessions that were issued to a person before `signed_out_at` open nothing.
alter table account add column signed_out_at timestamptz not null default '-infinity';

-- A link that was used, or a session that was signed out of, by the id that it carries. After `expires_at` it would
-- open nothing anyway, and the row is deleted.
create table spent_credential (
    id text primary key,
    account text not null references account,
    expires_at timestamptz not null
);
create index spent_credential_by_expiry on spent_credential (expires_at);

create index access_log_by_account on access_log (account, id);
