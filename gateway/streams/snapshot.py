"""How an ecosystem stands at its newest event, for those who are too far behind to be told what has happened since."""

import asyncio
from time import monotonic

from actors.ports import Store
from gateway.schemas.streams import Feeling, Snapshot, Standing

MOST_RELATIONSHIPS = 5000

FRESH_SECONDS = 1.0
"""So long one snapshot serves all who need one: after an outage many do at once."""


class Snapshots:
    """Of one ecosystem."""

    def __init__(self, store: Store, ecosystem: str) -> None:
        self._store = store
        self._ecosystem = ecosystem
        self._taking = asyncio.Lock()
        self._last: tuple[int, bytes] = (0, b"")
        self._taken = float("-inf")

    async def newest(self) -> tuple[int, bytes]:
        """(number, snapshot as JSON), at most a second old. Raises EcosystemUnknown and StoreUnavailable."""
        async with self._taking:
            if monotonic() - self._taken > FRESH_SECONDS:
                found = await taken(self._store, self._ecosystem)
                self._last = (found.seq, found.model_dump_json().encode())
                self._taken = monotonic()
            return self._last


async def taken(store: Store, ecosystem: str) -> Snapshot:
    """Read it, all as of one moment. Raises EcosystemUnknown and StoreUnavailable."""
    async with store.frozen() as frozen:
        head = await frozen.head(ecosystem)
        personas = await frozen.personas(ecosystem)
        places = await frozen.whereabouts(ecosystem)
        rows = await frozen.relationships(ecosystem)
    return Snapshot(
        ecosystem=ecosystem, seq=head.seq, tick=head.tick, hash=head.hash, status=head.status, reason=head.reason,
        cast=[Standing(id=id, name=persona["name"], place=places.get(id, "")) for id, persona in personas.items()],
        relationships=[Feeling.model_validate(row) for row in rows[:MOST_RELATIONSHIPS]],
        complete=len(rows) <= MOST_RELATIONSHIPS,
    )  # fmt: skip
