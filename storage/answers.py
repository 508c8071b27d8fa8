"""What was answered to requests that came with a key, so that one that is sent again has no second effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from storage.postgres.connections import Connections, decoded
from storage.queries import load

_BEGIN, _KNOWN, _FINISH, _DROP, _PRUNE = load("answers", "begin", "known", "finish", "drop", "prune")

KEPT = timedelta(hours=24)
"""So long an answer is remembered."""

LEASE = timedelta(seconds=60)
"""After so long without an answer whoever worked on it counts as dead, and the same request may be worked on again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the headers that matter, and a body."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Turn:
    """That it is ours to work on a request. ``begun`` tells our turn from that of whoever takes us for dead."""

    owner: str
    key: str
    begun: datetime


class Answers:
    """Every call may raise StoreUnavailable."""

    def __init__(self, url: str) -> None:
        self._connections = Connections(url, 2, 20.0)

    async def begin(self, owner: str, key: str, fingerprint: bytes) -> Turn | tuple[bytes, Answer | None]:
        """Our turn, when nobody has begun; else the fingerprint of the request that came first, and its answer if it has one."""
        async with self._connections.using() as connection:
            while True:
                if begun := await connection.fetchval(_BEGIN, owner, key, fingerprint, KEPT, LEASE):
                    return Turn(owner, key, begun)
                if row := await connection.fetchrow(_KNOWN, owner, key):
                    break
        answer = None if row["status"] is None else Answer(row["status"], decoded(row["headers"]), row["body"])
        return row["fingerprint"], answer

    async def finish(self, turn: Turn, answer: Answer) -> None:
        """Remember the answer."""
        headers = orjson.dumps([list(header) for header in answer.headers])
        async with self._connections.using() as connection:
            await connection.execute(_FINISH, turn.owner, turn.key, turn.begun, answer.status, headers, answer.body)
            await connection.execute(_PRUNE, KEPT)

    async def drop(self, turn: Turn) -> None:
        """Forget that we began: nothing was done."""
        async with self._connections.using() as connection:
            await connection.execute(_DROP, turn.owner, turn.key, turn.begun)

    async def close(self) -> None:
        """Give back connections."""
        await self._connections.close()
