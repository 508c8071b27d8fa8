"""The port Snapshots: frozen character states."""

from collections.abc import Mapping, Sequence

from actors.ports import SNAPSHOTS
from storage.postgres.connections import Part
from storage.queries import load

_SAVE, _RENEW, _LOAD, _DISCARD = load("snapshots", "save", "renew", "load", "discard")


class PostgresSnapshots(Part):
    """See ``actors.ports.Snapshots``."""

    async def save(self, ecosystem: str, seq: int, tick: int, states: Mapping[str, bytes]) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_SAVE, ecosystem, seq, tick, list(states), list(states.values()))

    async def renew(self, ecosystem: str, seq: int, tick: int, states: Mapping[str, bytes]) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_RENEW, ecosystem, seq, tick, list(states), list(states.values()))

    async def load(self, ecosystem: str, characters: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        async with self._connections.using(ecosystem) as connection:
            rows = await connection.fetch(_LOAD, ecosystem, list(characters))
        return {row["character"]: (row["seq"], row["state"]) for row in rows}

    async def discard(self, ecosystem: str) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_DISCARD, ecosystem, SNAPSHOTS)
