"""The sample people at the doors: each asks over HTTP, as who they are, with a token of their own."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

import httpx

from activities.keys import Keys
from schemas.words import Role
from workers.city import City
from workers.folder import StackError

PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 0.25
LINK = re.compile(rb"/o/([^\s)>]+)")


@dataclass(frozen=True)
class Company:
    """The people of a city, and the doors that they come to."""

    http: httpx.AsyncClient
    keys: Keys
    city: City

    def account(self, role: Role, firm: str | None = None) -> str:
        """The first person of this role, and of this firm where one is named. Raises StackError."""
        for code, person in self.city.people.items():
            if person.role is role and firm in (None, person.firm):
                return code
        whom = " ".join(filter(None, (role.value.replace("_", " "), firm)))
        raise StackError(f"Nobody in the city's file is a {whom}.")

    async def get(self, role: Role, path: str, **more: Any) -> httpx.Response:
        """Read something as somebody of this role. Raises StackError."""
        return await self.send("GET", path, self.account(role), **more)

    async def send(self, method: str, path: str, account: str | None, **more: Any) -> httpx.Response:
        """Ask a door as this person, or as nobody; one that is away is asked again for a while. Raises StackError."""
        headers = {"Towpath-Sample-People": "true", **more.pop("headers", {})}
        if account:
            headers["Authorization"] = f"Bearer {self.keys.issue('api', account)}"
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._until_answered(method, path, headers=headers, **more)
        except TimeoutError as fault:
            raise StackError("Towpath's web door does not answer: is the stack running?") from fault

    async def _until_answered(self, method: str, path: str, **more: Any) -> httpx.Response:
        while True:
            try:
                answer = await self.http.request(method, path, **more)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                return answer
            await asyncio.sleep(PAUSE_SECONDS)

    async def link_on(self, case: str, letter: int) -> str | None:
        """The owner's link as it stands on this letter; None where there is none."""
        asked = {"purpose": "mailing"}
        paper = await self.get(Role.DISPATCHER, f"/api/cases/{case}/letters/{letter}", params=asked)
        found = LINK.search(paper.content)
        return found[1].decode() if found else None
