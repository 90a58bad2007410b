-- The image runs this once, when the volume is empty: Temporal and Towpath cannot connect to each other's databases, and
-- Towpath runs as a role that owns nothing. The set-up gives that role its rights.
\getenv temporal_password TEMPORAL_DB_PASSWORD
\getenv towpath_password TOWPATH_DB_PASSWORD
\getenv runtime_password TOWPATH_RUNTIME_DB_PASSWORD

create role temporal login password :'temporal_password';
create role towpath login password :'towpath_password';
create role towpath_runtime login password :'runtime_password';

create database temporal owner temporal;
create database temporal_visibility owner temporal;
create database towpath owner towpath;

revoke connect on database temporal, temporal_visibility, towpath, postgres from public;
