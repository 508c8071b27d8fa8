"""Watching what happens, over WebSocket or Server-Sent Events, across whatever happens to the connection."""

import time
from collections.abc import Generator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import orjson
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from gateway.client.blocking.asking import Asking
from gateway.client.call import path
from gateway.client.errors import Unauthenticated, Unreachable, error_of, refused
from gateway.client.patience import AGAIN
from gateway.client.place import Lines, Place, Told
from gateway.schemas.streams import SUBPROTOCOL, Auth, Parting

SILENCE_SECONDS = 45.0
"""A stream that says nothing for so long is taken for lost; the gateway pings more often."""

MOST_FAILURES = 30


def watch(asking: Asking, ecosystem: str, place: Place, by_socket: bool) -> Generator[Told, None]:
    """Everything from there on, for ever. Raises ApiError when coming back is of no use."""
    while True:
        token = asking.token
        once = _by_socket(asking, ecosystem, place) if by_socket else _by_sse(asking, ecosystem, place)
        at_once = False
        try:
            with closing(once):
                for told in once:
                    yield told
        except ConnectionClosed as closed:
            frame = closed.rcvd
            try:
                at_once = place.ended(frame.code if frame else None, frame.reason if frame else "")
            except Unauthenticated:
                if not asking.renewed(token):
                    raise
                at_once = True
        except Unauthenticated:
            if not asking.renewed(token):
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
            time.sleep(min(5.0, asking.patience.pause(place.failures)))


def _by_socket(asking: Asking, ecosystem: str, place: Place) -> Generator[Told, None]:
    with connected(asking, ecosystem) as socket:
        enter(socket, asking.token)
        socket.send(place.subscription())
        while True:
            told = place.heard(socket.recv())
            if told is not None:
                yield told


def _by_sse(asking: Asking, ecosystem: str, place: Place) -> Generator[Told, None]:
    url = asking.url + path("ecosystems", ecosystem, "events", "stream")
    arguments: dict[str, Any] = {"headers": asking.authorization(), "timeout": httpx.Timeout(10.0, read=SILENCE_SECONDS)}
    given = {name: value for name, value in place.params().items() if value is not None}
    with asking.http.stream("GET", url, params=given, **arguments) as answer:
        if answer.status_code in AGAIN:
            raise httpx.RemoteProtocolError(f"answer {answer.status_code}")
        if answer.status_code != 200:
            raise error_of(answer.status_code, answer.read())
        lines = Lines()
        for line in answer.iter_lines():
            told = lines.take(line, place)
            if isinstance(told, Parting):
                if told.type == "ended":
                    raise error_of(401 if told.code == "unauthenticated" else 404, b"")
                return
            if told is not None:
                yield told


def connected(asking: Asking, ecosystem: str) -> ClientConnection:
    """A connection to an ecosystem's WebSocket, to be entered with ``with``."""
    parts = urlsplit(asking.url + path("ecosystems", ecosystem, "ws"))
    url = urlunsplit(parts._replace(scheme="wss" if parts.scheme == "https" else "ws"))
    return connect(url, subprotocols=[SUBPROTOCOL], max_size=None, compression=None)  # type: ignore[list-item]


def enter(socket: ClientConnection, token: str) -> dict[str, Any]:
    """Say who asks; what he or she may do. Raises ConnectionClosed."""
    auth = Auth(type="auth", token=token or None)
    socket.send(auth.model_dump_json(exclude_none=True))
    ready: dict[str, Any] = orjson.loads(socket.recv())
    return ready


class Talk:
    """A connection over which commands are given."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0

    def command(self, name: str, input: "dict[str, Any] | None" = None, key: str = "") -> dict[str, Any]:
        """Have something done; its receipt. With the same key it is the same order. Raises ApiError when it is refused."""
        self._number += 1
        id = str(self._number)
        self._socket.send(orjson.dumps({"type": "command", "id": id, "name": name, "input": input or {}, "key": key}).decode())
        while True:
            frame = orjson.loads(self._socket.recv())
            if frame.get("id") != id:
                continue
            if frame["type"] == "refused":
                raise refused(frame)
            result: dict[str, Any] = frame["result"]
            return result
