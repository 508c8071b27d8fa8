"""A twin: a second connection to a server, on which everything is said again that was said on the first one."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import suppress

LATER_SECONDS = 0.4
ANSWER_SECONDS = 5.0


class Twin:
    """Says all pieces that it hears somewhat later, whatever became of the first connection meanwhile; an empty one ends it."""

    def __init__(self, connect: Callable[[], Awaitable[tuple[StreamReader, StreamWriter]]]) -> None:
        self._connect = connect
        self._heard: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self.work = asyncio.create_task(self._work())

    def hear(self, piece: bytes) -> None:
        """Have it said later."""
        self._heard.put_nowait((asyncio.get_running_loop().time(), piece))

    async def _work(self) -> None:
        with suppress(OSError):
            reader, writer = await self._connect()
            reading = asyncio.create_task(unheard(reader))
            try:
                await self._repeat(writer)
                await drained(reader, writer, b"", reading)
            finally:
                reading.cancel()
                writer.transport.abort()

    async def _repeat(self, writer: StreamWriter) -> None:
        while True:
            when, piece = await self._heard.get()
            await asyncio.sleep(when + LATER_SECONDS - asyncio.get_running_loop().time())
            if not piece:
                return
            writer.write(piece)
            await writer.drain()


async def drained(reader: StreamReader, writer: StreamWriter, last: bytes, reading: "asyncio.Task[None] | None" = None) -> None:
    """Say the last of it, and wait for some seconds until the server has closed as well: what was said has been done then."""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(ANSWER_SECONDS):
            writer.write(last)
            writer.write_eof()
            await (reading or unheard(reader))


async def unheard(reader: StreamReader) -> None:
    """Read to the end what nobody wants to know."""
    with suppress(OSError):
        while await reader.read(65_536):
            pass
