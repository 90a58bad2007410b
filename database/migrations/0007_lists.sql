-- Lists and search at 500,000 cases: the order of every list, and an index for each part of what people type.
drop index vehicle_case_by_stage;
create index vehicle_case_by_stage on vehicle_case (stage, opened_at, id);
create index vehicle_case_by_opening on vehicle_case (opened_at, id);
create index vehicle_case_open_by_opening on vehicle_case (opened_at, id) where stage <> 'closed';
create index vehicle_case_by_number on vehicle_case (id text_pattern_ops);
create index vehicle_case_by_address on vehicle_case
    using gin (to_tsvector('simple', regexp_replace(address, '[^[:alnum:]]+', ' ', 'g')));

drop index vehicle_by_plate;
drop index vehicle_by_vin;
create index vehicle_by_plate on vehicle (plate_alike text_pattern_ops) where plate_alike is not null;
create index vehicle_by_vin on vehicle (vin text_pattern_ops) where vin is not null;
create index vehicle_by_end_of_vin on vehicle (reverse(vin) text_pattern_ops) where vin is not null;

-- The exceptions of all cases, for the page that lists and counts them.
create index case_fact_exceptions on case_fact (recorded_at desc) where kind in ('guard_overridden', 'fees_waived');
