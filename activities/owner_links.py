"""The way in for an owner: a signed link to one case, printed on the letter, that expires and can be revoked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.keys import Keys
from activities.office import Folder, Office
from database import cases
from database import impound as rows
from database.connection import Connection, transaction
from database.owner_notice import find_party, log_access
from schemas.case import Case
from schemas.messages import Actor
from schemas.owner_notice import Addressee
from schemas.words import Role

PURPOSE = "owner"
LASTS = timedelta(days=365)


class NoSuchLinkError(Exception):
    """There is no link of this party of this case."""


@dataclass(frozen=True)
class Visit:
    """Somebody who came in by a link: who acts, and for which case."""

    case: str
    actor: Actor


async def issue_link(folder: Folder, party: int) -> str:
    """The address of a fresh link for this party."""
    row = await rows.insert_link(folder.connection, folder.row.id, party, folder.now, folder.now + LASTS)
    return address_of(folder.office, row)


def address_of(office: Office, link: int) -> str:
    """The address of a link."""
    return f"{office.doors.url}/o/{Keys(office.doors.secret).issue(PURPOSE, str(link))}"


async def read_link(office: Office, connection: Connection, token: str, *, now: datetime) -> Visit | None:
    """Who comes in by this token at the real instant `now`; None if it is forged, expired, revoked or a stranger's."""
    said = Keys(office.doors.secret).read(PURPOSE, token)
    link = await rows.find_link(connection, int(said)) if said else None
    if link is None or not link.opens(office.pace.case_time(now)):
        return None
    row = await cases.find_case(connection, link.case_id)
    if row is None or not await owners_among(office, connection, row.case, (link.party,)):
        return None
    actor = Actor(account=f"link-{link.id}", role=Role.OWNER, case=link.case_id)
    return Visit(case=link.case_id, actor=actor)


async def owners_among(office: Office, connection: Connection, case: Case, parties: Iterable[int]) -> frozenset[int]:
    """Those of these rows that are the owner on record; the rest were entered by mistake.

    Whoever is entered anew under the same name and address has a new row and is the same person.
    """
    return frozenset([row for row in parties if await _is_owner(office, connection, case, row)])


async def _is_owner(office: Office, connection: Connection, case: Case, row: int) -> bool:
    if case.owner is None or row == case.owner:
        return row == case.owner
    return await _addressee(office, connection, case, row) == await _addressee(office, connection, case, case.owner)


async def _addressee(office: Office, connection: Connection, case: Case, row: int) -> Addressee | None:
    sealed = await find_party(connection, case.case, row)
    return office.seal.open_addressee(sealed) if sealed else None


async def revoke_links(office: Office, case: str, party: int, actor: Actor, *, now: datetime) -> None:
    """Let no link of this party open the case any more, at the real instant `now`; who did it is kept.

    Raises NoSuchLinkError.
    """
    moment = office.pace.case_time(now)
    async with transaction(office.pool) as connection:
        if party not in {link.party for link in await rows.list_links(connection, case)}:
            raise NoSuchLinkError(f"Case {case} has no link for party {party}.")
        if await rows.revoke_links(connection, case, party, moment):
            await log_access(connection, actor.account, case, f"links of party {party}", "revoked", moment)
