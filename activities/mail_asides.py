"""What the mail brought that could not be used: set aside with a sentence until a person has settled it."""

from datetime import datetime

from activities.services import Services
from database import mail_events
from database.connection import transaction


async def put_aside(services: Services, source: str, sentence: str, content: str, now: datetime) -> None:
    """Keep it, encrypted, because nobody knows what stands in it. `now` is a real instant."""
    key = services.encryption.new_key()
    moment = services.pace.case_time(now)
    async with transaction(services.pool) as connection:
        await mail_events.put_aside(connection, source, sentence, key.encrypt(content.encode()), key.wrapped, moment)
