"""The sample users: each sends requests over HTTP under their own account, with a token of their own."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from activities.keys import API, Keys
from schemas.texts import in_sentence
from schemas.words import Role
from workers.city import City
from workers.data_dir import StackError

LINK = re.compile(rb"/o/([^\s)>]+)")


@dataclass(frozen=True)
class SampleUsers:
    """The people of a city, and the API that they use."""

    http: httpx.AsyncClient
    keys: Keys
    city: City

    @property
    def lot(self) -> str:
        """The lot that trucks bring vehicles to."""
        return next(iter(self.city.lots))

    def account(self, role: Role, firm: str | None = None) -> str:
        """The first person with this role, and of this firm if one is named. Raises StackError."""
        for code, person in self.city.people.items():
            if person.role is role and firm in (None, person.firm):
                return code
        whom = " ".join(filter(None, (in_sentence(role.words), firm)))
        raise StackError(f"The city file has no {whom}.")

    def sign_in(self, role: Role) -> None:
        """Send requests without a named account as a person with this role. Raises StackError."""
        self.http.headers["Authorization"] = self._bearer(self.account(role))

    def _bearer(self, account: str) -> str:
        return f"Bearer {self.keys.issue_credential(API, account, datetime.now(UTC))}"

    async def get(self, role: Role, path: str, **more: Any) -> httpx.Response:
        """Send a GET as a person with this role. Raises StackError, httpx.TransportError."""
        return await self.send("GET", path, self.account(role), **more)

    async def send(self, method: str, path: str, account: str | None, **more: Any) -> httpx.Response:
        """Send a request as this person, or anonymously. Raises httpx.TransportError."""
        who = self._bearer(account) if account else ""
        headers = {"Towpath-Sample-People": "true", "Authorization": who, **more.pop("headers", {})}
        return await self.http.request(method, path, headers=headers, **more)

    async def link_on(self, case: str, letter: int) -> str | None:
        """The owner's link printed on this letter; None if there is none."""
        path, asked = f"/api/cases/{case}/letters/{letter}", {"purpose": "mailing"}
        paper = await self.send("POST", path, self.account(Role.DISPATCHER), json=asked)
        found = LINK.search(paper.content)
        return found[1].decode() if found else None
