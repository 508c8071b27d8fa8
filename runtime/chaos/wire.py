"""A wire: a proxy in front of one server, through which its clients talk to it as long as nobody disturbs them."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from runtime.ending import end

CHUNK = 65_536
DELAY_SECONDS = 0.15

Connect = Callable[[], Awaitable[tuple[StreamReader, StreamWriter]]]


class Wire:
    """What happens to bytes between the clients and one server.

    * ``delay``: every piece arrives later, in its order.
    * ``cut``: all connections are broken off, and new ones at once.
    * ``mute``: whatever is sent is swallowed, and nobody is told. Connections of that time stay silent for ever, as after a
      router that forgot them; when it is over, new ones work, and the server hears that a client gave up.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._deed = ""
        self._whole = asyncio.Event()
        self._whole.set()
        self._open: dict[Joint, None] = {}

    @asynccontextmanager
    async def disturbed(self, deed: str) -> AsyncIterator[None]:
        """Disturbed in this way inside the block."""
        self._deed = deed
        self._whole.clear()
        for joint in list(self._open):
            joint.suffer(deed)
        try:
            yield
        finally:
            self._deed = ""
            self._whole.set()

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Carry one client's connection, to its end."""
        joint = Joint(writer)
        self._open[joint] = None
        try:
            await self._carry(joint, reader)
        finally:
            self._open.pop(joint, None)
            joint.close()

    async def close(self) -> None:
        """Break off everything."""
        for joint in list(self._open):
            joint.close()

    async def _carry(self, joint: "Joint", reader: StreamReader) -> None:
        if self._deed == "cut":
            return
        joint.suffer(self._deed)
        try:
            far_reader, joint.far = await self._connect()
        except OSError:  # as the server would say it
            return
        ways = [
            asyncio.create_task(self._pass(joint, reader, joint.far)),
            asyncio.create_task(self._pass(joint, far_reader, joint.near)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if joint.silent:
                await self._whole.wait()
        finally:
            for way in ways:
                await end(way)

    async def _pass(self, joint: "Joint", reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(CHUNK):
                if self._deed == "delay":
                    await asyncio.sleep(DELAY_SECONDS)
                if not joint.silent:
                    writer.write(piece)
                    await writer.drain()


class Joint:
    """One client's connection and its other half."""

    def __init__(self, near: StreamWriter) -> None:
        self.near = near
        self.far: StreamWriter | None = None
        self.silent = False

    def suffer(self, deed: str) -> None:
        """What becomes of it when the wire is disturbed in this way."""
        if deed == "cut":
            self.close()
        self.silent = self.silent or deed == "mute"

    def close(self) -> None:
        """Break both halves off."""
        for half in (self.near, self.far):
            if half is not None:
                half.transport.abort()
