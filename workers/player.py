"""Plays the sample users, so that each car's life follows its story.

Knows from `sample.people` what they do; decides nothing and counts nothing.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from rules.records import ASKED
from sample.people import ACTS, acts_for
from sample.pictures import picture
from sample.scene import Act, Scene
from schemas.case import Case
from schemas.importing import ReportRow
from schemas.pace import Pace
from schemas.words import Finding, Outcome, Party, Role, Task
from workers.client import checked
from workers.data_dir import StackError
from workers.sample_users import SampleUsers
from workers.scenes import ScenePart, set_scene

PAGE = 200
AT_ONCE = 4
MOST_RETRIES = 5
"""How often a failed step of one case is retried; then the case rests, so that a fault is seen and not hidden."""

REST, LONGEST_REST = timedelta(seconds=0.5), timedelta(minutes=5)


def parts_of(rows: Iterable[ReportRow], cases: Mapping[int, str]) -> dict[str, ScenePart]:
    """The part of each case; `cases` is the case of each line. A report that joined a case adds no story of its own."""
    known = [(cases[row.line], row) for row in rows if row.line in cases]
    by_number = {(row.source, row.external_id): case for case, row in known}
    parts: dict[str, ScenePart] = {}
    for case, row in known:
        original = by_number.get((row.source, row.story.duplicate_of or "")) if row.story else None
        if row.story and not (row.story.outcome is Outcome.DUPLICATE and original == case):
            parts.setdefault(case, ScenePart(row.story, original))
    return parts


@dataclass
class Rest:
    """A case that the sample users leave alone until it has another fact, or until this instant."""

    number: int
    until: datetime | None = None
    tries: int = 0
    why: str | None = None


@dataclass
class Player:
    """Plays these cases; at most `most` of them move in one round."""

    sample_users: SampleUsers
    parts: Mapping[str, ScenePart]
    pace: Pace
    most: int | None = None
    resting: dict[str, Rest] = field(default_factory=dict)
    retries: Counter[str] = field(default_factory=Counter)

    async def play_turn(self) -> dict[str, int]:
        """Do everything that is due now; returns the open cases of the sample, each with its number of facts."""
        rows = [row async for row in self._open_cases() if row["id"] in self.parts]
        originals = {self.parts[row["id"]].original for row in rows if not row["opened_by"]}
        now = datetime.now(UTC)
        ready = [row["id"] for row in rows if row["id"] not in originals and self._may_move(row, now)][: self.most]
        for some in (ready[at : at + AT_ONCE] for at in range(0, len(ready), AT_ONCE)):
            await asyncio.gather(*(self._play(case) for case in some))
        return {row["id"]: row["number"] for row in rows}

    async def _open_cases(self) -> AsyncIterator[dict[str, Any]]:
        asked: dict[str, Any] = {"only_open": True, "limit": PAGE}
        while page := checked(await self.sample_users.get(Role.SUPERVISOR, "/api/cases", params=asked)):
            for row in page:
                yield row
            asked["after"] = page[-1]["id"]

    def _may_move(self, row: Mapping[str, Any], now: datetime) -> bool:
        """Whether there is something to do, its time has come, and no real person works on the case."""
        task = row["tasks"][0]
        floor = task["not_before"] if task["by"] != Role.SYSTEM else None
        early = floor is not None and datetime.fromisoformat(floor) > self.pace.case_time(now)
        rest = self.resting.get(row["id"])
        rests = rest is not None and rest.number == row["number"] and (rest.until is None or rest.until > now)
        is_asked = task["task"] in (*ASKED, Task.MAILING) and task["by"] == Role.SYSTEM
        return task["task"] in ACTS and not is_asked and not row["opened_by"] and not early and not rests

    async def _play(self, case: str) -> None:
        shown = checked(await self.sample_users.get(Role.SUPERVISOR, f"/api/cases/{case}"))
        rest, now = self.resting.get(case), self.pace.case_time(datetime.now(UTC))
        refused = rest is not None and rest.number == shown["number"] and rest.tries > 0
        scene = await set_scene(self.sample_users, self.parts[case], shown, now=now, refused=refused)
        task = Task(shown["tasks"][0]["task"])
        fails = self._fails_again(case, task)
        acts = () if fails else acts_for(task, scene)
        if not acts:
            self.resting[case] = Rest(scene.case.number, why=shown["tasks"][0]["why"] if fails else None)
        try:
            for act in acts:
                await self._act(scene, act, shown["color"])
        except StackError as refused:
            # The case may have changed a moment ago; a person may have done what the story did not foresee.
            self._rest(scene.case, str(refused))

    def _fails_again(self, case: str, task: Task) -> bool:
        """Whether the system's step has failed too often; counts this retry if not."""
        self.retries[case] += task is Task.FAILED_STEP
        return task is Task.FAILED_STEP and self.retries[case] > MOST_RETRIES

    def _rest(self, case: Case, why: str) -> None:
        before = self.resting.get(case.case)
        tries = before.tries + 1 if before and before.number == case.number else 1
        until = datetime.now(UTC) + min(REST * 2**tries, LONGEST_REST)
        self.resting[case.case] = Rest(case.number, until, tries, why)

    async def _act(self, scene: Scene, act: Act, color: str | None) -> None:
        """Submit the act. Raises StackError if it is refused."""
        case = scene.case
        if act.role is not Role.OWNER:
            await self._request(case, act, color)
            return
        letter = next((each.letter for each in case.letters if each.party is Party.OWNER and each.mailed), None)
        link = await self.sample_users.link_on(case.case, letter) if letter else None
        if link is None:
            await self._request(case, Act(Role.DISPATCHER, act.kind, {"note": "The owner called."}), color)
            return
        answer = await self.sample_users.send("POST", f"/o/{link}/requests/{act.kind}", None, data={"key": uuid4().hex})
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise StackError(f"{case.case}, {act.kind}: the owner's page answered {answer.status_code}.")

    async def _request(self, case: Case, act: Act, color: str | None) -> None:
        account, fields = self.sample_users.account(act.role, act.firm), dict(act.fields)
        if act.photo:
            car = None if fields.get("finding") is Finding.GONE else color or "gray"
            fields["photos"] = [await self._photo(case, account, car)]
        body = {"kind": act.kind} | {name: value for name, value in fields.items() if value is not None}
        key, path = {"Idempotency-Key": uuid4().hex}, f"/api/cases/{case.case}/requests"
        answer = await self.sample_users.send("POST", path, account, json=body, headers=key)
        checked(answer, f"{case.case}, {act.kind}: ")

    async def _photo(self, case: Case, account: str, car: str | None) -> str:
        files = {"photo": ("photo.jpg", picture(f"{case.case}  {case.number}", color=car), "image/jpeg")}
        answer = await self.sample_users.send("POST", f"/api/cases/{case.case}/photos", account, files=files)
        return str(checked(answer)["id"])
