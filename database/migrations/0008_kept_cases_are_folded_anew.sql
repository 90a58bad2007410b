-- Up to which of its facts a kept case is what today's `schemas.after` makes of its journal; short of its number it is
-- folded anew by the set-up. A later migration that reads more out of facts says: update vehicle_case set folded = 0;
-- A fact that an older process adds does not move it, and a new case of such a process begins at 0.
alter table vehicle_case add column folded integer not null default 0;
create index vehicle_case_to_fold on vehicle_case (id) where folded < number;
