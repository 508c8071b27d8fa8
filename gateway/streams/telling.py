"""Telling over a WebSocket what happens, from a number on."""

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import NoReturn

from starlette.websockets import WebSocket

from gateway.metrics import STREAM_EVENTS
from gateway.schemas.streams import Opening, Position, Subscribe
from gateway.streams.counting import reset
from gateway.streams.errors import Lagging
from gateway.streams.frames import written
from gateway.streams.hub import Hub
from gateway.streams.protocol import EXTENSION
from gateway.streams.told import Told
from gateway.streams.wanted import Wanted

POSITION_SECONDS = 15.0

AT_ONCE = 50
"""So many events are written at once; after each write others may go on, and a connection that is lost is seen to be."""

STALL_SECONDS = 20.0
"""Who takes nothing for so long is cut off, whether much happens or little."""


async def tell(socket: WebSocket, hub: Hub, ecosystem: str, subscribed: Subscribe) -> NoReturn:
    """For ever. Raises Lagging, Restarting, EcosystemUnknown and StoreUnavailable."""
    wanted = Wanted(
        frozenset(subscribed.kinds), frozenset(subscribed.characters), subscribed.from_tick, subscribed.until_tick
    )  # fmt: skip
    async with hub.reading(ecosystem, wanted, subscribed.after) as opened:
        reader = opened.reader
        said = reader.position
        opening = Opening(ecosystem=ecosystem, after=said, id=subscribed.id, head=opened.head.seq)
        await socket.send_text(written(opening))
        if opened.snapshot:
            reset("websocket")
            await socket.send_text(opened.snapshot.decode())
        spoken = monotonic()
        while True:
            batch = await reader.read(POSITION_SECONDS)
            if batch:
                try:
                    async with asyncio.timeout(STALL_SECONDS):
                        await send(socket, batch)
                except TimeoutError:
                    raise Lagging(said) from None
                STREAM_EVENTS.labels("websocket").inc(len(batch))
                said, spoken = reader.position, monotonic()
            elif reader.position > said and monotonic() - spoken >= POSITION_SECONDS:
                said, spoken = reader.position, monotonic()
                await socket.send_text(written(Position(seq=said)))


async def send(socket: WebSocket, batch: Sequence[Told]) -> None:
    """Tell all of them, in order."""
    if EXTENSION not in socket.scope.get("extensions", ()):
        for told in batch:
            await socket.send_text(told.text.decode())
        return
    for begin in range(0, len(batch), AT_ONCE):
        await socket.send({"type": "websocket.send", "frames": b"".join([told.frame for told in batch[begin : begin + AT_ONCE]])})
        await asyncio.sleep(0)  # sending suspends only when the other side is slow; others may go on, and a loss is seen
