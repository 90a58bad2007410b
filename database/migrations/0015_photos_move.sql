-- A photo's content can be moved out of the database. What is digested of a photo is the same wherever its content is, so that
-- a move is no change of what was written: with any other digest the row would be another, and its trigger refuses that.

-- Photos outside the database get a version in the new form, unless their rows are not as they were written.
create temporary table photo_elsewhere on commit drop as
    select p.id from photo p cross join lateral (
        select salt, digest from row_version v where v.kind = 'photo' and v.key = p.id order by v.id desc limit 1) as newest
     where p.shown_digest is not null and newest.digest = version_digest(newest.salt, written(p));

create or replace function written(row_now photo) returns jsonb language plpgsql stable as $$
begin
    if row_now.shown_digest is not null then
        return canonical(row_now) - 'shown_digest'
            || jsonb_build_object('original', '\x' || row_now.id, 'shown', '\x' || row_now.shown_digest);
    end if;
    row_now.original := sha256(row_now.original);
    row_now.shown := sha256(row_now.shown);
    return canonical(row_now);
end $$;

select insert_version('photo', id, null, written(p)) from photo p join photo_elsewhere using (id);

create index photo_in_the_database on photo (id) where shown_digest is null and removed is null;
