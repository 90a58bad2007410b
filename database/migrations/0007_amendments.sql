-- An amendment goes through the open cases of one edition, in their order.
create index vehicle_case_open_by_edition on vehicle_case (edition, id) where stage <> 'closed';

-- A notice that has lapsed is given anew: each issue of it is still written once.
alter table letter add column issue integer not null default 1;
alter table letter drop constraint letter_case_id_notice_party_key;
alter table letter add constraint letter_is_written_once unique (case_id, notice, party, issue);
