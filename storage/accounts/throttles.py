"""Throttles: who tries too often has to wait, longer each time; in every gateway, and across restarts."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from actors.errors import Throttled
from storage.postgres.connections import Part, transaction
from storage.queries import load

_ATTEMPT, _WAIT, _REFUND, _FORGET, _PRUNE = load("accounts_throttles", "attempt", "wait", "refund", "forget", "prune")

MEMORY = timedelta(hours=1)
"""After so long without an attempt all is forgotten."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """So many attempts are free; each one more doubles the wait, up to ``longest`` seconds."""

    kind: str
    free: int
    longest: float

    def of(self, what: str) -> str:
        """The key for one name or address, of bounded length, and unreadable."""
        return f"{self.kind}:{hashlib.sha256(what.encode('utf-8', 'surrogatepass')).hexdigest()}"


class Throttles(Part):
    """Attempts are counted before they are looked at, so that a thousand at once are a thousand."""

    async def attempt(self, *tries: tuple[Throttle, str]) -> None:
        """Count one attempt for each. Raises Throttled when one of them has to wait; then none is counted."""
        async with self._connections.using() as connection, transaction(connection):
            for throttle, what in sorted(tries, key=lambda attempt: attempt[0].of(attempt[1])):  # all lock in the same order
                key = throttle.of(what)
                if await connection.fetchval(_ATTEMPT, key, throttle.free, throttle.longest, MEMORY) is None:
                    raise Throttled(throttle.kind, await connection.fetchval(_WAIT, key) or 1)

    async def succeeded(self, forget: tuple[Throttle, str], refund: tuple[Throttle, str]) -> None:
        """The last attempt was right: forget all that were counted for the one, and this one for the other."""
        async with self._connections.using() as connection, transaction(connection):
            statements = {forget[0].of(forget[1]): _FORGET, refund[0].of(refund[1]): _REFUND}
            for key in sorted(statements):
                await connection.execute(statements[key], key)

    async def prune_throttles(self) -> None:
        """Forget what is long ago."""
        async with self._connections.using() as connection:
            await connection.execute(_PRUNE, MEMORY)
