"""No body is longer than the limit: one that says so is refused unread, one that does not is refused on the way."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway import problems
from gateway.errors import ContentTooLarge


class BodyLimit:
    """Middleware; ``limit`` in bytes."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > self._limit:
            refusal = await problems.refused(Request(scope, receive), ContentTooLarge(self._limit))
            await refusal(scope, receive, send)
            return
        await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        size = 0

        async def received() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._limit:  # as an error of HTTP, since FastAPI takes others for a body that cannot be read
                raise HTTPException(413, str(ContentTooLarge(self._limit)))
            return message

        return received
