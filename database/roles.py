"""The two roles of the database: the owner of the tables, who migrates, and the role that the application runs as.

The application neither changes the schema nor disables a trigger, and it writes only what is granted here.
"""

import asyncpg

from database.connection import Connection
from database.migrations import LOCK, WrongDatabaseError

RUNTIME = "towpath_runtime"
"""The role that the application runs as, in the embedded stack and in docker-compose.yml."""

WRITES = {
    "account": "update (signed_out_at)",
    "vehicle": "insert, update",
    "case_counter": "insert, update",
    "vehicle_case": "insert, update",
    "open_vehicle": "insert, delete",
    "closed_count": "insert, delete",
    "report": "insert, update (case_id, moved_from, read_by, read_at)",
    "quarantined_row": "insert, update (corrected, field, reason, settled_by, settled_at, settled_case)",
    "statement": "insert",
    "data_key": "insert",
    "content_to_delete": "insert, delete",
    "case_fact": "insert",
    "proof": "insert",
    "photo": "insert",
    "case_photo": "insert",
    "request": "insert, delete",
    "outbox": "insert, update, delete",
    "party": "insert",
    "letter": "insert",
    "access_log": "insert",
    "owner_link": "insert, update (revoked_at)",
    "tow_order": "insert, update (state, accepted_at, en_route_at, on_scene_at, ended_at)",
    "skipped_turn": "insert",
    "lot_stay": "insert, update (left_at)",
    "fee": "insert",
    "checkpoint": "insert",
    "checkpoint_head": "insert",
    "row_version": "update (checkpoint)",
    "spent_credential": "insert, delete",
    "service_state": "insert, update",
    "mail_batch": "insert, update (sent_at, counted_at)",
    "mail_piece": "insert, update (certified_number, status, noted)",
    "mail_event": "insert, update (noted, fact, why)",
    "outside_quarantine": "insert, update (settled_by, settled_at)",
    "mail_cursor": "insert, update",
    "letter_approval": "insert",
    "records_file": "insert, update (sent_at, removed_at)",
    "records_inquiry": "insert, update (day, requests, car, settled)",
    "records_answer": "insert, update (content, key)",
}
"""What the application may do with each table, beside reading it."""

NOT_THE_OWNER = (
    "The role of TOWPATH_DATABASE_OWNER_URL cannot grant the rights of the role {role}: it must own the database, and a"
    " superuser must have created {role}."
)

READ_ONLY = frozenset({"contractor", "lot", "migration", "removal"})
"""The tables that only the set-up writes, and those of `remove_data`, a function of the owner."""


ORDERS = (
    "grant connect on database %2$I to %1$I",
    "grant usage on schema public to %1$I",
    "revoke all on all tables in schema public from %1$I",
    "grant select on all tables in schema public to %1$I",
    # The number of a letter and the id of its link are printed before their rows are written.
    "grant usage on sequence letter_id_seq to %1$I",
    "grant usage on sequence owner_link_id_seq to %1$I",
    "grant usage on sequence certified_number_seq to %1$I",
    "revoke all on function remove_data(text, text, integer) from public",
    "grant execute on function remove_data(text, text, integer) to %1$I",
    *(f"grant {rights} on {table} to %1$I" for table, rights in WRITES.items()),
)
"""Every right of the role `%1$I` in the database `%2$I`."""


async def grant(connection: Connection, role: str) -> None:
    """Give the role exactly the rights of the application; a superuser also creates it if there is none.

    The connection is the owner's, in a transaction: processes that run meanwhile keep their rights. Raises
    `WrongDatabaseError`.
    """
    await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
    orders = ORDERS if await _exists(connection, role) else ("create role %1$I login", *ORDERS)
    try:
        for order in orders:
            # PostgreSQL takes no parameters where a name belongs.
            await connection.execute(
                await connection.fetchval("select format($1, $2::text, current_database())", order, role)
            )
    except asyncpg.InsufficientPrivilegeError as fault:
        raise WrongDatabaseError(NOT_THE_OWNER.format(role=role)) from fault


async def _exists(connection: Connection, role: str) -> bool:
    found: bool = await connection.fetchval("select exists (select from pg_roles where rolname = $1)", role)
    return found
