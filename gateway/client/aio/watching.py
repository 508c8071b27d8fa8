"""Watching what happens, over WebSocket or Server-Sent Events, across whatever happens to the connection."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from gateway.client.aio.asking import AsyncAsking
from gateway.client.call import path
from gateway.client.errors import Unauthenticated, Unreachable, error_of, refused
from gateway.client.patience import AGAIN
from gateway.client.place import Lines, Place, Told
from gateway.schemas.streams import SUBPROTOCOL, Auth, Parting

SILENCE_SECONDS = 45.0
"""A stream that says nothing for so long is taken for lost; the gateway pings more often."""

MOST_FAILURES = 30


async def watch(asking: AsyncAsking, ecosystem: str, place: Place, by_socket: bool) -> AsyncGenerator[Told, None]:
    """Everything from there on, for ever. Raises ApiError when coming back is of no use."""
    while True:
        token = asking.token
        once = _by_socket(asking, ecosystem, place) if by_socket else _by_sse(asking, ecosystem, place)
        at_once = False
        try:
            async with aclosing(once):
                async for told in once:
                    yield told
        except ConnectionClosed as closed:
            frame = closed.rcvd
            try:
                at_once = place.ended(frame.code if frame else None, frame.reason if frame else "")
            except Unauthenticated:
                if not await asking.renewed(token):
                    raise
                at_once = True
        except Unauthenticated:
            if not await asking.renewed(token):
                raise
            at_once = True
        except InvalidStatus as refusal:
            if refusal.response.status_code < 500 and refusal.response.status_code not in AGAIN:
                raise error_of(refusal.response.status_code, bytes(refusal.response.body)) from None
        except (httpx.TransportError, InvalidHandshake, OSError, TimeoutError) as error:
            if place.failures >= MOST_FAILURES:
                raise Unreachable(0, "unreachable", f"{asking.url}: {error or type(error).__name__}") from error
        if not at_once:
            place.failures += 1
            await asyncio.sleep(min(5.0, asking.patience.pause(place.failures)))


async def _by_socket(asking: AsyncAsking, ecosystem: str, place: Place) -> AsyncGenerator[Told, None]:
    async with connected(asking, ecosystem) as socket:
        await enter(socket, asking.token)
        await socket.send(place.subscription())
        while True:
            told = place.heard(await socket.recv())
            if told is not None:
                yield told


async def _by_sse(asking: AsyncAsking, ecosystem: str, place: Place) -> AsyncGenerator[Told, None]:
    url = asking.url + path("ecosystems", ecosystem, "events", "stream")
    arguments: dict[str, Any] = {"headers": asking.authorization(), "timeout": httpx.Timeout(10.0, read=SILENCE_SECONDS)}
    given = {name: value for name, value in place.params().items() if value is not None}
    async with asking.http.stream("GET", url, params=given, **arguments) as answer:
        if answer.status_code in AGAIN:
            raise httpx.RemoteProtocolError(f"answer {answer.status_code}")
        if answer.status_code != 200:
            raise error_of(answer.status_code, await answer.aread())
        lines = Lines()
        async for line in answer.aiter_lines():
            told = lines.take(line, place)
            if isinstance(told, Parting):
                if told.type == "ended":
                    raise error_of(401 if told.code == "unauthenticated" else 404, b"")
                return
            if told is not None:
                yield told


def connected(asking: AsyncAsking, ecosystem: str) -> connect:
    """A connection to an ecosystem's WebSocket, to be entered with ``async with``."""
    parts = urlsplit(asking.url + path("ecosystems", ecosystem, "ws"))
    url = urlunsplit(parts._replace(scheme="wss" if parts.scheme == "https" else "ws"))
    return connect(url, subprotocols=[SUBPROTOCOL], max_size=None, compression=None)  # type: ignore[list-item]


async def enter(socket: ClientConnection, token: str) -> dict[str, Any]:
    """Say who asks; what he or she may do. Raises ConnectionClosed."""
    auth = Auth(type="auth", token=token or None)
    await socket.send(auth.model_dump_json(exclude_none=True))
    ready: dict[str, Any] = orjson.loads(await socket.recv())
    return ready


class AsyncTalk:
    """A connection over which commands are given."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0

    async def command(self, name: str, input: "dict[str, Any] | None" = None, key: str = "") -> dict[str, Any]:
        """Have something done; its receipt. With the same key it is the same order. Raises ApiError when it is refused."""
        self._number += 1
        id = str(self._number)
        await self._socket.send(
            orjson.dumps({"type": "command", "id": id, "name": name, "input": input or {}, "key": key}).decode()
        )
        while True:
            frame = orjson.loads(await self._socket.recv())
            if frame.get("id") != id:
                continue
            if frame["type"] == "refused":
                raise refused(frame)
            result: dict[str, Any] = frame["result"]
            return result
