"""HEAD: the answer to the same GET without its body, as monitors and link checkers of mail systems ask for it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadsAsGets:
    """Answers HEAD wherever GET is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app(dict(scope, method="GET"), receive, without_body)
