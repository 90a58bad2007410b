-- The state of a case says who settled a number of the law for it: that person does not order its tow.
update vehicle_case set folded = 0;
