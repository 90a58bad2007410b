"""Answers to idempotency keys are given again for a year, and then forgotten."""

from datetime import UTC, datetime, timedelta

from database.connection import Pool, transaction
from database.idempotency import KEPT, find_answer, forget_answers, insert_answer

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


async def test_answers_older_than_a_year_are_forgotten(pool: Pool) -> None:
    async with transaction(pool) as connection:
        await insert_answer(connection, "officer-1", "old", b"asked", "{}", NOW - KEPT - timedelta(seconds=1))
        await insert_answer(connection, "officer-1", "young", b"asked", "{}", NOW - KEPT)

        await forget_answers(connection, NOW)

        assert await find_answer(connection, "officer-1", "old") is None
        assert await find_answer(connection, "officer-1", "young") is not None
