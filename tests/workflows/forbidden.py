"""A workflow that no worker may accept: it reaches for the database."""

from temporalio import workflow

from database import cases


@workflow.defn(name="forbidden")
class Forbidden:
    """Looks into the database from replayed code."""

    @workflow.run
    async def run(self) -> str:
        """Never runs."""
        return cases.SELECT
