-- Records checks by files: the questions that wait for an answer, the files that went out, what was answered; and what could not
-- be used of any exchange.

-- A file of questions is made once for a day of the city, in case time. `made_at` is in case time, the others are real instants.
create table records_file (
    day date primary key,
    made_at timestamptz not null,
    sent_at timestamptz,
    removed_at timestamptz
);

-- One question about one case, by the fact with which it was asked. `requests` are the numbers under which it stands in its file,
-- and `car` a keyed hash of the plate and the VIN that were asked by: the table itself names no car.
create table records_inquiry (
    case_id text not null,
    fact integer not null,
    task text not null,
    asked_at timestamptz not null,
    day date references records_file,
    requests text[] not null default '{}',
    car bytea,
    settled boolean not null default false,
    primary key (case_id, fact)
);
create index records_inquiry_waiting on records_inquiry (asked_at) where not settled;
create index records_inquiry_by_file on records_inquiry (day) where not settled;
create index records_inquiry_by_request on records_inquiry using gin (requests);

-- What was answered to one question of a file, each answer once, until it is judged: then `content` and its key are emptied,
-- because the note of the fact says what was answered. `digest` is a keyed hash.
create table records_answer (
    id bigint generated always as identity primary key,
    case_id text not null,
    fact integer not null,
    request_id text not null,
    digest bytea not null,
    content bytea,
    key bytea,
    received_at timestamptz not null,
    foreign key (case_id, fact) references records_inquiry,
    unique (request_id, digest)
);
create index records_answer_unjudged on records_answer (case_id, fact) where content is not null;

-- What could not be used is kept in one table, whichever outside system has sent it.
alter table mail_quarantine rename to outside_quarantine;
alter table outside_quarantine add column port text not null default 'mail';
alter table outside_quarantine alter column port drop default;
alter index mail_quarantine_open rename to outside_quarantine_open;
update data_key set kind = 'outside_quarantine' where kind = 'mail_quarantine';
