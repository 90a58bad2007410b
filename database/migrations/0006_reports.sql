-- What each report says of the car, who has read a further report, and which report of the same number it corrects.
alter table report
    add column plate_state_raw text,
    add column make text,
    add column model text,
    add column color text,
    add column lat double precision,
    add column lon double precision,
    add column corrects bigint references report,
    add column read_by text references account,
    add column read_at timestamptz;
create index report_by_corrected on report (corrects) where corrects is not null;

-- Cars that may be one: only a person in front of the plate can tell O from 0 and I from 1.
alter table vehicle add column plate_alike text generated always as (translate(plate, 'OQI', '001')) stored;
create index vehicle_by_plate on vehicle (plate_alike) where plate_alike is not null;
create index vehicle_by_vin on vehicle (vin) where vin is not null;
create index vehicle_case_by_vehicle on vehicle_case (vehicle);
