-- What a court may ask for beside the journal: every row of it has versions, and each version a digest of the row as it
-- was written. The triggers stand in the database, so that no part of the code can forget them.

-- `key` is the row's primary key; `case_id` is null for rows that belong to no case, or to several. The salt is drawn for
-- each version: nobody finds out by trying what a digest is of. `checkpoint` is null until a checkpoint covers the version.
create table row_version (
    id bigint generated always as identity primary key,
    kind text not null,
    key text not null,
    case_id text,
    salt bytea not null,
    digest bytea not null,
    checkpoint bigint references checkpoint deferrable initially deferred
);
create index row_version_by_row on row_version (kind, key, id);
create index row_version_by_case on row_version (case_id) where case_id is not null;
create index row_version_by_checkpoint on row_version (checkpoint);
create index lot_stay_by_case on lot_stay (case_id);

-- How many versions a checkpoint covers.
alter table checkpoint add column versions integer not null default 0;

-- A row as text must be the same on every connection. Columns that are null are left out, so that a later migration can
-- add one without changing what was written before.
create function canonical(row_now anyelement) returns jsonb language sql stable
set timezone = 'UTC' set bytea_output = 'hex' set extra_float_digits = 1
as $$ select jsonb_strip_nulls(to_jsonb(row_now)) $$;

-- What is digested of a row: all of it, except as the functions below say for their tables.
create function written(row_now anyelement) returns jsonb language sql stable
as $$ select canonical(row_now) $$;

create function written(row_now vehicle) returns jsonb language sql stable
as $$ select canonical(row_now) - 'plate_alike' $$;

create function written(row_now account) returns jsonb language sql stable
as $$ select canonical(row_now) - 'signed_out_at' $$;

-- Everything else of a case is computed from its journal, and compared with it.
create function written(row_now vehicle_case) returns jsonb language sql stable
as $$
    select canonical(picked) from (
        select row_now.id, row_now.vehicle, row_now.address, row_now.lat, row_now.lon, row_now.training, row_now.opened_by
    ) as picked
$$;

-- Of large content its digest is enough.
create function written(row_now letter) returns jsonb language plpgsql stable as $$
begin
    row_now.encrypted := sha256(row_now.encrypted);
    row_now.file_copy := sha256(row_now.file_copy);
    return canonical(row_now);
end $$;

create function written(row_now photo) returns jsonb language plpgsql stable as $$
begin
    row_now.original := sha256(row_now.original);
    row_now.shown := sha256(row_now.shown);
    return canonical(row_now);
end $$;

create function row_key(body jsonb, variadic columns text[]) returns text language sql immutable
as $$ select string_agg(body ->> name, '/' order by place) from unnest(columns) with ordinality as c (name, place) $$;

create function version_digest(salt bytea, body jsonb) returns bytea language sql stable
as $$ select sha256(salt || convert_to(body::text, 'UTF8')) $$;

create function insert_version(kind text, key text, case_id text, body jsonb) returns void language sql
as $$
    insert into row_version (kind, key, case_id, salt, digest)
    select $1, $2, $3, drawn.salt, version_digest(drawn.salt, $4) from (select uuid_send(gen_random_uuid()) as salt) as drawn
$$;

-- Runs with the rights of the owner: nobody else adds a version. The arguments are the column of the case, empty if there
-- is none, and the columns of the key.
create function add_version() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    body jsonb := written(new);
begin
    if tg_op = 'INSERT' or body <> written(old) then
        perform insert_version(tg_table_name, row_key(body, variadic tg_argv[1:]), body ->> tg_argv[0], body);
    end if;
    return null;
end $$;

create function refuse_rewriting() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if written(new) - coalesce(tg_argv, '{}') <> written(old) - coalesce(tg_argv, '{}') then
        raise exception 'What was written in the table % stays as it is.', tg_table_name;
    end if;
    return new;
end $$;

create function refuse_removal() returns trigger language plpgsql as $$
begin
    raise exception 'No row of the table % is removed.', tg_table_name;
end $$;

-- Puts a table under versions, and gives its rows their first one. `case_column` is empty if the rows belong to no case;
-- `changing` are the columns that may change, null if all may.
create procedure cover(place regclass, case_column text, key text[], changing text[] default null) language plpgsql as $$
declare
    keys text := (select string_agg(quote_literal(name), ', ' order by n) from unnest(key) with ordinality as k (name, n));
begin
    execute format(
        'select insert_version(%L, row_key(body, %s), body ->> %L, body) from (select written(t) as body from %s t) as rows',
        place, keys, case_column, place
    );
    execute format(
        'create trigger %I after insert or update on %s for each row execute function add_version(%L, %s)',
        place || '_has_versions', place, case_column, keys
    );
    execute format(
        'create trigger %I before delete or truncate on %s for each statement execute function refuse_removal()',
        place || '_is_never_emptied', place
    );
    if changing is not null then
        execute format(
            'create trigger %I before update on %s for each row execute function refuse_rewriting(%s)',
            place || '_is_never_rewritten', place,
            (select string_agg(quote_literal(name), ', ') from unnest(changing) as name)
        );
    end if;
end $$;

call cover('account', '', '{code}');
call cover('contractor', '', '{code}');
call cover('lot', '', '{code}');
call cover('vehicle', '', '{id}');
call cover('photo', '', '{id}', '{}');
call cover('quarantined_row', '', '{id}', '{corrected,field,reason,settled_by,settled_at,settled_case}');
call cover('vehicle_case', 'id', '{id}');
call cover('report', 'case_id', '{id}', '{case_id,moved_from,read_by,read_at}');
call cover('statement', 'case_id', '{id}', '{}');
call cover('case_photo', 'case_id', '{case_id,photo}', '{}');
call cover('party', 'case_id', '{id}', '{}');
call cover('letter', 'case_id', '{id}', '{}');
call cover('access_log', 'case_id', '{id}', '{}');
call cover('owner_link', 'case_id', '{id}', '{revoked_at}');
call cover('tow_order', 'case_id', '{id}', '{state,accepted_at,en_route_at,on_scene_at,ended_at}');
call cover('skipped_turn', 'case_id', '{case_id,number,contractor}', '{}');
call cover('lot_stay', 'case_id', '{id}', '{left_at}');
call cover('fee', 'case_id', '{case_id,fact,code}', '{}');

-- Not at every fact of a case.
create or replace trigger vehicle_case_has_versions
    after insert or update of id, vehicle, address, lat, lon, training, opened_by on vehicle_case
    for each row execute function add_version('id', 'id');

create trigger row_version_is_append_only before update on row_version for each row
    when (old.checkpoint is not null
        or (old.id, old.kind, old.key, old.case_id, old.salt, old.digest)
            is distinct from (new.id, new.kind, new.key, new.case_id, new.salt, new.digest))
    execute function refuse_change();
create trigger row_version_is_never_emptied before delete or truncate on row_version
    for each statement execute function refuse_removal();
create trigger proof_is_never_emptied before truncate on proof
    for each statement execute function refuse_change();
