"""Plays the sample people, so that each car's life goes as its story says.

Knows what they do from `sample.people`; decides nothing, and counts nothing.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import httpx

from sample.people import ACTS, Act, Scene, acts_for
from sample.pictures import picture
from schemas.case import Case
from schemas.importing import ReportRow, Story
from schemas.pace import Pace
from schemas.words import Finding, Outcome, Party, Role, Thing
from workers.client import checked
from workers.company import Company

PAGE = 200
AT_ONCE = 4
PRICED = (Thing.RECLAIM_PERIOD, Thing.FREE_RETRIEVAL)


@dataclass(frozen=True)
class Part:
    """What a case of the sample is played by: its story, and the older case of the same car."""

    story: Story
    original: str | None = None


def parts_of(rows: Iterable[ReportRow], cases: Mapping[int, str]) -> dict[str, Part]:
    """Who plays what: `cases` names the case of each line. A report that joined a case adds no story of its own."""
    told = [(cases[row.line], row, row.story) for row in rows if row.line in cases and row.story]
    by_number = {(row.source, row.external_id): case for case, row, _ in told}
    parts: dict[str, Part] = {}
    for case, row, story in told:
        original = by_number.get((row.source, story.duplicate_of or ""))
        if story.outcome is not Outcome.DUPLICATE or original != case:
            parts.setdefault(case, Part(story, original))
    return parts


@dataclass
class Player:
    """Plays these cases; `most` is how many of them move in one round."""

    company: Company
    parts: Mapping[str, Part]
    pace: Pace
    most: int | None = None
    tries: Counter[str] = field(default_factory=Counter)
    idle: dict[str, int] = field(default_factory=dict)

    async def play_round(self) -> dict[str, int]:
        """Let everybody do what is to be done now; answers with the cases of the sample that are open, and how many
        facts each of them had.
        """
        rows = [row async for row in self._open_cases() if row["id"] in self.parts]
        originals = {self.parts[row["id"]].original for row in rows if not row["opened_by"]}
        now = self.pace.case_time(datetime.now(UTC))
        ready = [row["id"] for row in rows if row["id"] not in originals and self._may_move(row, now)][: self.most]
        for some in (ready[at : at + AT_ONCE] for at in range(0, len(ready), AT_ONCE)):
            await asyncio.gather(*(self._play(case) for case in some))
        return {row["id"]: row["number"] for row in rows}

    async def _open_cases(self) -> AsyncIterator[dict[str, Any]]:
        asked: dict[str, Any] = {"only_open": True, "limit": PAGE}
        while page := checked(await self.company.get(Role.SUPERVISOR, "/api/cases", params=asked)):
            for row in page:
                yield row
            asked["after"] = page[-1]["id"]

    def _may_move(self, row: Mapping[str, Any], now: datetime) -> bool:
        """Whether there is something to do, its time has come, and no person of flesh and blood works on the case."""
        thing = row["next"]
        floor = thing["not_before"] if thing["by"] != Role.ENGINE else None
        early = floor is not None and datetime.fromisoformat(floor) > now
        known = self.idle.get(row["id"]) == row["number"]
        return thing["thing"] in ACTS and not row["opened_by"] and not early and not known

    async def _play(self, case: str) -> None:
        shown = checked(await self.company.get(Role.SUPERVISOR, f"/api/cases/{case}"))
        scene = await self._scene(case, shown)
        acts = acts_for(Thing(shown["next"]["thing"]), scene)
        if not acts:
            self.idle[case] = scene.case.number
        for act in acts:
            if not await self._act(scene, act, shown["color"]):
                return

    async def _scene(self, case: str, shown: Mapping[str, Any]) -> Scene:
        bill = {"owed": 0}
        if shown["next"]["thing"] in PRICED:
            bill = checked(await self.company.get(Role.SUPERVISOR, f"/api/cases/{case}/bill"))
        part = self.parts[case]
        return Scene(Case.model_validate(shown["state"]), part.story, part.original, bill["owed"])

    async def _act(self, scene: Scene, act: Act, color: str | None) -> bool:
        """Do it; False if it was refused: what was right a moment ago may have changed."""
        if act.role is not Role.OWNER:
            return await self._request(scene.case, act, color)
        case = scene.case
        letter = next((each.letter for each in case.letters if each.party is Party.OWNER and each.mailed), None)
        link = await self.company.link_on(case.case, letter) if letter else None
        if link is None:
            called = Act(Role.DISPATCHER, act.kind, {"note": "The owner called."})
            return await self._request(case, called, color)
        form = {"key": f"{act.kind}-{case.case}-{case.number}"}
        answer = await self.company.send("POST", f"/o/{link}/requests/{act.kind}", None, data=form)
        return answer.status_code == httpx.codes.SEE_OTHER

    async def _request(self, case: Case, act: Act, color: str | None) -> bool:
        account, fields = self.company.account(act.role, act.firm), dict(act.fields)
        if act.photo:
            car = None if fields.get("finding") is Finding.GONE else color or "gray"
            fields["photos"] = [await self._photo(case, account, car)]
        body = {"kind": act.kind} | {name: value for name, value in fields.items() if value is not None}
        asked = sha256(f"{case.case} {case.number} {body}".encode()).hexdigest()[:32]
        key = {"Idempotency-Key": f"sample-{asked}-{self.tries[asked]}"}
        path = f"/api/cases/{case.case}/requests"
        answer = await self.company.send("POST", path, account, json=body, headers=key)
        if answer.status_code == httpx.codes.CONFLICT:
            self.tries[asked] += 1
            return False
        checked(answer, f"{case.case}, {act.kind}: ")
        return True

    async def _photo(self, case: Case, account: str, car: str | None) -> str:
        files = {"photo": ("photo.jpg", picture(f"{case.case}  {case.number}", color=car), "image/jpeg")}
        answer = await self.company.send("POST", f"/api/cases/{case.case}/photos", account, files=files)
        return str(checked(answer)["id"])
