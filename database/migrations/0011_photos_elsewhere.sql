-- The content of a photo may be in a folder; its row, with the digest of the original as its id, is always here. Of the copy
-- for display the row has the digest then, so that the row's version covers it.
alter table photo alter column original drop not null;
alter table photo alter column shown drop not null;
alter table photo add column shown_digest text;
alter table photo add constraint photo_is_in_one_place
    check ((original is null) = (shown is null) and (shown is null) = (shown_digest is not null));
