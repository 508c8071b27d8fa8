"""Handing over to another instance on the same port, so that no request is lost.

Sockets that share a port (SO_REUSEPORT) are given new connections at random, and whoever closes one breaks those that wait in it.
So whoever is ready has all new ones given to himself; then nothing waits with the earlier instance when that is told to end.
"""

import ctypes
import logging
import socket
import struct
import sys

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger(__name__)

GRACE_SECONDS = 0.5
"""Between being told to end and ending: so long connections that are in use are asked to close after their next answer."""

_ATTACH_FILTER = 51  # SO_ATTACH_REUSEPORT_CBPF of Linux
_RETURN = 0x06  # BPF_RET | BPF_K
_LATER = 1


def is_shared(listener: socket.socket) -> bool:
    """Whether others may listen on the same port."""
    return bool(listener.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT))


def take_over(listener: socket.socket) -> bool:
    """Have new connections go to the later one of the two sockets on this port; as long as there is one, to that. False where
    the system cannot do that. The socket has to listen."""
    if not sys.platform.startswith("linux"):
        return False
    program = ctypes.create_string_buffer(struct.pack("HBBI", _RETURN, 0, 0, _LATER), 8)
    try:
        listener.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(program)))
    except OSError as error:
        LOG.warning("connections cannot be taken over from another instance on this port: %s", error)
        return False
    return True


class Parting:
    """Middleware: answers of a process that is about to end have the connection closed, so that the client's next request goes to
    whoever stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def parting(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["app"].state.draining.is_set():
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, receive, parting)
