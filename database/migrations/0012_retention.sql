-- Retention: each encrypted row has a key of its own, and data whose time of keeping is over is removed by a fact of its case.

-- `kind` is the table of the row. `wrapped` is the row's key as the application has encrypted it; empty if the row was written
-- before rows had keys, null once the key was destroyed.
create table data_key (
    kind text not null,
    id bigint not null,
    wrapped bytea,
    primary key (kind, id)
);
insert into data_key (kind, id, wrapped)
select 'statement', id, ''::bytea from statement union all select 'report', id, '' from report
union all select 'party', id, '' from party union all select 'letter', id, '' from letter
union all select 'quarantined_row', id, '' from quarantined_row;

create trigger data_key_is_never_emptied before delete or truncate on data_key
    for each statement execute function refuse_removal();

-- What a report says in words is compared without being read.
alter table report add column description_hash bytea;

-- Which data of a case were removed, and by which fact.
create table removal (
    case_id text not null,
    data text not null,
    number integer not null,
    primary key (case_id, data),
    foreign key (case_id, number) references case_fact (case_id, number) deferrable initially deferred
);
call cover('removal', 'case_id', '{case_id,data}', '{}');

create function refuse_removal_without_fact() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if not exists (
        select from case_fact f where f.case_id = new.case_id and f.number = new.number and f.kind = 'data_removed'
           and f.body::jsonb ->> 'data' = new.data)
    then
        raise exception 'Data are removed with a fact of their case only.';
    end if;
    return null;
end $$;
create constraint trigger removal_has_its_fact after insert on removal deferrable initially deferred
    for each row execute function refuse_removal_without_fact();

-- The content of removed photos that is still in a folder or a store, by digest, until it is deleted there.
create table content_to_delete (digest text primary key);

alter table photo add column removed boolean;
alter table photo drop constraint photo_is_in_one_place;
alter table photo add constraint photo_is_in_one_place check (
    removed is true or (original is null) = (shown is null) and (shown is null) = (shown_digest is not null)
);
alter table letter alter column encrypted drop not null;

-- A removal looks up the photos, and the quarantined rows, of one case.
create index case_photo_by_photo on case_photo (photo);
create index photo_by_shown_digest on photo (shown_digest) where shown_digest is not null;
create index quarantined_row_by_case on quarantined_row (settled_case) where settled_case is not null;

-- Answers to idempotency keys go after a year.
create index request_by_time on request (recorded_at);

-- Closed cases by the end of their time of keeping.
create index vehicle_case_by_closing on vehicle_case (closed_at, id) where stage = 'closed';

-- Whether the data of this row were removed by a fact.
create function is_removed(place text, body jsonb) returns boolean language sql stable as $$
    select exists (
        select from removal r
         where r.data = any (case place
                   when 'statement' then '{statements}' when 'report' then '{reports,vehicles,places}'
                   when 'party' then '{people}' when 'letter' then '{letters}' when 'photo' then '{photos}'
                   when 'quarantined_row' then '{imported_rows}' end::text[])
           and (r.case_id = coalesce(body ->> 'case_id', body ->> 'settled_case')
                or place = 'photo' and r.case_id in (select case_id from case_photo where photo = body ->> 'id'))
    )
$$;

-- Whether no column has another content than before: it has the same one, or none.
create function is_emptied(was jsonb, becomes jsonb) returns boolean language sql immutable as $$
    select not exists (
        select from jsonb_each(becomes) as column_now (name, value)
         where value is distinct from was -> name and value not in ('""', '"\\x"')
    )
$$;

create or replace function refuse_rewriting() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
    was jsonb := written(old) - coalesce(tg_argv, '{}') - 'removed';
    becomes jsonb := written(new) - coalesce(tg_argv, '{}') - 'removed';
begin
    if becomes <> was and not (is_emptied(was, becomes) and is_removed(tg_table_name, written(old))) then
        raise exception 'What was written in the table % stays as it is.', tg_table_name;
    end if;
    return new;
end $$;

-- A version keeps its digest for ever; once a newer one follows, its salt can be emptied, and the digest says nothing.
drop trigger row_version_is_append_only on row_version;
create function refuse_another_version() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if (old.id, old.kind, old.key, old.case_id, old.digest) is distinct from (new.id, new.kind, new.key, new.case_id, new.digest)
        or new.checkpoint is distinct from old.checkpoint and old.checkpoint is not null
        or new.salt <> old.salt and new.salt <> ''
    then
        raise exception 'The journal is append-only.';
    end if;
    if new.salt <> old.salt
        and not exists (select from row_version v where (v.kind, v.key) = (old.kind, old.key) and v.id > old.id)
    then
        raise exception 'The newest version of a row keeps its salt.';
    end if;
    return new;
end $$;
create trigger row_version_is_append_only before update on row_version
    for each row execute function refuse_another_version();

create function destroy_keys(place text, ids bigint[]) returns void language sql as $$
    update data_key set wrapped = null where kind = place and id = any (ids)
$$;

create function forget_earlier(place text, keys text[]) returns void language sql as $$
    update row_version v set salt = '' where v.kind = place and v.key = any (keys) and v.salt <> ''
       and exists (select from row_version w where (w.kind, w.key) = (v.kind, v.key) and w.id > v.id)
