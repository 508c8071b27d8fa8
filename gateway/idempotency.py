"""Idempotency-Key: a POST that is sent again with the same key has no second effect, and gets the first one's answer."""

import re
from collections.abc import MutableMapping
from contextlib import suppress
from hashlib import blake2b
from typing import Annotated, Any

from fastapi import Header, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actors.errors import FabulaError, InvalidRequest
from gateway import problems
from gateway.bodies import again, whole
from gateway.dependencies import ports
from gateway.errors import KeyInFlight, KeyReused
from gateway.security.guards import principal
from storage.answers import Answer, Answers, Turn

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_HEADERS = ("content-type", "location", "etag", "link", "retry-after")
SECRET = "/api/v1/auth/"
"""Below this, answers hold secrets, which are not to be kept."""

LONGEST = 128
PLAIN = re.compile(rf"[\x21-\x7e]{{1,{LONGEST}}}")
DESCRIPTION = "A new one for each thing to be done."

IdempotencyKey = Annotated[str | None, Header(alias=HEADER, max_length=LONGEST, description=DESCRIPTION)]

PARAMETER: dict[str, Any] = {
    "name": HEADER, "in": "header", "required": False, "description": DESCRIPTION,
    "schema": {"type": "string", "maxLength": LONGEST},
}  # fmt: skip


def declare(document: dict[str, Any]) -> None:
    """Have the OpenAPI document say of whatever is POSTed that it takes a key, and may be refused for it."""
    for path, methods in document["paths"].items():
        operation = methods.get("post")
        if operation is None or path.startswith(SECRET):
            continue
        parameters = operation.setdefault("parameters", [])
        if HEADER not in {one["name"] for one in parameters}:
            parameters.append(PARAMETER)
        operation["responses"].setdefault("409", problems.responses(409)[409])


class Idempotency:
    """Middleware around everything that is POSTed with a key.

    A refusal is not remembered, nor is a defect: nothing was done, and it may be tried again. Answers are kept for 24 hours.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive) if scope["type"] == "http" and scope["method"] == "POST" else None
        if request is None or (key := request.headers.get(HEADER)) is None or scope["path"].startswith(SECRET):
            await self._app(scope, receive, send)
            return
        try:
            owner = await _owner(request)
        except FabulaError:  # the route says so itself
            await self._app(scope, receive, send)
            return
        try:
            await self._once(request, owner, key, send)
        except FabulaError as error:
            await (await problems.refused(request, error))(scope, receive, send)

    async def _once(self, request: Request, owner: str, key: str, send: Send) -> None:
        if not PLAIN.fullmatch(key):
            raise InvalidRequest(f"header/{HEADER}", "must be 1 to 128 printable ASCII characters without spaces")
        body = await whole(request)
        answers, fingerprint = ports(request).answers, _fingerprint(request, body)
        turn = await answers.begin(owner, key, fingerprint)
        if isinstance(turn, Turn):
            await self._first(request, body, answers, turn, send)
            return
        known, answer = turn
        if known != fingerprint:
            raise KeyReused(key)
        if answer is None:
            raise KeyInFlight(key)
        await _replay(answer, send)

    async def _first(self, request: Request, body: bytes, answers: Answers, turn: Turn, send: Send) -> None:
        heard = _Heard(send)
        try:
            await self._app(request.scope, again(body, request.receive), heard)
        except BaseException:
            with suppress(FabulaError):  # else it is let go when its lease is over
                await answers.drop(turn)
            raise
        answer = heard.answer()
        if 200 <= answer.status < 400:
            await answers.finish(turn, answer)
        else:
            await answers.drop(turn)
        await heard.release()


class _Heard:
    """Holds back what is sent until it is remembered."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self._messages.append(message)

    def answer(self) -> Answer:
        start: MutableMapping[str, Any] = self._messages[0]
        named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]]
        body = b"".join(message.get("body", b"") for message in self._messages[1:])
        return Answer(start["status"], [header for header in named if header[0].lower() in KEPT_HEADERS], body)

    async def release(self) -> None:
        for message in self._messages:
            await self._send(message)


async def _owner(request: Request) -> str:
    """Whose key it is: two people may choose the same."""
    asking = await principal(request)
    return asking.user or f"nobody:{request.client.host if request.client else ''}"


def _fingerprint(request: Request, body: bytes) -> bytes:
    asked = f"{request.method} {request.url.path}?{request.url.query}\n{request.headers.get('content-type', '')}\n"
    return blake2b(asked.encode() + body, digest_size=16).digest()


async def _replay(answer: Answer, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    length = (b"content-length", str(len(answer.body)).encode())
    await send(
        {"type": "http.response.start", "status": answer.status, "headers": [*headers, length, (REPLAYED.encode(), b"true")]}
    )
    await send({"type": "http.response.body", "body": answer.body})
