"""What a records service that hangs costs cases that do not need it: an officer acts, and the system closes the case.

By turns on one stack the service answers, and takes questions without ever answering. In each turn cars are reported,
whose questions go to the service, while other cases are closed. Run it with `python -P -m benchmarks.dead_service`.
"""

import asyncio
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
from fastapi import FastAPI, Request, Response
from starlette.middleware.base import RequestResponseEndpoint
from temporalio.client import Client

from benchmarks.case_cost import environment_of
from benchmarks.own_stack import open_folder
from benchmarks.seen import Seen
from sample.records import TrainingRecords
from schemas import names
from schemas.words import Outcome, Stage
from tests.outside import served
from tests.running import COMMANDS, towpath_up
from tests.serving import once
from workers.client import api_token
from workers.world import TrainingCity, world_app

TURNS, CLOSED, ASKING = 5, 60, 60
PAUSE_SECONDS = 0.1
"""Between two cases that are closed, so that the stack is not busy with them alone."""
WITHDRAWN = {"kind": "close_case", "outcome": Outcome.WITHDRAWN, "authority": "Supervisor", "note": "Benchmark"}


@dataclass
class Service:
    """A records service that answers while `answers` is set; else it holds every question."""

    answers: asyncio.Event = field(default_factory=asyncio.Event)
    held: int = 0

    def app(self) -> FastAPI:
        """Its HTTP side."""
        app = world_app(TrainingCity(TrainingRecords()))

        @app.middleware("http")
        async def hold(request: Request, go_on: RequestResponseEndpoint) -> Response:
            self.held += not self.answers.is_set()
            await self.answers.wait()
            return await go_on(request)

        return app


@dataclass(frozen=True)
class Desk:
    """People of the office over HTTP, and Temporal."""

    http: httpx.AsyncClient
    client: Client
    secret: str

    async def report(self) -> str:
        """Report a car; returns its case."""
        sent = {"address": "100 First Street", "district": "d25", "plate": uuid4().hex[:7]}
        return str((await self._post("officer-1", "/api/reports", sent)).json()["case"])

    async def until_checked(self, case: str) -> None:
        """Wait until the records of a car are checked."""

        async def look() -> bool | None:
            shown = await self.http.get(f"/api/cases/{case}", headers=self._as("admin-1"))
            return shown.raise_for_status().json()["stage"] == Stage.VERIFICATION or None

        await once(look)

    async def close(self, case: str) -> float:
        """An officer finds the car gone; returns the milliseconds until the workflow has ended."""
        began = time.perf_counter()
        await self._post("officer-1", f"/api/cases/{case}/requests", {"kind": "record_inspection", "finding": "gone"})
        await self.client.get_workflow_handle(names.workflow_id(case)).result()
        return (time.perf_counter() - began) * 1000

    async def withdraw(self, case: str) -> None:
        """A supervisor closes a case."""
        await self._post("supervisor-1", f"/api/cases/{case}/requests", WITHDRAWN)

    async def _post(self, who: str, path: str, body: dict[str, str]) -> httpx.Response:
        headers = self._as(who) | {"Idempotency-Key": uuid4().hex}
        return (await self.http.post(path, json=body, headers=headers)).raise_for_status()

    def _as(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {api_token(self.secret, who)}"}


def main() -> None:
    """Measure, and print the results."""
    with open_folder() as folder:
        seen = asyncio.run(_measure(folder))
    for what, turns in seen.items():
        print(Seen(what, [each for turn in turns for each in turn.took]))
        print("  p95 of each turn:", "  ".join(f"{turn.p95:.0f}" for turn in turns), "ms")


async def _measure(folder: Path) -> dict[str, list[Seen]]:
    service = Service()
    async with served(service.app()) as address:
        os.environ["TOWPATH_RECORDS_URL"] = f"{address}records/"
        with towpath_up(folder, pace="1") as running:
            await asyncio.to_thread(running.until_ready)
            worker = next(pid for pid, line in running.relatives().items() if COMMANDS["worker"] in line)
            client = await Client.connect(environment_of(worker)["TEMPORAL_ADDRESS"])
            async with httpx.AsyncClient(base_url=running.url, timeout=20) as http:
                return await _by_turns(Desk(http, client, (running.data / "secret").read_text()), service)


async def _by_turns(desk: Desk, service: Service) -> dict[str, list[Seen]]:
    seen: dict[str, list[Seen]] = {"The service answers": [], "The service hangs": []}
    for _ in range(TURNS):
        for (what, turns), answers in zip(seen.items(), (True, False), strict=True):
            turns.append(Seen(what, await _turn(desk, service, answers=answers)))
    print(f"questions held: {service.held}")
    return seen


async def _turn(desk: Desk, service: Service, *, answers: bool) -> list[float]:
    """Close cases that are ready, while others ask; those are withdrawn at the end, so that no turn inherits any."""
    service.answers.set()
    ready = [await desk.report() for _ in range(CLOSED)]
    for case in ready:
        await desk.until_checked(case)
    if not answers:
        service.answers.clear()
    asking = [await desk.report() for _ in range(ASKING)]
    took = []
    for case in ready:
        took.append(await desk.close(case))
        await asyncio.sleep(PAUSE_SECONDS)
    for case in asking:
        await desk.withdraw(case)
    return took


if __name__ == "__main__":
    main()
