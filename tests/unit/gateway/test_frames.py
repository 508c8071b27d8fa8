"""What many watch alike is written down once, as frames; a server that does not take those is given texts."""

from typing import Any

import pytest
from websockets.frames import Frame, Opcode
from websockets.server import ServerProtocol

from actors.events import MOVED, Draft, numbered
from gateway.streams.protocol import EXTENSION, framed
from gateway.streams.telling import AT_ONCE, send
from gateway.streams.told import Told, told


class Socket:
    """Takes what is sent."""

    def __init__(self, extensions: dict[str, Any]) -> None:
        self.scope = {"extensions": extensions}
        self.sent: list[Any] = []

    async def send(self, message: Any) -> None:
        self.sent.append(message["frames"])

    async def send_text(self, text: str) -> None:
        self.sent.append(text)


def batch(events: int) -> list[Told]:
    drafts = [Draft(MOVED, f"move:{n}", 0, {"character": "né", "from": "here", "to": "there"}) for n in range(events)]
    return [told(event) for event in numbered("e", 1, 0, drafts)]


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_frame_is_what_the_library_of_websockets_would_send(size: int) -> None:
    server = ServerProtocol()
    server.send_frame(Frame(Opcode.TEXT, b"x" * size))
    assert framed(b"x" * size) == b"".join(server.data_to_send())


async def test_a_server_that_takes_frames_gets_many_at_once_in_order() -> None:
    socket, events = Socket({EXTENSION: {}}), batch(AT_ONCE + 1)
    await send(socket, events)
    assert len(socket.sent) == 2
    assert b"".join(socket.sent) == b"".join(framed(event.text) for event in events)


async def test_any_other_server_gets_one_text_for_each() -> None:
    socket, events = Socket({}), batch(3)
    await send(socket, events)
    assert socket.sent == [event.text.decode() for event in events]
