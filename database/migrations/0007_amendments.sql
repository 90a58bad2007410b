-- An amendment goes through the open cases of one edition, in their order.
create index vehicle_case_open_by_edition on vehicle_case (edition, id) where stage <> 'closed';
