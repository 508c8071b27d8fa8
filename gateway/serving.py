"""Serving: the theatre and the processes that answer requests, each kept alive, on one socket."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from actors.errors import InvalidRequest
from gateway.children import Child
from gateway.parent import served_by_us
from gateway.settings import GatewaySettings
from runtime.ending import end

BACKLOG = 2048
STANDSTILL_MS = 30_000
"""A connection on which the other side takes nothing for so long is given up."""

FAREWELL_SECONDS = 15.0
"""So much longer than draining may take until what still runs is ended."""


def listening(host: str, port: int, shared: bool) -> socket.socket:
    """A socket that listens, or with ``shared`` one that will when somebody answers on it: others may listen on the same port.

    Raises InvalidRequest when that is not to be had.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # on Linux; what is accepted inherits it
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STANDSTILL_MS)
        listener.bind(place)
    except OSError as error:
        raise InvalidRequest("FABULA_HOST and FABULA_PORT", f"{host}:{port}: {(error.strerror or str(error)).lower()}") from None
    if not shared:
        listener.listen(BACKLOG)
    return listener


@asynccontextmanager
async def serving(settings: GatewaySettings, listener: socket.socket, note: Callable[[str], None]) -> AsyncIterator[None]:
    """Serve inside the block. What dies is started again; at the end requests are answered before anything is ended."""
    environment = {**os.environ, "FABULA_HOME": str(settings.home), **served_by_us()}
    fd = listener.fileno()
    workers = [
        Child(f"gateway {number}", ["gateway.worker", str(fd)], environment, [fd]) for number in range(1, settings.workers + 1)
    ]
    theatre = Child("theatre", ["gateway.cli.main", "theatre"], environment)
    lives = [asyncio.create_task(child.live(note)) for child in (*workers, theatre)]
    try:
        yield
    finally:
        listener.close()  # so that nobody waits in it when the last of those who answer is gone
        patience = settings.drain_seconds + FAREWELL_SECONDS
        await asyncio.gather(*(child.end(patience) for child in workers))
        await theatre.end(patience)
        for life in lives:
            await end(life)
