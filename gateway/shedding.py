"""Refusing at once what cannot be answered in time: a process that is asked more than it can answer would answer nobody."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway import problems
from gateway.errors import Overloaded
from gateway.measuring import UNSEEN
from gateway.metrics import REFUSED


class Shedding:
    """Middleware: at most so many requests wait for the beginning of their answer. Streams count until then."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in UNSEEN:
            await self._app(scope, receive, send)
            return
        if self._waiting >= self._most:
            REFUSED.labels("load").inc()
            refusal = await problems.refused(Request(scope, receive), Overloaded(self._waiting))
            await refusal(scope, receive, send)
            return
        await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        waits = True
        self._waiting += 1

        def answered() -> None:
            nonlocal waits
            self._waiting -= waits
            waits = False

        async def begun(message: Message) -> None:
            answered()
            await send(message)

        try:
            await self._app(scope, receive, begun)
        finally:
            answered()
