"""Owner links: a signed link to one case, printed on the letter, that expires and can be revoked."""

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
    """This party of this case has no link."""


@dataclass(frozen=True)
class Visit:
    """A visit by a link: the actor, and the case it opens."""

    case: str
    actor: Actor


async def issue_link(folder: Folder, party: int) -> str:
    """Issue a new link for this party; returns its URL."""
    row = await rows.insert_link(folder.connection, folder.row.id, party, folder.now, folder.now + LASTS)
    return address_of(folder.office, row)


def address_of(office: Office, link: int) -> str:
    """The URL of a link."""
    return f"{office.doors.url}/o/{Keys(office.doors.secret).issue(PURPOSE, str(link))}"


async def read_link(office: Office, connection: Connection, token: str, *, now: datetime) -> Visit | None:
    """The visit of this token at the real instant `now`; None if it is forged, expired, revoked or not the owner's."""
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
    """The rows in this list that are the owner on record; the others were entered by mistake.

    An owner entered again with the same name and address has a new row and is the same person.
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
    """Revoke the links of this party, at the real instant `now`; the access log keeps who did it.

    Raises NoSuchLinkError.
    """
    moment = office.pace.case_time(now)
    async with transaction(office.pool) as connection:
        if party not in {link.party for link in await rows.list_links(connection, case)}:
            raise NoSuchLinkError(f"Case {case} has no link for party {party}.")
        if await rows.revoke_links(connection, case, party, moment):
            await log_access(connection, actor.account, case, f"links of party {party}", "revoked", moment)
