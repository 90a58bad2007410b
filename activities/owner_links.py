"""The way in for an owner: a signed link to one case, printed on the letter, that expires and can be revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.keys import Keys
from activities.office import Folder, Office
from database import impound as rows
from database.connection import Connection
from schemas.messages import Actor
from schemas.words import Role

PURPOSE = "owner"
LASTS = timedelta(days=365)


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
    """Who comes in by this token at the real instant `now`; None if it is forged, expired or revoked."""
    said = Keys(office.doors.secret).read(PURPOSE, token)
    link = await rows.find_link(connection, int(said)) if said else None
    if link is None or link.revoked_at or office.pace.case_time(now) >= link.expires_at:
        return None
    actor = Actor(account=f"link-{link.id}", role=Role.OWNER, case=link.case_id)
    return Visit(case=link.case_id, actor=actor)
