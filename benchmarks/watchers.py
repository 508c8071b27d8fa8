"""The other process of ``streams``: many WebSocket clients that do as little as can be, and say at which moment they heard what.

python -m benchmarks.watchers PORT PATH CLIENTS FRAMES STALLED [FIRST FRAME] ...
Each says the frames given, then counts: so many frames that hold MARK to begin with, and FRAMES in all. STALLED of them read
nothing after that. Prints READY, then one JSON object.
"""

import asyncio
import os
import struct
import sys
import time

import orjson

READY = "ready"
MARK = b'"type":"event"'
LAST = b'"kind":"tick_completed"'


class Watcher(asyncio.Protocol):
    """One client. Knows of WebSockets only what it takes to count frames."""

    def __init__(self, path: str, frames: list[str], first: bool) -> None:
        self.opened, self.heard = asyncio.Event(), 0
        self.moments: list[int] = []
        self._path, self._frames, self._first = path, frames, first
        self._rest, self._shaken = b"", False
        self.awaited = 0
        self.done = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._rest += data
        if not self._shaken:
            head, found, rest = self._rest.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head.split(b"\r\n")[0] + b" ", head
            self._shaken, self._rest = True, rest
            for frame in self._frames:
                self.transport.write(masked(frame.encode()))
            if not self._frames:
                self.opened.set()
        self._parse()

    def _parse(self) -> None:
        rest, at = self._rest, 0
        while len(rest) - at >= 2:
            size, head = rest[at + 1] & 127, 2
            if size == 126:
                size, head = (struct.unpack_from("!H", rest, at + 2)[0], 4) if len(rest) - at >= 4 else (1 << 62, 4)
            elif size == 127:
                size, head = (struct.unpack_from("!Q", rest, at + 2)[0], 10) if len(rest) - at >= 10 else (1 << 62, 10)
            if len(rest) - at < head + size:
                break
            self._frame(rest[at + head : at + head + size])
            at += head + size
        self._rest = rest[at:]

    def _frame(self, text: bytes) -> None:
        if MARK not in text[:40]:
            if b'"opened"' in text[:40]:
                self.opened.set()
            return
        self.heard += 1
        if self._first and LAST in text[:200]:
            self.moments.append(time.perf_counter_ns())
        if self.heard == self.awaited:
            self.done.set()


def masked(text: bytes) -> bytes:
    """A text frame as a client has to send it."""
    size = bytes([129, 128 | len(text)]) if len(text) < 126 else bytes([129, 254]) + struct.pack("!H", len(text))
    mask = os.urandom(4)
    return size + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(text))


async def watch(port: int, path: str, clients: int, frames: int, stalled: int, said: list[str]) -> dict[str, object]:
    """When the first client heard the end of each tick, and when all who read had heard everything."""
    loop = asyncio.get_running_loop()
    watchers = []
    for number in range(clients + stalled):
        _, watcher = await loop.create_connection(lambda n=number: Watcher(path, said, n == 0), "127.0.0.1", port)  # type: ignore[misc]
        watcher.awaited = frames
        watchers.append(watcher)
    await asyncio.gather(*(watcher.opened.wait() for watcher in watchers))
    for watcher in watchers[clients:]:
        watcher.transport.pause_reading()
    sys.stdout.write(READY + "\n")
    sys.stdout.flush()
    await asyncio.gather(*(watcher.done.wait() for watcher in watchers[:clients]))
    return {"ended": time.perf_counter_ns(), "moments": watchers[0].moments}


def main() -> None:
    """Watch to the end."""
    port, path, clients, frames, stalled, *said = sys.argv[1:]
    found = asyncio.run(watch(int(port), path, int(clients), int(frames), int(stalled), said))
    sys.stdout.write(orjson.dumps(found).decode() + "\n")


if __name__ == "__main__":
    main()
