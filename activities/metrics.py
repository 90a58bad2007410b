"""The metrics of a city, counted in the record and in Temporal's histories, never in counters kept on the side."""

from dataclasses import dataclass
from statistics import median

from activities.notifying import TemporalClient
from activities.services import Services
from database import metrics as counts
from schemas import names


@dataclass(frozen=True)
class Metrics:
    """`rows` are reports and quarantined rows; `merged` reports joined a case that existed; `seconds` are real seconds.

    `by_system` and `by_people` are the facts that each of them recorded; `letters_taken` are those a mail house has.

    Events are counted in the `EVENTS_OF` histories that ended last: Temporal does not list the length of the others.
    """

    rows: int
    cases: int
    merged: int
    quarantined: int
    outcomes: dict[str, int]
    by_system: int
    by_people: int
    letters_taken: int
    events_median: int
    events_max: int
    seconds: float


EVENTS_OF = 1000


async def count_metrics(services: Services, temporal_client: TemporalClient) -> Metrics:
    """Count all metrics. Raises RPCError if Temporal is unreachable."""
    events = await _events(temporal_client)
    async with services.pool.acquire() as connection:
        found = await counts.count_record(connection)
        outcomes = await counts.count_outcomes(connection)
        acts = await counts.count_by_whom(connection)
        letters = await counts.count_letters_taken(connection)
    lasted = found.last - found.first if found.first and found.last else None
    return Metrics(
        rows=found.reports + found.quarantined,
        cases=found.cases,
        merged=found.reports - found.carrying,
        quarantined=found.quarantined,
        outcomes=outcomes,
        **acts,
        letters_taken=letters,
        events_median=int(median(events)) if events else 0,
        events_max=max(events, default=0),
        seconds=round(lasted.total_seconds() / services.pace.factor, 2) if lasted else 0.0,
    )


async def _events(temporal_client: TemporalClient) -> list[int]:
    """The history length of each workflow that ended lately, all runs of a case added up."""
    lengths: dict[str, int] = {}
    query = (
        f"TaskQueue = '{temporal_client.queue}' and WorkflowType = '{names.WORKFLOW}' and ExecutionStatus != 'Running'"
    )
    async for each in temporal_client.client.list_workflows(query, limit=EVENTS_OF):
        lengths[each.id] = lengths.get(each.id, 0) + each.history_length
    return list(lengths.values())
