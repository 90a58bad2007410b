#!/bin/sh
# Creates Towpath's namespace and its two search attributes. Safe to repeat.
set -eu
retention=90d
patience=30

wait_until() {
    left=$patience
    until "$@" >/dev/null 2>&1; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || { echo "Gave up after $patience tries: $*" >&2; exit 1; }
        sleep 2
    done
}

wait_until temporal operator cluster health
if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
    temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
else
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
fi
# It takes some seconds until all of Temporal's services know a new namespace.
for name in CaseStage CaseDistrict; do
    wait_until temporal operator search-attribute create --name "$name" --type Keyword
done
