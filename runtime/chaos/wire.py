"""A wire: a proxy in front of one server, through which its clients talk to it as long as nobody disturbs them."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from runtime.chaos.twin import Twin, drained
from runtime.ending import end

CHUNK = 65_536
DELAY_SECONDS = 0.15
RUN_OUT_SECONDS = 5.0

Connect = Callable[[], Awaitable[tuple[StreamReader, StreamWriter]]]


class Wire:
    """What happens to bytes between the clients and one server.

    * ``delay``: every piece arrives later, in its order.
    * ``cut``: all connections are broken off, and new ones at once.
    * ``mute``: whatever is sent is swallowed, and nobody is told. Connections of that time stay silent for ever, as after a
      router that forgot them; when it is over, new ones work, and the server hears that a client gave up.
    * ``late``: an open connection breaks off as soon as its client says something, which the server gets nevertheless, when it is
      over. New ones work.
    * ``double``: all connections are broken off. What is said on new ones reaches the server a second time, a little later and
      to its end, by a connection of its own, whose answers are dropped. When it is over they are broken off as well.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._deed = ""
        self._whole = asyncio.Event()
        self._whole.set()
        self._open: dict[Joint, None] = {}
        self._twins: dict[Twin, None] = {}

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
            for joint in [joint for joint in self._open if joint.twin is not None]:
                joint.close()
            await self._run_out()

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Carry one client's connection, to its end."""
        joint = Joint(writer)
        self._open[joint] = None
        try:
            await self._carry(joint, reader)
        finally:
            self._open.pop(joint, None)
            joint.close()
            if joint.twin is not None:
                joint.twin.hear(b"")

    async def close(self) -> None:
        """Break off everything."""
        for joint in list(self._open):
            joint.close()
        for twin in list(self._twins):
            await end(twin.work)

    async def _carry(self, joint: "Joint", reader: StreamReader) -> None:
        if self._deed == "cut":
            return
        joint.silent = self._deed == "mute"
        if self._deed == "double":
            self._twins[joint.begun(self._connect)] = None
        try:
            far_reader, joint.far = await self._connect()
        except OSError:  # as the server would say it
            return
        ways = [
            asyncio.create_task(self._there(joint, reader, joint.far)),
            asyncio.create_task(self._back(joint, far_reader)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if joint.silent or joint.held:
                await self._whole.wait()
        finally:
            for way in ways:
                await end(way)
        if joint.held:
            await drained(far_reader, joint.far, joint.held)

    async def _there(self, joint: "Joint", reader: StreamReader, writer: StreamWriter) -> None:
        """From the client to the server."""
        with suppress(OSError):
            while piece := await self._piece(reader):
                if joint.twin is not None:
                    joint.twin.hear(piece)
                if joint.doomed:
                    joint.held += piece
                    joint.near.transport.abort()
                elif not joint.silent:
                    writer.write(piece)
                    await writer.drain()

    async def _back(self, joint: "Joint", reader: StreamReader) -> None:
        """From the server to the client."""
        with suppress(OSError):
            while piece := await self._piece(reader):
                if not joint.silent:
                    joint.near.write(piece)
                    await joint.near.drain()

    async def _piece(self, reader: StreamReader) -> bytes:
        piece = await reader.read(CHUNK)
        if self._deed == "delay":
            await asyncio.sleep(DELAY_SECONDS)
        return piece

    async def _run_out(self) -> None:
        """Wait until everything that was doubled has arrived."""
        if self._twins:
            await asyncio.wait([twin.work for twin in self._twins], timeout=RUN_OUT_SECONDS)
        for twin in list(self._twins):
            await end(twin.work)
        self._twins.clear()


class Joint:
    """One client's connection and its other half."""

    def __init__(self, near: StreamWriter) -> None:
        self.near = near
        self.far: StreamWriter | None = None
        self.silent = False
        self.doomed = False  # it breaks off with the next word
        self.held = b""  # what the server gets later
        self.twin: Twin | None = None

    def suffer(self, deed: str) -> None:
        """What becomes of it when the wire is disturbed in this way."""
        if deed in ("cut", "double"):
            self.close()
        self.silent = self.silent or deed == "mute"
        self.doomed = self.doomed or deed == "late"

    def begun(self, connect: Connect) -> Twin:
        """A twin that hears what its client says from here on."""
        self.twin = Twin(connect)
        return self.twin

    def close(self) -> None:
        """Break both halves off."""
        for half in (self.near, self.far):
            if half is not None:
                half.transport.abort()
