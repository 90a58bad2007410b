-- A plate that was only half read, as a pattern of `like` over plates that read alike: it names no car, and is compared.
alter table vehicle add column plate_half text;
create index vehicle_by_half_plate on vehicle (id) where plate_half is not null;
