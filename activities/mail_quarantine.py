"""What the mail brought that could not be used."""

from datetime import datetime

from activities.quarantine import set_apart
from activities.services import Services
from database.quarantine import Once
from schemas.outside import Port

ASKED_AGAIN = ("answer", "batch")
"""What comes again each time it is asked for is kept once."""


async def quarantine_mail(services: Services, source: str, sentence: str, content: str, now: datetime) -> None:
    """Quarantine it. `now` is a real instant."""
    once = Once.EVER if source in ASKED_AGAIN else None
    await set_apart(services, Port.MAIL, source, sentence, content, now, once=once)
