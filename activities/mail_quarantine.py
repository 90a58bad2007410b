"""What the mail brought that could not be used: quarantined with a sentence until a person has settled it."""

from datetime import datetime

from activities.services import Services
from database import mail_events
from database.connection import transaction

ASKED_AGAIN = ("answer", "batch")
"""What comes again each time it is asked for is kept once."""


async def quarantine_mail(services: Services, source: str, sentence: str, content: str, now: datetime) -> None:
    """Keep it, encrypted, because nobody knows what stands in it. `now` is a real instant."""
    key, said = services.encryption.new_key(), "".join(each if each.isprintable() else " " for each in sentence)
    moment = services.pace.case_time(now)
    async with transaction(services.pool) as connection:
        await mail_events.quarantine_mail(
            connection, source, said, key.encrypt(content.encode()), key.wrapped, moment, once=source in ASKED_AGAIN
        )
