"""A stream of events as Server-Sent Events: numbers are ids, so that a browser goes on by itself where it stopped."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from time import monotonic

from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from actors.errors import EcosystemUnknown, FabulaError, StoreUnavailable
from gateway.errors import Forbidden, Unauthenticated
from gateway.metrics import STREAM_EVENTS
from gateway.problems import code_of
from gateway.schemas.streams import Opening, Parting
from gateway.streams.counting import counted, cut, reset
from gateway.streams.errors import Lagging, Restarting
from gateway.streams.frames import written
from gateway.streams.hub import Opened
from gateway.streams.reader import Reader
from gateway.streams.watch import Watch

PING_SECONDS = 15.0
RETRY_MS = 1000
AT_ONCE_MS = 50

PARTINGS: dict[type[FabulaError], str] = {Lagging: "lagging", Restarting: "restarting"}


class EventStream(StreamingResponse):
    """The answer. What it is about to read is opened before it begins, so that a refusal is still an ordinary one.

    ``fastapi.sse`` would encode every event for every reader anew, and have three tasks for each.
    """

    media_type = "text/event-stream"

    def __init__(self, ecosystem: str, opening: AbstractAsyncContextManager[Opened], watch: Watch) -> None:
        super().__init__((), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._ecosystem = ecosystem
        self._opening = opening
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._opening as opened:
            telling = _telling(self._ecosystem, opened, self._watch)
            self.body_iterator = telling
            try:
                with counted("sse"):
                    await super().__call__(scope, receive, send)
            finally:
                await telling.aclose()


async def _telling(ecosystem: str, opened: Opened, watch: Watch) -> AsyncGenerator[bytes, None]:
    reader = opened.reader
    yield b"retry: %d\n" % RETRY_MS + _named(
        Opening(ecosystem=ecosystem, after=reader.position, head=opened.head.seq), "opened", reader.position
    )
    if opened.snapshot:
        reset("sse")
        yield b"id: %d\nevent: snapshot\ndata: %b\n\n" % (reader.position, opened.snapshot)
    pinged = monotonic()
    try:
        while True:
            batch = await reader.read(min(watch.seconds, PING_SECONDS))
            STREAM_EVENTS.labels("sse").inc(len(batch))
            said = b"".join([told.sse for told in batch])
            if not said and monotonic() - pinged >= PING_SECONDS:
                said = b"id: %d\n: ping\n\n" % reader.position
            if said:
                pinged = monotonic()
                yield said
            await watch.look()
    except (Lagging, Restarting, Unauthenticated, Forbidden, EcosystemUnknown, StoreUnavailable) as reason:
        cut("sse", reason)
        yield _parting(reader, reason)


def _parting(reader: Reader, reason: FabulaError) -> bytes:
    """Why it ends. A browser comes back by itself; at once, when that is of use."""
    kind = PARTINGS.get(type(reason), "ended")
    parting = Parting(type=kind, after=reader.position, code=code_of(reason) if kind == "ended" else "", detail=str(reason))  # type: ignore[arg-type]
    return b"retry: %d\n" % (AT_ONCE_MS if kind == "restarting" else RETRY_MS) + _named(parting, kind, reader.position)


def _named(message: BaseModel, name: str, seq: int) -> bytes:
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (seq, name.encode(), written(message).encode())
