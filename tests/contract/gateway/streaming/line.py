"""A client's end of a WebSocket."""

import asyncio
import json
from contextlib import asynccontextmanager

from pydantic import TypeAdapter
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from gateway.schemas.streams import SUBPROTOCOL, ServerFrame

PROMISED: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)


class Line:
    """A client's end."""

    def __init__(self, socket):
        self.socket = socket

    async def say(self, frame):
        await self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def hear(self):
        """The next frame, which is one of those that the document promises."""
        frame = json.loads(await asyncio.wait_for(self.socket.recv(), 60))
        PROMISED.validate_python(frame)
        return frame

    async def ask(self, frame):
        await self.say(frame)
        return await self.hear()

    async def enter(self, who):
        """Be let in, by a first frame."""
        ready = await self.ask({"type": "auth", "token": who.token})
        assert ready["type"] == "ready"
        return ready

    async def told(self, number):
        """The numbers of so many events."""
        seen = []
        while len(seen) < number:
            frame = await self.hear()
            if frame["type"] == "event":
                seen.append(frame["seq"])
        return seen

    async def code(self):
        """With which code it is closed; what comes before is passed over."""
        try:
            while True:
                await self.hear()
        except ConnectionClosed as closed:
            assert closed.rcvd is not None
            return closed.rcvd.code


@asynccontextmanager
async def line(served, ecosystem, **how):
    url = f"ws://127.0.0.1:{served.port}/api/v1/ecosystems/{ecosystem}/ws"
    how = {"subprotocols": [SUBPROTOCOL], "max_size": 2**24, **how}
    async with connect(url, **how) as socket:
        yield Line(socket)
