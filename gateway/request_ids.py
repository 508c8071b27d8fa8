"""A name for each request: the one the client gave, if it is a plain one, else a new one."""

import re
import secrets
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.telemetry.logs import bound

HEADER = "X-Request-ID"

_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ECOSYSTEM = re.compile(r"/api/v1/ecosystems/([A-Za-z0-9._-]{1,64})(?:/|$)")
_KEY = "fabula.request_id"
_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request that is being answered; "" outside of one."""
    return _current.get()


def request_id_of(connection: HTTPConnection) -> str:
    """The id of this request, also where it has been answered already, or given up."""
    name: str = connection.scope.get(_KEY, "")
    return name


class RequestIds:
    """Middleware that gives every request its id, and sends it back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        name = given if _PLAIN.fullmatch(given) else secrets.token_hex(8)
        scope[_KEY] = name
        token = _current.set(name)

        async def named(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                MutableHeaders(scope=message)[HEADER] = _current.get()
            await send(message)

        ecosystem = _ECOSYSTEM.match(scope["path"])
        try:
            with bound(request_id=name, **({"ecosystem": ecosystem[1]} if ecosystem else {})):
                await self._app(scope, receive, named)
        finally:
            _current.reset(token)
