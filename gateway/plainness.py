"""Refusing at the door what no route could make anything of: bodies that are JSON only almost, and the character NUL."""

import re

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from actors.errors import FabulaError, InvalidRequest
from gateway import problems
from gateway.bodies import again, whole
from gateway.strict_json import check_json

_JSON = re.compile(r"application/([\w.-]+\+)?json\b", re.IGNORECASE)


class Plainness:
    """Middleware around all routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            _check_address(scope)
            receive = await _checked_body(request, receive)
        except ClientDisconnect:
            return
        except FabulaError as error:
            await (await problems.refused(request, error))(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _check_address(scope: Scope) -> None:
    """Raises InvalidRequest."""
    if "\0" in scope["path"]:
        raise InvalidRequest("path", "no name has the character NUL in it")
    if b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
        raise InvalidRequest("query", "nothing has the character NUL in it")


async def _checked_body(request: Request, receive: Receive) -> Receive:
    """What gives the body to whoever reads it next. Raises InvalidRequest, ContentTooLarge, ClientDisconnect."""
    headers: Headers = request.headers
    if not _JSON.match(headers.get("content-type", "")) or not ("content-length" in headers or "transfer-encoding" in headers):
        return receive
    body = await whole(request)
    if body:
        check_json(body)
    return again(body, receive)
