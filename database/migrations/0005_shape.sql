-- Shape 3: further steps with their time, dates of expiry, further owners, the weight at intake.
update vehicle_case set folded = 0;
