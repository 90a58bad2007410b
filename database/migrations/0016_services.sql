-- Outside systems: since when each one refuses, and why. No evidence: a page and monitoring read it.

create table service_state (
    port text primary key,
    refusing_since timestamptz,
    cause text,
    noted_at timestamptz not null,
    check ((refusing_since is null) = (cause is null))
);
