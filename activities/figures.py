"""The metrics of a city, counted in the record and in Temporal's histories, never in counters kept on the side."""

from dataclasses import dataclass
from statistics import median

from activities.knocking import Engine
from activities.office import Office
from database import figures as sums
from schemas import names


@dataclass(frozen=True)
class Figures:
    """`rows` are reports and quarantined rows; `merged` reports joined a case that existed; `seconds` are real seconds.

    Events are counted in ended histories only: Temporal does not list the length of the others.
    """

    rows: int
    cases: int
    merged: int
    quarantined: int
    outcomes: dict[str, int]
    events_median: int
    events_max: int
    seconds: float


async def count_figures(office: Office, engine: Engine) -> Figures:
    """Count all metrics. Raises RPCError if Temporal is unreachable."""
    events = await _events(engine)
    async with office.pool.acquire() as connection:
        found = await sums.sum_up(connection)
        outcomes = await sums.count_outcomes(connection)
    lasted = found.last - found.first if found.first and found.last else None
    return Figures(
        rows=found.reports + found.set_aside,
        cases=found.cases,
        merged=found.reports - found.carrying,
        quarantined=found.set_aside,
        outcomes=outcomes,
        events_median=int(median(events)) if events else 0,
        events_max=max(events, default=0),
        seconds=round(lasted.total_seconds() / office.pace.factor, 2) if lasted else 0.0,
    )


async def _events(engine: Engine) -> list[int]:
    """The history length of each ended workflow, all runs of a case added up."""
    lengths: dict[str, int] = {}
    query = f"TaskQueue = '{engine.queue}' and WorkflowType = '{names.WORKFLOW}' and ExecutionStatus != 'Running'"
    async for each in engine.client.list_workflows(query):
        lengths[each.id] = lengths.get(each.id, 0) + each.history_length
    return list(lengths.values())
