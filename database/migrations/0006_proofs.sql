-- The ruling on which a guarded fact rests, as it was when the fact was recorded; the fact carries its digest.
create table proof (
    case_id text not null,
    number integer not null,
    body text not null,
    primary key (case_id, number),
    foreign key (case_id, number) references case_fact (case_id, number) deferrable initially deferred
);
create trigger proof_is_append_only before update or delete on proof
    for each row execute function refuse_change();

-- The letter as it was mailed with the rulings on which it rests, sealed as the letter is; letters before this have none.
alter table letter add column file_copy bytea;
