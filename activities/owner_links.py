"""Owner links: a signed link to one case, printed on the letter, that expires and can be revoked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.keys import Keys
from activities.services import CaseContext, Services
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


async def issue_link(context: CaseContext, party: int) -> str:
    """Issue a new link for this party; returns its URL."""
    row = await rows.insert_link(context.connection, context.row.id, party, context.now, context.now + LASTS)
    return address_of(context.services, row)


def address_of(services: Services, link: int) -> str:
    """The URL of a link."""
    return f"{services.link_settings.url}/o/{Keys(services.link_settings.secret).issue(PURPOSE, str(link))}"


async def read_link(services: Services, connection: Connection, token: str, *, now: datetime) -> Visit | None:
    """The visit of this token at the real instant `now`; None if it is forged, expired, revoked or not the owner's."""
    said = Keys(services.link_settings.secret).read(PURPOSE, token)
    link = await rows.find_link(connection, int(said)) if said else None
    if link is None or not link.opens(services.pace.case_time(now)):
        return None
    row = await cases.find_case(connection, link.case_id)
    if row is None or not await owners_among(services, connection, row.case, (link.party,)):
        return None
    actor = Actor(account=f"link-{link.id}", role=Role.OWNER, case=link.case_id)
    return Visit(case=link.case_id, actor=actor)


async def owners_among(
    services: Services, connection: Connection, case: Case, parties: Iterable[int]
) -> frozenset[int]:
    """The rows in this list that are the owner on record; the others were entered by mistake.

    An owner entered again with the same name and address has a new row and is the same person.
    """
    return frozenset([row for row in parties if await _is_owner(services, connection, case, row)])


async def _is_owner(services: Services, connection: Connection, case: Case, row: int) -> bool:
    if case.owner is None or row == case.owner:
        return row == case.owner
    return await _addressee(services, connection, case, row) == await _addressee(services, connection, case, case.owner)


async def _addressee(services: Services, connection: Connection, case: Case, row: int) -> Addressee | None:
    encrypted = await find_party(connection, case.case, row)
    return services.encryption.decrypt_addressee(encrypted) if encrypted else None


async def revoke_links(services: Services, case: str, party: int, actor: Actor, *, now: datetime) -> None:
    """Revoke the links of this party, at the real instant `now`; the access log keeps who did it.

    Raises NoSuchLinkError.
    """
    moment = services.pace.case_time(now)
    async with transaction(services.pool) as connection:
        if party not in {link.party for link in await rows.list_links(connection, case)}:
            raise NoSuchLinkError(f"Case {case} has no link for party {party}.")
        if await rows.revoke_links(connection, case, party, moment):
            await log_access(connection, actor.account, case, f"links of party {party}", "revoked", moment)
