-- Mail: the batches in which letters are handed over to a mail house, what it answered, and what became of each letter.

-- `day` is the city's day in case time. The batch of a day is made once; an urgent one whenever a letter cannot wait for it.
-- `number` is printed; `sent_at`, in real time, is when the house has answered or the files were put out.
create table mail_batch (
    number integer generated always as identity primary key,
    day date not null,
    urgent boolean not null,
    made_at timestamptz not null,
    sent_at timestamptz,
    counted_at timestamptz
);
create unique index mail_batch_of_the_day on mail_batch (day) where not urgent;
create index mail_batch_unsent on mail_batch (number) where sent_at is null;
create index mail_batch_uncounted on mail_batch (number) where counted_at is null;

-- The rows of a manifest. A letter is in one batch, ever. `status` is the mail house's answer, `noted` whether the journal of
-- the case has it. `certified_number` may come with the answer. A letter is withdrawn if it must not go out any more.
create table mail_piece (
    batch integer not null references mail_batch,
    row integer not null,
    letter bigint not null unique references letter,
    case_id text not null,
    service text not null check (service in ('certified', 'first_class')),
    certified_number text unique,
    pages integer not null,
    sha256 text not null,
    status text check (status in ('withdrawn', 'taken', 'refused', 'unanswered', 'dropped', 'late')),
    noted boolean not null default false,
    primary key (batch, row)
);
create index mail_piece_by_case on mail_piece (case_id);
create index mail_piece_unnoted on mail_piece (batch) where not noted;

-- The serial part of our certified numbers: a number is never given twice.
create sequence certified_number_seq;

-- What the mail house told of a letter, each event once. `fact` is its number in the journal; `why` says why there is none.
create table mail_event (
    id bigint generated always as identity primary key,
    letter bigint not null references letter,
    case_id text not null,
    event_id text not null,
    event text not null,
    reason text,
    occurred_at timestamptz not null,
    local_date date not null,
    raw_code text,
    source text,
    received_at timestamptz not null,
    noted boolean not null default false,
    fact integer,
    why text,
    unique nulls not distinct (letter, event, reason, occurred_at, source)
);
create index mail_event_by_case on mail_event (case_id);
create index mail_event_unnoted on mail_event (id) where not noted;

-- What could not be used: a file, a row or an event, with a sentence, until a person has settled it. `content` may name people.
create table mail_quarantine (
    id bigint generated always as identity primary key,
    source text not null,
    sentence text not null,
    content bytea not null,
    at timestamptz not null,
    settled_by text,
    settled_at timestamptz
);
create index mail_quarantine_open on mail_quarantine (id) where settled_at is null;

-- Up to where the events of the mail house have been read.
create table mail_cursor (
    id boolean primary key default true check (id),
    cursor text not null
);

call cover('mail_batch', '', '{number}', '{sent_at,counted_at}');
call cover('mail_piece', 'case_id', '{batch,row}', '{certified_number,status,noted}');
call cover('mail_event', 'case_id', '{id}', '{noted,fact,why}');
