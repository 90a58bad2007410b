"""One car, one workflow: it waits, wakes and acts until the case is closed. Replayed: from 1.0.0 on it only grows."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from schemas import names
from schemas.engine import Asked, Opening, Position, SubmitErrand, Told
from schemas.requests import unfit_to_travel
from workflows import stages
from workflows.process import ERRAND_RETRIES, ERRAND_TIME, Process


@workflow.defn(name=names.WORKFLOW)
class AbandonedVehicle:
    """The life of one abandoned vehicle."""

    @workflow.init
    def __init__(self, opening: Opening) -> None:
        self.process = Process(opening)

    @workflow.run
    async def run(self, _opening: Opening) -> Position:
        """From where the journal stands to the end of the case."""
        while self.process.stage in stages.OF:
            await stages.OF[self.process.stage](self.process)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.process.position

    @workflow.signal(name=names.FACT_RECORDED)
    def fact_recorded(self, position: Position) -> None:
        """The journal has a new fact."""
        self.process.hear(position)

    @workflow.update(name=names.REQUEST)
    async def ask(self, asked: Asked) -> Told:
        """A request by Temporal's own door: the record decides, and the caller gets its answer."""
        return await self._submit(asked)

    @ask.validator
    def keeps_no_words(self, asked: Asked) -> None:
        """Refuse words before the history has them: what a validator refuses is not written down. Never replayed."""
        if unfit := unfit_to_travel(asked.kind, asked.fields):
            raise ApplicationError(unfit)

    @workflow.signal(name=names.REQUEST)
    async def tell(self, asked: Asked) -> None:
        """The same, for a caller who does not wait for the answer."""
        await self._submit(asked)

    @workflow.query(name=names.POSITION)
    def position(self) -> Position:
        """Where the engine believes the journal to stand."""
        return self.process.position

    async def _submit(self, asked: Asked) -> Told:
        told: Told = await workflow.execute_activity(
            names.SUBMIT_REQUEST,
            SubmitErrand(case=self.process.case, now=workflow.now(), asked=asked.model_dump()),
            result_type=Told,
            start_to_close_timeout=ERRAND_TIME,
            retry_policy=ERRAND_RETRIES,
            summary=f"{asked.kind} by {asked.by}".replace("_", " "),
        )
        if told.position:
            self.process.hear(told.position)
        return told
