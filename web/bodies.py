"""The body of a request: read only for the audience of its route, and only up to a size.

The framework reads a body before it asks any dependency; `Router` asks the audience first.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.dependencies.utils import solve_dependencies
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.types import Message

from activities.photos import LIMIT_BYTES
from schemas.requests import request_models
from web.audiences import Audience
from web.forms import names_of

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

PLAIN_BYTES = 1_000_000
PHOTO_BYTES = LIMIT_BYTES + 1_000_000
"""One photo of the largest size, with its multipart envelope."""
FORM_BYTES = 100_000_000
"""A form with twenty photos as phones take them."""
PHOTO_ROUTES = frozenset({"/api/cases/{case}/photos"})
"""The routes whose body is one photo."""


READER = "towpath.reader"
"""Where the scope keeps the request that reads the body."""


def reader_of(request: Request) -> Request:
    """The request that reads the body: a body comes once; another object would wait for it forever."""
    reader: Request = request.scope.get(READER, request)
    return reader


def limit_of(path: str, request: Request) -> int:
    """The largest body in bytes that this route reads for this request."""
    if path in PHOTO_ROUTES:
        return PHOTO_BYTES
    model = request_models().get(request.path_params.get("kind", ""))
    return FORM_BYTES if model and names_of(model, "photos") else PLAIN_BYTES


class BodyTooLargeError(HTTPException):
    """The body is larger than its route reads; 413."""

    def __init__(self, limit: int) -> None:
        said = f"The request is larger than {limit // 1_000_000} MB. Nothing was saved. Please send less at a time."
        super().__init__(413, said)


class LimitedBody:
    """Receives the body of a request up to a limit, whether or not its length was announced."""

    def __init__(self, request: Request, limit: int) -> None:
        self._receive, self._limit, self._read = request.receive, limit, 0
        announced = request.headers.get("content-length", "")
        self._announced = int(announced) if announced.isdecimal() else 0

    async def receive(self) -> Message:
        """The next part. Raises BodyTooLargeError, before anything is read if the announced length is too large."""
        self._check(self._announced)
        message = await self._receive()
        self._read += len(message.get("body", b""))
        self._check(self._read)
        return message

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise BodyTooLargeError(self._limit)


class BodyRoute(APIRoute):
    """A route that asks its audience before it reads a body, and reads no more than its limit."""

    def get_route_handler(self) -> Handler:
        """The handler of this route."""
        handle, path = super().get_route_handler(), self.path
        asked = [each for each in self.dependant.dependencies if isinstance(each.call, Audience)]
        takes_body = self.body_field is not None

        async def handler(request: Request) -> Response:
            limited = LimitedBody(request, limit_of(path, request))
            request.scope[READER] = reader = Request(request.scope, limited.receive)
            for audience in asked if takes_body else ():
                solved = await solve_dependencies(
                    request=request,
                    dependant=audience,
                    async_exit_stack=request.scope["fastapi_inner_astack"],
                    embed_body_fields=False,
                )
                if solved.errors:
                    raise RequestValidationError(solved.errors)
                await audience.call(**solved.values)  # type: ignore[misc]
            return await handle(reader)

        return handler


class Router(APIRouter):
    """A router of such routes: every router of the application is one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=BodyRoute, **options)
