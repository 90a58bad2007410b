-- The content of a photo may be in a folder; its row, with the digest of the original as its id, is always here.
alter table photo alter column original drop not null;
alter table photo alter column shown drop not null;
alter table photo add constraint photo_is_in_one_place check ((original is null) = (shown is null));
