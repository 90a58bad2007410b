"""What a browser complains of while people use it: requests that fail, and errors in its console."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fastapi.routing import APIRoute
from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

from web.app import MODULES

LEFT_EARLY = "net::ERR_ABORTED"
"""The page was left while something was still loading."""
LOADED_BADLY = "Failed to load resource"
"""The console repeats what the answers already say, also of a page that is not there on purpose."""
NO_PAGES = {"/overrides.csv", "/o/{token}/photos/{photo}", "/health/live", "/health/ready", "/healthz"}


@dataclass
class Watch:
    """The faults that the browser saw, and the paths of the pages that were opened."""

    faults: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> BrowserContext:
        """Watch every page of this context."""
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)
        context.on("console", self._said)
        context.on("weberror", lambda fault: self.faults.append(f"script: {fault.error}"))
        return context

    def _answered(self, answer: Response) -> None:
        if answer.request.is_navigation_request():
            self.opened.add(urlsplit(answer.url).path)
        elif answer.status >= 400 and answer.url.startswith("http"):
            self.faults.append(f"{answer.status} {answer.url}")

    def _failed(self, request: Request) -> None:
        if request.url.startswith("http") and request.failure != LEFT_EARLY:
            self.faults.append(f"{request.failure} {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(LOADED_BADLY):
            self.faults.append(f"console: {message.text}")

    def unopened(self) -> list[str]:
        """The pages of the application that were never opened, by the paths of their routes."""
        patterns = {path: re.compile(re.sub(r"\{\w+\}", "[^/]+", path)) for path in page_paths()}
        return [path for path, each in patterns.items() if not any(map(each.fullmatch, self.opened))]


def page_paths() -> list[str]:
    """The path of every page that a browser opens with GET."""
    routes = (route for module in MODULES for route in module.router.routes if isinstance(route, APIRoute))
    found = {route.path for route in routes if "GET" in (route.methods or ()) and not route.path.startswith("/api/")}
    return sorted(found - NO_PAGES)
