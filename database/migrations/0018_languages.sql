-- Who approved the translation of the letters into a language, word for word as it was then. A court may ask by whom.

create table letter_approval (
    id bigint generated always as identity primary key,
    language text not null,
    fingerprint text not null,
    reviewer text not null,
    qualification text not null,
    reviewed_on date not null,
    recorded_by text not null references account (code),
    recorded_at timestamptz not null
);
call cover('letter_approval', '', '{id}', '{}');
