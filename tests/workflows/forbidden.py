"""A workflow that every worker must refuse: it imports the database."""

from temporalio import workflow

from database import cases


@workflow.defn(name="forbidden")
class Forbidden:
    """Uses the database from replayed code."""

    @workflow.run
    async def run(self) -> str:
        """Never runs."""
        return cases.SELECT