$$;

-- Whether this row was written before rows had keys.
create function has_no_key(place text, row_id bigint) returns boolean language sql stable as $$
    select exists (select from data_key where kind = place and id = row_id and wrapped = '')
$$;

create function remove_statements(of_case text) returns void language plpgsql as $$
declare
    ids bigint[] := array(select id from statement where case_id = of_case);
begin
    update statement set words = '' where id = any (ids) and has_no_key('statement', id);
    perform destroy_keys('statement', ids), forget_earlier('statement', ids::text[]);
end $$;

create function remove_reports(of_case text) returns void language plpgsql as $$
declare
    ids bigint[] := array(select id from report where case_id = of_case);
begin
    update report set description_hash = null, description = case
        when not has_no_key('report', id) then description end where id = any (ids);
    perform destroy_keys('report', ids), forget_earlier('report', ids::text[]);
end $$;

create function remove_people(of_case text) returns void language plpgsql as $$
declare
    ids bigint[] := array(select id from party where case_id = of_case);
begin
    update party set encrypted = '' where id = any (ids) and has_no_key('party', id);
    perform destroy_keys('party', ids), forget_earlier('party', ids::text[]);
end $$;

create function remove_letters(of_case text) returns void language plpgsql as $$
declare
    ids bigint[] := array(select id from letter where case_id = of_case);
begin
    update letter set encrypted = null, file_copy = null where id = any (ids) and has_no_key('letter', id);
    perform destroy_keys('letter', ids), forget_earlier('letter', ids::text[]);
end $$;

create function remove_imported_rows(of_case text) returns void language plpgsql as $$
declare
    ids bigint[] := array(select id from quarantined_row where settled_case = of_case);
begin
    update quarantined_row set reason = '', field = null, header = null where id = any (ids);
    update quarantined_row set raw = '', corrected = null
     where id = any (ids) and has_no_key('quarantined_row', id);
    perform destroy_keys('quarantined_row', ids), forget_earlier('quarantined_row', ids::text[]);
end $$;

create function remove_vehicles(of_case text) returns void language plpgsql as $$
begin
    update vehicle set plate = null, plate_state = null, plate_raw = null, plate_half = null, vin = null, vin_raw = null
     where id = (select vehicle from vehicle_case where id = of_case);
    update report set plate_raw = null, plate_state_raw = null, vin_raw = null where case_id = of_case;
    perform forget_earlier('vehicle', array(select vehicle::text from vehicle_case where id = of_case)),
            forget_earlier('report', array(select id::text from report where case_id = of_case));
end $$;

create function remove_places(of_case text) returns void language plpgsql as $$
begin
    update vehicle_case set address = '', lat = null, lon = null where id = of_case;
    update report set address = '', lat = null, lon = null where case_id = of_case;
    perform forget_earlier('vehicle_case', array[of_case]),
            forget_earlier('report', array(select id::text from report where case_id = of_case));
end $$;

-- A photo that also belongs to a case that keeps its photos stays until that one removes them. The locks make two removals
-- wait for each other, and for a case that is given one of the photos now.
create function remove_photos(of_case text) returns void language plpgsql as $$
declare
    ids text[];
begin
    perform from photo where id in (select photo from case_photo where case_id = of_case) order by id for update;
    ids := array(
        select c.photo from case_photo c where c.case_id = of_case and not exists (
            select from case_photo d where d.photo = c.photo
               and not exists (select from removal r where r.case_id = d.case_id and r.data = 'photos'))
    );
    update photo set original = null, shown = null, removed = true where id = any (ids) and removed is null;
    insert into content_to_delete (digest)
    select unnest(array[p.id, p.shown_digest]) from photo p where p.id = any (ids) and p.shown_digest is not null
    on conflict do nothing;
    perform forget_earlier('photo', ids);
end $$;

create function is_preserved(of_case text) returns boolean language sql stable as $$
    select coalesce((select kind = 'record_preserved' from case_fact
                      where case_id = of_case and kind in ('record_preserved', 'preservation_ended')
                      order by number desc limit 1), false)
$$;

-- Removes one kind of data of a closed case, as the fact with this number says. Runs with the rights of the owner: nobody
-- else empties a row.
create function remove_data(of_case text, data text, number integer) returns void language plpgsql
security definer set search_path = public, pg_temp as $$
begin
    perform from vehicle_case where id = of_case and stage = 'closed' for update;
    if not found then
        raise exception 'Only data of a closed case are removed.';
    end if;
    if is_preserved(of_case) then
        raise exception 'The record of the case is preserved.';
    end if;
    insert into removal (case_id, data, number) values (of_case, data, number);
    case data
        when 'statements' then perform remove_statements(of_case);
        when 'reports' then perform remove_reports(of_case);
        when 'people' then perform remove_people(of_case);
        when 'letters' then perform remove_letters(of_case);
        when 'imported_rows' then perform remove_imported_rows(of_case);
        when 'vehicles' then perform remove_vehicles(of_case);
        when 'places' then perform remove_places(of_case);
        when 'photos' then perform remove_photos(of_case);
    end case;
end $$;
