-- Shape 2: a hold keeps who placed and who released it.
update vehicle_case set folded = 0;
