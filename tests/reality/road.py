"""One road, driven on both sides: in the model, and in the real case with its workflow."""

import asyncio
from dataclasses import dataclass, field

from activities.audit import verify_case
from activities.casework import submit
from database import cases, journal
from proving import people
from proving.worlds import Move, World, turning_points
from rules.rulings import standing_rulings
from schemas.answers import Answer
from schemas.messages import JournalEntry
from schemas.words import Stage, Task
from tests.conftest import SECRET
from tests.reality.city import CityUnderTest
from tests.reality.hostile import Trouble
from tests.reality.listening import BEYOND, Listening
from tests.reality.model import Model, differing
from tests.reality.sameness import dumped
from tests.serving import once
from workers.client import api_token

PATIENCE_SECONDS = 30
"""By then a workflow has done what it does at once, even on a busy machine."""


@dataclass
class Attempt:
    """A request with its key and its answer."""

    move: Move
    key: str
    answer: Answer


@dataclass
class Road:
    """One case on both sides."""

    town: CityUnderTest
    model: Model
    temporal_client: Listening
    photo: str
    older: str
    asked: list[Attempt] = field(default_factory=list)

    @property
    def world(self) -> World:
        """The case in the model, now."""
        return World(self.model.case, self.town.now)

    async def asks(self, move: Move, trouble: Trouble = Trouble.NONE) -> Answer:
        """Submit a request to the real case, check it against the model, and notify the workflow."""
        actor, request = move
        now, key = self.town.clock(), f"{self.temporal_client.case}-{len(self.model.lines)}"
        answer = await submit(self.town.services, self.temporal_client.case, request, actor, now=now, key=key)
        await self.absorbs((answer.number or answer.position.number + 1) - 1)
        self.model.goes_on(move, answer, await self._journal(), self.town.pace.case_time(now))
        self.asked.append(Attempt(move, key, answer))
        await self.tells(trouble)
        return answer

    async def asks_again(self, which: int = -1) -> None:
        """Repeat a request under its key: same answer, and nothing more is recorded."""
        last = self.asked[which % len(self.asked)]
        actor, request = last.move
        again = await submit(
            self.town.services, self.temporal_client.case, request, actor, now=self.town.clock(), key=last.key
        )
        self.model.lines.append("A request of before comes once more.")
        self.model.must(again == last.answer, "A repeated request is answered otherwise.", last.answer, again)

    async def tells(self, trouble: Trouble = Trouble.NONE) -> None:
        """Notify the workflow of everything recorded, with this fault."""
        if trouble is not Trouble.NONE:
            self.model.lines.append(f"    (Trouble: {trouble}.)")
        await self.temporal_client.is_told(trouble, which=len(self.model.lines))

    async def time_passes(self) -> bool:
        """Skip past the next instant that matters; False if there is none, or a truck is awaited."""
        model, now = self.model, self.town.now
        points = [*turning_points(model.case, model.law).values(), model.tasks_at(now).wake_at]
        ahead = [each for each in points if each and each > now]
        awaited = model.tasks.own_act is Task.TOW
        if not ahead or model.case.stage is Stage.CLOSED or awaited or await self.temporal_client.is_busy():
            return False
        model.world = World(model.case, now)
        duration = min(ahead) - now + BEYOND
        model.lines.append(model.words(None, World(model.case, now + duration)))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.temporal_client.sleeps(duration)
        return True

    async def heals(self) -> None:
        """End the fault, and wait until the workflow has done everything the model expects."""
        self.model.lines.append("The trouble is over.")
        await self.temporal_client.is_found_behind()
        self.model.must(not self.temporal_client.behind, "The sweep did not find that the workflow is behind.")
        await self.rests()

    async def rests(self) -> None:
        """Wait until the workflow is idle, then compare both sides."""
        try:
            row = await once(self.temporal_client.at_rest)
        except TimeoutError:
            await self.absorbs()
            row = await self.temporal_client.row()
            self.model.must(
                False, "The workflow does not become idle.", row.tasks.next, row.notified_number, row.number
            )
        await self.absorbs(row.number)
        await self._compare(row)

    async def absorbs(self, until: int | None = None) -> None:
        """Adopt what the real workflow has written by itself, up to this fact or all of it."""
        entries = await self._journal()
        while self.model.case.number < (len(entries) if until is None else until):
            self.model.system_wrote(entries)

    async def _compare(self, row: cases.CaseRow) -> None:
        """Compare stage, facts, tasks and rulings, and verify the record."""
        model = self.model
        model.must(row.number == model.case.number, "More was recorded than the law wants.", row.number)
        model.must(row.case == model.case, "The case is another one.", *differing(row.case, model.case))
        tasks = model.tasks_at(row.tasks.at)
        model.must(row.tasks == tasks, "It has other tasks.", tasks, row.tasks)
        faults = await verify_case(self.town.services, self.temporal_client.case)
        model.must(not faults, "The record is not whole.", *faults)
        await self._rulings()

    async def _rulings(self) -> None:
        """Compare the rulings that the API shows, at one instant for both."""
        self.town.clock.stands = self.town.clock()
        headers = {"Authorization": f"Bearer {api_token(SECRET, people.ADMIN.account)}"}
        shown = (await self.town.page.get(f"/api/cases/{self.temporal_client.case}/rulings", headers=headers)).json()
        ours = dumped(standing_rulings(self.model.case, self.model.law, self.town.now))
        self.town.clock.stands = None
        theirs = [{name: each.get(name) for name in ours[0]} for each in shown]
        pairs = [pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]]
        self.model.must(len(ours) == len(theirs) and not pairs, "They rule differently.", *pairs[:1])

    async def _journal(self) -> list[JournalEntry]:
        """The facts as the database has them."""
        async with self.town.services.pool.acquire() as connection:
            return [
                journal.read_fact(entry) for entry in await journal.list_entries(connection, self.temporal_client.case)
            ]
