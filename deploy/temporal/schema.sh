#!/bin/sh
# Migrates both of Temporal's databases to the schema of this image's version. Safe to repeat.
set -eu

bring_up_to_date() {
    temporal-sql-tool --db "$1" setup-schema -v 0.0
    temporal-sql-tool --db "$1" update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

bring_up_to_date temporal temporal
bring_up_to_date temporal_visibility visibility
