"""Links of owners and lienholders: signed, for one case, printed on the letter; they expire and can be revoked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.keys import Keys
from activities.services import CaseContext, Services
from database import cases
from database import impound as rows
from database.connection import Connection, transaction
from database.owner_notice import find_party, log_access
from rules.owner_notice import list_parties
from schemas.case import Case
from schemas.messages import Actor
from schemas.owner_notice import Addressee
from schemas.words import Door, Party, Role

PURPOSE = "owner"
LASTS = timedelta(days=365)


class NoSuchLinkError(Exception):
    """This party of this case has no link."""


@dataclass(frozen=True)
class Visit:
    """A visit by a link: the actor with the row of their party, and the case it opens."""

    case: str
    actor: Actor

    @property
    def party(self) -> Party:
        """Whether the owner or a lienholder visits."""
        return Party.OWNER if self.actor.role is Role.OWNER else Party.LIENHOLDER


async def issue_link(context: CaseContext, link: int, party: int) -> None:
    """Issue a new link for this party, under the id that its letter shows."""
    await rows.insert_link(context.connection, link, context.row.id, party, context.now, context.now + LASTS)


def address_of(services: Services, link: int) -> str:
    """The URL of a link."""
    return f"{services.link_settings.url}/o/{Keys(services.link_settings.secret).issue(PURPOSE, str(link))}"


async def read_link(services: Services, connection: Connection, token: str, *, now: datetime) -> Visit | None:
    """The visit of this token at the real instant `now`; None if it is forged, expired, revoked or no party's."""
    said = Keys(services.link_settings.secret).read(PURPOSE, token)
    link = await rows.find_link(connection, int(said)) if said else None
    if link is None or not link.opens(services.pace.case_time(now)):
        return None
    row = await cases.find_case(connection, link.case_id)
    found = await parties_among(services, connection, row.case, (link.party,)) if row else {}
    if link.party not in found:
        return None
    party, current = found[link.party]
    account = f"link-{link.id}"
    actor = Actor(account=account, role=ROLES[party], case=link.case_id, party=current, door=Door.OWNER_LINK)
    return Visit(case=link.case_id, actor=actor)


ROLES = {Party.OWNER: Role.OWNER, Party.LIENHOLDER: Role.LIENHOLDER}


async def parties_among(
    services: Services, connection: Connection, case: Case, parties: Iterable[int]
) -> dict[int, tuple[Party, int]]:
    """Those of these rows that are a party on record, with its kind and its newest row.

    The others were entered by mistake. A party entered again with the same name and address has a new row and is the
    same person.
    """
    now = {row: party for party, row in list_parties(case)}
    people = {row: await _addressee(services, connection, case, row) for row in {*now, *parties}}
    same = {people[row]: row for row in reversed(now) if people[row]}
    found = {each: each if each in now else same.get(people[each]) for each in parties}
    return {each: (now[row], row) for each, row in found.items() if row is not None}


async def _addressee(services: Services, connection: Connection, case: Case, row: int) -> Addressee | None:
    encrypted = await find_party(connection, case.case, row)
    return services.encryption.read_addressee(encrypted) if encrypted else None


async def revoke_links(services: Services, case: str, party: int, actor: Actor, *, now: datetime) -> None:
    """Revoke the links of this party, at the real instant `now`; the access log keeps who did it.

    Raises NoSuchLinkError.
    """
    moment = services.pace.case_time(now)
    async with transaction(services.pool) as connection:
        if party not in {link.party for link in await rows.list_links(connection, case)}:
            raise NoSuchLinkError(f"Case {case} has no link for party {party}.")
        await services.compare_clocks(connection)
        if await rows.revoke_links(connection, case, party, moment):
            await log_access(connection, actor.account, case, f"links of party {party}", "revoked", moment)
