-- Shape 5: when a return was recorded; a lost letter no longer counts and is written again.
update vehicle_case set folded = 0;
