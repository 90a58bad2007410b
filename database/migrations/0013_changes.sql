-- What may change of a case's rows changes with a fact of the case, in one transaction, for every role: a row alone does not
-- say who asked for what. What is said once, such as when a link was revoked, is not taken back.

-- The transaction that recorded a fact; null for facts of before.
alter table case_fact add column transaction xid8;
alter table case_fact alter column transaction set default pg_current_xact_id();

create function has_fact_now(asked text) returns boolean language sql volatile set search_path = public, pg_temp as $$
    select coalesce((select transaction = pg_current_xact_id() from case_fact
                      where case_id = asked order by number desc limit 1), false)
$$;

create function refuse_without_fact() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if not has_fact_now(case tg_table_name
        when 'vehicle' then (select id from vehicle_case where vehicle = (to_jsonb(new) ->> 'id')::bigint)
        when 'vehicle_case' then to_jsonb(new) ->> 'id'
        else to_jsonb(new) ->> 'case_id' end)
    then
        raise exception 'What was written in the table % changes with a fact of its case only.', tg_table_name;
    end if;
    return null;
end $$;

create constraint trigger vehicle_changes_with_a_fact
    after update on vehicle deferrable initially deferred for each row
    when (old is distinct from new) execute function refuse_without_fact();
create constraint trigger vehicle_case_changes_with_a_fact
    after update of id, vehicle, address, lat, lon, training on vehicle_case deferrable initially deferred for each row
    when ((old.id, old.vehicle, old.address, old.lat, old.lon, old.training)
        is distinct from (new.id, new.vehicle, new.address, new.lat, new.lon, new.training))
    execute function refuse_without_fact();
create constraint trigger report_changes_with_a_fact
    after update of case_id, moved_from on report deferrable initially deferred for each row
    when ((old.case_id, old.moved_from) is distinct from (new.case_id, new.moved_from))
    execute function refuse_without_fact();
create constraint trigger tow_order_changes_with_a_fact
    after update of state, accepted_at, ended_at on tow_order deferrable initially deferred for each row
    when ((old.state, old.accepted_at, old.ended_at) is distinct from (new.state, new.accepted_at, new.ended_at))
    execute function refuse_without_fact();
create constraint trigger lot_stay_changes_with_a_fact
    after update of left_at on lot_stay deferrable initially deferred for each row
    when (old.left_at is distinct from new.left_at) execute function refuse_without_fact();

create function refuse_second_change() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    for place in 0 .. tg_nargs - 1 loop
        if to_jsonb(old) ->> tg_argv[place] <> coalesce(to_jsonb(new) ->> tg_argv[place], '') then
            raise exception 'What was written in the table % stays as it is.', tg_table_name;
        end if;
    end loop;
    return new;
end $$;

create trigger owner_link_is_revoked_once before update on owner_link
    for each row execute function refuse_second_change('revoked_at');
create trigger tow_order_is_timed_once before update on tow_order
    for each row execute function refuse_second_change('accepted_at', 'en_route_at', 'on_scene_at', 'ended_at');
create trigger lot_stay_ends_once before update on lot_stay
    for each row execute function refuse_second_change('left_at');
create trigger report_is_read_once before update on report
    for each row execute function refuse_second_change('read_by', 'read_at');
-- A row that was found to be no report can still be corrected; one that led to a case can not.
create trigger quarantined_row_leads_to_one_case before update on quarantined_row
    for each row execute function refuse_second_change('settled_case');
