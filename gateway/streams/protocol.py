"""WebSockets as uvicorn serves them, that also take frames which were written down already, many at once."""

from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

EXTENSION = "fabula.frames"
"""An application may send ``{"type": "websocket.send", "frames": ...}``, with whole frames one after the other, where its scope's
``extensions`` name this one (the manner of ASGI, "Extensions")."""


class FramesAtOnce(WebSocketsSansIOProtocol):
    """What many watch alike costs one frame for all, and one write for each of them, however many events it holds.

    Frames are not compressed: the server has to be configured so.
    """

    def handle_connect(self, event: Request) -> None:
        """Called with the handshake."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][EXTENSION] = {}

    async def send(self, message: Any) -> None:
        """Called by the application."""
        if "frames" not in message:
            await super().send(message)
            return
        await self.writable.wait()
        if self.disconnected or self.close_sent or self.transport.is_closing():
            raise ClientDisconnected()
        self.transport.write(message["frames"])


def framed(text: bytes) -> bytes:
    """A text as the frame of a server."""
    return Frame(Opcode.TEXT, text).serialize(mask=False)
