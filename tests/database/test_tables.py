"""Every table is evidence, whose rows have versions, or is named here with the reason why it needs none."""

from database.connection import Pool
from database.row_versions import COVERED

WITHOUT_VERSIONS = {
    "case_fact": "The journal has its own chain.",
    "proof": "The digest of each ruling is in its fact.",
    "checkpoint": "Each checkpoint has the digest of the one before.",
    "checkpoint_head": "Its checkpoint digests it.",
    "row_version": "Its checkpoint digests it.",
    "open_vehicle": "Which case a report joins next; it says nothing of what happened.",
    "case_counter": "The last number given; the cases themselves have versions.",
    "closed_count": "A sum that is compared with the cases themselves.",
    "request": "An answer to give again: what was asked and granted is a fact.",
    "outbox": "Notifications not sent yet; the row goes when it is sent.",
    "spent_credential": "Links and sessions that open nothing any more; the row goes when it has expired.",
    "data_key": "Changes when it is destroyed, and verification names a key that is gone without a fact.",
    "content_to_delete": "What is still to be deleted outside the database; the row goes when it is.",
    "service_state": "Whether a service answers now; what it has answered is a statement.",
    "outside_quarantine": "What could not be used, until a person has settled it; no fact rests on it.",
    "records_file": "When questions went out; that they were asked is a fact.",
    "records_inquiry": "Which question waits in which file; that it was asked, and what was answered, are facts.",
    "records_answer": "An answer until it is judged; then it stands in the note of its fact.",
    "mail_cursor": "Up to where events were read; the events have versions.",
    "migration": "Each start compares it with the migrations of the code.",
}


async def test_every_table_has_versions_or_a_reason(pool: Pool) -> None:
    rows = await pool.fetch("select tablename from pg_tables where schemaname = 'public'")

    tables = {row["tablename"] for row in rows}
    assert tables == COVERED | set(WITHOUT_VERSIONS), "database/row_versions.py, or the list above with a reason"
    assert not COVERED & set(WITHOUT_VERSIONS)


async def test_the_triggers_of_every_table_with_versions_are_there_and_on(pool: Pool) -> None:
    rows = await pool.fetch(
        "select tgrelid::regclass::text as place, tgname from pg_trigger where not tgisinternal and tgenabled = 'O'"
    )

    triggers = {row["place"]: {other["tgname"] for other in rows if other["place"] == row["place"]} for row in rows}
    for table in COVERED:
        assert {f"{table}_has_versions", f"{table}_is_never_emptied"} <= triggers[table], table
